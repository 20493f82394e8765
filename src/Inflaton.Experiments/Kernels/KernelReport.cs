using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Kernels;

/// <summary>What a kernel says, as written to <c>kernel.json</c> (property names in snake_case).</summary>
public sealed record KernelReport
{
    /// <summary><c>empirical</c> or <c>infinite</c>.</summary>
    public required string Kernel { get; init; }

    /// <summary>Number N of inputs.</summary>
    public required int Points { get; init; }

    /// <summary>Number M of test inputs.</summary>
    public int TestPoints { get; init; }

    /// <summary>Number C of outputs.</summary>
    public required int Outputs { get; init; }

    /// <summary>Widths of the network, from the inputs to the outputs.</summary>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <summary>Activation.</summary>
    public required string Activation { get; init; }

    /// <summary><c>standard</c> or <c>ntk</c>.</summary>
    public required string Parameterization { get; init; }

    /// <summary>
    /// Bound on the error of Θ beyond rounding, relative to √(Θ₁₁Θ₂₂), where its activation has no closed form; 0 elsewhere. From two
    /// orders of quadrature, carried through the layers.
    /// </summary>
    public required double StatedError { get; init; }

    /// <summary>λ, descending.</summary>
    public required double[] Eigenvalues { get; init; }

    /// <summary>|u₁·1|/√N.</summary>
    public required double UniformOverlap { get; init; }

    /// <summary>Collective variables.</summary>
    public required CollectivePart Collective { get; init; }

    /// <summary>Whether one kernel stands for all outputs.</summary>
    public bool SharesOutputs { get; init; }

    /// <summary>Collective variables of the kernel between the inputs of each class; null without classes.</summary>
    public IReadOnlyDictionary<string, CollectivePart>? ByClass { get; init; }

    /// <summary>Kernels of finite width held against the limit; null where none were drawn.</summary>
    public KernelDraws? Draws { get; init; }

    /// <summary>What is to be said of the weights; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>The field theory at the asked-for learning rate and momentum; null without one.</summary>
    public KernelTheory? Theory { get; init; }

    /// <summary>What computed it.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>What was asked for, defaults filled in.</summary>
    public required KernelRequest Settings { get; init; }
}

/// <summary>Kernels of draws of a network, held against their limit of infinite width.</summary>
/// <param name="Draws">Number of draws.</param>
/// <param name="Width">n: the narrowest hidden layer.</param>
/// <param name="Distance">Root mean square of ‖Θ − Θ_∞‖/‖Θ_∞‖ over the draws (Frobenius); falls as n to the power −½.</param>
/// <param name="MeanDistance">The same of the mean over the draws.</param>
/// <param name="TraceCorrection">n (Tr Θ − Tr Θ_∞)/Tr Θ_∞ of the mean over the draws: what the width adds, in units of 1/n.</param>
/// <param name="TraceCorrectionError">Its standard error.</param>
public sealed record KernelDraws(
    int Draws, int Width, double Distance, double MeanDistance, double TraceCorrection, double TraceCorrectionError);

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
/// <param name="Arrays">
/// What <c>kernel.npz</c> holds: <c>kernel</c>, <c>nngp</c> (infinite width alone), <c>draws_mean</c>, <c>draws_standard_error</c> and
/// <c>width_correction</c> (with draws alone), <c>eigenvalues</c>, <c>eigenvectors</c>, <c>inputs</c>.
/// </param>
public sealed record KernelResult(KernelReport Report, IReadOnlyDictionary<string, NumericArray> Arrays);
