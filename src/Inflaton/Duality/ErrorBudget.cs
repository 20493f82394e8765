using System.Numerics.Tensors;
using Inflaton.Dynamics;

namespace Inflaton.Duality;

/// <summary>
/// What separates the trained field from the ladder's second rung, in three parts that add up point by point and in time:
/// linearisation (<c>frozen_kernel − perturbations</c>), the continuum limit (<c>discrete − frozen_kernel</c>) and the drift of the
/// kernel (<c>trained − discrete</c>), which is what its interactions do to the next order in 1/width (<c>next_order − discrete</c>) and
/// the rest (<c>trained − next_order</c>). A part is null where one of its rungs is missing; all reach as far as the shorter of the two.
/// </summary>
/// <param name="Linearisation">Rung 2 → 3.</param>
/// <param name="Continuum">Rung 3 → 4.</param>
/// <param name="Drift">Rung 4 → the trained network.</param>
/// <param name="Interactions">Rung 4 → the next order.</param>
/// <param name="Rest">The next order → the trained network.</param>
/// <param name="Total">Rung 2 → the trained network.</param>
public sealed record ErrorBudget(
    Trajectory? Linearisation, Trajectory? Continuum, Trajectory? Drift, Trajectory? Interactions, Trajectory? Rest, Trajectory? Total)
{
    /// <summary>The budget of a run.</summary>
    /// <param name="perturbations">Rung 2, or null.</param>
    /// <param name="frozenKernel">Rung 3, or null.</param>
    /// <param name="discrete">Rung 4, or null.</param>
    /// <param name="nextOrder">The next order in 1/width, or null.</param>
    /// <param name="trained">The trained field, or null.</param>
    public static ErrorBudget Of(
        Trajectory? perturbations, Trajectory? frozenKernel, Trajectory? discrete, Trajectory? nextOrder, Trajectory? trained) => new(
        Difference(frozenKernel, perturbations),
        Difference(discrete, frozenKernel),
        Difference(trained, discrete),
        Difference(nextOrder, discrete),
        Difference(trained, nextOrder),
        Difference(trained, perturbations));

    /// <summary>Largest absolute value of a part over points and times.</summary>
    /// <param name="part">One of the parts, with at least one time.</param>
    public static double Maximum(Trajectory part) => Math.Abs(TensorPrimitives.MaxMagnitude<double>(part.Values));

    /// <summary>Largest absolute value of a part over points at its last time.</summary>
    /// <param name="part">One of the parts, with at least one time.</param>
    public static double Final(Trajectory part) => Math.Abs(TensorPrimitives.MaxMagnitude<double>(part.At(part.Count - 1)));

    private static Trajectory? Difference(Trajectory? upper, Trajectory? lower) =>
        upper is null || lower is null || upper.Count == 0 || lower.Count == 0 ? null : upper.Minus(lower);
}
