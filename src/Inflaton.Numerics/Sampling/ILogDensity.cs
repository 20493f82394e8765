namespace Inflaton.Numerics.Sampling;

/// <summary>The logarithm of a probability density, up to a constant, and what else is found out where it is taken.</summary>
public interface ILogDensity
{
    /// <summary>Number d of variables, at least 1.</summary>
    int Dimensions { get; }

    /// <summary>Number of further values that come with each density, such as observables; at least 0.</summary>
    int Extras { get; }

    /// <summary>ln p(x) + constant; −∞ where the density vanishes, NaN counting as that. Called from several threads at a time.</summary>
    /// <param name="point">x, length d.</param>
    /// <param name="extras">Receives the further values, of the length <see cref="Extras"/>; NaN on entry.</param>
    double Evaluate(ReadOnlySpan<double> point, Span<double> extras);
}
