namespace Inflaton.Networks.Activations;

/// <summary>Leaky rectified linear unit, φ(z) = z for z &gt; 0 and a·z otherwise; φ'(0) = a.</summary>
public sealed class LeakyRelu : Activation
{
    /// <summary>A unit with the given slope on the negative side.</summary>
    /// <param name="negativeSlope">a, finite; 0.01 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="negativeSlope"/> is not finite.</exception>
    public LeakyRelu(double negativeSlope = 0.01)
    {
        NegativeSlope = CheckFinite(negativeSlope, nameof(negativeSlope));
    }

    /// <summary>The slope a for z &lt; 0.</summary>
    public double NegativeSlope { get; }

    /// <inheritdoc/>
    public override string Name => "leaky_relu";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Parameters => [NegativeSlope];

    /// <inheritdoc/>
    public override bool IsSmooth => false;

    /// <inheritdoc/>
    public override double Value(double z) => z > 0 ? z : NegativeSlope * z;

    /// <inheritdoc/>
    public override double Slope(double z) => z > 0 ? 1 : NegativeSlope;

    /// <inheritdoc/>
    public override double Curvature(double z) => 0;

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) => 0;
}
