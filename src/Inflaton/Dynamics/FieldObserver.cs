namespace Inflaton.Dynamics;

/// <summary>A field on its way, as observers see it; valid during the call alone.</summary>
/// <param name="time">t.</param>
/// <param name="efolds">N = ln a; 0 where lengths do not grow.</param>
/// <param name="field">φ.</param>
public readonly ref struct FieldState(double time, double efolds, ReadOnlySpan<double> field)
{
    /// <summary>t.</summary>
    public double Time { get; } = time;

    /// <summary>N = ln a; 0 where lengths do not grow.</summary>
    public double Efolds { get; } = efolds;

    /// <summary>φ.</summary>
    public ReadOnlySpan<double> Field { get; } = field;
}

/// <summary>Told of a field at stated times while it moves: by trainer, recursion, lattice and differential equation alike.</summary>
/// <param name="state">The state.</param>
public delegate void FieldObserver(FieldState state);

/// <summary>Numbers made of a state.</summary>
/// <param name="state">The state.</param>
/// <param name="values">Receives them.</param>
public delegate void Statistic(FieldState state, Span<double> values);
