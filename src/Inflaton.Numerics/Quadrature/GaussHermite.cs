using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.Quadrature;

/// <summary>
/// Gauss-Hermite quadrature for expectations over a normal variable, E[f(z)] ≈ Σ wᵢ f(xᵢ) with z ~ N(0, 1): exact for polynomials of
/// degree 2n − 1. With it the orthonormal Hermite polynomials h_k, E[h_j h_k] = δ_jk, at the nodes.
/// </summary>
/// <remarks>
/// Nodes: eigenvalues of the Jacobi matrix (G. H. Golub, J. H. Welsch, Math. Comp. 23 (1969) 221), polished by Newton's method on h_n;
/// weights wᵢ = 1/Σ_{k&lt;n} h_k(xᵢ)², relatively accurate however small they are. For an f that is analytic in the strip |Im z| &lt; d the
/// error falls as e^{−2d√n}; where f has a kink or a jump it falls as a power of n only, and this is the wrong tool.
/// </remarks>
public sealed class GaussHermite
{
    /// <summary>Largest number of nodes: beyond it Hermite polynomials leave the range of doubles.</summary>
    public const int MostNodes = 600;

    /// <summary>The rule of n nodes.</summary>
    /// <param name="count">n, from 1 to <see cref="MostNodes"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is outside that range.</exception>
    public GaussHermite(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostNodes);
        Nodes = PolishedNodes(count);
        Weights = new double[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            // h_k e^{−x²/4} stays in range where h_k itself would not.
            FillScaled(Nodes[i], values);
            Weights[i] = Math.Exp(-Nodes[i] * Nodes[i] / 2) / TensorPrimitives.SumOfSquares<double>(values);
        }
    }

    /// <summary>n.</summary>
    public int Count => Nodes.Length;

    /// <summary>xᵢ, ascending, xᵢ = −x_{n−1−i} to the bit.</summary>
    public double[] Nodes { get; }

    /// <summary>
    /// wᵢ, of sum 1; none negative, and positive but for the outermost of rules above 350 nodes, which are below the smallest double.
    /// </summary>
    public double[] Weights { get; }

    /// <summary>E[f(z)].</summary>
    /// <param name="f">A function that is smooth on the whole line and grows slower than e^{z²/4}.</param>
    public double Expectation(Func<double, double> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        double sum = 0;
        for (int i = 0; i < Count; i++)
        {
            sum += Weights[i] * f(Nodes[i]);
        }

        return sum;
    }

    /// <summary>H[i, k] = wᵢ h_k(xᵢ) for k &lt; n, so that (f(x₀), …) H holds the Hermite coefficients E[f h_k].</summary>
    public Matrix<double> WeightedPolynomials()
    {
        Matrix<double> result = new(Count, Count);
        for (int i = 0; i < Count; i++)
        {
            // w h_k = w e^{x²/4} · h_k e^{−x²/4}.
            Span<double> row = result.Row(i);
            FillScaled(Nodes[i], row);
            double sum = TensorPrimitives.SumOfSquares<double>(row);
            TensorPrimitives.Multiply(row, Math.Exp(-Nodes[i] * Nodes[i] / 4) / sum, row);
        }

        return result;
    }

    private static double[] PolishedNodes(int count)
    {
        Matrix<double> jacobi = new(count, count);
        for (int k = 1; k < count; k++)
        {
            jacobi[k, k - 1] = jacobi[k - 1, k] = Math.Sqrt(k);
        }

        double[] roots = SymmetricEigen.ValuesOf(jacobi, WorkerTeam.Single);
        double[] nodes = new double[count];
        double[] values = new double[count + 1];
        for (int i = 0; i < count / 2; i++)
        {
            double x = roots[i];
            for (int step = 0; step < 3; step++)
            {
                // h_n' = √n h_{n−1}.
                FillScaled(x, values);
                x -= values[count] / (Math.Sqrt(count) * values[count - 1]);
            }

            (nodes[i], nodes[count - 1 - i]) = (-x, x);
        }

        return nodes;
    }

    /// <summary>h_k(x) e^{−x²/4} by h_{k+1} = (x h_k − √k h_{k−1})/√(k+1).</summary>
    /// <param name="x">Argument.</param>
    /// <param name="values">Receives them for k = 0, 1, ….</param>
    public static void FillScaled(double x, Span<double> values)
    {
        double previous = 0, current = Math.Exp(-x * x / 4);
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = current;
            (previous, current) = (current, ((x * current) - (Math.Sqrt(k) * previous)) / Math.Sqrt(k + 1.0));
        }
    }
}
