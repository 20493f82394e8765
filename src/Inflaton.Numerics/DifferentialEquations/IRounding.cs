namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>
/// A system that knows how large the errors are that rounding of its state alone makes in each component, as where a component is driven by
/// a small difference of others. No step can be more exact than that: it is added to the absolute tolerance, step by step.
/// </summary>
public interface IRounding : ISystem
{
    /// <summary>
    /// Puts the errors into <paramref name="errors"/>, all n entries, each at least 0. It is called once a step that was taken.
    /// </summary>
    /// <param name="t">The independent variable.</param>
    /// <param name="y">The state; not to be kept.</param>
    /// <param name="errors">Receives the errors, in the units of the components.</param>
    void Rounding(double t, ReadOnlySpan<double> y, Span<double> errors);
}
