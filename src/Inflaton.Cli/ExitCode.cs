namespace Inflaton.Cli;

/// <summary>What the program's exit code says.</summary>
public static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Success = 0;

    /// <summary>The program itself failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line, a file or a folder cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>A numerical failure (divergence, a prediction that could not be finished); outputs were written.</summary>
    public const int NumericalFailure = 3;

    /// <summary>Stopped by the user; what was recorded was written.</summary>
    public const int Interrupted = 130;
}
