namespace Inflaton.Experiments.Studies;

/// <summary>Where an output comes from.</summary>
/// <param name="Version">Version of Inflaton that made it.</param>
/// <param name="Threads">Threads used.</param>
/// <param name="Host">Name of the machine.</param>
/// <param name="Environment">Processor count, runtime, operating system and vector width of the machine.</param>
public sealed record Provenance(string Version, int Threads, string Host, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>This program on this machine.</summary>
    /// <param name="threads">Threads used.</param>
    public static Provenance Here(int threads) => new(RunEnvironment.Version, threads, RunEnvironment.Host, RunEnvironment.Describe());
}
