using System.Globalization;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Figures;

/// <summary>Amplitudes of the kernel's leading modes, predicted and actual.</summary>
public static class ModesFigure
{
    private const int PanelPoints = 120;

    /// <summary>The least range of a panel, in units of the widest one's, so that a frozen mode looks at rest.</summary>
    private const double LeastRange = 0.2;

    /// <summary>The figure, or null where the run holds no modes or no field.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        Rung[] rungs = [.. new[] { Rung.Trained, Rung.Perturbations, Rung.FrozenKernel }.Where(rung => run.Field(rung.Key) is not null)];
        if (rungs is [] or [{ Key: "trained" }] && run.Field("discrete") is not null)
        {
            rungs = [.. rungs, Rung.Discrete];
        }

        rungs = [.. rungs, .. new[] { Rung.NextOrder, Rung.NextOrderContinuum }.Where(rung => run.Field(rung.Key) is not null)];

        if (run.Square("eigenvectors") is not { } vectors || rungs.Length == 0)
        {
            return null;
        }

        int side = run.KernelSide, shown = Math.Min(side, PredictionCurves.Modes);
        List<Curve>[] panels = [.. Enumerable.Range(0, shown).Select(mode =>
        {
            double[] vector = [.. Enumerable.Range(0, side).Select(component => vectors[(component * side) + mode])];
            return rungs.Select(
                rung => Curve.Of(rung, run.Field(rung.Key)!.Amplitude(vector)).At(run.Curve($"modes_{rung.Key}", shown, mode))).ToList();
        })];
        (double Low, double High)[] ranges = [.. panels.Select(curves => Extent(run, curves))];
        double least = LeastRange * ranges.Max(range => range.High - range.Low);

        int columns = Math.Min(shown, 4);
        int width = shown == 1 ? Chart.ColumnWidth : ((Chart.ColumnWidth + 60) / columns) - 62;
        Chart[] charts = [.. panels.Select((curves, mode) =>
            new TimePlot(
                run, string.Create(CultureInfo.InvariantCulture, $"mode{mode + 1}"),
                string.Create(CultureInfo.InvariantCulture, $"f̃{Subscript(mode + 1)}"))
            {
                PickName = mode == 0 ? null : "mode1_pick",
                LeastAxisWidth = 30,
                Range = Widened(ranges[mode], least),
                LinePoints = PanelPoints,
                EpochTitle = mode >= shown - columns ? "epoch k" : null,
            }.Of(curves).Sized(width, 120).With("title.text", TitleOf(run.Summary, mode)).With("title.color",
            IsFrozen(run.Summary, mode) ? "#0072B2" : "#111111"))];
        Chart chart = Chart.Grid(columns, charts);

        string caption = string.Create(
            CultureInfo.InvariantCulture,
            $"Amplitudes f̃ᵢ = Σₓ uᵢ(x) f(x) of the first {shown} of {side} eigenmodes of Θ against the epoch; ")
            + "marks are the trained network, lines the prediction. Each is a damped oscillator with m² = λᵢℓ''/N; a mode marked frozen "
            + "(blue title) is too light to move during the run."
            + (run.KernelSide < run.Points * run.Outputs ? " First output." : "");
        return new Figure(
            "modes", "Modes of the kernel: predicted and actual", caption,
            chart.ToSpec("Amplitudes of the leading kernel modes against epoch, predicted and trained."));
    }

    private static bool IsFrozen(RunSummary summary, int mode) => mode < summary.Modes.Count && summary.Modes[mode].Frozen;

    private static string TitleOf(RunSummary summary, int mode)
    {
        string eigenvalue = mode < summary.Eigenvalues.Length
            ? string.Create(CultureInfo.InvariantCulture, $", λ = {ReadableNumber.Of(summary.Eigenvalues[mode], 3)}")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"mode {mode + 1}{eigenvalue}{(IsFrozen(summary, mode) ? " · frozen" : "")}");
    }

    private static (double Low, double High) Extent(RunData run, List<Curve> curves)
    {
        // A diverging network must not flatten its prediction; any other is shown whole.
        bool predictedOnly = run.Summary.Status == RunStatus.Diverged && curves.Any(curve => !curve.Dotted);
        IEnumerable<Curve> lines = predictedOnly ? curves.Where(curve => !curve.Dotted) : curves;
        double[] finite = [.. lines.SelectMany(curve => curve.Values).Where(double.IsFinite)];
        return finite is [] ? (0, 0) : (finite.Min(), finite.Max());
    }

    private static (double Low, double High) Widened((double Low, double High) range, double least)
    {
        double middle = (range.Low / 2) + (range.High / 2);
        double half = Math.Max(Math.Max(range.High - range.Low, least) * 0.58, Math.Max(Math.Abs(middle) * 1e-6, 1e-300));
        return (middle - half, middle + half);
    }

    private static string Subscript(int number) =>
        string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)('₀' + (digit - '0'))));
}
