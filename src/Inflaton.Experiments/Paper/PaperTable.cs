namespace Inflaton.Experiments.Paper;

/// <summary>A table of the report.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">Titles; those with a leading <c>#</c> hold numbers.</param>
/// <param name="Rows">Cells as people read them, one a column.</param>
public sealed record PaperTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
