using System.Globalization;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Scans;

/// <summary>Equally spaced values, in themselves or in their logarithms: <c>{from, to, steps, scale}</c>.</summary>
/// <param name="From">First value.</param>
/// <param name="To">Last value.</param>
/// <param name="Steps">Number of values, at least 2, both ends included.</param>
/// <param name="IsLogarithmic">Whether the ratio of neighbours is constant, rather than their difference.</param>
internal sealed record ValueRange(double From, double To, int Steps, bool IsLogarithmic)
{
    /// <summary>The key that tells a range from a section of an experiment file.</summary>
    public const string Mark = "steps";

    /// <summary>The values, the ends to the last bit.</summary>
    /// <param name="isWhole">Whether they are rounded to whole numbers.</param>
    public IEnumerable<double> Values(bool isWhole) => Enumerable.Range(0, Steps)
        .Select(i => i == 0 ? From : i == Steps - 1 ? To : At((double)i / (Steps - 1)))
        .Select(value => isWhole ? Math.Round(value) : value);

    public static ValueRange Read(SectionReader r)
    {
        ValueRange range = new(
            r.Required("from", Kinds.Number(), "First value.", "0.5"),
            r.Required("to", Kinds.Number(), "Last value.", "2"),
            r.Required(Mark, Kinds.Integer(2, ScanFile.MostRuns), "Number of values, both ends included.", "5"),
            r.WithDefault("scale", Kinds.Choice("linear", "log"), "linear", "Whether differences or ratios are equal.") == "log");
        r.Check(range.From != range.To, "to", "equals from", "Give two different ends.", "from");
        r.Check(
            !range.IsLogarithmic || (range.From > 0 && range.To > 0), "scale", "is logarithmic, but an end is not above 0",
            "Give ends above 0, or scale: linear.", "from", "to");
        return range;
    }

    private double At(double fraction) => IsLogarithmic
        ? From * Math.Pow(To / From, fraction)
        : From + (fraction * (To - From));

    /// <summary>A number as a value of a file.</summary>
    public static ScalarNode Node(Origin origin, double value, bool isWhole) =>
        new(origin, isWhole ? value.ToString("F0", CultureInfo.InvariantCulture) : CoreNumber.Text(value));
}
