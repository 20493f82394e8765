using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Lattices;

/// <summary>What a lattice came to: all that is written to its folder.</summary>
/// <param name="Summary">The numbers.</param>
/// <param name="Arrays">The arrays, which <c>docs/lattice.md</c> lists.</param>
/// <param name="ResolvedYaml">The lattice file with every default filled in.</param>
public sealed record LatticeResult(LatticeRunSummary Summary, IReadOnlyDictionary<string, NumericArray> Arrays, string ResolvedYaml)
    : StudyResult(Arrays, ResolvedYaml)
{
    /// <inheritdoc/>
    public override OutputSummary Outline => Summary;

    /// <summary>What the file asked to be written down; null where the results were read from files.</summary>
    internal LatticeRecordSettings? Record { get; init; }

    /// <inheritdoc/>
    public override void WriteFurther(string directory)
    {
        LatticeFrames.Delete(directory);
        File.Delete(Path.Combine(directory, LatticeHdf5.Name));
        if (Record is { Frames: true } && Arrays.TryGetValue("slices", out NumericArray? slices) && slices.Shape[0] > 0)
        {
            LatticeFrames.Write(directory, slices);
        }

        if (Record is { Hdf5: true })
        {
            LatticeHdf5.Write(directory, this);
        }
    }

    /// <inheritdoc/>
    public override void DeleteState(string directory)
    {
        if (Summary.Status != LatticeRunStatus.Interrupted)
        {
            StudyState.Delete(directory, LatticeStateFile.Name);
        }
    }
}
