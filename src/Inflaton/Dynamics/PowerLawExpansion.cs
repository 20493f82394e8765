namespace Inflaton.Dynamics;

/// <summary>
/// a ∝ t^p, H = p/t, whatever the fields do: p = ½ is the era of radiation, ⅔ that of matter, and p = 1 has the 3/t friction of Nesterov's
/// accelerated gradient.
/// </summary>
public sealed class PowerLawExpansion : Expansion
{
    /// <summary>A power law.</summary>
    /// <param name="power">p, positive.</param>
    /// <param name="start">Age of the universe at the beginning, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not a positive number.</exception>
    public PowerLawExpansion(double power, double start)
    {
        Power = Positive(power, nameof(power));
        Start = Positive(start, nameof(start));
    }

    /// <summary>p.</summary>
    public double Power { get; }

    /// <summary>t at the beginning.</summary>
    public double Start { get; }

    /// <inheritdoc/>
    public override string Name => "power_law";

    /// <inheritdoc/>
    public override string Formula => "H = p/t";

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, double>> Parameters => [new("p", Power), new("start", Start)];

    /// <inheritdoc/>
    public override double DefaultStart => Start;

    /// <inheritdoc/>
    public override bool IsSelfConsistent => false;

    /// <inheritdoc/>
    public override double Hubble(double elapsed, double efolds, double energy) => Power / (Start + elapsed);

    /// <inheritdoc/>
    public override double HubbleSlope(double elapsed, double efolds, double squaredVelocity) =>
        -Power / ((Start + elapsed) * (Start + elapsed));

    /// <inheritdoc/>
    public override double? EfoldsAt(double elapsed) => Power * Math.Log((Start + elapsed) / Start);

    private static double Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a positive number.");
}
