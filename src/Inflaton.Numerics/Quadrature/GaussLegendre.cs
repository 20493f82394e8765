namespace Inflaton.Numerics.Quadrature;

/// <summary>Gauss-Legendre quadrature, ∫ f over [−1, 1] ≈ Σ wᵢ f(xᵢ): exact for polynomials of degree 2n − 1.</summary>
public sealed class GaussLegendre
{
    /// <summary>The rule of n nodes, by Newton's method on the Legendre polynomial.</summary>
    /// <param name="count">n, at least 1.</param>
    public GaussLegendre(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (Nodes, Weights) = (new double[count], new double[count]);
        double[] polynomials = new double[count + 1];
        for (int i = 0; i < (count + 1) / 2; i++)
        {
            double x = (2 * i) + 1 == count ? 0 : Math.Cos(Math.PI * (i + 0.75) / (count + 0.5));
            for (int step = 0; step < 6; step++)
            {
                Fill(x, polynomials);
                x -= polynomials[count] * ((x * x) - 1) / (count * ((x * polynomials[count]) - polynomials[count - 1]));
            }

            Fill(x, polynomials);
            double last = count * polynomials[count - 1];
            (Nodes[count - 1 - i], Nodes[i]) = (x, -x);
            Weights[i] = Weights[count - 1 - i] = 2 * (1 - (x * x)) / (last * last);
        }
    }

    /// <summary>n.</summary>
    public int Count => Nodes.Length;

    /// <summary>xᵢ, ascending.</summary>
    public double[] Nodes { get; }

    /// <summary>wᵢ, positive, of sum 2.</summary>
    public double[] Weights { get; }

    /// <summary>P_k(x) for k = 0, 1, ….</summary>
    /// <param name="x">Argument.</param>
    /// <param name="values">Receives the polynomials, at least one.</param>
    internal static void Fill(double x, Span<double> values)
    {
        double previous = 0, current = 1;
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = current;
            (previous, current) = (current, ((((2 * k) + 1) * x * current) - (k * previous)) / (k + 1));
        }
    }
}
