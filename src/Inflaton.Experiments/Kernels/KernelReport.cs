using Inflaton.Experiments.Runs;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Kernels;

/// <summary>What a kernel says, as written to <c>kernel.json</c> (property names in snake_case).</summary>
public sealed record KernelReport
{
    /// <summary><c>empirical</c> or <c>infinite</c>.</summary>
    public required string Kernel { get; init; }

    /// <summary>Number N of inputs.</summary>
    public required int Points { get; init; }

    /// <summary>Number C of outputs.</summary>
    public required int Outputs { get; init; }

    /// <summary>Widths of the network, from the inputs to the outputs.</summary>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <summary>Activation.</summary>
    public required string Activation { get; init; }

    /// <summary><c>standard</c> or <c>ntk</c>.</summary>
    public required string Parameterization { get; init; }

    /// <summary>Error of the kernel beyond rounding where its activation has no closed form; 0 elsewhere.</summary>
    public required double StatedError { get; init; }

    /// <summary>λ, descending.</summary>
    public required double[] Eigenvalues { get; init; }

    /// <summary>|u₁·1|/√N.</summary>
    public required double UniformOverlap { get; init; }

    /// <summary>Collective variables.</summary>
    public required CollectivePart Collective { get; init; }

    /// <summary>The field theory at the asked-for learning rate and momentum; null without one.</summary>
    public KernelTheory? Theory { get; init; }
}

/// <summary>The field theory of gradient descent on a kernel under ½κ(f − y)².</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">γ.</param>
/// <param name="LossScale">κ.</param>
/// <param name="Hubble">H in the leading matching.</param>
/// <param name="Lambda">Λ = 3H².</param>
/// <param name="EpochsPerHubbleTime">1/(H√η).</param>
/// <param name="LargestMassSquared">m₁² = κλ₁/N.</param>
/// <param name="StabilityLimit">2(1+γ)/m₁².</param>
/// <param name="CriticalLearningRate">η at which the leading mode is critically damped, (1−√γ)²/m₁².</param>
/// <param name="Overdamped">How many modes creep.</param>
/// <param name="Underdamped">How many modes ring.</param>
public sealed record KernelTheory(
    double LearningRate,
    double Momentum,
    double LossScale,
    double Hubble,
    double Lambda,
    double EpochsPerHubbleTime,
    double LargestMassSquared,
    double StabilityLimit,
    double CriticalLearningRate,
    int Overdamped,
    int Underdamped);

/// <summary>A kernel with what it says.</summary>
/// <param name="Report">What it says.</param>
/// <param name="Arrays">What <c>kernel.npz</c> holds: <c>kernel</c>, <c>nngp</c> (infinite width alone), <c>eigenvalues</c>, <c>eigenvectors</c>, <c>inputs</c>.</param>
public sealed record KernelResult(KernelReport Report, IReadOnlyDictionary<string, NumericArray> Arrays);
