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

    [Fact]
    public void What_cannot_be_gone_on_with_says_so()
    {
        Stopped(File("training.method=reduced", "network.hidden=[32, 32]"), 4).Summary.Message.ShouldNotBeNull()
            .ShouldEndWith("Reduced training begins anew; training.method: direct can be gone on with.");
        System.IO.File.Exists(State).ShouldBeFalse();
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
