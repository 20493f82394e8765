using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Tests.Scans;
using Inflaton.Experiments.Universes;
using Inflaton.Universe;

namespace Inflaton.Experiments.Tests.Universes;

/// <summary>Universe → experiment → universe, and the network that really follows the field.</summary>
public sealed class DualTests
{
    private const string Small = """
        name: small
        potential:
          double_well: {coupling: 0.5, vacuum: 1.1}
        universe:
          friedmann:
            fluids: {radiation: 0.3, vacuum: 0.02}
        initial: {phi: 0.3, phidot: 0}
        time: {to: 12}
        """;

    public static TheoryData<string> Changes { get; } =
    [
        "",
        "potential={monomial: {degree: 2, mass: 0.7}}",
        "potential={monomial: {degree: 4, coupling: 0.7}}; initial.phi=1.5",
        "potential={starobinsky: {height: 0.4}}; initial.phi=2",
        "potential={natural: {height: 0.4, decay_constant: 1.5}}",
        "potential={hilltop: {height: 0.4, width: 3}}",
        "potential={exponential: {height: 0.4, slope: 0.9}}",
        "potential={monodromy: {scale: 0.4, ripple: 0.01}}",
        "potential={expression: \"a*phi^2+exp(-phi)*(phi-1)^4\", parameters: {a: 0.3}}",
        "universe={power_law: {p: 0.6, start: 2}}",
        "universe={de_sitter: {hubble: 0.4}}",
        "time={efolds: 2}",
    ];

    [Theory, MemberData(nameof(Changes))]
    public void The_round_trip_gives_back_the_universe(string changes)
    {
        UniverseFile universe = UniverseFile.Parse(
            Small, "small.yaml", overrides: changes.Split("; ", StringSplitOptions.RemoveEmptyEntries));

        ExperimentFile experiment = ExperimentFile.Parse(Dual.Experiment(universe, width: 30, epochs: 300), "dual.yaml", ".");
        UniverseFile back = UniverseFile.Parse(Dual.Universe(experiment), "back.yaml");

        Cosmology before = universe.Settings.Create(), after = back.Settings.Create();
        after.InitialField[0].ShouldBe(before.InitialField[0], 1e-12);
        foreach (double field in new[] { -1.3, 0.2, 0.9, 2.5 })
        {
            double scale = Math.Abs(before.Energy([field])) + 1e-3;
            after.Energy([field]).ShouldBe(before.Energy([field]), 1e-12 * scale);
        }

        back.Settings.Potential.ShouldBe(universe.Settings.Potential);
        after.InitialHubble.ShouldBe(before.InitialHubble, 1e-12);
        back.Settings.Universe.ShouldBe(universe.Settings.Universe);
        double end = universe.Settings.Time.To ?? before.FollowEfolds([universe.Settings.Time.Efolds!.Value]).Times[0];
        back.Settings.Time.To!.Value.ShouldBe(end, 1e-9);
        double[] times = [back.Settings.Start + 1, end];
        ShouldAgree(after.Follow(times).Field.Values, before.Follow(times).Field.Values, 1e-9);
    }

    [Theory]
    [InlineData("universe={power_law: {p: 0.6666666666666666, start: 1}}", 5e-3)]
    [InlineData("universe={de_sitter: {hubble: 0.3}}", 5e-3)]
    [InlineData("time.to=8", 5e-3)]
    public void The_network_follows_the_field_of_the_universe(string change, double accuracy)
    {
        UniverseFile universe = UniverseFile.Parse(
            Small, "small.yaml", overrides: ["potential={monomial: {degree: 2, mass: 0.7}}", change]);
        ExperimentFile experiment = ExperimentFile.Parse(
            Dual.Experiment(universe, width: 2000, epochs: 400), "dual.yaml", ".", ["record_every=40"]);

        RunResult run = Runs.Experiments.Run(experiment);

        double start = universe.Settings.Start;
        double[] exact = universe.Settings.Create().Follow([.. run.Arrays["time"].Values.Select(t => start + t)]).Field.Values;
        double shift = run.Arrays["trained"].Values[0] - exact[0];
        ShouldAgree([.. run.Arrays["trained"].Values.Select(f => f - shift)], exact, accuracy * exact.Max(Math.Abs));
        ShouldAgree([.. run.Arrays["frozen_kernel"].Values.Select(f => f - shift)], exact, 1e-7);
    }

    /// <summary>
    /// The error that is predicted before training is the one that is found, steps and width both; a wrong friction would show.
    /// </summary>
    [Theory]
    [InlineData("matter-era.yaml", "", 1000, 400)]
    [InlineData("matter-era.yaml", "", 300, 1000)]
    [InlineData("small.yaml", "time.to=8", 1000, 400)]
    [InlineData("small.yaml", "potential={monomial: {degree: 4, coupling: 0.7}}; time.to=6", 1000, 300)]
    public void The_predicted_error_is_the_one_that_is_found(string name, string changes, int width, int epochs)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, name == "small.yaml" ? Small : File.ReadAllText(Path.Combine(Repository.Samples, "universes", name)));
        UniverseFile universe = UniverseFile.Read(path, changes.Split("; ", StringSplitOptions.RemoveEmptyEntries));
        File.WriteAllText(path, universe.ResolvedYaml());

        string written = Dual.Experiment(UniverseFile.Read(path), width, seed: 2, epochs, folder.Path);
        RunResult run = Runs.Experiments.Run(ExperimentFile.Parse(written, "dual.yaml", folder.Path));

        FollowedSummary found = run.Summary.Universe!;
        found.Name.ShouldBe(universe.Settings.Name);
        found.Error!.Value.ShouldBe(found.PredictedError, 0.15 * found.PredictedError);
        found.FrozenKernelError!.Value.ShouldBeLessThan(1e-6);
        found.StepError.ShouldBeInRange(1e-6, 5e-3);
        found.WidthError.ShouldBeInRange(1e-5, 5e-2);
        written.ShouldContain(FormattableString.Invariant($"# Predicted: at most {found.PredictedError:G2} of"));
        run.Arrays["universe"].Values[0].ShouldBe(run.Arrays["trained"].Values[0], 1e-12);

        RunResult other = Runs.Experiments.Run(ExperimentFile.Parse(
            written, "dual.yaml", folder.Path, ["optimizer.friedmann.universe.de_sitter={hubble: 0.9}"]), train: false);
        other.Summary.Universe!.PredictedError.ShouldBeGreaterThan(10 * found.Error.Value);
    }

    [Fact]
    public void The_width_follows_from_the_error()
    {
        UniverseFile universe = UniverseFile.Read(Path.Combine(Repository.Samples, "universes", "matter-era.yaml"));

        int coarse = Dual.WidthFor(universe, 2e-2), fine = Dual.WidthFor(universe, 2e-3);

        fine.ShouldBeGreaterThan(coarse);
        RunResult run = Runs.Experiments.Run(ExperimentFile.Parse(Dual.Experiment(universe, fine), "dual.yaml", "."));
        run.Summary.Universe!.Error!.Value.ShouldBeLessThan(2.2e-3);
        run.Summary.Universe.PredictedError.ShouldBeLessThanOrEqualTo(2e-3);
        Should.Throw<ExperimentFileException>(() => Dual.WidthFor(universe, 1e-5))
            .Message.ShouldContain("steps, which are off by 0.00027 at any width. Take about");
        Should.Throw<ArgumentOutOfRangeException>(() => Dual.WidthFor(universe, 0));
    }

    /// <summary>φ₀ = 16 in a narrow network: the output scale keeps it lazy, and how much is needed is known before training.</summary>
    [Theory]
    [InlineData(64, 1e-2)]
    [InlineData(256, 1e-3)]
    public void A_large_field_stays_lazy_by_the_output_scale(int width, double error)
    {
        UniverseFile universe = UniverseFile.Parse(
            Small, "small.yaml",
            overrides: ["potential={monomial: {degree: 2, mass: 0.5}}", "initial.phi=16", "universe={friedmann: {}}", "time.to=60"]);

        double scale = Dual.ScaleFor(universe, error, width, seed: 3, epochs: 3000);
        string written = Dual.Experiment(universe, width, seed: 3, epochs: 3000, outputScale: scale);
        RunResult run = Runs.Experiments.Run(ExperimentFile.Parse(written, "dual.yaml", "."));

        scale.ShouldBeGreaterThan(4);
        double[] exact = universe.Settings.Create()
            .Follow([.. run.Arrays["time"].Values.Select(t => universe.Settings.Start + t)]).Field.Values;
        exact[0].ShouldBe(16);
        exact[^1].ShouldBeInRange(-1, 1);
        run.Arrays["trained"].Values[0].ShouldBe(16);
        double found = run.Arrays["trained"].Values.Zip(exact, (a, b) => Math.Abs(a - b)).Max() / 16;
        found.ShouldBeLessThan(1.1 * error);
        found.ShouldBeGreaterThan(0.05 * error);

        // Half the scale is not predicted to do, and a unit scale does not.
        RunResult rich = Runs.Experiments.Run(ExperimentFile.Parse(written, "dual.yaml", ".", ["network.output_scale=1"]));
        (rich.Summary.Status != RunStatus.Completed
            || rich.Arrays["trained"].Values.Zip(exact, (a, b) => Math.Abs(a - b)).Max() / 16 > 3 * error).ShouldBeTrue();
    }

    [Theory]
    [InlineData("data.point=[1.0]", "two-fields.yaml", "universe: has several fields")]
    [InlineData("data={points: [[1.0], [2.0]]}", "matter-era.yaml",
        "universe: has a field that only a single input with a single output can follow")]
    public void A_universe_that_cannot_be_followed_is_refused(string change, string universe, string message)
    {
        string path = Path.Combine(Repository.Samples, "universes", universe);
        Should.Throw<ExperimentFileException>(() => Runs.Experiments.Run(
            Runs.Experiments.Sample("homogeneous", "network.hidden=[8]", "epochs=10", change, $"universe={path}"), train: false))
                .Message.ShouldContain(message);
    }

    [Fact]
    public void The_paper_s_experiment_is_a_universe_of_constant_expansion()
    {
        ExperimentFile experiment = Runs.Experiments.Sample("homogeneous", "network.hidden=[100]", "epochs=300");
        UniverseFile universe = UniverseFile.Parse(Dual.Universe(experiment), "back.yaml");
        RunResult run = Runs.Experiments.Run(experiment, train: false);

        universe.Settings.Universe.ShouldBeOfType<DeSitterSettings>().Hubble.ShouldBe(1, 1e-14);
        double[] exact = universe.Settings.Create().Follow(run.Arrays["time"].Values).Field.Values;
        ShouldAgree(run.Arrays["frozen_kernel"].Values, exact, 1e-9);
    }

    /// <summary>The second-order matching has its own friction, force and first velocity.</summary>
    [Fact]
    public void A_heavy_ball_in_the_second_order_matching_is_a_universe_too()
    {
        ExperimentFile experiment = Runs.Experiments.Sample(
            "homogeneous", "network.hidden=[100]", "epochs=300", "matching=leapfrog",
            "optimizer.gradient_descent={learning_rate: 0.04, momentum: 0.8}", "loss={power: {degree: 4, scale: 0.001, minimum: 4}}");
        RunResult run = Runs.Experiments.Run(experiment, train: false);

        Cosmology cosmology = UniverseFile.Parse(Dual.Universe(experiment), "back.yaml").Settings.Create();

        ShouldAgree(run.Arrays["frozen_kernel"].Values, cosmology.Follow(run.Arrays["time"].Values).Field.Values, 1e-8);
    }

    /// <summary>Every potential of a file, as the network's loss and as the universe's: V = theta·ℓ with the shift that there is.</summary>
    [Theory]
    [InlineData("loss={squared: {scale: 0.3}}", 0)]
    [InlineData("loss={squared: {scale: 0.3}}; data={point: [1.0], targets: [[2.5]]}", 2.5)]
    [InlineData("loss={power: {degree: 4, scale: 0.3, minimum: -1.5}}", 0)]
    [InlineData("loss={power: {degree: 4, scale: 0.3}}; data={point: [1.0], targets: [[2.5]]}", 2.5)]
    [InlineData("loss={field: {potential: {natural: {height: 0.4, decay_constant: 1.5}}, gradient: false, scale: 0.7}}", 0)]
    [InlineData("loss={field: {potential: {expression: \"theta*phi^2\", parameters: {theta: 0.4}}, gradient: false}}", 0)]
    [InlineData(
        "loss={expression: {formula: \"theta/4*theta_2*(f-shift)^4+exp(-phi*(f-shift))\", "
            + "parameters: {theta: 0.2, shift: 1.5, phi: 0.3, theta_2: 1}}}", 1.5)]
    [InlineData("loss={expression: {formula: \"f1*log(f1+f^2)+0*y\", parameters: {f1: 0.7}}}", 0)]
    public void The_potential_of_the_universe_is_the_kernel_times_the_loss(string changes, double shift)
    {
        ExperimentFile experiment = Runs.Experiments.Sample(
            "homogeneous",
            ["network.hidden=[30]", "optimizer={friedmann: {learning_rate: 0.0004, universe: {power_law: {p: 0.5}}}}", "epochs=300",
                .. changes.Split("; ")]);
        RunResult run = Runs.Experiments.Run(experiment, train: false);

        Cosmology cosmology = UniverseFile.Parse(Dual.Universe(experiment), "back.yaml").Settings.Create();

        cosmology.InitialField[0].ShouldBe(run.Arrays["frozen_kernel"].Values[0] - shift, 1e-13);
        double[] times = [.. run.Arrays["time"].Values.Select(t => t + 1)];
        ShouldAgree([.. cosmology.Follow(times).Field.Values.Select(phi => phi + shift)], run.Arrays["frozen_kernel"].Values, 1e-7);
        run.Arrays["frozen_kernel"].Values.Distinct().Count().ShouldBeGreaterThan(25);
    }

    /// <summary>Heavy ball → de Sitter space with a kick → the same heavy ball, its field and its universe.</summary>
    [Fact]
    public void Gradient_descent_comes_back_from_its_universe()
    {
        ExperimentFile experiment = Runs.Experiments.Sample(
            "homogeneous", "network.hidden=[30]", "network.bias_std=0.1", "epochs=300", "record_every=3",
            "matching=leapfrog", "optimizer.gradient_descent={learning_rate: 0.04, momentum: 0.8}");

        UniverseFile universe = UniverseFile.Parse(Dual.Universe(experiment), "there.yaml");
        ExperimentFile back = ExperimentFile.Parse(Dual.Experiment(universe, width: 30, epochs: 300), "back.yaml", ".");

        GradientDescentSettings optimizer = back.Settings.Optimizer.ShouldBeOfType<GradientDescentSettings>();
        optimizer.LearningRate!.Value.ShouldBe(0.04, 1e-15);
        optimizer.Momentum.ShouldBe(0.8, 1e-14);
        double[] there = Runs.Experiments.Run(experiment, train: false).Arrays["discrete"].Values;
        ShouldAgree(Runs.Experiments.Run(back, train: false).Arrays["discrete"].Values, there, 1e-10);
        UniverseFile.Parse(Dual.Universe(back), "again.yaml").Settings.Potential.ShouldBe(universe.Settings.Potential);
    }

    [Theory]
    [InlineData("initial.phi=[1,2]", "initial.phi: has several fields")]
    [InlineData("metric.expression=2", "initial.phi: has the kinetic energy ½G_IJφ̇^Iφ̇^J with G = (2)·1, and a network's field has ½φ̇²")]
    [InlineData("initial.phidot=slow_roll", "initial.phidot: is not 0, and a network starts at rest (slow_roll). Give phidot: 0")]
    [InlineData("potential.double_well.coupling=1e6", "too long for the field's mass")]
    [InlineData("universe={de_sitter: {hubble: 0}}; time={efolds: 1}", "time.efolds: are not reached: ")]
    [InlineData("universe={friedmann: {curvature: 0.01}}", "universe.friedmann.curvature: is curvature of space")]
    [InlineData("time.to=end_of_inflation", "time.to: Inflation never ends: the field rests in a minimum of the potential at φ = 1.1")]
    public void A_universe_without_a_network_is_refused(string change, string message) => Should.Throw<ExperimentFileException>(
        () => Dual.Experiment(
            UniverseFile.Parse(
                Small, "small.yaml", overrides: change == "initial.phi=[1,2]" ? [change, "initial.phidot=[0,0]"] : change.Split("; ")),
            width: 8)).Message.ShouldContain(message);

    [Theory]
    [InlineData("interval", "", "data: is not a single input")]
    [InlineData("homogeneous", "optimizer.gradient_descent.learning_rate=auto", "leaves the learning rate to the kernel")]
    [InlineData("homogeneous", "loss={huber: {}}", "is not a potential that a universe file has")]
    [InlineData("homogeneous", "loss={expression: {formula: \"(f-y)^2\"}}", "is not a potential that a universe file has")]
    [InlineData("homogeneous", "network.activation=relu; network.bias_std=0; data.point=[0]",
        "network: has a field whose tangent kernel is 0")]
    [InlineData("homogeneous", "batches={size: 1, sampling: shuffled, seed: 1}", "optimizer: has a rate that changes, dampening")]
    [InlineData("homogeneous", "epochs=0", "epochs: is 0, and a universe lasts for a time")]
    [InlineData("homogeneous", "optimizer.natural={}", "optimizer.natural: whitens the gradient")]
    [InlineData("homogeneous", "optimizer={nesterov: {learning_rate: auto}}; matching=leapfrog",
        "is nesterov, whose field is in no universe of this kind")]
    [InlineData("homogeneous", "optimizer={friedmann: {learning_rate: 0.01, universe: {fluids: {radiation: 1}}}}",
        "optimizer.friedmann.universe: has fluids that the field does not share")]
    public void An_experiment_without_a_universe_is_refused(string sample, string change, string message) =>
        Should.Throw<ExperimentFileException>(
            () => Dual.Universe(
                Runs.Experiments.Sample(sample, ["network.hidden=[8]", .. change.Split("; ", StringSplitOptions.RemoveEmptyEntries)])))
                    .Message.ShouldContain(message);

    private static void ShouldAgree(double[] values, double[] exact, double tolerance) =>
        values.Zip(exact, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(tolerance);
}
