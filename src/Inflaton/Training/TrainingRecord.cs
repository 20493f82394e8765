using Inflaton.Dynamics;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Training;

/// <summary>How a training ended.</summary>
public enum TrainingStatus
{
    /// <summary>All epochs were trained.</summary>
    Completed,

    /// <summary>It was stopped from outside.</summary>
    Interrupted,

    /// <summary>The loss left the finite numbers or grew beyond <see cref="Trainer.DivergenceFactor"/> times its start.</summary>
    Diverged,
}

/// <summary>What was recorded along a training.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Epochs">The recorded epochs, ascending from 0.</param>
/// <param name="Field">f on the training inputs at the recorded epochs.</param>
/// <param name="Loss">Loss 𝓛 at the recorded epochs.</param>
/// <param name="TestField">f on the test inputs at the recorded epochs; null without test inputs.</param>
/// <param name="KernelEpochs">Epochs at which the kernel was recorded; 0 and the last among them.</param>
/// <param name="KernelDrift">‖Θ_k − Θ_0‖/‖Θ_0‖ (Frobenius) at those epochs.</param>
/// <param name="FinalKernel">Θ at the last epoch; null where the network diverged.</param>
/// <param name="KernelSeconds">Seconds spent on kernels along the way.</param>
/// <param name="Message">Where and why it ended early, and what to change; null otherwise.</param>
public sealed record TrainingRecord(
    TrainingStatus Status,
    int[] Epochs,
    Trajectory Field,
    double[] Loss,
    Trajectory? TestField,
    int[] KernelEpochs,
    double[] KernelDrift,
    Matrix<double>? FinalKernel,
    double KernelSeconds,
    string? Message)
{
    /// <summary>
    /// m²_max of the network (<see cref="Kernels.Sharpness"/>) at <see cref="KernelEpochs"/>; a heavy ball is at the edge of stability
    /// where η times it is 2(1+γ). Null with a whitened gradient.
    /// </summary>
    public double[]? Sharpness { get; init; }

    /// <summary>
    /// θ at the last epoch; null where the network diverged or was stopped in the midst of a step. Of first order around the start with
    /// linearised training.
    /// </summary>
    public NetworkParameters? Parameters { get; init; }

    /// <summary>H at the recorded epochs, where the network's own output decides it; null elsewhere.</summary>
    public double[]? Hubble { get; init; }

    /// <summary>How far the loss climbed on the way, at every epoch, recorded or not.</summary>
    public LossClimb Climb { get; init; }

    /// <summary>N = ln a at the recorded epochs, where the network's own output decides it; null elsewhere.</summary>
    public double[]? Efolds { get; init; }
}
