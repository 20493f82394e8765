using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>Hermite coefficients of φ(√q z) and of φ'(√q z), one input a row.</summary>
/// <param name="Values">a_k(q) of φ.</param>
/// <param name="Slopes">The same of φ'.</param>
internal sealed record HermiteCoefficients(Matrix<double> Values, Matrix<double> Slopes)
{
    public static HermiteCoefficients Of(Activation activation, HermiteRule rule, double[] variances, WorkerTeam team)
    {
        Matrix<double> values = new(variances.Length, rule.Nodes.Length), slopes = new(variances.Length, rule.Nodes.Length);
        team.Run(new Sampling(activation, rule.Nodes, variances, values, slopes), variances.Length);
        MatrixProduct<double> product = new(team);
        int terms = rule.Polynomials.Columns;
        HermiteCoefficients result = new(new(variances.Length, terms), new(variances.Length, terms));
        product.Multiply(1, values, Transpose.No, rule.Polynomials, Transpose.No, 0, result.Values);
        product.Multiply(1, slopes, Transpose.No, rule.Polynomials, Transpose.No, 0, result.Slopes);
        return result;
    }

    /// <summary>φ and φ' at the nodes, an input a part.</summary>
    private sealed class Sampling(Activation activation, double[] nodes, double[] variances, Matrix<double> values, Matrix<double> slopes) : IWork
    {
        public void Execute(int part, int worker)
        {
            double root = Math.Sqrt(variances[part]);
            Span<double> points = values.Row(part);
            System.Numerics.Tensors.TensorPrimitives.Multiply<double>(nodes, root, points);
            activation.Evaluate(points, points, slopes.Row(part));
        }
    }
}
