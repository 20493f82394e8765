using Inflaton.Duality.ClosedForm;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Notation;
using Inflaton.Training;

namespace Inflaton.Experiments.Kernels;

/// <summary>What a kernel says, as written to <c>summary.json</c> (property names in snake_case).</summary>
public sealed record KernelSummary : OutputSummary
{
    /// <inheritdoc/>
    public override StudyOutcome Outcome => StudyOutcome.Completed;

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

    /// <summary>λ, descending: of all modes, or of as many leading ones as were asked for.</summary>
    public required double[] Eigenvalues { get; init; }

    /// <summary>Bounds of ‖Θu − λu‖ for leading modes that were asked for alone; null where all are known.</summary>
    public double[]? Residuals { get; init; }

    /// <summary>|u₁·1|/√N.</summary>
    public required double UniformOverlap { get; init; }

    /// <summary>Collective variables; null where leading modes were asked for alone.</summary>
    public CollectivePart? Collective { get; init; }

    /// <summary>Whether one kernel stands for all outputs.</summary>
    public bool SharesOutputs { get; init; }

    /// <summary>Collective variables of the kernel between the inputs of each class; null without classes.</summary>
    public IReadOnlyDictionary<string, CollectivePart>? ByClass { get; init; }

    /// <summary>Kernels of finite width held against the limit; null where none were drawn.</summary>
    public KernelDraws? Draws { get; init; }

    /// <summary>The field theory at the asked-for learning rate and momentum; null without one.</summary>
    public KernelTheory? Theory { get; init; }
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
/// <param name="Overdamped">How many of the modes that are known creep.</param>
/// <param name="Underdamped">How many of them ring.</param>
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
    int Underdamped)
{
    private const double Rounding = 1e-12;

    /// <summary>What is to be said of training so.</summary>
    internal IEnumerable<string> Warnings => !(LearningRate > StabilityLimit * (1 + Rounding)) ? [] :
    [
        $"The learning rate, {ReadableNumber.Of(LearningRate)}, is above the stability limit 2(1+γ)/m₁² = "
            + $"{ReadableNumber.Of(StabilityLimit)}: training with it diverges as long as the kernel stays this.",
    ];

    /// <summary>The theory of training with the rate that a file gives.</summary>
    /// <param name="settings">What the file says.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="eigenvalues">λ, descending.</param>
    /// <param name="points">N.</param>
    internal static KernelTheory Of(KernelSettings settings, double learningRate, double[] eigenvalues, int points)
    {
        EquationOfMotion equation = new GradientDescent(learningRate, settings.Momentum).Equation(Matching.Leading);
        double mass = settings.LossScale * eigenvalues[0] / points;
        DampingRegime[] regimes =
            [.. eigenvalues.Select(value => DampedMode.Regime(equation, settings.LossScale * value / points))];
        return new KernelTheory(
            learningRate,
            settings.Momentum,
            settings.LossScale,
            equation.Hubble,
            equation.Lambda,
            1 / (equation.Hubble * Math.Sqrt(learningRate)),
            mass,
            CriticalDamping.Stable(mass, settings.Momentum),
            CriticalDamping.Discrete(mass, settings.Momentum),
            regimes.Count(regime => regime == DampingRegime.Overdamped),
            regimes.Count(regime => regime == DampingRegime.Underdamped));
    }
}
