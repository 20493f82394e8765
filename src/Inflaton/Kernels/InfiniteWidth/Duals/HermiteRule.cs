using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Quadrature;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// Nodes z and weighted Hermite polynomials w h_k(z), k &lt; K, with which samples of φ(√q z) become coefficients a_k(q) = E[φ(√q z)
/// h_k(z)].
/// </summary>
internal sealed class HermiteRule
{
    // Beyond it h_k(z) times the density is below rounding for all k.
    private const double Reach = 12.5;
    private static readonly GaussLegendre Panel = new(20);
    private static readonly ConcurrentDictionary<(int Terms, int Steps), HermiteRule> Rules = new();

    private HermiteRule(double[] nodes, Matrix<double> polynomials) => (Nodes, Polynomials) = (nodes, polynomials);

    /// <summary>z.</summary>
    public double[] Nodes { get; }

    /// <summary>w_i h_k(z_i), one row a node; column 0 is the weights.</summary>
    public Matrix<double> Polynomials { get; }

    /// <summary>For polynomials of a degree: exact.</summary>
    public static HermiteRule OfDegree(int degree)
    {
        GaussHermite rule = new(degree + 1);
        return new HermiteRule(rule.Nodes, rule.WeightedPolynomials());
    }

    /// <summary>For functions that are smooth on the scale of the distance from 0 and, at 0, on a given scale.</summary>
    /// <param name="terms">K.</param>
    /// <param name="scale">The scale at 0, in deviations; 1 where there is none.</param>
    public static HermiteRule Of(int terms, double scale) =>
        Rules.GetOrAdd((terms, Math.Clamp((int)Math.Ceiling(-Math.Log2(scale)), 0, 600)), static key => Graded(key.Terms, key.Steps));

    private static HermiteRule Graded(int terms, int steps)
    {
        // A panel of 20 nodes sees the product of φ and a polynomial that turns by √K a unit of length.
        double widest = Math.Min(1, 14 / Math.Sqrt(terms));
        List<double> ends = [];
        for (double end = Math.ScaleB(1, -steps), width = end; end < Reach; width = Math.Min(end, widest), end += width)
        {
            ends.Add(end);
        }

        NormalPanels panels = new();
        panels.Fill([.. ends.AsEnumerable().Reverse().Select(end => -end), 0, .. ends], Reach, Panel);
        double[] nodes = panels.Nodes.ToArray();
        Matrix<double> polynomials = new(nodes.Length, terms);
        for (int i = 0; i < nodes.Length; i++)
        {
            Span<double> row = polynomials.Row(i);
            GaussHermite.FillScaled(nodes[i], row);
            TensorPrimitives.Multiply(row, panels.Weights[i] * Math.Exp(nodes[i] * nodes[i] / 4), row);
        }

        return new HermiteRule(nodes, polynomials);
    }
}
