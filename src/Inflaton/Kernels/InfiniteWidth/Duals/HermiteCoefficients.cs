using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>Hermite coefficients of φ(√q z) and of φ'(√q z), one input a row.</summary>
/// <param name="Values">a_k(q) of φ.</param>
/// <param name="Slopes">The same of φ'.</param>
internal sealed record HermiteCoefficients(Matrix<double> Values, Matrix<double> Slopes)
{
    // By Cauchy and Schwarz what is left out of K or D, as a part of √(K₁₁K₂₂), is no more than the part of the squares left out.
    private const double LeftOut = 1e-17;

    /// <summary>The coefficients of some variances.</summary>
    /// <param name="activation">φ.</param>
    /// <param name="rule">Nodes.</param>
    /// <param name="variances">q.</param>
    /// <param name="terms">How many.</param>
    /// <param name="team">Threads.</param>
    public static HermiteCoefficients Of(Activation activation, HermiteRule rule, double[] variances, int terms, WorkerTeam team)
    {
        Matrix<double> values = new(variances.Length, rule.Nodes.Length), slopes = new(variances.Length, rule.Nodes.Length);
        team.Run(new Sampling(activation, rule.Nodes, variances, values, slopes), variances.Length);
        MatrixProduct<double> product = new(team);
        MatrixView<double> polynomials = rule.Polynomials.View.ColumnBlock(0, terms);
        HermiteCoefficients result = new(new(variances.Length, terms), new(variances.Length, terms));
        product.Multiply(1, values, Transpose.No, polynomials, Transpose.No, 0, result.Values);
        product.Multiply(1, slopes, Transpose.No, polynomials, Transpose.No, 0, result.Slopes);
        return result;
    }

    /// <summary>How many coefficients are needed: those behind them are, in squares, below rounding in every row.</summary>
    public static int End(Matrix<double> coefficients)
    {
        int end = 1;
        for (int i = 0; i < coefficients.Rows; i++)
        {
            ReadOnlySpan<double> row = coefficients.Row(i);
            double most = LeftOut * TensorPrimitives.SumOfSquares(row), rest = 0;
            int own = row.Length;
            while (own > end && rest + (row[own - 1] * row[own - 1]) <= most)
            {
                own--;
                rest += row[own] * row[own];
            }

            end = Math.Max(end, own);
        }

        return end;
    }

    /// <summary>φ and φ' at the nodes, an input a part.</summary>
    private sealed class Sampling(
        Activation activation, double[] nodes, double[] variances, Matrix<double> values, Matrix<double> slopes) : IWork
    {
        public void Execute(int part, int worker)
        {
            double root = Math.Sqrt(variances[part]);
            Span<double> points = values.Row(part);
            TensorPrimitives.Multiply<double>(nodes, root, points);
            activation.Evaluate(points, points, slopes.Row(part));
        }
    }
}
