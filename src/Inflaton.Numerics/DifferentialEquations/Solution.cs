namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>What an integration found, and how it went.</summary>
public sealed class Solution
{
    internal Solution(int dimension, double[] times, double[] values) => (Dimension, Times, Values) = (dimension, times, values);

    /// <summary>Number n of components.</summary>
    public int Dimension { get; }

    /// <summary>The output times reached: all of them on <see cref="SolverStatus.Success"/>, else those before the end.</summary>
    public double[] Times { get; }

    /// <summary>States at <see cref="Times"/>, times × n, time after time.</summary>
    public double[] Values { get; }

    /// <summary>How the integration ended.</summary>
    public required SolverStatus Status { get; init; }

    /// <summary>Where it ended (t, step), the likely cause, and what to change; empty on success without stiffness.</summary>
    public required string Message { get; init; }

    /// <summary>The last t the solution is known at.</summary>
    public required double FinalTime { get; init; }

    /// <summary>The n components at <see cref="FinalTime"/>.</summary>
    public required IReadOnlyList<double> FinalState { get; init; }

    /// <summary>Roots of the events, in the order met.</summary>
    public required IReadOnlyList<EventOccurrence> Events { get; init; }

    /// <summary>Steps accepted.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps rejected for their error.</summary>
    public required int RejectedSteps { get; init; }

    /// <summary>Evaluations of the right-hand side.</summary>
    public required long Evaluations { get; init; }

    /// <summary>
    /// Where the step was first seen to be bounded by stability rather than by the tolerances, or null. An explicit method still gets
    /// there, but slowly.
    /// </summary>
    public required double? StiffAt { get; init; }

    /// <summary>Whether stiffness was seen.</summary>
    public bool IsStiff => StiffAt is not null;

    /// <summary>The n components at one output time.</summary>
    /// <param name="index">Position in <see cref="Times"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output time.</exception>
    public ReadOnlySpan<double> State(int index) => index >= 0 && index < Times.Length
        ? Values.AsSpan(index * Dimension, Dimension)
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Times.Length} output times.");
}
