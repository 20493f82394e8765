using System.Globalization;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Fits;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tests.Figures;
using Inflaton.Experiments.Universes;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Observations;

namespace Inflaton.Experiments.Tests.Fits;

/// <summary>Posteriors that are known, and a walk that nothing disturbs.</summary>
public sealed class FitRunnerTests : IDisposable
{
    private const string Universe = """
        potential:
          starobinsky: {height: 1.0e-10}
        initial: {phi: 5.7}
        time: {to: end_of_inflation, points: 2}
        tolerance: 1e-8
        solver: {mode_tolerance: 1e-6}
        perturbations: {modes: 2, k_range: [1, 2]}
        """;

    /// <summary>N* is compared with a number directly, so that its posterior is what the file says.</summary>
    private const string Efolds = $$"""
        {{Universe}}
        fit:
          parameters: [{key: perturbations.pivot_efolds, uniform: [40, 70]}]
          likelihood:
            gaussian: {measure: [pivot.efolds], mean: [55], covariance: [[4]]}
          walkers: 4
          steps: 10
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("inflaton-fit-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Equal tails: of 1001 equally spaced draws the parts of 68 and of 95 %.</summary>
    [Fact]
    public void Credible_intervals_have_equal_tails()
    {
        FittedNumber found = FittedNumber.Of("x", [.. Enumerable.Range(0, 1001).Select(i => (double)i)], 1, best: 7);

        (found.Low95, found.Low68, found.Median, found.High68, found.High95).ShouldBe((25, 160, 500, 840, 975));
        found.Best.ShouldBe(7);
    }

    [Fact]
    public void One_number_has_the_posterior_of_its_measurement()
    {
        FitSummary summary = Run(Efolds, 2, "fit.walkers=8", "fit.steps=120").Summary;
        FittedNumber found = summary.Parameters.Single();

        summary.Status.ShouldBe(FitStatus.Completed);
        found.EffectiveSamples.ShouldBeInRange(15, 640);
        found.Mean.ShouldBe(55, 4 * found.MeanError);
        found.Deviation.ShouldBe(2, 4 * 2 / Math.Sqrt(2 * found.EffectiveSamples));
        ((found.High95 - found.Low95) / 2).ShouldBe(2 * 1.96, 1.6);
        found.Best.ShouldBe(55, 0.3);
        summary.BestLogLikelihood.ShouldBe(0, 0.02);
        summary.Derived.Single().Mean.ShouldBe(found.Mean, 1e-9);
        (summary.Failed, summary.LikelihoodSource).ShouldBe((0, ""));
    }

    [Fact]
    public void Correlated_measurements_of_two_numbers_come_back()
    {
        // ln A_s = ln V₀ + g(N*): a prior that is flat in (ln V₀, N*) is flat in (ln A_s, N*), and the posterior is what is compared.
        FitResult result = Run(
            $$"""
            {{Universe}}
            fit:
              parameters:
                - {key: potential.starobinsky.height, log_uniform: [1e-11, 1e-9]}
                - {key: perturbations.pivot_efolds, uniform: [45, 65]}
              likelihood:
                gaussian: {measure: [amplitude, pivot.efolds], mean: [2.1e-9, 55], covariance: [[1.6e-21, 2.4e-11], [2.4e-11, 1]]}
              walkers: 12
              steps: 100
            """,
            threads: 2);
        (FittedNumber amplitude, FittedNumber efolds) = (result.Summary.Derived[0], result.Summary.Derived[1]);

        amplitude.Mean.ShouldBe(2.1e-9, (4 * amplitude.MeanError) + 1e-12);
        efolds.Mean.ShouldBe(55, 4 * efolds.MeanError);
        amplitude.Deviation.ShouldBe(4e-11, 4e-11 * 3 / Math.Sqrt(amplitude.EffectiveSamples));
        efolds.Deviation.ShouldBe(1, 3 / Math.Sqrt(efolds.EffectiveSamples));
        double[] all = result.Arrays["derived"].Values;
        int first = result.Summary.BurnIn * 12;
        double correlation = Enumerable.Range(first, (all.Length / 2) - first).Average(
            draw => (all[2 * draw] - amplitude.Mean) * (all[(2 * draw) + 1] - efolds.Mean)) / amplitude.Deviation / efolds.Deviation;
        correlation.ShouldBe(0.6, 3 * 0.64 / Math.Sqrt(efolds.EffectiveSamples));
    }

    [Fact]
    public void Universes_that_fail_are_impossible_and_counted()
    {
        // There are 75.8 e-folds: beyond, no scale leaves the horizon.
        FitSummary summary = Run(
            Efolds, 2, "fit.parameters=[{key: perturbations.pivot_efolds, uniform: [60, 90]}]",
            "fit.likelihood.gaussian.mean=[80]", "fit.steps=30").Summary;

        summary.Failed.ShouldBeGreaterThan(5);
        summary.Parameters.Single().High95.ShouldBeLessThan(75.82);
        summary.Warnings.Concat(summary.Notes).ShouldContain(
            one => one.Contains("universes failed, and count as impossible. For one: ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_universes_warn_of_is_not_lost()
    {
        FitSummary summary = Run(
            Efolds, 2, "fit.parameters=[{key: perturbations.pivot_efolds, uniform: [0.1, 1]}]",
            "fit.likelihood.gaussian.mean=[0.5]", "fit.steps=2").Summary;

        summary.Notes.ShouldContain(one => one.Contains("universes come with a warning. For one: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_number_of_threads_changes_no_bit(int threads)
    {
        FitResult one = Run(Efolds, 1, "fit.steps=4"), more = Run(Efolds, threads, "fit.steps=4");
        foreach ((string name, NumericArray array) in one.Arrays)
        {
            more.Arrays[name].Values.ShouldBe(array.Values, name);
        }
    }

    [Fact]
    public void A_walk_that_was_stopped_goes_on_and_ends_with_the_same_bits()
    {
        FitResult whole = Run(Efolds, 1, "fit.steps=9");
        using CancellationTokenSource stop = new();
        StudyFolder there = StudyCatalogue.Folder(folder, StudyCatalogue.Fit);
        FitOptions options = new(new StudyOptions { Threads = 2, OutputDirectory = folder });
        FitResult part = FitRunner.Run(
            Parse(Efolds, "fit.steps=9"),
            options with { Cancellation = stop.Token, Progress = new StopAt(4, stop), SaveEvery = TimeSpan.Zero });
        part.Summary.Status.ShouldBe(FitStatus.Interrupted);
        part.Summary.Steps.ShouldBe(4);
        part.Summary.Message.ShouldNotBeNull().ShouldContain("--resume");

        // As it is after a kill, with what was saved on the way alone; and as it is after a clean stop.
        File.Exists(Path.Combine(folder, "state.npz")).ShouldBeTrue();
        FitRunner.Run(Parse(Efolds, "fit.steps=9"), options with { Resume = true }).Arrays["chain"].Values
            .ShouldBe(whole.Arrays["chain"].Values);
        there.Write(part, pictures: false);
        File.Exists(Path.Combine(folder, "state.npz")).ShouldBeFalse();
        FitResult again = FitRunner.Run(Parse(Efolds, "fit.steps=9"), options with { Resume = true });
        foreach ((string name, NumericArray array) in whole.Arrays)
        {
            again.Arrays[name].Values.ShouldBe(array.Values, name);
        }

        (again.Summary.Solved, again.Summary.OutsidePrior).ShouldBe((whole.Summary.Solved, whole.Summary.OutsidePrior));
    }

    [Fact]
    public void A_finished_chain_is_made_longer()
    {
        FitOptions options = new(new StudyOptions { OutputDirectory = folder });
        StudyCatalogue.Folder(folder, StudyCatalogue.Fit).Write(FitRunner.Run(Parse(Efolds, "fit.steps=3"), options), pictures: false);
        FitRunner.Run(Parse(Efolds, "fit.steps=6"), options with { Resume = true }).Arrays["chain"].Values
            .ShouldBe(Run(Efolds, 1, "fit.steps=6").Arrays["chain"].Values);
        Should.Throw<ArgumentException>(() => FitRunner.Run(Parse(Efolds, "fit.steps=2"), options with { Resume = true }))
            .Message.ShouldContain("Raise fit.steps");
        Should.Throw<ArgumentException>(() => FitRunner.Run(Parse(Efolds, "fit.steps=6", "fit.seed=2"), options with { Resume = true }))
            .Message.ShouldContain(": fit.seed (2 now, 1 there). Run the file as it was but for fit.steps and fit.burn_in, or leave");
        Should.Throw<StateException>(() => FitRunner.Run(Parse(Efolds, "fit.steps=8", "fit.seed=2"), options with { Resume = true }))
            .Message.ShouldContain(": fit.seed (2 now, 1 there). Run the file as it was but for fit.steps and fit.burn_in, or leave");
        FitOptions nowhere = new() { Resume = true, OutputDirectory = folder + "-none" };
        Should.Throw<ArgumentException>(() => FitRunner.Run(Parse(Efolds), nowhere))
            .Message.ShouldContain("no chain");
    }

    [Fact]
    public void A_short_chain_says_so() =>
        Run(Efolds, 1, "fit.steps=5").Summary.ShouldSatisfyAllConditions(
            summary => summary.Converged.ShouldBeFalse(),
            summary => summary.Warnings.ShouldContain(one => one.StartsWith("Not converged", StringComparison.Ordinal)));

    [Fact]
    public void A_prior_that_cuts_the_posterior_is_noted() =>
        Run(Efolds, 1, "fit.parameters=[{key: perturbations.pivot_efolds, uniform: [40, 52]}]", "fit.steps=30").Summary.Notes
            .ShouldContain(one => one.Contains("reaches the upper end of its prior", StringComparison.Ordinal));

    [Fact]
    public void Where_there_is_no_likelihood_nothing_is_drawn()
    {
        FitSummary summary = Run(Efolds, 1, "fit.parameters=[{key: perturbations.pivot_efolds, uniform: [80, 90]}]").Summary;
        (summary.Status, summary.Outcome, summary.Steps).ShouldBe((FitStatus.Failed, StudyOutcome.NumericalFailure, 0));
        summary.Message.ShouldNotBeNull().ShouldContain("Narrow the priors");
    }

    [Fact]
    public void Published_measurements_are_the_likelihood_of_the_universe()
    {
        FitFile file = Parse(
            Efolds, "fit.likelihood={published: {set: planck_bicep_keck_2018, observables: [n_s, r, amplitude]}}", "fit.steps=2");
        FitResult result = FitRunner.Run(file);
        double efolds = result.Arrays["chain"].Values[^1];
        UniverseSummary universe = UniverseRunner.Run(file.At([efolds])).Summary;

        double Square(double x) => x * x;
        double ratio = ((PublishedLikelihood)file.Settings.Fit.Likelihood).Log([0.9649, 0.014, Math.Exp(3.044) * 1e-10]);
        ratio.ShouldBe(0, 1e-12);
        double expected = -0.5 * (Square((universe.SpectralIndex!.Value - 0.9649) / 0.0042)
            + Square((Math.Log(1e10 * universe.Amplitude!.Value) - 3.044) / 0.014));
        double tensors = ObservationSet.Find("planck_bicep_keck_2018")!.Of("r")!.LogLikelihood(universe.TensorRatio!.Value);
        result.Arrays["log_likelihood"].Values[^1].ShouldBe(expected + tensors, 1e-6 * Math.Abs(expected));
        result.Summary.LikelihoodSource.ShouldContain("arXiv");
    }

    [Fact]
    public void Folder_and_report_hold_what_is_promised()
    {
        FitResult result = Run(
            Efolds, 2, "fit.steps=12", "fit.derive=[n_s, r]",
            "fit.parameters=[{key: perturbations.pivot_efolds, normal: [55, 5]}, "
            + "{key: potential.starobinsky.height, log_uniform: [1e-11, 1e-9]}]");
        StudyFolder there = StudyCatalogue.Folder(folder, StudyCatalogue.Fit);
        there.Write(result, pictures: false);

        string[] lines = File.ReadAllLines(Path.Combine(folder, "chain.csv"));
        lines[0].ShouldBe(
            "step,walker,perturbations.pivot_efolds,potential.starobinsky.height,log_posterior,log_likelihood,pivot.efolds,n_s,r");
        lines.Length.ShouldBe(1 + (12 * 4));
        double.Parse(lines[^1].Split(',')[2], CultureInfo.InvariantCulture).ShouldBe(result.Arrays["chain"].Values[^2]);
        result.Arrays["chain"].Shape.ShouldBe([12, 4, 2]);
        result.Arrays["derived"].Shape.ShouldBe([12, 4, 3]);

        FitResult back = (FitResult)StudyCatalogue.ExistingFolder(folder).Read();
        back.Summary.Parameters.ShouldBe(result.Summary.Parameters);
        IReadOnlyList<Figure> figures = FitFigures.Of(back);
        figures.Select(figure => figure.Name).ShouldBe(["corner", "n_s-r", "trace"]);
        foreach (Figure figure in figures)
        {
            foreach ((JsonObject view, JsonArray rows) in SpecReader.Units(figure.Spec))
            {
                rows.Count.ShouldBeGreaterThan(0, figure.Name);
                SpecReader.Fields(view).ShouldBeSubsetOf(rows[0]!.AsObject().Select(column => column.Key), figure.Name);
            }
        }

        FitReport.Build(back, figures).ShouldContain("What was fitted");
    }

    [Fact]
    public void Cells_of_the_corner_hold_their_share()
    {
        FitResult result = Run(
            Efolds, 2, "fit.steps=30", "fit.walkers=12",
            "fit.parameters=[{key: perturbations.pivot_efolds, uniform: [40, 70]}, {key: initial.phi, uniform: [5.6, 5.8]}]");
        (JsonObject View, JsonArray Rows) pair = SpecReader.Units(CornerFigure.Of(result)!.Spec)
            .Single(unit => unit.Rows[0]!.AsObject().ContainsKey("region"));
        double Held(string region) =>
            pair.Rows.Where(row => (string)row!["region"]! == region).Sum(row => row!["share"]!.GetValue<double>());
        pair.Rows.Sum(row => row!["share"]!.GetValue<double>()).ShouldBe(1, 1e-4);
        Held("68 %").ShouldBeInRange(0.68, 0.71);
        (Held("68 %") + Held("95 %")).ShouldBeInRange(0.95, 0.97);
    }

    private static FitFile Parse(string text, params string[] overrides) => FitFile.Parse(text, "fit.yaml", overrides: overrides);

    private static FitResult Run(string text, int threads = 1, params string[] overrides) =>
        FitRunner.Run(Parse(text, overrides), new FitOptions(new StudyOptions { Threads = threads }));

    private sealed class StopAt(long step, CancellationTokenSource stop) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value)
        {
            if (value.Phase == StudyPhase.Solving && value.Step == step)
            {
                stop.Cancel();
            }
        }
    }
}
