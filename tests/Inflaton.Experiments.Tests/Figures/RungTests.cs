using System.Globalization;
using Inflaton.Experiments.Figures;

namespace Inflaton.Experiments.Tests.Figures;

public sealed class RungTests
{
    // Linear RGB as people without one of the three kinds of cones see it: Machado, Oliveira and Fernandes, IEEE Trans. Vis. Comput. Graph.
    // 15 (2009) 1291, at full severity.
    private static readonly double[][] Sights =
    [
        [1, 0, 0, 0, 1, 0, 0, 0, 1],
        [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    ];

    // From the CIE's sRGB to XYZ, white being D65.
    private static readonly double[] ToXyz = [0.4124, 0.3576, 0.1805, 0.2126, 0.7152, 0.0722, 0.0193, 0.1192, 0.9505];
    private static readonly double[] White = [0.95047, 1, 1.08883];

    /// <summary>Curves of one figure are told apart by everybody: a difference of 2.3 in L*a*b* is just seen.</summary>
    [Fact]
    public void Curves_that_stand_in_one_figure_have_colours_that_the_colour_blind_tell_apart()
    {
        Rung[] together =
        [
            Rung.Trained, Rung.MeanField, Rung.Perturbations, Rung.FrozenKernel, Rung.Discrete, Rung.NextOrder, Rung.NextOrderContinuum,
            .. Rung.Predictions.Where(rung => rung.Key == "mean_kernel"),
        ];
        for (int i = 0; i < together.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                foreach (double[] sight in Sights)
                {
                    Distance(Seen(together[i].Colour, sight), Seen(together[j].Colour, sight))
                        .ShouldBeGreaterThan(15, $"{together[i].Key} and {together[j].Key}");
                }
            }
        }
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    /// <summary>L*a*b* of a colour.</summary>
    private static double[] Seen(string colour, double[] sight)
    {
        double[] linear =
            [.. new[] { 1, 3, 5 }.Select(at => Linear(int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, null) / 255.0))];
        double[] xyz = Times(ToXyz, [.. Times(sight, linear).Select(value => Math.Clamp(value, 0, 1))]);
        double[] f = [.. xyz.Zip(White, (value, white) => value / white).Select(
            value => value > 0.008856 ? Math.Cbrt(value) : (7.787 * value) + (16.0 / 116))];
        return [(116 * f[1]) - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])];
    }

    private static double Linear(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static double[] Times(double[] matrix, double[] vector) =>
        [.. Enumerable.Range(0, 3).Select(row => Enumerable.Range(0, 3).Sum(i => matrix[(3 * row) + i] * vector[i]))];
}
