namespace Inflaton.Experiments.Files;

/// <summary>A file cannot be used. Every problem found is listed, in the order of the lines.</summary>
public sealed class ExperimentFileException : Exception
{
    /// <summary>Collects the problems of a file; the message has one line for each.</summary>
    /// <param name="problems">What is wrong; at least one.</param>
    public ExperimentFileException(params IEnumerable<FileProblem> problems)
        : this([.. problems])
    {
    }

    private ExperimentFileException(FileProblem[] problems)
        : base(string.Join('\n', problems.Select(problem => problem.ToString()))) => Problems = problems;

    /// <summary>Everything that is wrong, in the order of the lines.</summary>
    public IReadOnlyList<FileProblem> Problems { get; }
}
