using System.Globalization;

namespace Inflaton.Data;

/// <summary>A data file cannot be used. The message is one line: where, what is wrong, what to do.</summary>
public sealed class DataException : Exception
{
    /// <summary>A problem of a data file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">Line, from 1; null where the file as a whole is meant.</param>
    /// <param name="column">Name of the column; null where none is meant.</param>
    /// <param name="value">The value found; null for none.</param>
    /// <param name="problem">What is wrong, without a full stop.</param>
    /// <param name="remedy">What to do, in sentences; null where the problem says it.</param>
    public DataException(string path, int? line, string? column, string? value, string problem, string? remedy)
        : base(Text(path, line, column, value, problem, remedy))
    {
        (Path, Line, Column, Value, Problem, Remedy) = (path, line, column, value, problem, remedy);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Line, from 1; null where the file as a whole is meant.</summary>
    public int? Line { get; }

    /// <summary>Name of the column; null where none is meant.</summary>
    public string? Column { get; }

    /// <summary>The value found; null for none.</summary>
    public string? Value { get; }

    /// <summary>What is wrong, without a full stop.</summary>
    public string Problem { get; }

    /// <summary>What to do; null where the problem says it.</summary>
    public string? Remedy { get; }

    private static string Text(string path, int? line, string? column, string? value, string problem, string? remedy)
    {
        string where = line is int number ? string.Create(CultureInfo.InvariantCulture, $"{path}:{number}:") : $"{path}:";
        return $"{where}{(column is null ? "" : $" {column}:")} {problem}{(value is null ? "" : $" ({value})")}."
            + (remedy is null ? "" : $" {remedy}");
    }
}
