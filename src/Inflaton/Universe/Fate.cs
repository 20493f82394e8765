namespace Inflaton.Universe;

/// <summary>What becomes of inflation in a universe.</summary>
public enum Fate
{
    /// <summary>It ends, ε = 1.</summary>
    Ends,

    /// <summary>It never ends: the fields come to rest in a minimum with V &gt; 0.</summary>
    Rests,

    /// <summary>It never ends classically: the fields stand on a maximum, a saddle or a plateau, where V' = 0.</summary>
    Stands,

    /// <summary>It has not ended within what was searched.</summary>
    GoesOn,

    /// <summary>There is none.</summary>
    Absent,

    /// <summary>
    /// The energy falls to 0 before inflation could end or, where its end was not asked for, before the last output time: the universe
    /// stops expanding and recollapses.
    /// </summary>
    Recollapses,
}

/// <summary>Which end of inflation is meant, where it pauses and goes on.</summary>
public enum EndChoice
{
    /// <summary>The last.</summary>
    Last,

    /// <summary>The first.</summary>
    First,
}

/// <summary>A time of accelerated expansion, ε &lt; 1.</summary>
/// <param name="Start">N where it begins.</param>
/// <param name="End">N where it ends, or as far as it was followed.</param>
public readonly record struct InflationInterval(double Start, double End)
{
    /// <summary>
    /// Whether it counts: one that begins with the universe, or lasts an e-fold. Oscillating fields accelerate for less at each turn.
    /// </summary>
    public bool Counts => Start == 0 || End - Start >= 1;
}
