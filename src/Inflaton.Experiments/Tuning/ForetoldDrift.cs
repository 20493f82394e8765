namespace Inflaton.Experiments.Tuning;

/// <summary>How the kernel's change was foretold where nothing was tried.</summary>
/// <param name="Epochs">Epochs that were followed.</param>
/// <param name="Steps">Of these, epochs that the network itself was stepped through, since kernels would have cost more.</param>
/// <param name="Passes">What it cost: epochs of training that take as many operations.</param>
/// <param name="IsWhole">
/// Whether the whole way could be followed; where not, the rest is gone by the last kernel or, after 5000 epochs, not at all, and the
/// change that is stated has no known error.
/// </param>
public sealed record ForetoldDrift(int Epochs, int Steps, double Passes, bool IsWhole)
{
    /// <summary>What a kernel does whose change is stated, as sentences about it say.</summary>
    /// <param name="foretold">How the change was foretold; null where it is that of a trial.</param>
    public static string Verb(ForetoldDrift? foretold) => foretold is null ? "changes" : "is foretold to change";
}
