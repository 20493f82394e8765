using System.Numerics.Tensors;

namespace Inflaton.Numerics.Statistics;

/// <summary>
/// Joint cumulants (connected correlation functions) of a few variables from a stream of samples, with standard errors by the jackknife
/// over blocks of samples: κ(x_1 … x_k) = Σ_π (−1)^{|π|−1} (|π| − 1)! Π_{B ∈ π} E[Π_{i ∈ B} x_i] over the partitions π of the k
/// variables.
/// </summary>
/// <remarks>
/// Only sums of monomials are kept, of at most 2 · <see cref="Blocks"/> blocks: where there would be more, neighbours are joined. Samples
/// are counted from the first one, so that a large common offset takes no digits. The bits depend on the order of the samples alone. The
/// jackknife also takes away the part of the bias that falls as 1/samples; samples have to be independent. How far its errors are to be
/// relied on says <see cref="CumulantError"/>. Source: B. Efron, C. Stein, Ann. Statist. 9 (1981) 586; for blocks of unequal size
/// F. Busing, E. Meijer, R. van der Leeden, Stat. Comput. 9 (1999) 3.
/// </remarks>
public sealed class JointCumulants
{
    /// <summary>Highest order of a cumulant.</summary>
    public const int HighestOrder = 6;

    /// <summary>Fewest blocks that the error rests on, once there are as many samples.</summary>
    public const int Blocks = 256;

    private const double MostSamples = 1L << 53;

    private readonly int order;
    private readonly Dictionary<int, int> places = [];
    private readonly (int Parent, int Variable)[] monomials;
    private readonly double[] powers;
    private readonly double[] origin;
    private readonly List<double[]> sums = [];
    private long blockLength = 1;
    private long inLast;

    /// <summary>Nothing yet.</summary>
    /// <param name="variables">Number of variables, at least 1.</param>
    /// <param name="order">Highest order that will be asked for, 1 to <see cref="HighestOrder"/>.</param>
    public JointCumulants(int variables, int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(variables, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, HighestOrder);
        (Variables, this.order) = (variables, order);
        origin = new double[variables];
        List<(int Parent, int Variable)> found = [(0, 0)];
        Grow(0, 0, 0, 0);
        monomials = [.. found];
        powers = new double[monomials.Length];

        void Grow(int parent, int code, int first, int degree)
        {
            places[code] = parent;
            for (int v = first; v < variables && degree < order; v++)
            {
                found.Add((parent, v));
                Grow(found.Count - 1, (code * (variables + 1)) + v + 1, v, degree + 1);
            }
        }
    }

    /// <summary>Number of variables.</summary>
    public int Variables { get; }

    /// <summary>Number of samples.</summary>
    public long Count { get; private set; }

    /// <summary>All that is kept, to be gone on from: <see cref="Restore"/>.</summary>
    public double[] State => [Count, blockLength, inLast, .. origin, .. sums.SelectMany(block => block)];

    /// <summary>Adds a sample.</summary>
    /// <param name="sample">x, one number a variable.</param>
    /// <exception cref="ArgumentException">It has another number of variables.</exception>
    public void Add(ReadOnlySpan<double> sample)
    {
        if (sample.Length != Variables)
        {
            throw new ArgumentException($"The sample has {sample.Length} variables, not {Variables}.", nameof(sample));
        }

        if (Count == 0)
        {
            sample.CopyTo(origin);
        }

        if (sums.Count == 0 || inLast == blockLength)
        {
            Begin();
        }

        powers[0] = 1;
        for (int m = 1; m < powers.Length; m++)
        {
            (int parent, int variable) = monomials[m];
            powers[m] = powers[parent] * (sample[variable] - origin[variable]);
        }

        TensorPrimitives.Add<double>(sums[^1], powers, sums[^1]);
        inLast++;
        Count++;
    }

    /// <summary>Goes on from a state of the same variables and order.</summary>
    /// <param name="state">From <see cref="State"/>.</param>
    /// <exception cref="ArgumentException">It is not of that form.</exception>
    public void Restore(ReadOnlySpan<double> state)
    {
        int head = 3 + Variables;
        if (state.Length < head || (state.Length - head) % powers.Length != 0)
        {
            throw new ArgumentException("The state is of other variables.", nameof(state));
        }

        int blocks = (state.Length - head) / powers.Length;
        bool isWhole = blocks <= 2 * Blocks && double.IsInteger(state[1]) && state[1] is >= 1 and <= MostSamples
            && double.IsInteger(state[2]) && state[2] >= Math.Min(blocks, 1) && state[2] <= state[1];
        if (!isWhole || state[0] != (Math.Max(blocks - 1, 0) * state[1]) + state[2])
        {
            throw new ArgumentException("The state is no count of samples in blocks.", nameof(state));
        }

        (Count, blockLength, inLast) = ((long)state[0], (long)state[1], (long)state[2]);
        state[3..head].CopyTo(origin);
        sums.Clear();
        for (int first = head; first < state.Length; first += powers.Length)
        {
            sums.Add(state.Slice(first, powers.Length).ToArray());
        }
    }

    /// <summary>The joint cumulant of some variables: of one the mean, of two the covariance.</summary>
    /// <param name="variables">The variables, each as often as it is a factor; 1 to the order of them.</param>
    /// <returns>
    /// NaN with fewer samples than the order, and an error of NaN below <see cref="CumulantError.FewestSamples"/>. The error is the
    /// jackknife's; where that is uncertain by more than <see cref="CumulantError.LargestSpread"/>, no less than that of normal variables
    /// whose variance fluctuates as κ₄ says.
    /// </returns>
    public Estimate Cumulant(params ReadOnlySpan<int> variables)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(variables.Length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(variables.Length, order);
        // In order, so that the bits do not depend on that of the arguments.
        int[] sorted = [.. variables];
        Array.Sort(sorted);
        int[][] factors = Factors(sorted);
        if (Count < sorted.Length)
        {
            return new Estimate(double.NaN, double.NaN);
        }

        (double[] all, double[] moments) = Means();
        double offset = sorted.Length == 1 ? origin[sorted[0]] : 0;
        Estimate found = Jackknifed(factors, all, moments);
        found = found with { Value = found.Value + offset };
        if (Count < CumulantError.FewestSamples(sorted.Length))
        {
            return new Estimate(found.Value, double.NaN);
        }

        int k = sorted.Length;
        double normal = CumulantError.NormalSpread(k, Count), spread = Math.Max(normal, 2 * found.ErrorSpread);
        double fluctuation = order < 4 ? 0 : sorted.Average(variable => Math.Log(1 + (Excess(variable, moments) / 3)));
        double widening = CumulantError.Widening(k, Count, fluctuation);
        // Above order 4 a log-normal number says too little to correct what many samples say.
        bool isUncertain = (k > 4 ? normal : Math.Max(spread, normal * Math.Sqrt(widening))) > CumulantError.LargestSpread;
        return found with
        {
            Error = isUncertain ? Math.Max(found.Error, Math.Sqrt(widening) * NormalError(sorted, moments)) : found.Error,
            ErrorSpread = found.Error == 0 ? 0 : spread,
        };
    }

    /// <summary>A power of two of the size of a number, by which dividing takes no digit; 1 for 0 and what is not finite.</summary>
    private static double Unit(double size) => size != 0 && double.IsFinite(size) ? Math.ScaleB(1, Math.ILogB(size)) : 1;

    /// <summary>
    /// Excess of the kurtosis of a variable over that of a normal one, κ₄/κ₂², less the standard error that it has for a normal one;
    /// 0 where that is all, and where orders below 4 alone are kept.
    /// </summary>
    /// <param name="variable">The variable.</param>
    public double Excess(int variable)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(variable);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(variable, Variables);
        return order < 4 || Count < CumulantError.FewestSamples(4) ? 0 : Excess(variable, Means().Moments);
    }

    /// <summary>The monomials, summed over all samples and averaged.</summary>
    private (double[] Sums, double[] Moments) Means()
    {
        double[] all = new double[powers.Length], moments = new double[powers.Length];
        foreach (double[] block in sums)
        {
            TensorPrimitives.Add<double>(all, block, all);
        }

        TensorPrimitives.Divide<double>(all, Count, moments);
        return (all, moments);
    }

    private double Excess(int variable, double[] moments)
    {
        double second = Combine(Factors([variable, variable]), moments);
        double fourth = Combine(Factors([variable, variable, variable, variable]), moments);
        double excess = (fourth / (second * second)) - Math.Sqrt(24.0 / Count);
        return excess > 0 ? excess : 0;
    }

    /// <summary>Standard error of the cumulant of normal variables with these covariances.</summary>
    private double NormalError(int[] sorted, double[] moments)
    {
        int k = sorted.Length;
        double[,] covariance = new double[k, k];
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < k; j++)
            {
                int[] pair = [Math.Min(sorted[i], sorted[j]), Math.Max(sorted[i], sorted[j])];
                covariance[i, j] = Combine(Factors(pair), moments) * Count / (Count - 1);
            }
        }

        double unit = Unit(Enumerable.Range(0, k).Max(i => covariance[i, i]));
        return Math.Pow(unit, k / 2.0) * Math.Sqrt(Math.Max(0, Pairings(0, 0)) * CumulantError.NormalVariance(k, Count));

        // The permanent: every factor with one of those of another estimate.
        double Pairings(int factor, int taken)
        {
            if (factor == k)
            {
                return 1;
            }

            double sum = 0;
            for (int other = 0; other < k; other++)
            {
                sum += (taken >> other & 1) == 1 ? 0 : covariance[factor, other] / unit * Pairings(factor + 1, taken | 1 << other);
            }

            return sum;
        }
    }

    /// <summary>Moments whose products make a cumulant, one list a partition.</summary>
    private int[][] Factors(int[] sorted)
    {
        int[][][] partitions = SetPartitions.Of(sorted.Length);
        int[][] factors = new int[partitions.Length][];
        Span<int> set = stackalloc int[HighestOrder];
        for (int p = 0; p < partitions.Length; p++)
        {
            factors[p] = new int[partitions[p].Length];
            for (int b = 0; b < factors[p].Length; b++)
            {
                int[] members = partitions[p][b];
                for (int i = 0; i < members.Length; i++)
                {
                    set[i] = sorted[members[i]];
                }

                factors[p][b] = Place(set[..members.Length]);
            }
        }

        return factors;
    }

    /// <summary>A cumulant, its error over blocks, and the relative standard deviation of that by the pseudo-values.</summary>
    /// <param name="factors">Of the cumulant.</param>
    /// <param name="all">Sums of all samples.</param>
    /// <param name="moments">Their means.</param>
    private Estimate Jackknifed(int[][] factors, double[] all, ReadOnlySpan<double> moments)
    {
        double whole = Combine(factors, moments);
        int blocks = sums.Count;
        if (blocks < 2)
        {
            return new Estimate(whole, double.NaN);
        }

        double estimate = blocks * whole;
        double[] without = new double[blocks], others = new double[powers.Length];
        for (int j = 0; j < blocks; j++)
        {
            long size = Size(j);
            TensorPrimitives.Subtract<double>(all, sums[j], others);
            TensorPrimitives.Divide<double>(others, Count - size, others);
            without[j] = Combine(factors, others);
            estimate -= (1 - ((double)size / Count)) * without[j];
        }

        for (int j = 0; j < blocks; j++)
        {
            double ratio = (double)Count / Size(j);
            without[j] = (ratio * whole) - ((ratio - 1) * without[j]) - estimate;
        }

        // Squares of what is representable are not always so.
        double variance = 0, fourth = 0, unit = Unit(TensorPrimitives.MaxMagnitude<double>(without));
        for (int j = 0; j < blocks; j++)
        {
            double square = without[j] / unit * (without[j] / unit) / (((double)Count / Size(j)) - 1);
            variance += square;
            fourth += square * square;
        }

        double excess = variance > 0 ? (fourth * blocks / (variance * variance)) - 1 : 0;
        double spread = Math.Sqrt(Math.Max(0, excess) / blocks) / 2;
        return new Estimate(estimate, unit * Math.Sqrt(variance / blocks)) { ErrorSpread = spread };
    }

    private static double Combine(int[][] factors, ReadOnlySpan<double> moments)
    {
        double sum = 0;
        foreach (int[] sets in factors)
        {
            double product = (sets.Length & 1) == 1 ? 1 : -1;
            for (int b = 0; b < sets.Length; b++)
            {
                product *= moments[sets[b]] * (b == 0 ? 1 : b);
            }

            sum += product;
        }

        return sum;
    }

    private long Size(int block) => block == sums.Count - 1 ? inLast : blockLength;

    private int Place(Span<int> variables)
    {
        variables.Sort();
        int code = 0;
        foreach (int variable in variables)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(variable, nameof(variables));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(variable, Variables, nameof(variables));
            code = (code * (Variables + 1)) + variable + 1;
        }

        return places[code];
    }

    private void Begin()
    {
        if (sums.Count == 2 * Blocks)
        {
            for (int i = 0; i < Blocks; i++)
            {
                TensorPrimitives.Add<double>(sums[2 * i], sums[(2 * i) + 1], sums[i]);
            }

            sums.RemoveRange(Blocks, Blocks);
            blockLength *= 2;
        }

        sums.Add(new double[powers.Length]);
        inLast = 0;
    }
}
