namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>
/// A condition g(t, y) = 0 whose roots along the solution are located. A root is seen by the change of sign over one step: where g may
/// cross zero twice within a step, bound the step by <see cref="SolverOptions.MaximumStep"/>. A NaN counts as no crossing.
/// </summary>
public interface IEvent
{
    /// <summary>Whether the solution ends at the root; default true.</summary>
    bool IsTerminal => true;

    /// <summary>Which crossings count, in the direction of integration; default <see cref="EventDirection.Either"/>.</summary>
    EventDirection Direction => EventDirection.Either;

    /// <summary>The function g, continuous along the solution.</summary>
    /// <param name="t">The independent variable.</param>
    /// <param name="y">The state; not to be kept.</param>
    double Value(double t, ReadOnlySpan<double> y);
}
