using Inflaton.Numerics.Interpolation;

namespace Inflaton.Universe;

/// <summary>
/// A spectator so heavy that it stays in its adiabatic vacuum all along, m ≫ H: nothing has to be integrated. With χ' = Sχ, S' + S² + gS
/// + ω² = 0 and ω² = x² + m²/H² is solved by S = −iω + v₁ − iw₂ + …, each term from the one before: 2ωw_n = v_{n−1}' + gv_{n−1} + Σv_iv_j
/// − Σw_iw_j and −2ωv_n = w_{n−1}' + gw_{n−1} + 2Σv_iw_j. The power is k³/2π² · 1/(2a³HW), W = ω + w₂ + …
/// </summary>
internal sealed class HeavySpectator
{
    private const int Orders = 12;

    private readonly BackgroundPath path;
    private readonly double squaredMass;
    private readonly double error;

    private HeavySpectator(BackgroundPath path, double mass, double tolerance)
    {
        (this.path, squaredMass) = (path, mass * mass);

        // Where x counts too it is more adiabatic still.
        for (int panel = 0; panel < path.Panels && error <= tolerance; panel++)
        {
            error = Math.Max(error, Rate(panel, double.NegativeInfinity).Error);
        }
    }

    /// <summary>The spectator, or null where it is too light to be treated so.</summary>
    /// <param name="path">The background.</param>
    /// <param name="mass">m.</param>
    /// <param name="tolerance">Error allowed in W, relative.</param>
    public static HeavySpectator? Of(BackgroundPath path, double mass, double tolerance) =>
        mass > 0 && new HeavySpectator(path, mass, tolerance) is { } heavy && heavy.error <= tolerance ? heavy : null;

    /// <summary>Power per ln k at the end.</summary>
    /// <param name="logWavenumber">ln k.</param>
    public ModeResult Solve(double logWavenumber)
    {
        int last = path.Panels - 1;
        double logHubble = path.Values(last, BackgroundPath.Grid.Count - 1)[BackgroundPath.LogHubble];
        (double rate, double atEnd) = Rate(last, logWavenumber);
        double logPower = (3 * (logWavenumber - path.End)) - logHubble - Math.Log(4 * Math.PI * Math.PI * rate);
        return new ModeResult([Math.Exp(logPower)], Math.Max(error, atEnd), null);
    }

    /// <summary>W at the end of a panel, and its error, the larger of the last two terms at the best place to break off.</summary>
    private (double Rate, double Error) Rate(int panel, double logWavenumber)
    {
        ChebyshevGrid grid = BackgroundPath.Grid;
        int nodes = grid.Count;
        double half = path.HalfLength(panel);
        double[][] terms = new double[Orders + 1][];
        double[] friction = new double[nodes], slope = new double[nodes];
        terms[0] = new double[nodes];
        for (int node = 0; node < nodes; node++)
        {
            ReadOnlySpan<double> functions = path.Values(panel, node);
            double logHubble = functions[BackgroundPath.LogHubble];
            friction[node] = 3 - functions[BackgroundPath.Epsilon];
            terms[0][node] = Math.Sqrt(
                Math.Exp(2 * (logWavenumber - path.At(panel, node) - logHubble)) + (squaredMass * Math.Exp(-2 * logHubble)));
        }

        double sum = terms[0][^1], before = 0, rate = sum, best = double.PositiveInfinity;
        for (int order = 1; order <= Orders; order++)
        {
            double[] last = terms[order - 1], term = terms[order] = new double[nodes];
            grid.Differentiate(last, slope);
            double largest = 0;
            bool even = int.IsEvenInteger(order);
            for (int node = 0; node < nodes; node++)
            {
                double total = (slope[node] / half) + (friction[node] * last[node]);
                for (int i = 1; i < order; i++)
                {
                    total += (even && int.IsEvenInteger(i) ? -1 : 1) * terms[i][node] * terms[order - i][node];
                }

                term[node] = (even ? 0.5 : -0.5) * total / terms[0][node];
                largest = Math.Max(largest, Math.Abs(term[node] / terms[0][node]));
            }

            sum += even ? term[^1] : 0;
            if (order > 2 && Math.Max(largest, before) < best)
            {
                (best, rate) = (Math.Max(largest, before), sum);
            }

            before = largest;
        }

        return (rate, best);
    }
}
