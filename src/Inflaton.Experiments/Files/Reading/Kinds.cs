using System.Numerics;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>The kinds of values that files are made of.</summary>
public static class Kinds
{
    /// <summary>A number, within bounds.</summary>
    /// <param name="above">It is above this; null for no bound.</param>
    /// <param name="atLeast">It is at least this.</param>
    /// <param name="below">It is below this.</param>
    /// <param name="atMost">It is at most this.</param>
    /// <param name="unit">Its unit, for messages.</param>
    public static ValueKind<double> Number(
        double? above = null, double? atLeast = null, double? below = null, double? atMost = null, string? unit = null) =>
        new NumberKind(new NumberRange(above, atLeast, below, atMost), unit);

    /// <summary>A whole number, within bounds.</summary>
    /// <param name="atLeast">It is at least this.</param>
    /// <param name="atMost">It is at most this; null for no bound.</param>
    /// <param name="unit">Its unit, for messages.</param>
    public static ValueKind<int> Integer(int atLeast = 0, int? atMost = null, string? unit = null) =>
        new IntegerKind(atLeast, atMost ?? int.MaxValue, atMost is not null, unit).As(value => (int)value);

    /// <summary>One of a few words.</summary>
    /// <param name="options">The words, the first being the example.</param>
    public static ValueKind<string> Choice(params IReadOnlyList<string> options) => new ChoiceKind(options);

    /// <summary>A text.</summary>
    /// <param name="words">What it is, to follow "give".</param>
    /// <param name="example">A good one (YAML).</param>
    public static ValueKind<string> Text(string words, string example) => new TextKind(words, _ => null, example);

    /// <summary>true or false.</summary>
    public static ValueKind<bool> Flag() => new FlagKind();

    /// <summary>A list.</summary>
    /// <typeparam name="T">What its items are read as.</typeparam>
    /// <param name="item">What an item may be.</param>
    /// <param name="items">What items are, in words.</param>
    /// <param name="atLeast">Fewest items.</param>
    /// <param name="isSet">Whether no item may be there twice.</param>
    public static ValueKind<ValueList<T>> List<T>(ValueKind<T> item, string items, int atLeast = 1, bool isSet = false) =>
        new ListKind<T>(item, items, atLeast, isSet);

    /// <summary>Numbers by name.</summary>
    public static ValueKind<ValueList<KeyValuePair<string, double>>> NamedNumbers() => new NamedNumbersKind();

    /// <summary>A value of the first of several kinds whose form it has.</summary>
    /// <typeparam name="T">What all are read as.</typeparam>
    /// <param name="kinds">The kinds.</param>
    public static ValueKind<T> Either<T>(params IReadOnlyList<ValueKind<T>> kinds) => new EitherKind<T>(kinds);

    /// <summary>A section of keys.</summary>
    /// <typeparam name="T">Its settings.</typeparam>
    /// <param name="read">Reads it, by a call for each key. It is also called to describe the keys, with placeholders for values.</param>
    public static ValueKind<T> Section<T>(Func<SectionReader, T> read) => new SectionKind<T>(read);

    /// <summary>A section of keys, read in the same way for the same vocabulary.</summary>
    internal static ValueKind<T> Section<T>(Func<SectionReader, Vocabulary, T> read, Vocabulary vocabulary) =>
        new SectionKind<T>(r => read(r, vocabulary), (read, vocabulary));

    internal static ValueKind<ulong> Seed() => new IntegerKind(BigInteger.Zero, ulong.MaxValue, false, null).As(value => (ulong)value);

    internal static ValueKind<string> Name() => new TextKind(
        "a name that can name a folder",
        text => text.Length > 100 ? "is longer than 100 characters"
            : text.StartsWith('.') ? "starts with a dot"
            : text.Any(c => char.IsControl(c) || "/\\:*?\"<>|".Contains(c)) ? "has a character that a folder's name cannot have"
            : null,
        "my-experiment");

    internal static ValueKind<string> File(params IReadOnlyList<string> extensions) => new PathKind(extensions);

    internal static ValueKind<ValueList<ValueList<double>>> Points(string rows = "points") => new PointsKind(rows);
}
