namespace Inflaton.Dynamics;

/// <summary>
/// Exponential expansion at a constant Hubble parameter, whatever the fields do: heavy-ball gradient descent is of this kind.
/// </summary>
public sealed class DeSitterExpansion : Expansion
{
    private readonly double hubble;

    /// <summary>An expansion at constant H.</summary>
    /// <param name="hubble">H, not negative; 0 is flat space.</param>
    /// <exception cref="ArgumentOutOfRangeException">H is negative or not finite.</exception>
    public DeSitterExpansion(double hubble) => this.hubble = hubble >= 0 && double.IsFinite(hubble)
        ? hubble
        : throw new ArgumentOutOfRangeException(nameof(hubble), hubble, "The Hubble parameter must be a number of at least 0.");

    /// <inheritdoc/>
    public override string Name => "de_sitter";

    /// <inheritdoc/>
    public override string Formula => "H constant";

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, double>> Parameters => [new("hubble", hubble)];

    /// <inheritdoc/>
    public override double? ConstantHubble => hubble;

    /// <inheritdoc/>
    public override bool IsSelfConsistent => false;

    /// <inheritdoc/>
    public override double Hubble(double elapsed, double efolds, double energy) => hubble;

    /// <inheritdoc/>
    public override double HubbleSlope(double elapsed, double efolds, double squaredVelocity) => 0;

    /// <inheritdoc/>
    public override double? EfoldsAt(double elapsed) => hubble * elapsed;
}
