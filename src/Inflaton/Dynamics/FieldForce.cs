namespace Inflaton.Dynamics;

/// <summary>
/// What pulls on a field: F of <see cref="EquationOfMotion"/>, in continuous time and step by step. Not for use by several threads at once.
/// </summary>
public abstract class FieldForce
{
    /// <summary>Number of field values.</summary>
    public abstract int Count { get; }

    /// <summary>F(φ).</summary>
    /// <param name="scaleFactor">a of the universe.</param>
    /// <param name="field">φ, length <see cref="Count"/>.</param>
    /// <param name="force">Receives F, same length.</param>
    public abstract void Evaluate(double scaleFactor, ReadOnlySpan<double> field, Span<double> force);

    /// <summary>The mean field among the values; by default the first.</summary>
    /// <param name="values">Length <see cref="Count"/>.</param>
    public virtual double MeanOf(ReadOnlySpan<double> values) => values[0];

    /// <summary>
    /// The velocity of <see cref="MeanOf"/>; by default that of the velocities, as for a mean that is linear in the values.
    /// </summary>
    /// <param name="field">φ.</param>
    /// <param name="velocity">φ̇, same length.</param>
    public virtual double MeanVelocityOf(ReadOnlySpan<double> field, ReadOnlySpan<double> velocity) => MeanOf(velocity);

    /// <summary>𝓛 of the field, which motions with a speed limit ask for.</summary>
    /// <param name="field">φ.</param>
    /// <exception cref="InvalidOperationException">The force knows none.</exception>
    public virtual double Loss(ReadOnlySpan<double> field) => throw new InvalidOperationException("This force knows no loss.");
}
