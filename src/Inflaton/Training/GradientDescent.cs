using Inflaton.Dynamics;

namespace Inflaton.Training;

/// <summary>
/// Gradient descent with heavy-ball momentum, at rest before the first step: θ_{k+1} = θ_k + γ(θ_k − θ_{k−1}) − η ∇𝓛(θ_k),
/// θ_{−1} = θ_0. It is the step of friction at constant H: a wide network lives in de Sitter space. Source: Polyak, USSR Comput. Math.
/// Math. Phys. 4 (1964) 1.
/// </summary>
public sealed class GradientDescent : Optimizer
{
    /// <summary>A heavy ball.</summary>
    /// <param name="learningRate">η, positive.</param>
    /// <param name="momentum">γ, 0 ≤ γ &lt; 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public GradientDescent(double learningRate, double momentum = 0)
    {
        if (!(momentum >= 0 && momentum < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "The momentum must be at least 0 and below 1.");
        }

        LearningRate = Positive(learningRate);
        Momentum = momentum;
    }

    /// <inheritdoc/>
    public override string Name => "gradient_descent";

    /// <inheritdoc/>
    public override double LearningRate { get; }

    /// <summary>γ.</summary>
    public double Momentum { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, double>> Parameters => [new("momentum", Momentum)];

    /// <summary>γ and η, those of every step.</summary>
    public StepCoefficients Coefficients => new(Momentum, LearningRate);

    /// <summary>2(1+γ).</summary>
    public override double StabilityBound => 2 * (1 + Momentum);

    /// <inheritdoc/>
    public override ConstantMomentum? ConstantMomentum => new(Momentum, LooksAhead: false);

    /// <summary>The space: 3H = 2(1−γ)/((1+γ)√η), of which the steps are the leapfrog scheme. Its lengths do not grow: a stays 1.</summary>
    public DeSitterExpansion Expansion => new((1 - Momentum) / Math.Sqrt(LearningRate) / Inertia / 3);

    /// <inheritdoc/>
    public override bool RateDecidesHubble => true;

    /// <inheritdoc/>
    public override StepSequence Begin() =>
        new FrictionSequence(FrictionStep.OfHeavyBall(Expansion, Coefficients), stretches: false);

    /// <inheritdoc/>
    public override EquationOfMotion Equation(Matching matching, double mean = 0)
    {
        double step = Math.Sqrt(LearningRate);
        return matching switch
        {
            Matching.Leading => new((1 - Momentum) / step / 3, 1, 0),
            Matching.Leapfrog => new(Expansion, 1 / Inertia, step / 2),
            _ => throw new ArgumentOutOfRangeException(nameof(matching), matching, "There is no such matching."),
        };
    }

    /// <summary>γ.</summary>
    /// <param name="mean">Of no matter.</param>
    public override double MomentumAtStart(double mean) => Momentum;

    /// <inheritdoc/>
    public override string MomentumMeaning => "heavy-ball momentum";

    /// <summary>(1+γ)/2.</summary>
    private double Inertia => (1 + Momentum) / 2;
}
