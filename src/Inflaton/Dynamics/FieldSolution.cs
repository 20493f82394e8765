namespace Inflaton.Dynamics;

/// <summary>A solved equation of motion.</summary>
/// <param name="Field">The field at the times reached.</param>
/// <param name="Efolds">N = ln a at those times; null where lengths do not grow.</param>
/// <param name="IsComplete">Whether all times were reached.</param>
/// <param name="Message">What stopped it; null where all times were reached.</param>
public sealed record FieldSolution(Trajectory Field, double[]? Efolds, bool IsComplete, string? Message);
