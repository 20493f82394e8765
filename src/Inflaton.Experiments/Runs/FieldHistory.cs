namespace Inflaton.Experiments.Runs;

/// <summary>A field over inputs and outputs at the recorded epochs, [T, N, C] row-major.</summary>
/// <param name="values">The T·N·C entries.</param>
/// <param name="points">Number N of inputs, ≥ 1.</param>
/// <param name="outputs">Number C of outputs, ≥ 1.</param>
public sealed class FieldHistory(double[] values, int points, int outputs)
{
    /// <summary>Number T of recorded epochs.</summary>
    public int Records { get; } = values.Length / (points * outputs);

    /// <summary>Number N of inputs.</summary>
    public int Points => points;

    /// <summary>Number C of outputs.</summary>
    public int Outputs => outputs;

    /// <summary>The field at one record, [N, C] row-major.</summary>
    /// <param name="record">0 to T − 1.</param>
    public ReadOnlySpan<double> At(int record) => values.AsSpan(record * points * outputs, points * outputs);

    /// <summary>f(x) of one input and output at one record.</summary>
    /// <param name="record">0 to T − 1.</param>
    /// <param name="point">0 to N − 1.</param>
    /// <param name="output">0 to C − 1.</param>
    public double this[int record, int point, int output] => values[((record * points) + point) * outputs + output];

    /// <summary>Mean f̄ over the inputs, by record.</summary>
    /// <param name="output">0 to C − 1.</param>
    public double[] Mean(int output) => [.. Enumerable.Range(0, Records).Select(record => Mean(record, output))];

    /// <summary>Spread √⟨(f − f̄)²⟩ over the inputs, by record.</summary>
    /// <param name="output">0 to C − 1.</param>
    public double[] Spread(int output)
    {
        double[] spread = new double[Records];
        for (int record = 0; record < Records; record++)
        {
            double mean = Mean(record, output), sum = 0;
            for (int point = 0; point < points; point++)
            {
                double deviation = this[record, point, output] - mean;
                sum += deviation * deviation;
            }

            spread[record] = double.IsFinite(sum) ? Math.Sqrt(sum / points) : ScaledSpread(record, output, mean);
        }

        return spread;
    }

    /// <summary>Where the squares leave the numbers though the deviations do not.</summary>
    private double ScaledSpread(int record, int output, double mean)
    {
        double largest = Enumerable.Range(0, points).Max(point => Math.Abs(this[record, point, output] - mean));
        return largest * Math.Sqrt(
            Enumerable.Range(0, points).Sum(point => Math.Pow((this[record, point, output] - mean) / largest, 2)) / points);
    }

    /// <summary>Amplitude f̃ = Σ_x u_x f(x) of one mode, by record.</summary>
    /// <param name="mode">The eigenvector u over all N·C components, or over N inputs for the first output.</param>
    public double[] Amplitude(ReadOnlySpan<double> mode)
    {
        double[] amplitude = new double[Records];
        for (int record = 0; record < Records; record++)
        {
            ReadOnlySpan<double> field = At(record);
            int stride = field.Length / mode.Length;
            for (int i = 0; i < mode.Length; i++)
            {
                amplitude[record] += mode[i] * field[i * stride];
            }
        }

        return amplitude;
    }

    /// <summary>Largest absolute value, NaN and infinities apart; zero where nothing is finite.</summary>
    public double Largest() => values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();

    /// <summary>Largest absolute difference over all components, by record they share; NaN where either is.</summary>
    /// <param name="other">A field over the same inputs and outputs.</param>
    public double[] LargestDifference(FieldHistory other)
    {
        double[] largest = new double[Math.Min(Records, other.Records)];
        for (int record = 0; record < largest.Length; record++)
        {
            ReadOnlySpan<double> a = At(record), b = other.At(record);
            for (int i = 0; i < a.Length; i++)
            {
                largest[record] = Math.Max(largest[record], Math.Abs(a[i] - b[i]));
            }
        }

        return largest;
    }

    private double Mean(int record, int output)
    {
        double sum = 0;
        for (int point = 0; point < points; point++)
        {
            sum += this[record, point, output];
        }

        return sum / points;
    }
}
