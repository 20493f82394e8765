using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Statistics;

namespace Inflaton.Experiments.Ensembles;

/// <summary>What the number of draws, and how the draws differ, say of the errors that an ensemble states.</summary>
internal static class EnsembleErrors
{
    /// <summary>κ₄/κ₂² of an output from which on few networks decide its higher cumulants.</summary>
    private const double LargeExcess = 1;

    /// <summary>Up to this order an error that is hardly known is a warning; of κ₆ alone, which takes nearly 10⁵ draws, a note.</summary>
    private const int LastOrderWarnedOf = 4;

    /// <summary>A number of draws so many times that of a normal output is told by rare ones among them.</summary>
    private const double BeyondNormal = 1.05;

    private static readonly (int Order, string Symbol)[] Orders = [(1, "means"), (2, "κ₂"), (3, "κ₃"), (4, "κ₄"), (6, "κ₆")];

    /// <summary>Where no errors are stated, or such as may be too small.</summary>
    /// <param name="measure">The sums.</param>
    /// <param name="inputs">Which training inputs they are of.</param>
    /// <param name="epochs">The recorded epochs.</param>
    public static IEnumerable<string> Warnings(EnsembleMeasure measure, int[] inputs, int[] epochs)
    {
        long draws = Draws(measure);
        (int Order, string Symbol)[] without = [.. Orders.Where(one => draws < CumulantError.FewestSamples(one.Order))];
        if (draws > 0 && without.Length > 0)
        {
            IEnumerable<string> taken = without.GroupBy(one => CumulantError.FewestSamples(one.Order)).Select(
                (some, i) => $"{Listed(some.Select(one => one.Symbol))} {(i == 0 ? "take " : "")}{some.Key}");
            string[] none = [.. without.Where(one => draws < one.Order).Select(one => one.Symbol)];
            yield return $"{ReadableNumber.Count(draws, "draw")} have no errors: {Listed(taken)}. "
                + (none.Length > 0 ? $"They have no {Listed(none)} at all, which take as many draws as their order. " : "")
                + "What is measured of these says next to nothing.";
        }

        if (Uncertain(measure) is { Length: > 0 } uncertain && uncertain[0].Order <= LastOrderWarnedOf)
        {
            yield return Text(uncertain, draws);
        }

        if (Places(measure).Any(time => inputs.Select((_, a) => measure.Outputs[time].Cumulant(a, a).Value).Any(IsBeyond)))
        {
            yield return "Powers of the outputs leave the numbers of doubles: cumulants, variances and errors that are 0, infinite or NaN "
                + "are not known. Choose network.output_scale nearer to 1.";
        }

        (double excess, int a, int epoch) = Places(measure).SelectMany(time => inputs.Select((_, a) =>
            (Excess: measure.Outputs[time].Excess(a), a, time))).MaxBy(one => one.Excess);
        if (excess > LargeExcess)
        {
            yield return ReadableFormat.Text(
                $"κ₄ is {excess:G2} κ₂² or more at input {inputs[a]}, epoch {epochs[epoch]}: the variance differs so much from draw ")
                + "to draw that a few networks decide κ₄ and κ₆. Most ensembles lack them: values, and their errors, may be too small. "
                + "Draw more networks, or wider ones.";
        }
    }

    /// <summary>That the error of κ₆ alone is hardly known.</summary>
    /// <param name="measure">The sums.</param>
    public static IEnumerable<string> Notes(EnsembleMeasure measure)
    {
        if (Uncertain(measure) is { Length: > 0 } uncertain && uncertain[0].Order > LastOrderWarnedOf)
        {
            yield return Text(uncertain, Draws(measure));
        }
    }

    /// <summary>Whether κ₂ is such that κ₂³, the size of κ₆, is no number with all its digits.</summary>
    private static bool IsBeyond(double variance) => variance != 0 && !double.IsNaN(variance)
        && !(Math.Pow(variance, 3) is > 1e-290 and < 1e290);

    private static string Text((int Order, string Symbol, double Spread)[] uncertain, long draws) =>
        $"Errors of {Listed(uncertain.Select(one => one.Symbol))} are themselves uncertain by "
        + $"{Listed(uncertain.Select(one => ReadableFormat.Text($"{one.Spread:P0}")))}. They are no smaller than those of an output "
        + "whose variance fluctuates as κ₄ says. "
        + ReadableFormat.Text($"For {CumulantError.LargestSpread:P0} it takes ")
        + Listed(uncertain.Select(one => Needed(one.Order, one.Spread, draws))) + " draws.";

    /// <summary>
    /// Draws from which an error is known, rounded to two digits: its spread falls as the root of their number. Of outputs that are less
    /// normal than that the spread is known by few draws only, and those that are missing make it grow: then it is the least number.
    /// </summary>
    private static string Needed(int order, double spread, long draws)
    {
        double normal = CumulantError.KnownFrom(order), measured = draws * Math.Pow(spread / CumulantError.LargestSpread, 2);
        return $"{(measured > BeyondNormal * normal ? "at least " : "about ")}"
            + ReadableNumber.Of((long)ReadableNumber.Round(Math.Max(normal, measured), 2));
    }

    /// <summary>Orders above that of means whose errors are stated, but hardly known, at the start or at the end.</summary>
    private static (int Order, string Symbol, double Spread)[] Uncertain(EnsembleMeasure measure) =>
    [
        .. Orders.Skip(1).Select(one => (one.Order, one.Symbol, Spread: Places(measure).SelectMany(time => Enumerable
                .Range(0, measure.Outputs[time].Variables)
                .Select(a => measure.Outputs[time].Cumulant([.. Enumerable.Repeat(a, one.Order)]).ErrorSpread))
            .Where(double.IsFinite).DefaultIfEmpty(0).Max()))
            .Where(one => one.Spread > CumulantError.LargestSpread),
    ];

    /// <summary>The start, and the end where something was trained to it.</summary>
    private static IEnumerable<int> Places(EnsembleMeasure measure) => new[] { 0, measure.Outputs.Length - 1 }.Distinct();

    /// <summary>The fewest draws that a number of the summary rests on.</summary>
    private static long Draws(EnsembleMeasure measure) => Places(measure).Min(time => measure.Outputs[time].Count);

    private static string Listed(IEnumerable<string> words)
    {
        string[] all = [.. words];
        return all.Length == 1 ? all[0] : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }
}
