using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Studies;

/// <summary>All that a study found, and all that its folder and its report are made of.</summary>
/// <param name="Arrays">The named arrays, in order.</param>
/// <param name="ResolvedYaml">The file with every default filled in.</param>
public abstract record StudyResult(IReadOnlyDictionary<string, NumericArray> Arrays, string ResolvedYaml)
{
    /// <summary>What <c>summary.json</c> holds, as far as all studies have it in common.</summary>
    public abstract OutputSummary Outline { get; }

    /// <summary>
    /// Whether figures are worth the time that pictures of them take: not of a study that was stopped, which is to end soon.
    /// </summary>
    public bool DrawsPictures => Outline.Outcome != StudyOutcome.Interrupted;

    /// <summary>
    /// Writes what there is besides summary, arrays and resolved file, in files of its own, and takes away those of earlier results;
    /// nothing by default.
    /// </summary>
    /// <param name="directory">Folder of the results.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public virtual void WriteFurther(string directory)
    {
    }

    /// <summary>
    /// Takes away the file that the study would be gone on from, where that is of no more use: last of all, when the results are whole;
    /// nothing by default.
    /// </summary>
    /// <param name="directory">Folder of the results.</param>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    public virtual void DeleteState(string directory)
    {
    }
}
