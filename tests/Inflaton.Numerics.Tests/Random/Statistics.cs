namespace Inflaton.Numerics.Tests.Random;

internal static class Statistics
{
    /// <summary>Σ (count − mean)²/mean for cells that should be alike.</summary>
    public static double ChiSquare(ReadOnlySpan<int> counts)
    {
        double mean = 0;
        foreach (int count in counts)
        {
            mean += count;
        }

        mean /= counts.Length;
        double sum = 0;
        foreach (int count in counts)
        {
            sum += (count - mean) * (count - mean) / mean;
        }

        return sum;
    }

    /// <summary>√n·sup|F_n − F| of Kolmogorov and Smirnov; the probabilities, F of the sample, are sorted in place.</summary>
    public static double KolmogorovSmirnov(double[] probabilities)
    {
        Array.Sort(probabilities);
        double n = probabilities.Length;
        double distance = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            distance = Math.Max(distance, Math.Max(((i + 1) / n) - probabilities[i], probabilities[i] - (i / n)));
        }

        return Math.Sqrt(n) * distance;
    }

    /// <summary>√n times the mean of xy: a standard normal for independent standardised samples.</summary>
    public static double Correlation(ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        System.Numerics.Tensors.TensorPrimitives.Dot(x, y) / Math.Sqrt(x.Length);
}
