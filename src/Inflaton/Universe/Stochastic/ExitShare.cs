namespace Inflaton.Universe.Stochastic;

/// <summary>
/// By which of two absorbing barriers paths in slow roll leave, without paths: with D = σ²/2 the share p of the second obeys
/// D p'' + μ p' = 0, hence p = ∫_a^φ s/∫_a^b s with s = e^{−∫μ/D}, p = 0 at the first barrier a and 1 at the second, b.
/// </summary>
public static class ExitShare
{
    private const int FewestIntervals = 64, MostIntervals = 1 << 18;
    private const double Accuracy = 1e-10;

    /// <summary>The share of the second barrier, 0 to 1, from where the field begins; null where the integrals do not settle.</summary>
    /// <param name="field">Drift and noise.</param>
    /// <param name="first">The first barrier, a.</param>
    /// <param name="second">The second barrier, b, at the other side of the start.</param>
    public static double? Of(StochasticField field, double first, double second)
    {
        ArgumentNullException.ThrowIfNull(field);
        double last = double.NaN;
        for (int intervals = FewestIntervals; intervals <= MostIntervals; intervals *= 2)
        {
            double next = Share(field, first, second, intervals);
            if (Math.Abs(next - last) <= Accuracy)
            {
                return next;
            }

            last = next;
        }

        return null;
    }

    private static double Share(StochasticField field, double first, double second, int intervals)
    {
        double start = field.Cosmology.InitialField[0];
        double[] places = [first, start, second], logs = new double[2], sums = new double[2];
        double log = 0;
        for (int piece = 0; piece < 2; piece++)
        {
            // Simpson's rule for ln s and for s; sums are kept as e^{logs} times a number of order one.
            double step = (places[piece + 1] - places[piece]) / intervals, left = Slope(field, places[piece]);
            logs[piece] = double.NegativeInfinity;
            for (int i = 0; i < intervals; i++)
            {
                double at = places[piece] + (i * step), middle = Slope(field, at + (step / 2)), right = Slope(field, at + step);
                double half = log + (step / 24 * ((5 * left) + (8 * middle) - right));
                double whole = log + (step / 6 * (left + (4 * middle) + right));
                double most = Math.Max(log, Math.Max(half, whole));
                double area = step / 6 * (Math.Exp(log - most) + (4 * Math.Exp(half - most)) + Math.Exp(whole - most));
                double scale = Math.Max(logs[piece], most);
                sums[piece] = (sums[piece] * Math.Exp(logs[piece] - scale)) + (area * Math.Exp(most - scale));
                (logs[piece], log, left) = (scale, whole, right);
            }
        }

        return 1 / (1 + (sums[1] / sums[0] * Math.Exp(logs[1] - logs[0])));
    }

    /// <summary>d ln s/dφ = −2μ/σ².</summary>
    private static double Slope(StochasticField field, double at)
    {
        (double drift, double spread) = field.At(at);
        return -2 * drift / (spread * spread);
    }
}
