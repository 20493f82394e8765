namespace Inflaton.Training;

/// <summary>
/// Gradient descent with heavy-ball momentum, at rest before the first step: θ_{k+1} = θ_k + γ(θ_k − θ_{k−1}) − η ∇𝓛(θ_k),
/// θ_{−1} = θ_0. Source: Polyak, USSR Comput. Math. Math. Phys. 4 (1964) 1.
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

    /// <summary>2(1+γ).</summary>
    public override double StabilityBound => 2 * (1 + Momentum);

    /// <inheritdoc/>
    public override StepCoefficients Coefficients(int epoch) => new(Momentum, LearningRate);
}
