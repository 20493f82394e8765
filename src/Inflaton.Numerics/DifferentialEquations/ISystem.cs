namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>A system of first-order ordinary differential equations, dy/dt = f(t, y).</summary>
public interface ISystem
{
    /// <summary>Number n ≥ 1 of components of y.</summary>
    int Dimension { get; }

    /// <summary>
    /// Puts f(t, y) into <paramref name="dydt"/>, all n entries. It is called many times a step, also at points off the solution, and must
    /// not depend on the order of calls. A value that does not exist is answered with NaN, never with an exception: the solver then tries
    /// a shorter step.
    /// </summary>
    /// <param name="t">The independent variable.</param>
    /// <param name="y">The n components; not to be kept.</param>
    /// <param name="dydt">Receives the n derivatives; its previous content is arbitrary.</param>
    void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt);
}
