namespace Inflaton.Lattice;

/// <summary>Which topological defects the fields of a potential can have; what is asked of V is told by its values.</summary>
public static class DefectKind
{
    /// <summary>Kinks or walls of one field.</summary>
    public const string Walls = "walls";

    /// <summary>Strings of two.</summary>
    public const string Strings = "strings";

    /// <summary>A hill is one that rounding does not make.</summary>
    private const double Rounding = 1e-12;

    /// <summary>A hill as narrow as 1e-30, far below the electroweak scale in Planck masses, and one as wide as a million.</summary>
    private static readonly double[] Sizes = [.. Enumerable.Range(-100, 121).Select(power => Math.Pow(2, power))];
    private static readonly double[] Angles = [0.7, 2.1, 3.9];

    /// <summary>
    /// <see cref="Walls"/> where V of one field is even and has a hill at 0; <see cref="Strings"/> where V of two depends on φ₁² + φ₂²
    /// alone and has one there, in two dimensions or three; null elsewhere.
    /// </summary>
    /// <param name="potential">V.</param>
    /// <param name="dimensions">D, 1 to 3.</param>
    public static string? Of(LatticePotential potential, int dimensions)
    {
        double[] origin = new double[potential.Fields];
        double top = potential.Value(origin);
        bool hill = false, symmetric = true;
        foreach (double size in Sizes)
        {
            double[] values = potential.Fields switch
            {
                1 => [potential.Value([size]), potential.Value([-size])],
                2 => [potential.Value([size, 0]), .. Angles.Select(
                    angle => potential.Value([size * Math.Cos(angle), size * Math.Sin(angle)]))],
                _ => [],
            };
            if (values.Any(value => Math.Abs(value - values[0]) > 1e-9 * Math.Max(Math.Abs(top), values.Max(Math.Abs))))
            {
                symmetric = false;
            }

            hill |= values is [var first, ..] && first < top - (Rounding * Math.Abs(top));
        }

        return !symmetric || !hill ? null
            : potential.Fields == 1 ? Walls
            : dimensions > 1 ? Strings
            : null;
    }
}
