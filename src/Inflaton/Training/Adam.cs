using Inflaton.Dynamics;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>
/// Adam: m ← β₁m + (1−β₁)∇𝓛, s ← β₂s + (1−β₂)(∇𝓛)², θ ← θ − η m̂/(√ŝ + ε) parameter by parameter, with m̂ = m/(1−β₁^k) and
/// ŝ = s/(1−β₂^k). For comparison: a step that divides by the size of each parameter's own gradient is no function of the field and its
/// kernel, so that nothing is predicted. Source: Kingma and Ba, ICLR 2015, arXiv:1412.6980.
/// </summary>
public sealed class Adam : Optimizer
{
    /// <summary>Adam.</summary>
    /// <param name="learningRate">η, positive: about how far a parameter moves in a step.</param>
    /// <param name="firstDecay">β₁, 0 ≤ β₁ &lt; 1.</param>
    /// <param name="secondDecay">β₂, 0 ≤ β₂ &lt; 1.</param>
    /// <param name="epsilon">ε, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Adam(double learningRate, double firstDecay = 0.9, double secondDecay = 0.999, double epsilon = 1e-8)
    {
        LearningRate = Positive(learningRate);
        FirstDecay = Part(firstDecay, nameof(firstDecay));
        SecondDecay = Part(secondDecay, nameof(secondDecay));
        Epsilon = epsilon > 0 && double.IsFinite(epsilon)
            ? epsilon
            : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "epsilon must be a positive number.");
    }

    /// <inheritdoc/>
    public override string Name => "adam";

    /// <inheritdoc/>
    public override double LearningRate { get; }

    /// <summary>β₁.</summary>
    public double FirstDecay { get; }

    /// <summary>β₂.</summary>
    public double SecondDecay { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override bool IsHeavyBall => false;

    /// <inheritdoc/>
    public override bool IsPredictable => false;

    /// <summary>The velocity is the downhill gradient itself; the rule does the rest.</summary>
    public override StepSequence Begin() => new Sequence();

    /// <summary>None is known.</summary>
    /// <param name="matching">Of no matter.</param>
    /// <param name="mean">Of no matter.</param>
    public override EquationOfMotion Equation(Matching matching, double mean = 0) => new UnknownMotion();

    /// <summary>β₁.</summary>
    /// <param name="mean">Of no matter.</param>
    public override double MomentumAtStart(double mean) => FirstDecay;

    /// <inheritdoc/>
    public override string MomentumMeaning => "β₁";

    /// <inheritdoc/>
    public override UpdateRule<T> Rule<T>(StepSequence steps, NetworkArchitecture architecture, WorkerTeam team) =>
        new AdamRule<T>(this, architecture, team);

    private static double Part(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and below 1.");

    private sealed class Sequence : StepSequence
    {
        public override StepCoefficients Next(ReadOnlySpan<double> field, double loss) => new(0, 1);

        public override bool Keep(KeptState state) => true;
    }
}
