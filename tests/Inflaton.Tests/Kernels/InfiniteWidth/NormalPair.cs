namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>
/// E[f(u) g(v)] for a normal pair by composite Gauss-Legendre quadrature of u, and of v given u, in panels that end at zero: blind to the
/// closed forms, and not put out by a kink or a jump at zero.
/// </summary>
internal static class NormalPair
{
    private const double Reach = 13;
    private static readonly (double[] Nodes, double[] Weights) Legendre = Rule(20);

    public static double Expectation(Func<double, double> f, double q11, double q12, double q22)
    {
        double deviation = Math.Sqrt(q11), slope = q12 / q11, rest = Math.Sqrt(q22 - (q12 * q12 / q11));
        return Integral(z => f(deviation * z) * Integral(w => f((slope * deviation * z) + (rest * w)), -slope * deviation * z / rest), 0);
    }

    /// <summary>E[f(z)] for z ~ N(0, 1) with a panel's end where f has its kink.</summary>
    public static double Integral(Func<double, double> f, double kink, double panel = 1.5)
    {
        kink = Math.Clamp(kink, -Reach, Reach);
        return Panels(f, -Reach, kink, panel) + Panels(f, kink, Reach, panel);
    }

    private static double Panels(Func<double, double> f, double from, double to, double size)
    {
        int count = (int)Math.Ceiling((to - from) / size);
        double sum = 0, width = count == 0 ? 0 : (to - from) / count;
        for (int panel = 0; panel < count; panel++)
        {
            double middle = from + ((panel + 0.5) * width);
            for (int i = 0; i < Legendre.Nodes.Length; i++)
            {
                double z = middle + (width / 2 * Legendre.Nodes[i]);
                sum += width / 2 * Legendre.Weights[i] * f(z) * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
            }
        }

        return sum;
    }

    private static (double[] Nodes, double[] Weights) Rule(int n)
    {
        double[] nodes = new double[n], weights = new double[n];
        for (int i = 0; i < n; i++)
        {
            double x = Math.Cos(Math.PI * (i + 0.75) / (n + 0.5)), slope = 0;
            for (int step = 0; step < 20; step++)
            {
                double previous = 1, current = x;
                for (int k = 2; k <= n; k++)
                {
                    (previous, current) = (current, ((((2 * k) - 1) * x * current) - ((k - 1) * previous)) / k);
                }

                slope = n * ((x * current) - previous) / ((x * x) - 1);
                x -= current / slope;
            }

            (nodes[i], weights[i]) = (x, 2 / ((1 - (x * x)) * slope * slope));
        }

        return (nodes, weights);
    }
}
