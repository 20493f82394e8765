namespace Inflaton.Numerics.Interpolation;

/// <summary>
/// The n points x_j = −cos(πj/(n−1)) of [−1, 1]: values there stand for the polynomial of degree n − 1 through them, which is close to the
/// best one for any smooth function. Source: L. N. Trefethen, Approximation Theory and Approximation Practice, chapters 2, 5 and 21.
/// </summary>
public sealed class ChebyshevGrid
{
    private readonly double[] nodes;
    private readonly double[] derivative;
    private readonly double[] last;
    private readonly double[] beforeLast;

    /// <summary>A grid.</summary>
    /// <param name="count">n, at least 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    public ChebyshevGrid(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 3);
        int degree = count - 1;
        nodes = [.. Enumerable.Range(0, count).Select(j => Math.Sin(Math.PI * ((2 * j) - degree) / (2.0 * degree)))];
        derivative = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            double sum = 0;
            for (int j = 0; j < count; j++)
            {
                if (j != i)
                {
                    double entry = Weight(j) / (Weight(i) * (nodes[i] - nodes[j]));
                    derivative[(i * count) + j] = entry;
                    sum += entry;
                }
            }

            // A constant has no slope, whatever rounding does.
            derivative[(i * count) + i] = -sum;
        }

        last = Coefficient(degree);
        beforeLast = Coefficient(degree - 1);
    }

    /// <summary>n.</summary>
    public int Count => nodes.Length;

    /// <summary>x_j, ascending from −1 to 1.</summary>
    public ReadOnlySpan<double> Nodes => nodes;

    /// <summary>The weights that give the polynomial's value at a point as Σ_j w_j f_j; they add up to 1.</summary>
    /// <param name="x">The point, in [−1, 1] or close by.</param>
    /// <param name="weights">Receives them, n.</param>
    public void Weights(double x, Span<double> weights)
    {
        double sum = 0;
        for (int j = 0; j < nodes.Length; j++)
        {
            double distance = x - nodes[j];
            if (distance == 0)
            {
                weights[..nodes.Length].Clear();
                weights[j] = 1;
                return;
            }

            weights[j] = Weight(j) / distance;
            sum += weights[j];
        }

        for (int j = 0; j < nodes.Length; j++)
        {
            weights[j] /= sum;
        }
    }

    /// <summary>df/dx of several functions at the nodes.</summary>
    /// <param name="values">f, n × m: the m functions of a node beside each other.</param>
    /// <param name="slopes">Receives the derivatives, as many; disjoint from the values.</param>
    /// <exception cref="ArgumentException">The lengths are not alike, or no multiple of n.</exception>
    public void Differentiate(ReadOnlySpan<double> values, Span<double> slopes)
    {
        int count = nodes.Length, functions = values.Length / count;
        if (values.Length != slopes.Length || values.Length != functions * count)
        {
            throw new ArgumentException(
                $"{values.Length} values and {slopes.Length} slopes are not functions on {count} nodes.", nameof(slopes));
        }

        slopes.Clear();
        for (int i = 0; i < count; i++)
        {
            Span<double> slope = slopes.Slice(i * functions, functions);
            for (int j = 0; j < count; j++)
            {
                double weight = derivative[(i * count) + j];
                ReadOnlySpan<double> value = values.Slice(j * functions, functions);
                for (int f = 0; f < functions; f++)
                {
                    slope[f] += weight * value[f];
                }
            }
        }
    }

    /// <summary>
    /// Size of the last two Chebyshev coefficients of one function, the larger of the two: about what is missing between the nodes where
    /// coefficients fall off.
    /// </summary>
    /// <param name="values">n × m, as for <see cref="Differentiate"/>.</param>
    /// <param name="function">Which of the m.</param>
    /// <param name="functions">m.</param>
    public double Tail(ReadOnlySpan<double> values, int function, int functions)
    {
        double first = 0, second = 0;
        for (int j = 0; j < nodes.Length; j++)
        {
            double value = values[(j * functions) + function];
            first += beforeLast[j] * value;
            second += last[j] * value;
        }

        return Math.Max(Math.Abs(first), Math.Abs(second));
    }

    /// <summary>(−1)^j, half of it at the ends.</summary>
    private double Weight(int j) => (j == 0 || j == nodes.Length - 1 ? 0.5 : 1) * (int.IsEvenInteger(j) ? 1 : -1);

    private double[] Coefficient(int k)
    {
        int degree = nodes.Length - 1;
        double norm = (k == 0 || k == degree ? 1.0 : 2.0) / degree;
        return [.. Enumerable.Range(0, nodes.Length).Select(
            j => norm * (j == 0 || j == degree ? 0.5 : 1) * Math.Cos(Math.PI * k * (degree - j) / degree))];
    }
}
