using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Statistics;

namespace Inflaton.Experiments.Paper;

/// <summary>How far the vacuum energy dominates, by loss and optimiser.</summary>
internal static class DominationTable
{
    private const string Rate = "optimizer.gradient_descent.learning_rate";
    private const string Momentum = "optimizer.gradient_descent.momentum";

    /// <summary>Columns that it needs.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        [.. LossLabels.Columns, Rate, Momentum, .. MatchingNames.All.Select(MatchingNames.Domination)];

    /// <summary>The table.</summary>
    /// <param name="runs">The runs.</param>
    public static PaperTable Of(RunTable runs)
    {
        double[] rate = runs.Numbers(Rate), momentum = runs.Numbers(Momentum);
        string[] keys =
        [
            .. LossLabels.Of(runs).Select((loss, i) =>
                $"{loss}\nη = {ReadableNumber.Of(rate[i])}, γ = "
                + $"{momentum[i]}\n{ReadableNumber.Of((1 - momentum[i]) / (3 * Math.Sqrt(rate[i])), 3)}"),
        ];
        return new PaperTable(
            "Vacuum energy Λ over the field's energy at the start: median, and the range of eight networks of ten",
            ["loss", "optimiser", "#H", "#leading", "#leapfrog"],
            [
                .. keys.Distinct().Select(key => (IReadOnlyList<string>)
                [
                    .. key.Split('\n'),
                    .. MatchingNames.All.Select(matching =>
                    {
                        double[] some = [.. runs.Numbers(MatchingNames.Domination(matching)).Where((_, i) => keys[i] == key)];
                        string Part(double part) => ReadableNumber.Of(OrderStatistics.Quantile(some, part), 2);
                        return $"{Part(0.5)} ({Part(0.1)} to {Part(0.9)})";
                    }),
                ]),
            ]);
    }
}
