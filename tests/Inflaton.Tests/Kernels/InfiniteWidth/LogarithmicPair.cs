namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>
/// E[f(u)f(v)] and E[g(u)g(v)] of a normal pair of any variances and correlation, by the trapezoid rule in ln|u| and, for every u, in
/// ln|v|: on each half line it converges exponentially for functions whose only scale is near 0, a kink or step at 0 included. No panels,
/// no series, no polynomials: nothing in common with what it is held against.
/// </summary>
internal static class LogarithmicPair
{
    private const double Reach = 10;
    private const double Step = 0.09;
    private const int NarrowNodes = 120;

    // What is nearer to 0 than e^−50 counts for less than rounding beside a step of width 1e-6.
    private const double Depth = 50;

    /// <summary>Both expectations.</summary>
    /// <param name="f">f and g of one argument.</param>
    /// <param name="q11">Variance of u, positive.</param>
    /// <param name="q22">Variance of v, positive.</param>
    /// <param name="cosine">ρ.</param>
    /// <param name="sine">√(1 − ρ²).</param>
    public static (double First, double Second) Expectation(
        Func<double, (double, double)> f, double q11, double q22, double cosine, double sine)
    {
        double root = Math.Sqrt(q11), other = Math.Sqrt(q22), first = 0, second = 0;
        foreach (double sign in new[] { -1.0, 1 })
        {
            double end = Math.Log(Reach);
            for (double x = end; x > end - Depth; x -= Step)
            {
                double z = sign * Math.Exp(x), weight = Step * Math.Abs(z) * Density(z);
                (double a, double b) = f(root * z);
                (double c, double d) = sine == 0 ? f(other * cosine * z) : Mean(f, other * cosine * z, other * sine, cosine * z / sine);
                first += weight * a * c;
                second += weight * b * d;
            }
        }

        return (first, second);
    }

    /// <summary>E[f(m + τw)], with m/τ.</summary>
    private static (double First, double Second) Mean(Func<double, (double, double)> f, double mean, double spread, double ratio)
    {
        double first = 0, second = 0;
        if (Math.Abs(ratio) > Reach + 2)
        {
            // Far from 0 on its own scale: the plain rule in w, on a grid that needs no more than the normal density where f changes
            // little.
            for (int i = -NarrowNodes; i <= NarrowNodes; i++)
            {
                double w = Reach * i / NarrowNodes, weight = Reach / NarrowNodes * Density(w);
                (double a, double b) = f(mean + (spread * w));
                first += weight * a;
                second += weight * b;
            }

            return (first, second);
        }

        foreach (double sign in new[] { -1.0, 1 })
        {
            // v = ±τ e^y.
            double end = Math.Log(Reach + Math.Abs(ratio));
            for (double y = end; y > end - Depth; y -= Step / 2)
            {
                double part = sign * Math.Exp(y), weight = Step / 2 * Math.Abs(part) * Density(part - ratio);
                if (weight == 0)
                {
                    continue;
                }

                (double a, double b) = f(spread * part);
                first += weight * a;
                second += weight * b;
            }
        }

        return (first, second);
    }

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
}
