using System.Numerics;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>The kinds of values that files are made of.</summary>
internal static class Kinds
{
    public static ValueKind<double> Number(
        double? above = null, double? atLeast = null, double? below = null, double? atMost = null, string? unit = null) =>
        new NumberKind(new NumberRange(above, atLeast, below, atMost), unit);

    public static ValueKind<int> Integer(int atLeast = 0, int? atMost = null, string? unit = null) =>
        new IntegerKind(atLeast, atMost ?? int.MaxValue, atMost is not null, unit).As(value => (int)value);

    public static ValueKind<ulong> Seed() => new IntegerKind(BigInteger.Zero, ulong.MaxValue, false, null).As(value => (ulong)value);

    public static ValueKind<string> Choice(params IReadOnlyList<string> options) => new ChoiceKind(options);

    public static ValueKind<string> Text(string words, string example) => new TextKind(words, _ => null, example);

    public static ValueKind<string> Name() => new TextKind(
        "a name that can name a folder",
        text => text.Length > 100 ? "is longer than 100 characters"
            : text.StartsWith('.') ? "starts with a dot"
            : text.Any(c => char.IsControl(c) || "/\\:*?\"<>|".Contains(c)) ? "has a character that a folder's name cannot have"
            : null,
        "my-experiment");

    public static ValueKind<bool> Flag() => new FlagKind();

    public static ValueKind<string> File(params IReadOnlyList<string> extensions) => new PathKind(extensions);

    public static ValueKind<ValueList<T>> List<T>(ValueKind<T> item, string items, int atLeast = 1, bool isSet = false) =>
        new ListKind<T>(item, items, atLeast, isSet);

    public static ValueKind<ValueList<ValueList<double>>> Points(string rows = "points") => new PointsKind(rows);

    public static ValueKind<ValueList<KeyValuePair<string, double>>> NamedNumbers() => new NamedNumbersKind();

    public static ValueKind<T> Either<T>(params IReadOnlyList<ValueKind<T>> kinds) => new EitherKind<T>(kinds);

    public static ValueKind<T> Section<T>(Func<SectionReader, T> read) => new SectionKind<T>(read);
}
