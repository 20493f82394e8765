namespace Inflaton.Experiments.Figures;

/// <summary>One series over the recorded epochs.</summary>
/// <param name="Label">Name in the legend.</param>
/// <param name="Colour">Colour as #rrggbb.</param>
/// <param name="Dash">Dash pattern in pixels; empty for a full line.</param>
/// <param name="Values">The values by record, at most as many as epochs.</param>
/// <param name="Dotted">Whether it is drawn as marks (what was measured) instead of a line (what was predicted).</param>
/// <param name="Spread">Half-width of a band around the values, by record; null for none.</param>
public sealed record Curve(string Label, string Colour, int[] Dash, double[] Values, bool Dotted = false, double[]? Spread = null)
{
    /// <summary>The lower and upper end of a band that is not even about the values, by record; null for none.</summary>
    public (double[] Low, double[] High)? Band { get; init; }

    /// <summary>The epochs of the values, where they are not those that the run recorded; null for these.</summary>
    public double[]? Epochs { get; init; }

    /// <summary>The curve of a rung, dotted for the trained network.</summary>
    /// <param name="rung">Whose curve.</param>
    /// <param name="values">The values by record.</param>
    /// <param name="spread">Half-width of a band, by record; null for none.</param>
    public static Curve Of(Rung rung, double[] values, double[]? spread = null) =>
        new(rung.Label, rung.Colour, rung.Dash, values, rung == Rung.Trained, spread);

    /// <summary>The same curve at epochs of its own, where there are any.</summary>
    /// <param name="own">Epochs and values; null leaves the curve as it is.</param>
    /// <param name="spread">Half-width of the band at those epochs; a band without it is left as it is.</param>
    public Curve At((double[] Epochs, double[] Values)? own, double[]? spread = null) =>
        own is not { } line || (Spread is not null && spread is null)
            ? this
            : this with { Epochs = line.Epochs, Values = line.Values, Spread = spread };
}
