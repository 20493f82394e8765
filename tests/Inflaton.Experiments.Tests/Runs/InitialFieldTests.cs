using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Tuning;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>Fields that start where the file says, on outputs that are centred and scaled.</summary>
public sealed class InitialFieldTests
{
    private static readonly string[] Small = ["network.hidden=[300]", "epochs=100", "record_every=10"];

    public static TheoryData<string, string> Fields => new()
    {
        { "uniform: 2.5", "uniform" },
        { "modes: [{k: 2, amplitude: 0.5, phase: 0.3}, {k: 5, amplitude: 0.1}]", "modes" },
        { "vacuum: {seed: 4, cutoff: 1.5, mass: 0.3, amplitude: 0.1}", "vacuum" },
        { "uniform: 2.5, vacuum: {seed: 4, cutoff: 1.5, mass: 0.3, amplitude: 0.1}", "sum" },
    };

    [Theory, MemberData(nameof(Fields))]
    public void The_field_starts_where_it_is_put_and_is_followed(string field, string which)
    {
        RunResult run = Runs.Experiments.Run(Parse($"initial_field={{{field}}}", "network.output_scale=30"));
        double[] start = run.Arrays["trained"].Values[..12];
        double[] vacuum = new VacuumFluctuations(0.3, 1.5, 4, 0.1).Draw(new LatticeGrid(1, 12)).Field;

        for (int i = 0; i < 12; i++)
        {
            start[i].ShouldBe(
                which switch
                {
                    "uniform" => 2.5,
                    "modes" => (0.5 * Math.Cos((2 * Math.PI * 2 * i / 12) + 0.3)) + (0.1 * Math.Cos(2 * Math.PI * 5 * i / 12)),
                    "vacuum" => vacuum[i],
                    _ => 2.5 + vacuum[i],
                },
                1e-14);
        }

        run.Arrays["discrete"].Values[..12].ShouldBe(start);
        run.Summary.ErrorBudget.Drift!.Maximum.ShouldBeLessThan(3e-3);
    }

    [Fact]
    public void A_file_gives_every_value()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, path = Path.Combine(folder, "field.npy");
        double[] values = [.. Enumerable.Range(0, 12).Select(i => Math.Sin(i * i))];
        try
        {
            NpyFile.Write(path, new NumericArray([12], values));
            Runs.Experiments.Run(Parse($"initial_field={{file: {path}}}")).Arrays["trained"].Values[..12].ShouldBe(values);
            Should.Throw<ExperimentFileException>(
                () => Runs.Experiments.Run(Parse($"initial_field={{file: {path}}}", "data.interval.points=7")))
                .Message.ShouldContain("has the shape [12] for 7 inputs and 1 outputs");
            NpyFile.Write(path, new NumericArray([12], [.. values[1..], double.NaN]));
            Should.Throw<ExperimentFileException>(() => Runs.Experiments.Run(Parse($"initial_field={{file: {path}}}")))
                .Message.ShouldContain("initial_field.file: holds a value that is not finite");
            File.WriteAllText(path, "no array");
            Should.Throw<ExperimentFileException>(() => Runs.Experiments.Run(Parse($"initial_field={{file: {path}}}")))
                .Message.ShouldContain("initial_field.file");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Where all is reached by the same steps: directly, in bases, in single precision, in a universe, whitened.</summary>
    [Theory]
    [InlineData(2e-3, "training.method=direct")]
    [InlineData(2e-3, "training.method=reduced", "network.hidden=[400,400]")]
    [InlineData(2e-3, "precision=single")]
    [InlineData(
        2e-3, "optimizer={friedmann: {learning_rate: 0.04, universe: {power_law: {p: 0.5, start: 1}}}}",
        "data={interval: {from: -0.1, to: 0.1, points: 12}}")]
    [InlineData(2e-3, "optimizer.natural={regularization: 0.01, refresh_every: 20}")]
    [InlineData(2e-3, "network.outputs=2")]
    [InlineData(2e-3, "loss={field: {potential: {monomial: {degree: 4, coupling: 0.1}}, gradient: false}}")]
    public void Every_training_starts_there(double bar, params string[] overrides)
    {
        RunResult run = Runs.Experiments.Run(
            Parse(["loss.power.scale=1e-6", .. overrides, "initial_field={uniform: 3}", "network.output_scale=100", "data.test=[[0.05]]"]));
        NumericArray trained = run.Arrays["trained"];
        int outputs = run.Summary.Outputs;

        run.Summary.Status.ShouldBe(RunStatus.Completed, run.Summary.Message);
        trained.Values[..(12 * outputs)].ShouldAllBe(value => Math.Abs(value - 3) < 1e-12);
        run.Summary.ErrorBudget.Drift!.Maximum.ShouldBeLessThan(3 * bar);
        Math.Abs(trained.Values[^1] - 3).ShouldBeGreaterThan(0.01);

        // Test points start at the uniform part and are predicted too.
        double[] test = run.Arrays["test_trained"].Values, predicted = run.Arrays["test_discrete"].Values;
        test[..outputs].ShouldAllBe(value => Math.Abs(value - 3) < 1e-12);
        test.Zip(predicted, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(3 * bar);
    }

    [Fact]
    public void The_kernel_of_a_scaled_field_is_its_square_times_that_of_the_outputs()
    {
        RunResult plain = Runs.Experiments.Run(Parse(), train: false), scaled = Runs.Experiments.Run(Parse("network.output_scale=7"));

        scaled.Summary.Theta0.ShouldBe(49 * plain.Summary.Theta0, 1e-9 * scaled.Summary.Theta0);
        scaled.Arrays["trained"].Values[..12].ShouldBe([.. plain.Arrays["discrete"].Values[..12].Select(f => 7 * f)]);
        scaled.Summary.ErrorBudget.Drift!.Maximum.ShouldBeLessThan(0.3);
        Runs.Experiments.Run(Parse("network.centered=true")).Arrays["trained"].Values[..12].ShouldAllBe(value => value == 0);
        double infinite = Runs.Experiments.Run(Parse("network.output_scale=7", "kernel=infinite"), train: false).Summary.Theta0;
        infinite.ShouldBe(scaled.Summary.Theta0, 0.3 * infinite);
    }

    /// <summary>A scale of ten moves the kernel ten times less for the same field.</summary>
    [Fact]
    public void Drift_falls_as_the_scale_grows()
    {
        double Drift(double scale) => Runs.Experiments.Run(Parse(
            "initial_field={uniform: 3}", $"network.output_scale={scale}", "optimizer.natural={regularization: 0.01}",
            "epochs=300")).Summary.KernelDrift!.Value;

        Math.Log10(Drift(10) / Drift(100)).ShouldBe(1, 0.1);
    }

    [Fact]
    public void Tuning_starts_there_too()
    {
        TuningResult plain = TuningRunner.Of(Parse("loss={squared: {scale: 1}}"), new TuningOptions { Threads = 1 });
        TuningResult scaled = TuningRunner.Of(
            Parse("loss={squared: {scale: 1}}", "initial_field={uniform: 3}", "network.output_scale=2"), new TuningOptions { Threads = 1 });

        scaled.InitialLoss.ShouldBe(4.5, 1e-12);
        scaled.Theta0.ShouldBe(4 * plain.Theta0, 1e-9 * scaled.Theta0);
    }

    [Theory]
    [InlineData("network.centered=false", "network.centered: is false, and initial_field needs outputs that are centred (false)")]
    [InlineData("initial_field={}", "initial_field.uniform: is missing, as are modes, file, vacuum, white and thermal")]
    [InlineData("initial_field={modes: [{k: -1, amplitude: 1}]}", "initial_field.modes.0.k: is below 0 (-1)")]
    [InlineData("initial_field={file: none.npy}", "initial_field.file: does not exist")]
    [InlineData("kernel=infinite", "kernel: cannot stand beside optimizer.natural")]
    [InlineData("optimizer={born_infeld: {learning_rate: 0.01}, natural: {}}", "optimizer.natural: cannot stand beside born_infeld")]
    [InlineData("predictions=[lattice]", "predictions: names lattice, which needs loss.field with its gradient")]
    [InlineData("loss={field: {potential: {starobinsky: {height: 1}}}}", "data.test: cannot stand beside loss.field with its gradient")]
    [InlineData("network.output_scale=0", "network.output_scale: is not above 0 (0)")]
    public void What_does_not_fit_is_refused(string change, string message) =>
        Should.Throw<ExperimentFileException>(() => Parse(
            "optimizer.natural={regularization: 0.01}", "initial_field={uniform: 1}", "data.test=[[0.05]]",
            change)).Message.ShouldContain(message);

    [Fact]
    public void A_kernel_too_stiff_to_invert_is_refused_with_what_would_do()
    {
        ExperimentFileException refused = Should.Throw<ExperimentFileException>(() => Runs.Experiments.Run(Parse("optimizer.natural={}")));

        refused.Message.ShouldContain("optimizer.natural: would invert a kernel of condition number");
        refused.Message.ShouldContain("above condition_limit 1\u202f000\u202f000");
        string remedy = refused.Message[(refused.Message.IndexOf("about ", StringComparison.Ordinal) + 6)..].Split(',')[0];
        Runs.Experiments.Run(Parse($"optimizer.natural={{regularization: {remedy}}}"), train: false)
            .Summary.Natural!.ConditionNumber.ShouldBeLessThan(1e6);
    }

    private static ExperimentFile Parse(params string[] overrides) =>
        Runs.Experiments.Parse(Runs.Experiments.Interval, [.. Small, .. overrides]);
}
