namespace Inflaton.Duality;

/// <summary>How figures draw what a rung predicts.</summary>
/// <param name="Colour">Colour as #rrggbb, one that the colour-blind can tell from the others'.</param>
/// <param name="Dash">Dash pattern in pixels; empty for a full line.</param>
public sealed record RungStyle(string Colour, params int[] Dash);
