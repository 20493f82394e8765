namespace Inflaton.Universe.Stochastic;

/// <summary>A statistic of paths with what is known of its errors.</summary>
/// <param name="Value">The statistic, at the shorter step.</param>
/// <param name="Error">Its standard error, by leaving out a fiftieth of the paths at a time.</param>
/// <param name="StepError">By how much it differs from that of steps of twice the length under the same noise.</param>
/// <param name="StepNoise">Standard error of that difference.</param>
public readonly record struct StochasticEstimate(double Value, double Error, double StepError, double StepNoise)
{
    private const int Groups = 50;

    /// <summary>Whether the error of the steps can be told from chance and is larger than the statistical one.</summary>
    public bool IsStepLimited => StepError > Error && StepError > 3 * StepNoise;

    /// <summary>The mean of a sample.</summary>
    /// <param name="fine">The sample; NaN is left out.</param>
    /// <param name="coarse">Its partner of longer steps.</param>
    public static StochasticEstimate Mean(double[] fine, double[] coarse) => Of(fine, coarse, sums => sums.Mean);

    /// <summary>Its variance.</summary>
    /// <inheritdoc cref="Mean"/>
    public static StochasticEstimate Variance(double[] fine, double[] coarse) => Of(fine, coarse, sums => sums.Variance);

    /// <summary>Its skewness, ⟨δ³⟩/⟨δ²⟩^{3/2}.</summary>
    /// <inheritdoc cref="Mean"/>
    public static StochasticEstimate Skewness(double[] fine, double[] coarse) => Of(fine, coarse, sums => sums.Skewness);

    /// <summary>Its excess kurtosis, ⟨δ⁴⟩/⟨δ²⟩² − 3.</summary>
    /// <inheritdoc cref="Mean"/>
    public static StochasticEstimate Kurtosis(double[] fine, double[] coarse) => Of(fine, coarse, sums => sums.Kurtosis);

    /// <summary>Variance over mean.</summary>
    /// <inheritdoc cref="Mean"/>
    public static StochasticEstimate VarianceOverMean(double[] fine, double[] coarse) =>
        Of(fine, coarse, sums => sums.Variance / sums.Mean);

    private static StochasticEstimate Of(double[] fine, double[] coarse, Func<Sums, double> statistic)
    {
        double shift = fine.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
        Sums[] first = Sums.Of(fine, shift), second = Sums.Of(coarse, shift);
        Sums all = Sums.Add(first), other = Sums.Add(second);
        double value = statistic(all), difference = value - statistic(other), own = 0, gap = 0;
        for (int i = 0; i < Groups; i++)
        {
            double left = statistic(all.Less(first[i])), apart = left - statistic(other.Less(second[i]));
            own += (left - value) * (left - value);
            gap += (apart - difference) * (apart - difference);
        }

        const double part = (Groups - 1.0) / Groups;
        return new StochasticEstimate(value, Math.Sqrt(part * own), Math.Abs(difference), Math.Sqrt(part * gap));
    }

    /// <summary>Sums of powers about a number near the mean, so that no digits are lost.</summary>
    private readonly record struct Sums(double Shift, double Count, double First, double Second, double Third, double Fourth)
    {
        public double Mean => Shift + Centre;

        public double Variance => Count < 2 ? double.NaN : Moment2 * Count / (Count - 1);

        public double Skewness => Moment3 / Math.Pow(Moment2, 1.5);

        public double Kurtosis => (Moment4 / (Moment2 * Moment2)) - 3;

        private double Centre => First / Count;

        private double Moment2 => (Second / Count) - (Centre * Centre);

        private double Moment3 => (Third / Count) - (3 * Centre * Second / Count) + (2 * Centre * Centre * Centre);

        private double Moment4 => (Fourth / Count) - (4 * Centre * Third / Count) + (6 * Centre * Centre * Second / Count)
            - (3 * Centre * Centre * Centre * Centre);

        public static Sums[] Of(double[] sample, double shift)
        {
            Sums[] groups = new Sums[Groups];
            for (int g = 0; g < Groups; g++)
            {
                double count = 0, first = 0, second = 0, third = 0, fourth = 0;
                int until = (int)((long)sample.Length * (g + 1) / Groups);
                for (int i = (int)((long)sample.Length * g / Groups); i < until; i++)
                {
                    double x = sample[i] - shift;
                    if (!double.IsFinite(x))
                    {
                        continue;
                    }

                    count++;
                    first += x;
                    second += x * x;
                    third += x * x * x;
                    fourth += x * x * x * x;
                }

                groups[g] = new Sums(shift, count, first, second, third, fourth);
            }

            return groups;
        }

        public static Sums Add(Sums[] groups) => groups.Aggregate((left, right) => new Sums(
            left.Shift, left.Count + right.Count, left.First + right.First, left.Second + right.Second, left.Third + right.Third,
            left.Fourth + right.Fourth));

        public Sums Less(Sums group) => new(
            Shift, Count - group.Count, First - group.First, Second - group.Second, Third - group.Third, Fourth - group.Fourth);
    }
}
