using System.Numerics.Tensors;

namespace Inflaton.Numerics.Quadrature;

/// <summary>
/// Nodes and weights for E[f(z)], z ~ N(0, 1), by Gauss-Legendre panels that end where they are told to and are nowhere wider than two
/// deviations. The storage is used again by every <see cref="Fill"/>.
/// </summary>
public sealed class NormalPanels
{
    private const double Widest = 2;
    private static readonly double Density = 1 / Math.Sqrt(2 * Math.PI);
    private double[] nodes = new double[512];
    private double[] weights = new double[512];

    /// <summary>Number of nodes.</summary>
    public int Count { get; private set; }

    /// <summary>z, ascending.</summary>
    public ReadOnlySpan<double> Nodes => nodes.AsSpan(0, Count);

    /// <summary>Weights, the normal density included.</summary>
    public ReadOnlySpan<double> Weights => weights.AsSpan(0, Count);

    /// <summary>Lays the panels.</summary>
    /// <param name="ends">Where panels must end, ascending; those beyond ±reach do not matter.</param>
    /// <param name="reach">Where the expectation is cut off.</param>
    /// <param name="rule">Rule of a panel.</param>
    public void Fill(ReadOnlySpan<double> ends, double reach, GaussLegendre rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        Count = 0;
        double from = -reach;
        foreach (double end in ends)
        {
            if (end > from && end < reach)
            {
                Add(from, end, rule);
                from = end;
            }
        }

        Add(from, reach, rule);
        Span<double> all = weights.AsSpan(0, Count);
        Span<double> squares = stackalloc double[256];
        for (int first = 0; first < Count; first += squares.Length)
        {
            Span<double> part = squares[..Math.Min(squares.Length, Count - first)];
            TensorPrimitives.Multiply<double>(nodes.AsSpan(first, part.Length), nodes.AsSpan(first, part.Length), part);
            TensorPrimitives.Multiply(part, -0.5, part);
            Functions.Exponential.Evaluate(part, part);
            TensorPrimitives.Multiply<double>(part, all.Slice(first, part.Length), all.Slice(first, part.Length));
        }
    }

    private void Add(double from, double to, GaussLegendre rule)
    {
        int parts = (int)Math.Ceiling((to - from) / Widest), added = parts * rule.Count;
        if (Count + added > nodes.Length)
        {
            Array.Resize(ref nodes, 2 * (Count + added));
            Array.Resize(ref weights, nodes.Length);
        }

        double half = (to - from) / (2 * parts);
        for (int part = 0; part < parts; part++)
        {
            double middle = from + (((2 * part) + 1) * half);
            for (int i = 0; i < rule.Count; i++)
            {
                nodes[Count] = middle + (half * rule.Nodes[i]);
                weights[Count++] = half * Density * rule.Weights[i];
            }
        }
    }
}
