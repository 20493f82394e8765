using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training.Batches;

namespace Inflaton.Training;

/// <summary>What to train on, with which loss and method, and how long.</summary>
public sealed record TrainingTask
{
    /// <summary>x, one a row, shape [N, d].</summary>
    public required Matrix<double> Inputs { get; init; }

    /// <summary>y, length N·C; zeros where there are none.</summary>
    public required double[] Targets { get; init; }

    /// <summary>How the field is read off the outputs at <see cref="Inputs"/>; null for φ = f.</summary>
    public ReadOut? ReadOut { get; init; }

    /// <summary>The same at <see cref="TestInputs"/>.</summary>
    public ReadOut? TestReadOut { get; init; }

    /// <summary>What whitens the loss gradient; null for the gradient as it is.</summary>
    public NaturalGradient? Natural { get; init; }

    /// <summary>
    /// Take the kernel of <see cref="Natural"/> anew every so many epochs, at least 1; null for that of epoch 0 throughout.
    /// </summary>
    public int? RefreshNaturalEvery { get; init; }

    /// <summary>Inputs that are watched but not trained on, shape [M, d].</summary>
    public Matrix<double>? TestInputs { get; init; }

    /// <summary>ℓ.</summary>
    public required Loss Loss { get; init; }

    /// <summary>The method.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>The rows of each step; null for all at each.</summary>
    public BatchPlan? Batches { get; init; }

    /// <summary>Steps K, not negative: without batches each is an epoch.</summary>
    public required int Epochs { get; init; }

    /// <summary>Record the field every so many epochs, at least 1.</summary>
    public int RecordEvery { get; init; } = 1;

    /// <summary>Record the kernel's drift every so many epochs; null for the end alone.</summary>
    public int? RecordKernelEvery { get; init; }

    /// <summary>Whether the kernels are one for all outputs, <see cref="Kernels.TangentKernel{T}.SharesOutputs"/>; default false.</summary>
    public bool SharesKernel { get; init; }

    /// <summary>Told of the field at every recorded epoch; it allocates nothing.</summary>
    public IReadOnlyList<FieldObserver> Observers { get; init; } = [];

    /// <summary>Told the epoch and the kernel whenever it is recorded after epoch 0; the kernel must be left as it is.</summary>
    public Action<int, Matrix<double>>? KernelRecorded { get; init; }

    /// <summary>What the training and its kernels compute in; double by default.</summary>
    public Precision Precision { get; init; }
}

/// <summary>Where a training stands.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Epochs">Epochs to do.</param>
/// <param name="Loss">Loss now.</param>
/// <param name="Efolds">N = ln a; 0 where lengths do not grow.</param>
public readonly record struct TrainingProgress(int Epoch, int Epochs, double Loss, double Efolds);
