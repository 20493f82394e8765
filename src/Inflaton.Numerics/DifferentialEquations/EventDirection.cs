namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>The crossings of zero that an <see cref="IEvent"/> is about, seen in the direction of integration.</summary>
public enum EventDirection
{
    /// <summary>Any crossing.</summary>
    Either,

    /// <summary>From negative to positive.</summary>
    Rising,

    /// <summary>From positive to negative.</summary>
    Falling,
}
