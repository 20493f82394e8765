using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Kernels;

namespace Inflaton.Experiments.Runs;

/// <summary>Where predictions end: the mean field and the amplitudes of the modes at the last epoch.</summary>
/// <param name="Mean">f̄ of the first output at the last epoch, by rung; NaN where a rung does not get there.</param>
/// <param name="Amplitudes">f̃_i = Σ_x U_xi f(x) of the rung <c>perturbations</c>, by mode, of the first output where all share one kernel; null without it or where it does not get there.</param>
internal sealed record PredictedEnd(IReadOnlyDictionary<string, double> Mean, double[]? Amplitudes)
{
    /// <summary>What the predictions of a run say.</summary>
    /// <param name="problem">Their problem.</param>
    /// <param name="predictions">The predictions by rung.</param>
    public static PredictedEnd Of(PredictionProblem problem, IReadOnlyDictionary<string, Prediction> predictions)
    {
        int last = problem.Epochs.Length - 1;
        Dictionary<string, double> mean = predictions.ToDictionary(
            entry => entry.Key,
            entry => entry.Value.Field.Count <= last ? double.NaN
                : entry.Value.Field.Dimension == problem.Outputs ? entry.Value.Field.At(last)[0]
                : problem.Mean(entry.Value.Field.At(last))[0]);
        return new PredictedEnd(
            mean,
            predictions.TryGetValue("perturbations", out Prediction? perturbations) && perturbations.Field.Count > last
                ? InModes(problem.Spectrum, perturbations.Field.At(last))
                : null);
    }

    /// <summary>The same from another matching, of the rungs that are inexpensive; null where the kernel is too large for any to be.</summary>
    /// <param name="problem">The problem in the matching in force.</param>
    /// <param name="matching">The other matching.</param>
    /// <param name="ladder">All rungs.</param>
    /// <param name="rungs">The rungs that were asked for.</param>
    public static PredictedEnd? InMatching(PredictionProblem problem, Matching matching, IReadOnlyList<IRung> ladder, IEnumerable<string> rungs)
    {
        IRung[] inexpensive = [.. ladder.Where(rung => rung.IsInexpensive(problem.Spectrum.Count))];
        if (inexpensive.Length == 0)
        {
            return null;
        }

        PredictionProblem other = problem with
        {
            Matching = matching,
            Epochs = [.. new[] { problem.Epochs[0], problem.Epochs[^1] }.Distinct()],
            TestKernel = null,
            TestInitialField = null,
            Solver = problem.Solver with { Cancellation = CancellationToken.None },
        };
        return Of(other, inexpensive.IntersectBy(rungs, rung => rung.Name).ToDictionary(rung => rung.Name, rung => rung.Predict(other)));
    }

    /// <summary>f̃_i = Σ_x U_xi f(x), of the first output where all share one kernel.</summary>
    /// <param name="spectrum">The modes.</param>
    /// <param name="field">f.</param>
    /// <param name="modes">How many, the leading ones; null for all.</param>
    public static double[] InModes(KernelSpectrum spectrum, ReadOnlySpan<double> field, int? modes = null)
    {
        int copies = field.Length / spectrum.Count;
        double[] amplitudes = new double[(modes ?? spectrum.Count) * copies];
        spectrum.ToModes(field, amplitudes);
        return copies == 1 ? amplitudes : [.. amplitudes.Where((_, i) => i % copies == 0)];
    }
}
