using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Lattices;

/// <summary>How to run a lattice.</summary>
public sealed record LatticeOptions : StudyOptions
{
    /// <summary>The defaults.</summary>
    public LatticeOptions()
    {
    }

    /// <summary>The options of any study.</summary>
    /// <param name="options">Threads, folder, progress and cancellation.</param>
    public LatticeOptions(StudyOptions options)
        : base(options)
    {
    }

    /// <summary>Whether to go on from the state that the folder holds; default no.</summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Time between two states that are written to the folder, for <see cref="Resume"/>; default a minute. 0 writes one at every output
    /// time.
    /// </summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(1);
}
