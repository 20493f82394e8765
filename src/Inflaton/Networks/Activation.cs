namespace Inflaton.Networks;

/// <summary>
/// A point-wise activation φ(z) with its first and second derivative. Where φ has a kink the derivatives are those of the
/// field's custom (<c>φ'(0) = 0</c> for relu and abs, as in PyTorch), and φ'' is its regular part.
/// </summary>
/// <remarks>
/// To add one: derive from this class, override <see cref="Evaluate"/> where a vectorised form exists, and add it to
/// <see cref="ActivationCatalogue"/>; every specification of activations then runs over it.
/// </remarks>
public abstract class Activation
{
    /// <summary>The name used in files, in snake_case.</summary>
    public abstract string Name { get; }

    /// <summary>Whether φ(−z) = −φ(z). With little bias such a network has no uniform leading mode around x = 0.</summary>
    public virtual bool IsOdd => false;

    /// <summary>φ(z).</summary>
    /// <param name="z">Pre-activation, any real number.</param>
    public abstract double Value(double z);

    /// <summary>φ'(z).</summary>
    /// <param name="z">Pre-activation, any real number.</param>
    public abstract double Slope(double z);

    /// <summary>φ''(z), without the delta function at a kink.</summary>
    /// <param name="z">Pre-activation, any real number.</param>
    public abstract double Curvature(double z);

    /// <summary>
    /// φ and φ' of many pre-activations. Each element's bits depend on that element alone, so that work may be divided at will.
    /// </summary>
    /// <param name="preactivations">z, any length.</param>
    /// <param name="values">Receives φ(z), same length; may be <paramref name="preactivations"/> itself.</param>
    /// <param name="slopes">Receives φ'(z), same length; disjoint from the others.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public virtual void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        CheckLengths(preactivations, values, slopes);
        for (int i = 0; i < preactivations.Length; i++)
        {
            double z = preactivations[i];
            values[i] = Value(z);
            slopes[i] = Slope(z);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Throws unless the three spans have one length.</summary>
    /// <param name="preactivations">z.</param>
    /// <param name="values">φ(z).</param>
    /// <param name="slopes">φ'(z).</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    protected static void CheckLengths(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        if (values.Length != preactivations.Length || slopes.Length != preactivations.Length)
        {
            throw new ArgumentException(
                $"Lengths differ: {preactivations.Length} pre-activations, {values.Length} values, {slopes.Length} slopes.");
        }
    }
}
