using Inflaton.Experiments.Runs;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>Where mean field and modes end, trained and predicted in both matchings, as the summary has it.</summary>
public sealed class PredictedEndTests
{
    /// <summary>What the summary says of the matching that is not in force is what a run in that matching says.</summary>
    [Theory]
    [InlineData(2, 0.01)]
    [InlineData(4, 0.0005)]
    public void Either_matching_is_what_a_run_in_it_finds(int degree, double scale)
    {
        RunSummary In(string matching) => Experiments.Run(Experiments.Parse(
            Experiments.Interval, $"matching={matching}", $"loss.power.degree={degree}", $"loss.power.scale={scale}"),
            train: false).Summary;
        RunSummary leading = In("leading"), leapfrog = In("leapfrog");
        foreach ((MatchingSummary there, MatchingSummary here) in new[]
        {
            (leading.Matchings["leapfrog"], leapfrog.Matchings["leapfrog"]), (leapfrog.Matchings["leading"], leading.Matchings["leading"]),
        })
        {
            there.MeanPredicted!.Keys.ShouldBe(["mean_field", "mean_kernel", "perturbations"]);
            foreach ((string rung, double mean) in there.MeanPredicted)
            {
                mean.ShouldBe(here.MeanPredicted![rung], 1e-7);
            }

            there.AmplitudesPredicted!.ShouldBe(here.AmplitudesPredicted!, 1e-6);
        }

        leading.MeanPredicted.ShouldBe(leading.Matchings["leading"].MeanPredicted);
        Math.Abs(leading.MeanPredicted!["mean_field"] - leapfrog.MeanPredicted!["mean_field"])
            .ShouldBeGreaterThan(1e-3, "the matchings differ");
    }

    [Fact]
    public void Means_and_amplitudes_are_those_of_the_stored_fields()
    {
        RunResult run = Experiments.Run(Experiments.Parse(Experiments.Interval));
        RunSummary summary = run.Summary;
        NumericArray trained = run.Arrays["trained"], modes = run.Arrays["eigenvectors"];
        int points = trained.Shape[1], last = trained.Shape[0] - 1;
        double Mean(string array, int t) => Enumerable.Range(0, points).Average(x => run.Arrays[array].Values[(t * points) + x]);
        double Amplitude(string array, int t, int i) =>
            Enumerable.Range(0, points).Sum(x => modes.Values[(x * points) + i] * run.Arrays[array].Values[(t * points) + x]);

        summary.MeanInitial!.Value.ShouldBe(Mean("trained", 0), 1e-12);
        summary.MeanFinal!.Value.ShouldBe(Mean("trained", last), 1e-12);
        summary.MeanPredicted!["mean_field"].ShouldBe(run.Arrays["mean_field"].Values[last]);
        summary.MeanPredicted["frozen_kernel"].ShouldBe(Mean("frozen_kernel", last), 1e-12);
        for (int i = 0; i < points; i++)
        {
            summary.Modes[i].AmplitudeInitial!.Value.ShouldBe(Amplitude("trained", 0, i), 1e-11);
            summary.Modes[i].AmplitudeFinal!.Value.ShouldBe(Amplitude("trained", last, i), 1e-11);
            summary.Matchings["leapfrog"].AmplitudesPredicted![i].ShouldBe(Amplitude("perturbations", last, i), 1e-11);
        }
    }

    [Fact]
    public void What_was_not_trained_or_not_asked_for_is_not_there()
    {
        RunSummary summary = Experiments.Run(Experiments.Parse(Experiments.Interval, "epochs=0", "predictions=[mean_field]")).Summary;
        summary.MeanFinal.ShouldBe(summary.MeanInitial, "a training of no epochs ends where it began");
        summary.Matchings["leading"].MeanPredicted.ShouldBeNull();
        summary.Matchings["leapfrog"].AmplitudesPredicted.ShouldBeNull();
        Experiments.Run(Experiments.Parse(Experiments.Interval), train: false).Summary.MeanFinal.ShouldBeNull();
    }
}
