using Inflaton.Data;

namespace Inflaton.Experiments.Files;

/// <summary>One thing wrong with a file, in the words that the user is shown.</summary>
/// <param name="File">The file as the user named it, or <c>--set</c> for an override.</param>
/// <param name="Line">Line in the file, from 1; 0 where there is none.</param>
/// <param name="Key">Dotted path of the key (list items by their index from 0); empty where the file as a whole is meant.</param>
/// <param name="Value">The value as given, shortened; null where there is none.</param>
/// <param name="Problem">What is wrong, without a full stop.</param>
/// <param name="Remedy">What to do, as one or more sentences; null where the problem says it.</param>
public sealed record FileProblem(string File, int Line, string Key, string? Value, string Problem, string? Remedy)
{
    /// <summary>The problem of a data file.</summary>
    /// <param name="exception">What reading the data threw.</param>
    public static FileProblem From(DataException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new FileProblem(
            exception.Path, exception.Line ?? 0, exception.Column ?? "", exception.Value, exception.Problem, exception.Remedy);
    }

    /// <summary><c>file:line: key: what is wrong (value). remedy</c></summary>
    public override string ToString()
    {
        string line = Line > 0 ? $":{Line}" : "";
        string key = Key.Length > 0 ? $" {Key}:" : "";
        string value = Value is null ? "" : $" ({Value})";
        string remedy = Remedy is null ? "" : $" {Remedy}";
        return $"{File}{line}:{key} {Problem}{value}.{remedy}";
    }
}
