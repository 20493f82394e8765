using Inflaton.Experiments.Figures;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Statistics;

namespace Inflaton.Experiments.Paper;

/// <summary>Figure 5: networks on an interval, the mean field predicted and trained, and the discrepancies of the modes.</summary>
internal sealed class PerturbationFigure : PaperFigure
{
    private const string Rung = "mean_field";
    private const int Modes = 6;
    private const double Frozen = 0.05;
    private const double Moves = 0.1;

    /// <inheritdoc/>
    public override int Number => 5;

    /// <inheritdoc/>
    public override string Title => "Networks on an interval: the mean field, predicted and trained";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns =>
    [
        .. Agreement.Columns, .. DominationTable.Columns, "data.interval.points", "data.interval.hubble_lengths", "epochs",
        .. MatchingNames.All.Select(matching => MatchingNames.Mean(matching, Rung)),
        .. Enumerable.Range(0, Modes)
        .SelectMany(
            mode => new[] { Initial(mode), Final(mode) }.Concat(
                MatchingNames.All.Select(matching => MatchingNames.Amplitude(matching, mode)))),
    ];

    /// <inheritdoc/>
    public override FigureFinding Of(RunTable runs)
    {
        Agreement[] both = [.. MatchingNames.All.Select(matching => new Agreement(runs, matching, Rung))];
        double[] norm = [.. runs.Numbers("data.interval.points").Select(Math.Sqrt)];
        double[][] changes =
            [.. Enumerable.Range(0, Modes).Select(mode => Difference(runs.Numbers(Final(mode)), runs.Numbers(Initial(mode)), norm))];
        double[][][] discrepancies =
        [
            .. MatchingNames.All.Select(matching => Enumerable.Range(0, Modes)
                .Select(
                    mode => Difference(runs.Numbers(MatchingNames.Amplitude(matching, mode)), runs.Numbers(Final(mode)), norm)).ToArray()),
        ];
        const string caption =
            "One dot a trained network on an interval of 50 points; on the diagonal the prediction is exact. Brighter dots are networks "
            + "whose kernel moved more.";
        return new FigureFinding(
            [.. Freezing(runs, both[0], changes), .. both.SelectMany((one, i) => Claims(one, discrepancies[i])), both[0]
                .Improvement(Number, both[1])],
            [
                new Figure("figure-5-mean", Title, caption, Chart.Grid(2, both.Select(one => one.AgainstActual())).ToSpec(caption)),
                Distributions(changes, discrepancies),
            ],
            [ByMode(changes, discrepancies), ByLoss(runs, both[0]), DominationTable.Of(runs)]);
    }

    private static string Initial(int mode) => $"modes.{mode}.amplitude_initial";

    private static string Final(int mode) => $"modes.{mode}.amplitude_final";

    /// <summary>|x − y|/√N: amplitudes in the unit of the field, so that the leading one is the mean.</summary>
    private static double[] Difference(double[] x, double[] y, double[] norm) =>
        [.. x.Zip(y, norm).Select(one => Math.Abs(one.First - one.Second) / one.Third)];

    private IEnumerable<Claim> Freezing(RunTable runs, Agreement leading, double[][] changes)
    {
        double[] ratios = [.. changes.Skip(1).SelectMany(change => change.Select((value, i) => value / leading.Way[i]))];
        double frozen = OrderStatistics.Median(ratios),
        most = OrderStatistics.Quantile(changes[1].Select((value, i) => value / leading.Way[i]), 0.9);
        yield return new Claim(
            Number, "perturbations_freeze", null, "Perturbations freeze.",
            $"In training, the modes 2 to {Modes} change by {ReadableNumber.Percent(frozen)} (median) of what the mean field does; the "
            + $"second by {ReadableNumber.Percent(most)} or less in nine networks of ten.",
            frozen, $"below {Frozen}", frozen < Frozen);
        double[] minimum = runs.Numbers("loss.power.minimum"), start = runs.Numbers("mean_initial");
        double way = OrderStatistics.Median(leading.Way.Select((moved, i) => moved / Math.Abs(minimum[i] - start[i])));
        yield return new Claim(
            Number, "mean_moves", null, "The mean field does not freeze.",
            $"The median network goes {ReadableNumber.Percent(way)} of the way to the minimum in {runs.Texts("epochs")[0]} epochs.", way,
            $"above {Moves}", way > Moves);
    }

    private IEnumerable<Claim> Claims(Agreement agreement, double[][] discrepancies)
    {
        yield return agreement.Excellence(Number, "The mean field of networks on an interval is predicted.");
        yield return agreement.WorstWhereTheKernelMoved(Number);
        double mean = OrderStatistics.Median(discrepancies[0]),
        others = OrderStatistics.Median(discrepancies.Skip(1).SelectMany(one => one));
        yield return new Claim(
            Number, "modes_predicted", agreement.Matching, "The perturbations are off by less than the mean field is.",
            $"The median of |predicted − actual| over √N is {ReadableNumber.Of(others, 2)} for the modes 2 to {Modes}, "
            + $"{ReadableNumber.Of(mean, 2)} for the leading one.",
            others / mean, "below 1", others < mean);
    }

    private static Figure Distributions(double[][] changes, double[][][] discrepancies)
    {
        (string, double[])[] Groups(double[][] modes) =>
        [
            ("mode 1, the mean", modes[0]), ("mode 2", modes[1]), ("mode 3", modes[2]),
            ($"modes 4 to {Modes}", [.. modes.Skip(3).SelectMany(one => one)]),
        ];
        const double least = 1e-9;
        const string caption =
            "Distributions over all networks, mode by mode, in the unit of the field: how far a mode moves in training, and by how much "
            + "its prediction is off. "
            + "The mean moves; the perturbations keep what the draw of the weights gave them.";
        return new Figure(
            "figure-5-modes", "Discrepancies of the modes, and how far they move", caption,
            Chart.Grid(
                2, Distribution.Of("|f̃ᵢ(end) − f̃ᵢ(start)|/√N, trained", "", Groups(changes), least),
                Distribution.Of("|predicted − trained|/√N, leading", "", Groups(discrepancies[0]), least),
                Distribution.Of("|predicted − trained|/√N, leapfrog", "", Groups(discrepancies[1]), least)).ToSpec(caption));
    }

    private static PaperTable ByMode(double[][] changes, double[][][] discrepancies) => new(
        "Medians by mode, over √N", ["mode", "#change in training", "#|predicted − trained|, leading", "#leapfrog"],
        [
            .. Enumerable.Range(0, Modes).Select(mode => (IReadOnlyList<string>)
            [
                $"{mode + 1}",
                .. new[] { changes[mode], discrepancies[0][mode], discrepancies[1][mode] }.Select(
                    values => ReadableNumber.Of(OrderStatistics.Median(values), 2)),
            ]),
        ]);

    private static PaperTable ByLoss(RunTable runs, Agreement leading)
    {
        string[] degree = runs.Texts("loss.power.degree"), length = runs.Texts("data.interval.hubble_lengths");
        return new PaperTable(
            "By loss and interval, leading matching: |predicted − actual| over the way of the mean field, and what it is made of (medians)",
            ["loss", "interval", "#networks", "#relative, median", "#nine of ten below", "#mean field and continuum limit",
            "#change of the kernel"],
            [
                .. from n in runs.Values("loss.power.degree")
                   from interval in runs.Values("data.interval.hubble_lengths")
                   let some = Enumerable.Range(0, runs.Count).Where(i => degree[i] == n && length[i] == interval).ToArray()
                   where some.Length > 0
                   select (IReadOnlyList<string>)
                   [
                       $"n = {n}", $"±{interval}/H", ReadableNumber.Of((long)some.Length),
                       ReadableNumber.Percent(OrderStatistics.Median(some.Select(i => leading.Relatives[i]))),
                       ReadableNumber.Percent(OrderStatistics.Quantile(some.Select(i => leading.Relatives[i]), 0.9)),
                       ReadableNumber.Of(OrderStatistics.Median(some.Select(i => leading.Continuum[i])), 2),
                       ReadableNumber.Of(OrderStatistics.Median(some.Select(i => leading.KernelPart[i])), 2),
                   ],
            ]);
    }
}
