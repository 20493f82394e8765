namespace Inflaton.Experiments.Files;

/// <summary>A file cannot be used. Every problem found is listed, in the order of the lines.</summary>
public sealed class ExperimentFileException : Exception
{
    /// <summary>How many problems the message lists.</summary>
    public const int Listed = 20;

    /// <summary>Collects the problems of a file; the message has one line for each of the first <see cref="Listed"/>.</summary>
    /// <param name="problems">What is wrong; at least one.</param>
    public ExperimentFileException(params IEnumerable<FileProblem> problems)
        : this([.. problems])
    {
    }

    private ExperimentFileException(FileProblem[] problems)
        : base(Lines(problems)) => Problems = problems;

    /// <summary>Everything that is wrong, in the order of the lines.</summary>
    public IReadOnlyList<FileProblem> Problems { get; }

    private static string Lines(FileProblem[] problems) => string.Join(
        '\n',
        problems.Take(Listed).Select(problem => problem.ToString())
            .Concat(problems.Length > Listed ? [$"and {problems.Length - Listed} more problems, of which these are the first"] : []));
}
