namespace Inflaton.Experiments.Figures;

/// <summary>Colours of curves at one time after another, dark to light.</summary>
internal static class TimeColours
{
    private static readonly string[] Scale =
        ["#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#d8c01a"];

    /// <summary>Some of them, evenly.</summary>
    /// <param name="count">How many; at least one is given.</param>
    public static IReadOnlyList<string> Of(int count) =>
        count <= 1 ? [Scale[0]] : [.. Enumerable.Range(0, count).Select(i => Scale[i * (Scale.Length - 1) / (count - 1)])];
}
