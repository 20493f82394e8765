namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>A root of an event along the solution.</summary>
/// <param name="Event">Position of the event in the list handed to the solver.</param>
/// <param name="Time">Where g = 0, to the rounding of t on the dense output.</param>
/// <param name="State">The n components there.</param>
public sealed record EventOccurrence(int Event, double Time, IReadOnlyList<double> State);
