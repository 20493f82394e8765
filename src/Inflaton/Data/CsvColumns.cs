namespace Inflaton.Data;

/// <summary>Which columns and rows of a table make a data set, and how. Immutable.</summary>
public sealed record CsvColumns
{
    /// <summary>Columns that hold the targets, at least one.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Columns that hold the inputs; null (default) for all that are no targets.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>First row used, from 1 and not counting the header; default 1.</summary>
    public int FirstRow { get; init; } = 1;

    /// <summary>Last row used; null (default) for the last one of the table.</summary>
    public int? LastRow { get; init; }

    /// <summary>
    /// The value whose rows get the target +1, all others −1; null (default) for the numbers themselves. Compared as numbers where both
    /// are, else as text.
    /// </summary>
    public string? TargetEquals { get; init; }

    /// <summary>
    /// How the one target column becomes targets; numbers by default. Classes are the different values of the rows used, in the order of
    /// the numbers that they are, else of the text.
    /// </summary>
    public TargetEncoding Encoding { get; init; }

    /// <summary>
    /// Input columns whose values are names: each value makes an input, 1 in its rows and 0 in the others; none by default.
    /// </summary>
    public IReadOnlyList<string> Categorical { get; init; } = [];

    /// <summary>What is done about cells that are empty; refused by default.</summary>
    public MissingCells Missing { get; init; }

    /// <summary>Number that every input is divided by, those of <see cref="Categorical"/> aside, above 0; default 1.</summary>
    public double InputScale { get; init; } = 1;

    /// <summary>
    /// Whether inputs and targets are given mean 0 and population variance 1 over the training rows (test rows get the same shift and
    /// scale); default false. An input that is constant over the training rows is 0. Targets made by <see cref="TargetEquals"/> or of
    /// classes stay as they are.
    /// </summary>
    public bool Standardize { get; init; }

    /// <summary>Part of the rows kept for testing, 0 ≤ f &lt; 1; default 0.</summary>
    public double TestFraction { get; init; }

    /// <summary>Seed of the draw of test rows; null to keep the last rows. Default 1.</summary>
    public ulong? SplitSeed { get; init; } = 1;
}
