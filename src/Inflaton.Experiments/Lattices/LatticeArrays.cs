using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Lattices;

/// <summary>The arrays of a lattice as figures read them; what is missing or misshapen is null.</summary>
/// <param name="result">The lattice.</param>
internal sealed class LatticeArrays(LatticeResult result)
{
    /// <summary>Number C of fields.</summary>
    public int Fields => result.Summary.Fields;

    /// <summary>The numbers.</summary>
    public LatticeRunSummary Summary => result.Summary;

    /// <summary>What field c is called.</summary>
    public string Label(int field) => Fields == 1 ? "φ" : $"φ{field + 1}";

    /// <summary>A series of numbers; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">How many there must be; null for any.</param>
    public double[]? Series(string name, int? length = null) =>
        result.Arrays.GetValueOrDefault(name) is { Rank: 1, Values: { Length: > 0 } values } && (length is null || values.Length == length)
            ? values
            : null;

    /// <summary>An array of some rows for each field, [rows, C, …]; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rows">Rows.</param>
    public NumericArray? Rows(string name, int rows) =>
        result.Arrays.GetValueOrDefault(name) is { Rank: >= 2 } array && array.Shape[0] == rows && array.Shape[1] == Fields && rows > 0
            ? array
            : null;

    /// <summary>An array [rows, columns]; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    public NumericArray? Array(string name, int rows, int columns) =>
        result.Arrays.GetValueOrDefault(name) is { Rank: 2 } array && array.Shape[0] == rows && array.Shape[1] == columns ? array : null;

    /// <summary>What a row of such an array has of one field.</summary>
    /// <param name="array">The array.</param>
    /// <param name="row">Row.</param>
    /// <param name="field">Field.</param>
    public static ReadOnlySpan<double> Part(NumericArray array, int row, int field)
    {
        int length = array.Shape.Skip(2).Aggregate(1, (product, side) => product * side);
        return array.Values.AsSpan(((row * array.Shape[1]) + field) * length, length);
    }

    /// <summary>The values of one field along a series [T, C]; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rows">T.</param>
    /// <param name="field">Field.</param>
    public double[]? Column(string name, int rows, int field) =>
        Rows(name, rows) is { Rank: 2 } array ? [.. Enumerable.Range(0, rows).Select(row => array.Values[(row * Fields) + field])] : null;
}
