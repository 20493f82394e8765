using Inflaton.Experiments.Studies;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Runs;

/// <summary>All that a run found.</summary>
/// <param name="Summary">What <c>summary.json</c> holds.</param>
/// <param name="Arrays">What <c>trajectories.npz</c> holds, in order.</param>
/// <param name="ResolvedYaml">The experiment file with every default filled in.</param>
public sealed record RunResult(RunSummary Summary, IReadOnlyDictionary<string, NumericArray> Arrays, string ResolvedYaml)
    : StudyResult(Arrays, ResolvedYaml)
{
    /// <summary>Name of the file of the weights as drawn or read.</summary>
    public const string InitialWeightsFile = "weights-initial.safetensors";

    /// <summary>Name of the file of the weights at the last epoch.</summary>
    public const string TrainedWeightsFile = "weights-trained.safetensors";

    /// <summary>The weights as drawn or read; null where they are not to be written.</summary>
    public NetworkParameters? InitialWeights { get; init; }

    /// <summary>The weights at the last epoch; null where they are not to be written or nothing was trained.</summary>
    public NetworkParameters? TrainedWeights { get; init; }

    /// <summary>The file that the weights came from, as which they are written back; null where they were drawn.</summary>
    public NetworkFile.Content? GivenWeights { get; init; }

    /// <inheritdoc/>
    public override OutputSummary Outline => Summary;

    /// <summary>
    /// Seconds that predicting took: the kernel at epoch 0, its eigen-system and all rungs; NaN where the run was read from files.
    /// </summary>
    public double PredictionSeconds { get; init; } = double.NaN;

    /// <inheritdoc/>
    public override void WriteFurther(string directory)
    {
        Write(Path.Combine(directory, InitialWeightsFile), InitialWeights);
        Write(Path.Combine(directory, TrainedWeightsFile), TrainedWeights);
    }

    /// <inheritdoc/>
    /// <remarks>One of a training that was stopped outlives predictions without a training.</remarks>
    public override void DeleteState(string directory)
    {
        if (Summary.Status is not (RunStatus.Interrupted or RunStatus.NotTrained))
        {
            StudyState.Delete(directory, TrainingStateFile.Name);
        }
    }

    /// <summary>Writes weights, or takes those of an earlier run away.</summary>
    private void Write(string path, NetworkParameters? weights)
    {
        if (weights is null)
        {
            File.Delete(path);
        }
        else
        {
            NetworkFile.Write(path, weights, GivenWeights);
        }
    }
}
