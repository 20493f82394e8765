namespace Inflaton.Dynamics;

/// <summary>How a universe expands: the Hubble parameter H, given the time, the e-folds and the energy of the fields in it.</summary>
/// <remarks>To add one: derive from this class, and read it in the universe file.</remarks>
public abstract class Expansion
{
    /// <summary>The name used in files.</summary>
    public abstract string Name { get; }

    /// <summary>The expansion in symbols, for reports.</summary>
    public abstract string Formula { get; }

    /// <summary>Whether the fields' own energy decides H, so that the Friedmann constraint holds.</summary>
    public abstract bool IsSelfConsistent { get; }

    /// <summary>The fluids beside the fields, in order; none where the expansion is prescribed.</summary>
    public virtual IReadOnlyList<Fluid> Fluids => [];

    /// <summary>Its numbers, by the names used in files; none where <see cref="Fluids"/> say all.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, double>> Parameters => [];

    /// <summary>t at the beginning where nobody says otherwise: the age of the universe where it matters, else 0.</summary>
    public virtual double DefaultStart => 0;

    /// <summary>H, where it is the same at all times, whatever the fields do; null where it is not.</summary>
    public virtual double? ConstantHubble => null;

    /// <summary>H; NaN where the energy is negative.</summary>
    /// <param name="elapsed">Time since the beginning.</param>
    /// <param name="efolds">N = ln a, 0 at the beginning.</param>
    /// <param name="energy">½φ̇² + V of the fields.</param>
    public abstract double Hubble(double elapsed, double efolds, double energy);

    /// <summary>Ḣ.</summary>
    /// <param name="elapsed">Time since the beginning.</param>
    /// <param name="efolds">N = ln a, 0 at the beginning.</param>
    /// <param name="squaredVelocity">φ̇², summed over the fields.</param>
    public abstract double HubbleSlope(double elapsed, double efolds, double squaredVelocity);

    /// <summary>N = ln a in closed form; null where the fields decide it.</summary>
    /// <param name="elapsed">Time since the beginning.</param>
    public virtual double? EfoldsAt(double elapsed) => null;
}
