using Inflaton.Dynamics;

namespace Inflaton.Duality.Interactions;

/// <summary>
/// The recursion with the kernel's own motion to the next order in 1/width, from the network at epoch 0: what is left falls as 1/width².
/// See <see cref="InteractingForce"/> and <see cref="PathForce"/> for the equations. With batches it is the recursion of the very batches
/// and, added to it, <see cref="KernelDrift"/>.
/// </summary>
public sealed class NextOrderRung : IRung
{
    /// <inheritdoc/>
    public string Name => "next_order";

    /// <inheritdoc/>
    public string Meaning => "all inputs coupled by Θ and its interactions to the next order in 1/width, epoch by epoch";

    /// <inheritdoc/>
    public RungStyle Style { get; } = new("#882255", 6, 2);

    /// <inheritdoc/>
    public bool UsesInteractions => true;

    /// <inheritdoc/>
    public bool Applies(PredictionProblem problem) => problem.Interactions is not null;

    /// <inheritdoc/>
    public string? Refusal(PredictionProblem problem) => WhyNot(problem);

    /// <inheritdoc/>
    public Prediction Predict(PredictionProblem problem)
    {
        if (problem.Interactions!.Of(problem) is not { Reading.Defect: null or < double.PositiveInfinity } order)
        {
            return Without(problem, Name);
        }

        if (problem.Batches is null)
        {
            return Follow(problem, order.Force(problem));
        }

        Prediction frozen = new DiscreteRung().Predict(problem) with { Rung = Name };
        return KernelDrift.Of(problem, out string? why) is { } drift
            ? drift.AddTo(frozen, problem)
            : frozen with { IsComplete = false, Message = why };
    }

    /// <summary>
    /// The same with moments that follow the frozen kernel's field: equal to this order, so that what the two differ by tells how large
    /// the next one is.
    /// </summary>
    /// <param name="problem">A problem with interactions.</param>
    /// <returns>
    /// The prediction; null where the frozen kernel's path leaves the numbers, or by <see cref="InteractionMethod.Path"/>, which is none
    /// that could be expanded so.
    /// </returns>
    public static Prediction? Expanded(PredictionProblem problem) =>
        problem.Interactions?.Of(problem) is ModesOrder order ? Follow(problem, order.Expanded(problem)) : null;

    private static Prediction Follow(PredictionProblem problem, TrainedForce force)
    {
        Prediction next = Recursion.Follow(problem, force, "next_order", force.Start());

        // The frozen kernel's field, around which the force was expanded, stays finite: it is the expansion that leaves.
        return next.IsComplete ? next : next with
        {
            Message = "The next order in 1/width leaves the finite numbers where the frozen kernel does not: the expansion does not "
                + "converge at this width. Widen the network, or lower the learning rate.",
        };
    }

    /// <summary>Why the next order does not follow a training; null where it does.</summary>
    internal static string? WhyNot(PredictionProblem problem) =>
        problem.Optimizer.ClipNorm is not null ? "the next order is known of the gradient as it is, and gradients are clipped" : null;

    /// <summary>Where there is no path to expand around.</summary>
    internal static Prediction Without(PredictionProblem problem, string name) => new DiscreteRung().Predict(problem) with
    {
        Rung = name,
        IsComplete = false,
        Message = problem.Interactions?.Known is null
            ? "The frozen kernel's path leaves the finite numbers, so that there is nothing to expand around: "
                + LargestMass.Reason(problem)
            : "The network, moved as it is predicted to, leaves that way: the expansion in 1/width does not converge at this width. "
                + "Widen the network, or train fewer epochs.",
    };
}

/// <summary>The same in continuous time, by the equation of motion of either matching.</summary>
public sealed class NextOrderContinuumRung : IRung
{
    /// <inheritdoc/>
    public string Name => "next_order_continuum";

    /// <inheritdoc/>
    public string Meaning => "all inputs coupled by Θ and its interactions to the next order in 1/width, in continuous time";

    /// <inheritdoc/>
    public RungStyle Style { get; } = new("#332288", 2, 2);

    /// <inheritdoc/>
    public bool IsOnRequest => true;

    /// <inheritdoc/>
    public bool UsesInteractions => true;

    /// <inheritdoc/>
    public bool Applies(PredictionProblem problem) => problem.Interactions is not null;

    /// <inheritdoc/>
    public string? Refusal(PredictionProblem problem) => problem.Optimizer.WhyNoContinuum ?? NextOrderRung.WhyNot(problem);

    /// <inheritdoc/>
    public Prediction Predict(PredictionProblem problem)
    {
        if (problem.Interactions!.Of(problem) is not { Reading.Defect: null or < double.PositiveInfinity } order)
        {
            return NextOrderRung.Without(problem, Name);
        }

        TrainedForce force = order.Force(problem);
        FieldSolution solution = problem.Equation.Solve(force, force.Start(), problem.Times, problem.Solver);
        Trajectory both = new(solution.Field.Times, problem.InitialField.Length + (problem.TestInitialField?.Length ?? 0));
        for (int t = 0; t < both.Count; t++)
        {
            force.FieldOf(solution.Field.At(t)).CopyTo(both.At(t));
        }

        return FrozenKernelRung.Read(problem, Name, solution, both);
    }
}
