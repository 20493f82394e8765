using System.Text.Json;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>A training that is stopped at some record, and gone on with from what it left in its folder.</summary>
public sealed class TrainingStateFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("inflaton-training-").FullName;

    private string State => Path.Combine(folder, TrainingStateFile.Name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("record_kernel_every=300")]
    [InlineData("precision=single")]
    [InlineData("training.method=linearized")]
    [InlineData("training.method=reduced", "network.hidden=[48, 48]")]
    [InlineData("training.method=reduced", "network.hidden=[48, 48]", "record_kernel_every=300", "data.test=[[0.5], [2.0]]")]
    [InlineData("optimizer={adam: {learning_rate: 0.001}}", "predictions=[]")]
    public void A_training_that_was_stopped_ends_with_the_same_bits(params string[] changes)
    {
        ExperimentFile file = File(changes);
        RunResult whole = ExperimentRunner.Run(file), first = Stopped(file, 7), second = Stopped(file, 5, resume: true);

        first.Summary.Status.ShouldBe(RunStatus.Interrupted);
        first.Summary.Message.ShouldNotBeNull().ShouldEndWith($"The same command with --resume goes on from {State}.");
        second.Summary.Status.ShouldBe(RunStatus.Interrupted);
        Recorded(second).ShouldBeGreaterThan(Recorded(first));
        RunResult last = ExperimentRunner.Run(file, new RunOptions { OutputDirectory = folder, Resume = true });
        last.Summary.Status.ShouldBe(RunStatus.Completed);
        JsonSerializer.Serialize(last.Summary.Training).ShouldBe(JsonSerializer.Serialize(whole.Summary.Training));
        last.Arrays.Keys.ShouldBe(whole.Arrays.Keys);
        foreach ((string name, NumericArray array) in whole.Arrays)
        {
            last.Arrays[name].Values.ShouldBe(array.Values, name);
        }
    }

    [Fact]
    public void The_state_stays_with_what_was_stopped_and_goes_with_what_is_complete()
    {
        ExperimentFile file = File();
        StudyFolder results = StudyCatalogue.Folder(folder, StudyCatalogue.Experiment);
        results.Write(Stopped(file, 4), pictures: false);
        System.IO.File.Exists(State).ShouldBeTrue();

        results.Write(ExperimentRunner.Run(file, new RunOptions { OutputDirectory = folder, Resume = true }), pictures: false);
        Directory.GetFiles(folder, "*state*").ShouldBeEmpty();

        Should.Throw<StateException>(() => ExperimentRunner.Run(file, new RunOptions { OutputDirectory = folder, Resume = true }))
            .Message.ShouldContain("holds no training-state.npz to go on from; what was run there is finished");
    }

    /// <summary>Results that could not be written whole are no end: the training is still there to go on from.</summary>
    [Fact]
    public void The_state_goes_when_all_else_is_written()
    {
        ExperimentFile file = File();
        StudyFolder results = StudyCatalogue.Folder(folder, StudyCatalogue.Experiment);
        results.Write(Stopped(file, 4), pictures: false);
        RunResult complete = ExperimentRunner.Run(file, new RunOptions { OutputDirectory = folder, Resume = true });
        string report = Path.Combine(folder, StudyFolder.ReportFile);
        System.IO.File.Delete(report);
        Directory.CreateDirectory(report);

        Should.Throw<Exception>(() => results.Write(complete, pictures: false)).ShouldBeAssignableTo<SystemException>();
        System.IO.File.Exists(State).ShouldBeTrue();

        Directory.Delete(report);
        results.Write(complete, pictures: false);
        System.IO.File.Exists(State).ShouldBeFalse();
    }

    [Fact]
    public void Predictions_alone_leave_the_state_of_a_training()
    {
        ExperimentFile file = File();
        StudyFolder results = StudyCatalogue.Folder(folder, StudyCatalogue.Experiment);
        results.Write(Stopped(file, 4), pictures: false);
        byte[] before = System.IO.File.ReadAllBytes(State);

        RunResult predicted = ExperimentRunner.Run(file, new RunOptions { OutputDirectory = folder, Train = false });
        results.Write(predicted, pictures: false);

        predicted.Summary.Status.ShouldBe(RunStatus.NotTrained);
        System.IO.File.ReadAllBytes(State).ShouldBe(before);
    }

    [Fact]
    public void A_training_with_other_settings_is_refused_by_the_keys_that_differ()
    {
        Stopped(File(), 4);
        byte[] before = System.IO.File.ReadAllBytes(State);

        string message = Should.Throw<StateException>(
            () => ExperimentRunner.Run(File("seed=8"), new RunOptions { OutputDirectory = folder, Resume = true })).Message;

        message.ShouldContain("was written with other settings");
        message.ShouldContain("seed (8 now");
        System.IO.File.ReadAllBytes(State).ShouldBe(before);
    }

    /// <summary>The same settings with other rows in the table that they name are another training.</summary>
    [Fact]
    public void A_training_with_other_data_is_refused()
    {
        string table = Path.Combine(folder, "table.csv");
        System.IO.File.WriteAllText(table, "x,y\n1,2\n-1,0.5\n");
        string[] data = [$"data={{file: {{path: {table}, target: y}}}}", "loss={squared: {}}"];
        Stopped(File(data), 4);
        System.IO.File.WriteAllText(table, "x,y\n1,2\n-1,0.25\n");

        Should.Throw<StateException>(() => ExperimentRunner.Run(File(data), new RunOptions { OutputDirectory = folder, Resume = true }))
            .Message.ShouldContain("was written with other settings or other data");
    }

    /// <summary>A run that does not ask for it begins anew, whatever lies there.</summary>
    [Fact]
    public void Unasked_nothing_is_gone_on_with()
    {
        ExperimentFile file = File();
        int records = Recorded(Stopped(file, 7));

        Recorded(Stopped(file, 4)).ShouldBeLessThan(records);
    }

    /// <summary>The training under further orders of its batches is stopped as the first is, and what is stopped is no result.</summary>
    [Fact]
    public void Further_orders_of_the_batches_go_on_too()
    {
        ExperimentFile file = File(
            "data={points: [[0.8, -0.5], [0.2, 0.9], [-0.7, 0.1]]}", "batches={size: 2, seeds: 5}", "epochs=300", "record_every=50");
        RunResult whole = ExperimentRunner.Run(file);
        List<string> messages = [];
        RunResult last;
        do
        {
            // Further at each go, so that it is stopped within the first order and within others.
            using CancellationTokenSource stop = new();
            last = ExperimentRunner.Run(file, new RunOptions
            {
                OutputDirectory = folder,
                Resume = messages.Count > 0,
                SaveEvery = TimeSpan.FromMilliseconds(2),
                Clock = new Scans.Parts.StoppingClock(stop, 350 + (10 * messages.Count)),
                Cancellation = stop.Token,
                Threads = 1 + (messages.Count % 2),
            });
            messages.Add(last.Summary.Message ?? "");
            messages.Count.ShouldBeLessThan(50);
        }
        while (last.Summary.Status == RunStatus.Interrupted);

        last.Summary.Status.ShouldBe(RunStatus.Completed);
        messages[0].ShouldStartWith("Training was stopped at epoch");
        messages[^2].ShouldBe(
            $"Training was stopped among the further orders of its batches. The same command with --resume goes on from {State}.");
        last.Arrays.Keys.ShouldBe(whole.Arrays.Keys);
        foreach ((string name, NumericArray array) in whole.Arrays)
        {
            last.Arrays[name].Values.ShouldBe(array.Values, name);
        }
    }

    /// <summary>
    /// A state that takes long to write is written seldom, so that the training has most of the time: here the clock says that a state
    /// takes as long to write as two hundred steps take to compute.
    /// </summary>
    [Fact]
    public void A_state_that_takes_long_to_write_is_written_seldom()
    {
        SlowDiskClock clock = new(State, steps: 200);
        ExperimentRunner.Run(
            File(), new RunOptions { OutputDirectory = folder, SaveEvery = TimeSpan.Zero, Clock = clock })
            .Summary.Status.ShouldBe(RunStatus.Completed);
        clock.Writes.ShouldBe(1);

        clock = new(State, steps: 10);
        ExperimentRunner.Run(
            File(), new RunOptions { OutputDirectory = folder, SaveEvery = TimeSpan.Zero, Clock = clock })
            .Summary.Status.ShouldBe(RunStatus.Completed);
        clock.Writes.ShouldBeInRange(6, 8);
    }

    /// <summary>A disk that takes no state ends no training; what is said then is why.</summary>
    [Fact]
    public void A_state_that_cannot_be_written_is_said()
    {
        Directory.CreateDirectory(State);
        System.IO.File.WriteAllText(Path.Combine(State, "in the way"), "");

        Stopped(File(), 4).Summary.Message.ShouldNotBeNull().ShouldMatch(@"Its state could not be written \(.+\): it begins anew\.$");
    }

    /// <summary>Of a file that is cut short, or has lost an array, there is a message and no result.</summary>
    [Fact]
    public void A_damaged_state_is_refused()
    {
        ExperimentFile file = File();
        Stopped(file, 4);
        OrderedDictionary<string, NumericArray> arrays = NpzFile.Read(State);
        arrays.Remove("00004").ShouldBeTrue();
        NpzFile.Write(State, arrays);

        Should.Throw<StateException>(() => ExperimentRunner.Run(file, new RunOptions { OutputDirectory = folder, Resume = true }))
            .Message.ShouldContain("is not complete");

        System.IO.File.WriteAllBytes(State, System.IO.File.ReadAllBytes(State)[..^1]);
        Should.Throw<StateException>(() => ExperimentRunner.Run(file, new RunOptions { OutputDirectory = folder, Resume = true }))
            .Message.ShouldBe($"{State}: is damaged. Leave --resume out to begin anew.");
    }

    private static DateTime WrittenAt(string path) => System.IO.File.GetLastWriteTimeUtc(path);

    /// <summary>Tells a second at each look, and that many more when the state was written meanwhile.</summary>
    private sealed class SlowDiskClock(string state, int steps) : TimeProvider
    {
        private DateTime seen = WrittenAt(state);
        private long seconds;

        public int Writes { get; private set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp()
        {
            DateTime now = WrittenAt(state);
            if (now != seen)
            {
                seen = now;
                seconds += steps;
                Writes++;
            }

            return ++seconds;
        }
    }

    private static ExperimentFile File(params string[] changes) => Experiments.Sample(
        "homogeneous",
        ["network.hidden=[24]", "training.method=direct", "epochs=1500", "record_every=100", "predictions=[frozen_kernel]", .. changes]);

    /// <summary>What was not recorded is NaN.</summary>
    private static int Recorded(RunResult result) => result.Arrays["trained"].Values.Count(double.IsFinite);

    /// <summary>Stops it at a record.</summary>
    private RunResult Stopped(ExperimentFile file, int record, bool resume = false)
    {
        using CancellationTokenSource stop = new();
        int seen = 0;
        return ExperimentRunner.Run(file, new RunOptions
        {
            OutputDirectory = folder,
            Resume = resume,
            Cancellation = stop.Token,
            Observer = (phase, _, _) =>
            {
                if (phase == StudyPhase.Training && ++seen == record)
                {
                    stop.Cancel();
                }
            },
        });
    }
}
