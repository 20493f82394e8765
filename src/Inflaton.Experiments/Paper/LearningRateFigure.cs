using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Statistics;

namespace Inflaton.Experiments.Paper;

/// <summary>Figure 2: the largest learning rate for vacuum domination against momentum, by loss.</summary>
internal sealed class LearningRateFigure : PaperFigure
{
    private const string Momentum = "optimizer.gradient_descent.momentum";
    private const double Rounding = 1e-9;

    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

    /// <inheritdoc/>
    public override int Number => 2;

    /// <inheritdoc/>
    public override string Title => "The largest learning rate for vacuum domination, by momentum and loss";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns =>
        [.. LossLabels.Columns, Momentum, "theta0", "loss_initial", "domination_ratio", .. MatchingNames.All.Select(Column)];

    /// <inheritdoc/>
    public override FigureFinding Of(RunTable runs) => new(
        [.. MatchingNames.All.SelectMany(matching => Claims(runs, matching))], [Curves(runs)], [Table(runs)]);

    private static string Column(string matching) => $"matchings.{matching}.max_learning_rate";

    private IEnumerable<Claim> Claims(RunTable runs, string matching)
    {
        string ratio = ReadableNumber.Of(runs.Numbers("domination_ratio")[0]);
        double[] momentum = runs.Numbers(Momentum), rate = runs.Numbers(Column(matching));
        double[] product = [.. runs.Numbers("theta0").Zip(runs.Numbers("loss_initial"), rate).Select((one, i) =>
            one.First * one.Second * one.Third / Law(matching, momentum[i]))];
        double off = product.Max() / product.Min() - 1;
        double high = momentum.Max(), low = momentum.Min();
        double At(double value) => OrderStatistics.Median(rate.Where((_, i) => momentum[i] == value));
        double falls = At(high) / At(low);
        yield return new Claim(
            Number, "falls_with_momentum", matching, "The largest learning rate for vacuum domination falls with momentum.",
            $"For Λ at least {ratio} times the field's energy, the median η_max falls from {ReadableNumber.Of(At(low), 3)} at γ = {low} "
            + $"to {ReadableNumber.Of(At(high), 3)} at γ = {high}.",
            falls, "below 1", falls < 1);
        yield return new Claim(
            Number, "law_of_momentum", matching,
            matching == "leading"
                ? "η_max = (1−γ)²/(3RΘ₀ℓ(f₀)) for every loss."
                : "η_max = 2(1−γ)²/((1+γ) 3RΘ₀ℓ(f₀)) for every loss (beyond the paper).",
            $"Over {runs.Count} networks and losses the two sides differ by {ReadableNumber.Of(off, 2)} at most, relative.", off,
            $"below {Rounding}", off < Rounding);
    }

    /// <summary>η_max·Θ₀·ℓ(f₀) by momentum, up to a constant.</summary>
    private static double Law(string matching, double momentum) =>
        (1 - momentum) * (1 - momentum) * (matching == "leading" ? 1 : 2 / (1 + momentum));

    private static Figure Curves(RunTable runs)
    {
        string[] labels = LossLabels.Of(runs);
        string[] losses = [.. labels.Distinct()];
        double[] momentum = runs.Numbers(Momentum);
        Channel colour = Channel.Category("color", "loss").Map(losses.Select((loss, i) => (loss, (JsonNode)Colours[i % Colours.Length])))
            .With("legend.symbolOpacity", 1);
        IEnumerable<Chart> panels = MatchingNames.All.Select(matching =>
        {
            double[] rate = runs.Numbers(Column(matching));
            Table table = new("momentum", "loss", "low", "median", "high");
            foreach (string loss in losses)
            {
                foreach (double value in momentum.Distinct().Order())
                {
                    double[] some = [.. rate.Where((_, i) => labels[i] == loss && momentum[i] == value)];
                    table.Add(
                        PlotNumber.Of(value), loss, PlotNumber.Positive(OrderStatistics.Quantile(some, 0.1)),
                        PlotNumber.Positive(OrderStatistics.Median(some)),
                        PlotNumber.Positive(OrderStatistics.Quantile(some, 0.9)));
                }
            }

            Channel x = Channel.Quantity("x", "momentum", "momentum γ");
            Channel Y(string field) => Channel.Quantity("y", field, "η_max").Log();
            return Chart.Of(
                table,
                Layer.Of("area").Style("opacity", 0.15)
                    .Encode(x, Y("low"), new Channel("y2", JsonTree.Empty.With("field", "high")), colour),
                Layer.Line().Encode(x, Y("median"), colour),
                Layer.Dots(22).Encode(
                    x, Y("median"), colour,
                    Channel.Tooltip(("loss", "loss", null), ("momentum", "γ", ".3g"), ("median", "η_max", ".3g")))).With("title",
                    $"{matching} matching").Sized(305, 280);
        });
        const string caption =
            "Largest learning rate at which the vacuum energy is ten times the field's energy at the start: medians over networks, bands "
            + "hold eight of ten. The second-order matching allows 2/(1+γ) times as much: twice without momentum, the same towards γ = 1.";
        return new Figure("figure-2", "The largest learning rate for vacuum domination", caption, Chart.Grid(2, panels).ToSpec(caption));
    }

    private static PaperTable Table(RunTable runs)
    {
        string[] labels = LossLabels.Of(runs);
        double[] momentum = runs.Numbers(Momentum),
        shown = [.. new[] { momentum.Min(), 0.5, 0.9, momentum.Max() }.Distinct().Where(momentum.Contains)];
        return new PaperTable(
            "Median η_max, leading and leapfrog matching", ["loss", .. shown.Select(value => $"#γ = {value}")],
            [
                .. labels.Distinct().Select(loss => (IReadOnlyList<string>)
                [
                    loss,
                    .. shown.Select(value => string.Join("; ", MatchingNames.All.Select(matching => ReadableNumber.Of(
                        OrderStatistics.Median(runs.Numbers(Column(matching)).Where((_, i) => labels[i] == loss && momentum[i] == value)),
                        3)))),
                ]),
            ]);
    }
}
