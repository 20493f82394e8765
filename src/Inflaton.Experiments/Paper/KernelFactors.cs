using Inflaton.Experiments.Figures;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Statistics;

namespace Inflaton.Experiments.Paper;

/// <summary>
/// How much each hyper-parameter of a network matters for a quantity of its kernel: shares of the variance of its logarithm, which crossed
/// settings with equally many seeds make add up.
/// </summary>
internal sealed class KernelFactors
{
    /// <summary>Columns of the hyper-parameters.</summary>
    public static readonly string[] Columns = ["network.weight_std", "network.activation", "depth", "width"];

    private static readonly string[] Names = ["σ_w", "activation", "depth", "width"];

    private readonly RunTable runs;
    private readonly string symbol;
    private readonly double[] values;
    private readonly string[][] levels;

    /// <summary>The factors of a quantity.</summary>
    /// <param name="runs">The kernels.</param>
    /// <param name="values">The quantity, positive, one a run.</param>
    /// <param name="symbol">Its symbol.</param>
    public KernelFactors(RunTable runs, double[] values, string symbol)
    {
        (this.runs, this.values, this.symbol) = (runs, values, symbol);
        levels = [.. Columns.Select(column => runs.Texts(column))];
        double[] logarithms = [.. values.Select(value => Math.Log(value))];
        Alone = [.. levels.Select(level => EffectSize.VarianceShare(logarithms, level))];
        WithOthers = [.. levels.Select((_, i) => 1 - EffectSize.VarianceShare(logarithms, Joined(levels.Where((_, j) => j != i))))];
        Seeds = 1 - EffectSize.VarianceShare(logarithms, Joined(levels));
    }

    /// <summary>Share of the variance of each factor alone.</summary>
    public double[] Alone { get; }

    /// <summary>Share that is lost where all other factors are known but not this one: its own, its interactions and the seeds'.</summary>
    public double[] WithOthers { get; }

    /// <summary>Share of the seeds.</summary>
    public double Seeds { get; }

    /// <summary>The claims on the order of the effects.</summary>
    /// <param name="figure">Number of the figure.</param>
    public IEnumerable<Claim> Order(int figure)
    {
        double sigma = Alone[0], next = Alone.Skip(1).Max();
        yield return new Claim(
            figure, "initialisation_first", null, $"Of all hyper-parameters the initialisation σ matters most for {symbol}.",
            $"σ_w has {Percent(sigma)} of the variance of log {symbol}, the next factor {Percent(next)}.", sigma / next, "above 1",
            sigma > next);
        double weaker = Math.Min(WithOthers[1], WithOthers[2]) - Seeds, width = WithOthers[3] - Seeds;
        yield return new Claim(
            figure, "activation_and_depth_next", null, "Activation and depth come next.",
            $"With their interactions activation has {Percent(WithOthers[1] - Seeds)} and depth {Percent(WithOthers[2] - Seeds)} of the "
            + $"variance, "
            + $"width {Percent(width)}; alone, {Percent(Alone[1])}, {Percent(Alone[2])} and {Percent(Alone[3])}.",
            weaker / Math.Max(width, 1e-12), "above 1", weaker > width,
            Alone[1] < 0.2 * WithOthers[1]
                ? "Activation acts through σ_w: erf is above relu at small σ_w and below it at large, so that its effect alone "
                    + "averages out."
                : null);
        yield return new Claim(
            figure, "width_least", null, $"Width matters least for {symbol}.",
            $"Width alone has {Percent(Alone[3])} of the variance of log {symbol}; the seeds have {Percent(Seeds)}.",
            Alone[3] / Alone.Take(3).Min(), "below 1", Alone[3] < Alone.Take(3).Min());
    }

    /// <summary>The claims on erf against relu.</summary>
    /// <param name="figure">Number of the figure.</param>
    public IEnumerable<Claim> Activations(int figure)
    {
        string[] sigmas = runs.Values("network.weight_std");
        double smallest = Ratio(sigmas[0], null), largest = Ratio(sigmas[^1], null);
        yield return new Claim(
            figure, "erf_above_relu", null, $"erf networks have a larger {symbol} than relu networks, at the smallest σ_w.",
            $"At σ_w = {sigmas[0]} the median with erf is {ReadableNumber.Of(smallest, 3)} times that with relu.", smallest, "above 1",
            smallest > 1);
        yield return new Claim(
            figure, "erf_above_relu_everywhere", null, $"erf networks have a larger {symbol} than relu networks at every σ_w.",
            $"At σ_w = {sigmas[^1]} the ratio is {ReadableNumber.Of(largest, 3)}, and "
            + $"{ReadableNumber.Of(Ratio(sigmas[^1], runs.Values("depth")[^1]), 3)} with {runs.Values("depth")[^1]} hidden layers.",
            largest, "above 1", sigmas.All(sigma => Ratio(sigma, null) > 1),
            "relu does not saturate: each layer multiplies the kernel by about σ_w²/2, which grows with depth once σ_w exceeds √2, while "
            + "erf is bounded and "
            + "so is what its layers pass on. The paper's networks are those of small σ_w.");
    }

    /// <summary>Medians by activation, σ_w and depth.</summary>
    public PaperTable Medians()
    {
        string[] activations = runs.Values("network.activation");
        return new PaperTable(
            $"Median {symbol} by σ_w and depth", ["σ_w", "#hidden layers", .. activations.Select(name => "#" + name)],
            [
                .. from sigma in runs.Values("network.weight_std")
                   from depth in runs.Values("depth")
                   select (IReadOnlyList<string>)[sigma, depth, .. activations.Select(
                       name => ReadableNumber.Of(Median(sigma, depth, name)))],
            ]);
    }

    /// <summary>Shares of the variance.</summary>
    public PaperTable Shares() => new(
        $"Shares of the variance of log {symbol}, {runs.Count} kernels", ["hyper-parameter", "#alone", "#with its interactions"],
        [
            .. Names.Select((name, i) => (IReadOnlyList<string>)[name, Percent(Alone[i]), Percent(WithOthers[i] - Seeds)]),
            ["seeds", Percent(Seeds), ""],
        ]);

    /// <summary>Distributions by each hyper-parameter, a panel each.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is plotted.</param>
    public Figure Distributions(string name, string title)
    {
        IEnumerable<Chart> panels = Columns.Select((column, i) => Distribution.Of(
            symbol, Names[i],
            [.. runs.Values(column).Select(level => (level, values.Where((_, run) => levels[i][run] == level).ToArray()))]));
        string caption =
            $"Distribution of {symbol} over all kernels at initialisation, by one hyper-parameter a panel; the other ones are crossed.";
        return new Figure(name, title, caption, Chart.Grid(2, panels).With("resolve.scale.color", "independent").ToSpec(caption));
    }

    private double Ratio(string sigma, string? depth) => Median(sigma, depth, "erf") / Median(sigma, depth, "relu");

    private double Median(string sigma, string? depth, string activation) => OrderStatistics.Median(
        values.Where((_, run) => levels[0][run] == sigma && levels[1][run] == activation && (depth is null || levels[2][run] == depth)));

    private string[] Joined(IEnumerable<string[]> some)
    {
        string[][] all = [.. some];
        return [.. Enumerable.Range(0, runs.Count).Select(run => string.Join('|', all.Select(level => level[run])))];
    }

    private static string Percent(double share) => ReadableNumber.Percent(share);
}
