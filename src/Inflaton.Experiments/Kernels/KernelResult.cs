using System.Text.Json;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Kernels;

/// <summary>A kernel with what it says: all that is written to its folder.</summary>
/// <param name="Summary">What it says.</param>
/// <param name="Arrays">
/// What <c>kernel.npz</c> holds: <c>kernel</c>, <c>nngp</c> (infinite width alone), both with <c>_test_train</c> and <c>_test_test</c>
/// (with test inputs), <c>draws_mean</c>, <c>draws_standard_error</c> and <c>width_correction</c> (with draws), <c>eigenvalues</c>,
/// <c>eigenvectors</c>, <c>inputs</c>, <c>test_inputs</c>; of leading modes alone <c>eigenvalues</c>, <c>eigenvectors</c>,
/// <c>residuals</c>, <c>inputs</c>.
/// </param>
/// <param name="ResolvedYaml">The kernel file with every default filled in.</param>
public sealed record KernelResult(KernelSummary Summary, IReadOnlyDictionary<string, NumericArray> Arrays, string ResolvedYaml)
    : StudyResult(Arrays, ResolvedYaml)
{
    /// <summary>Name of the file with <see cref="Json"/>.</summary>
    public const string KernelFile = "kernel.json";

    /// <inheritdoc/>
    public override OutputSummary Outline => Summary;

    /// <summary>The settings with what the file of weights says filled in; null where the results are read from their folder.</summary>
    internal KernelSettings? Used { get; init; }

    /// <summary>
    /// The text of <c>kernel.json</c>: the summary, with <c>warning</c>, <c>provenance</c>, and <c>settings</c> as they were used.
    /// </summary>
    public string Json()
    {
        JsonObject json = (JsonObject)JsonSerializer.SerializeToNode(Summary, OutputSummary.JsonOptions)!;
        json["warning"] = Summary.Warnings.Count == 0 ? null : Summary.Warnings[0];
        json["provenance"] = JsonSerializer.SerializeToNode(Provenance.Here(Summary.Threads), OutputSummary.JsonOptions);
        json["settings"] = JsonSerializer.SerializeToNode(Used, OutputSummary.JsonOptions);
        return json.ToJsonString(OutputSummary.JsonOptions) + "\n";
    }

    /// <inheritdoc/>
    public override void WriteFurther(string directory) => WholeFile.WriteText(Path.Combine(directory, KernelFile), Json());
}
