namespace Inflaton.Universe.Stochastic;

/// <summary>
/// Cumulants K_n(φ) of the first-passage time of a barrier in slow roll, without paths: with D = σ²/2 the characteristic function obeys the
/// backward equation D χ'' + μ χ' = −it χ, hence D K_1'' + μ K_1' = −1, D K_2'' + μ K_2' = −2D K_1'², D K_3'' + μ K_3' = −6D K_1'K_2', with
/// K_n = 0 at the barrier and K_n' = 0 at a reflecting wall: three linear equations of first order for K_n', integrated from the wall
/// by Radau IIA of order 5, which bears D → 0. The power spectrum by stochastic δN is K_2'/K_1'. Sources: Vennin and Starobinsky, Eur.
/// Phys. J. C 75 (2015) 413; Pattison et al., JCAP 10 (2017) 046.
/// </summary>
public sealed class PassageTheory
{
    private const int Cumulants = 3;
    private const int MostIntervals = 1 << 15;
    private const double Accuracy = 1e-9;

    private static readonly double Root = Math.Sqrt(6);

    // Hairer and Wanner, Solving Ordinary Differential Equations II, table IV.5.6.
    private static readonly double[] Nodes = [(4 - Root) / 10, (4 + Root) / 10, 1];

    private static readonly double[,] Weights =
    {
        { (88 - (7 * Root)) / 360, (296 - (169 * Root)) / 1800, (-2 + (3 * Root)) / 225 },
        { (296 + (169 * Root)) / 1800, (88 + (7 * Root)) / 360, (-2 - (3 * Root)) / 225 },
        { (16 - Root) / 36, (16 + Root) / 36, 1.0 / 9 },
    };

    private PassageTheory(double[][] cumulants, double[] power) => (this.cumulants, Power) = (cumulants, power);

    private readonly double[][] cumulants;

    /// <summary>⟨N⟩ from the start, and from each level but the last.</summary>
    public double[] Mean => cumulants[0];

    /// <summary>⟨δN²⟩ from there.</summary>
    public double[] Variance => cumulants[1];

    /// <summary>⟨δN³⟩ from there.</summary>
    public double[] Third => cumulants[2];

    /// <summary>⟨δN³⟩/⟨δN²⟩^{3/2} from the start.</summary>
    public double Skewness => Third[0] / Math.Pow(Variance[0], 1.5);

    /// <summary>d⟨δN²⟩/d⟨N⟩ between the start and the first level, and so on: differences of ⟨δN²⟩ over those of ⟨N⟩.</summary>
    public double[] Power { get; }

    /// <summary>
    /// The cumulants; null where they do not settle: where nothing reflects and paths can wander off for ever, or V is not positive.
    /// </summary>
    /// <param name="field">Drift and noise.</param>
    /// <param name="levels">Levels in order of passage, the last the barrier.</param>
    /// <param name="wall">The reflecting wall at the other side of the start, or at it; null for none.</param>
    public static PassageTheory? Of(StochasticField field, IReadOnlyList<double> levels, double? wall)
    {
        double start = field.Cosmology.InitialField[0], reach = levels[^1] - start;
        if (wall is { } reflecting)
        {
            return Settled(field, [reflecting, start, .. levels]);
        }

        PassageTheory? last = null;
        for (double length = 0.0625; length < 2000; length *= 2)
        {
            PassageTheory? next = Settled(field, [start - (length * reach), start, .. levels]);
            if (next is null)
            {
                return null;
            }

            if (last is not null && next.IsNear(last, 1e-7))
            {
                return next;
            }

            last = next;
        }

        return null;
    }

    private static PassageTheory? Settled(StochasticField field, double[] places)
    {
        PassageTheory? last = null;
        for (int intervals = 32; intervals <= MostIntervals; intervals *= 2)
        {
            PassageTheory next = Integrate(field, places, intervals);
            if (!double.IsFinite(next.Mean[0] + next.Variance[0] + next.Third[0]))
            {
                return null;
            }

            if (last is not null && next.IsNear(last, Accuracy))
            {
                return next;
            }

            last = next;
        }

        return null;
    }

    private bool IsNear(PassageTheory other, double accuracy) =>
        cumulants.Zip(other.cumulants).All(pair => Math.Abs(pair.First[0] - pair.Second[0]) <= accuracy * Math.Abs(pair.First[0]));

    /// <summary>From the wall, the first place, by way of the start to the barrier, the last.</summary>
    private static PassageTheory Integrate(StochasticField field, double[] places, int intervals)
    {
        double direction = Math.Sign(places[^1] - places[1]);
        double[] slopes = new double[Cumulants], sums = new double[Cumulants];
        double[][] parts = [.. Enumerable.Range(0, Cumulants).Select(_ => new double[places.Length - 1])];
        double[,] stages = new double[Cumulants, 3];
        for (int part = 0; part < places.Length - 1; part++)
        {
            double from = places[part], length = Math.Abs(places[part + 1] - from) / intervals;
            Array.Clear(sums);
            for (int i = 0; i < intervals && length > 0; i++)
            {
                Step(field, from + (direction * i * length), direction, length, slopes, stages, sums);
            }

            for (int n = 0; n < Cumulants; n++)
            {
                parts[n][part] = sums[n];
            }
        }

        double[][] cumulants = [.. parts.Select(FromThere)];
        return new PassageTheory(cumulants, [.. parts[1].Zip(parts[0], (variance, mean) => variance / mean).Skip(1)]);
    }

    private static double[] FromThere(double[] parts)
    {
        double[] sums = parts[1..];
        for (int i = sums.Length - 2; i >= 0; i--)
        {
            sums[i] += sums[i + 1];
        }

        return sums;
    }

    /// <summary>G_n = −K_n' along the direction: D G' + μ G = R_n, R = (1, 2D G_1², 6D G_1G_2).</summary>
    private static void Step(
        StochasticField field, double from, double direction, double length, double[] slopes, double[,] stages, double[] sums)
    {
        Span<double> drift = stackalloc double[3], diffusion = stackalloc double[3], right = stackalloc double[3];
        for (int i = 0; i < 3; i++)
        {
            (double mu, double sigma) = field.At(from + (direction * Nodes[i] * length));
            (drift[i], diffusion[i]) = (direction * mu, 0.5 * sigma * sigma);
        }

        for (int n = 0; n < Cumulants; n++)
        {
            for (int i = 0; i < 3; i++)
            {
                double source = n switch
                {
                    0 => 1,
                    1 => 2 * diffusion[i] * stages[0, i] * stages[0, i],
                    _ => 6 * diffusion[i] * stages[0, i] * stages[1, i],
                };
                right[i] = source - (drift[i] * slopes[n]);
            }

            Solve(drift, diffusion, length, right);
            for (int i = 0; i < 3; i++)
            {
                stages[n, i] = slopes[n]
                    + (length * ((Weights[i, 0] * right[0]) + (Weights[i, 1] * right[1]) + (Weights[i, 2] * right[2])));
            }

            slopes[n] = stages[n, 2];
            sums[n] += length * ((Weights[2, 0] * stages[n, 0]) + (Weights[2, 1] * stages[n, 1]) + (Weights[2, 2] * stages[n, 2]));
        }
    }

    /// <summary>(D + hμA) k = r, by Gauss's elimination with pivots.</summary>
    private static void Solve(ReadOnlySpan<double> drift, ReadOnlySpan<double> diffusion, double length, Span<double> right)
    {
        Span<double> matrix = stackalloc double[9];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                matrix[(3 * i) + j] = (length * drift[i] * Weights[i, j]) + (i == j ? diffusion[i] : 0);
            }
        }

        for (int column = 0; column < 3; column++)
        {
            int pivot = column;
            for (int row = column + 1; row < 3; row++)
            {
                pivot = Math.Abs(matrix[(3 * row) + column]) > Math.Abs(matrix[(3 * pivot) + column]) ? row : pivot;
            }

            for (int j = 0; j < 3; j++)
            {
                (matrix[(3 * column) + j], matrix[(3 * pivot) + j]) = (matrix[(3 * pivot) + j], matrix[(3 * column) + j]);
            }

            (right[column], right[pivot]) = (right[pivot], right[column]);
            for (int row = column + 1; row < 3; row++)
            {
                double factor = matrix[(3 * row) + column] / matrix[(3 * column) + column];
                for (int j = column; j < 3; j++)
                {
                    matrix[(3 * row) + j] -= factor * matrix[(3 * column) + j];
                }

                right[row] -= factor * right[column];
            }
        }

        for (int row = 2; row >= 0; row--)
        {
            for (int j = row + 1; j < 3; j++)
            {
                right[row] -= matrix[(3 * row) + j] * right[j];
            }

            right[row] /= matrix[(3 * row) + row];
        }
    }
}
