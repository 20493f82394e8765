using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Notation;

namespace Inflaton.Universe;

/// <summary>Where inflation ends, ε = 1.</summary>
public sealed record EndOfInflation
{
    /// <summary>Whether it ends within what was searched; if not, all numbers are those of the last state reached.</summary>
    public required bool IsFound { get; init; }

    /// <summary>Why it was not found, and what to change; empty otherwise.</summary>
    public required string Message { get; init; }

    /// <summary>t.</summary>
    public required double Time { get; init; }

    /// <summary>N = ln a since the beginning.</summary>
    public required double Efolds { get; init; }

    /// <summary>φ.</summary>
    public required double[] Field { get; init; }

    /// <summary>φ̇.</summary>
    public required double[] Velocity { get; init; }

    /// <summary>H.</summary>
    public required double Hubble { get; init; }

    internal static EndOfInflation Of(Cosmology cosmology, double longest)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(longest);
        FieldSystem system = new(cosmology, Clock.Efolds);
        double[] start = system.Start();
        double epsilon = system.Epsilon(0, start);
        if (epsilon >= 1)
        {
            return Describe(cosmology, system, 0, start, ReadableFormat.Text($"There is no inflation at the beginning: ε = {epsilon:G4} is not below 1. Start where the potential is flatter."));
        }

        Solution solution = AdaptiveRungeKutta.Solve(
            system, 0, start, [longest], Background.Options(cosmology, Clock.Efolds, system.Hubble(0, start)), [new Crossing(system)]);
        string message = solution.Status switch
        {
            SolverStatus.Event => "",
            SolverStatus.Success => ReadableFormat.Text($"Inflation has not ended after {longest:G6} e-folds."),
            _ => solution.Message,
        };
        return Describe(cosmology, system, solution.FinalTime, [.. solution.FinalState], message);
    }

    private static EndOfInflation Describe(Cosmology cosmology, FieldSystem system, double efolds, double[] state, string message) => new()
    {
        IsFound = message.Length == 0,
        Message = message,
        Time = cosmology.Start + system.Elapsed(efolds, state),
        Efolds = efolds,
        Field = system.Field(state).ToArray(),
        Velocity = system.Velocity(state).ToArray(),
        Hubble = system.Hubble(efolds, state),
    };

    private sealed class Crossing(FieldSystem system) : IEvent
    {
        public EventDirection Direction => EventDirection.Rising;

        public double Value(double t, ReadOnlySpan<double> y) => system.Epsilon(t, y) - 1;
    }
}
