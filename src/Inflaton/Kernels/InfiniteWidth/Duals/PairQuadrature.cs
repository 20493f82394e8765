using Inflaton.Networks;
using Inflaton.Numerics.Quadrature;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// E[φ(u)φ(v)] and E[φ'(u)φ'(v)] of one pair by quadrature of u and, for every u, of v given u, in panels on which all is smooth. For any
/// variances and correlations; a kink costs time, not digits. The storage serves one thread.
/// </summary>
internal sealed class PairQuadrature
{
    // v given u has lost what φ had of structure this many deviations of v away from it.
    private static readonly double[] Blurred = [2, 4.5, 7, 9.5];

    private readonly NormalPanels outer = new();
    private readonly NormalPanels inner = new();
    private readonly List<double> ends = [];
    private double[] points = [];
    private double[] values = [];
    private double[] slopes = [];
    private double[] innerValues = [];
    private double[] innerSlopes = [];

    /// <summary>E[φ(z√q)²], E[φ'(z√q)²] of one input.</summary>
    public (double Value, double Slope) Square(Activation activation, SmoothPanels panels, Orders orders, double root, double reach)
    {
        Outer(activation, panels, orders, root, reach);
        double value = 0, slope = 0;
        for (int i = 0; i < outer.Count; i++)
        {
            value += outer.Weights[i] * values[i] * values[i];
            slope += outer.Weights[i] * slopes[i] * slopes[i];
        }

        return (value, slope);
    }

    /// <summary>K and D.</summary>
    /// <param name="activation">φ.</param>
    /// <param name="panels">Where it is smooth.</param>
    /// <param name="orders">How many nodes a panel.</param>
    /// <param name="root">√ of one variance, the larger.</param>
    /// <param name="otherRoot">√ of the other.</param>
    /// <param name="cosine">ρ.</param>
    /// <param name="sine">√(1 − ρ²).</param>
    /// <param name="reach">Deviations beyond which nothing counts.</param>
    public (double Value, double Slope) Pair(
        Activation activation, SmoothPanels panels, Orders orders, double root, double otherRoot, double cosine, double sine, double reach)
    {
        double spread = otherRoot * sine, follow = otherRoot * cosine;
        Blur(panels, spread, follow);
        Outer(activation, panels, orders, root, reach);
        double value = 0, slope = 0;
        for (int i = 0; i < outer.Count; i++)
        {
            (double own, double ownSlope) = Mean(activation, panels, orders, follow * outer.Nodes[i], spread, reach);
            value += outer.Weights[i] * values[i] * own;
            slope += outer.Weights[i] * slopes[i] * ownSlope;
        }

        ends.Clear();
        return (value, slope);
    }

    /// <summary>Where v's mean, in deviations of u, passes what φ has of structure.</summary>
    private void Blur(SmoothPanels panels, double spread, double follow)
    {
        ends.Clear();
        if (follow == 0)
        {
            return;
        }

        ReadOnlySpan<double> centres = panels.IsSmooth ? [0] : panels.Ends;
        foreach (double centre in centres)
        {
            ends.Add(centre / follow);
            foreach (double deviations in Blurred)
            {
                ends.Add((centre + (deviations * spread)) / follow);
                ends.Add((centre - (deviations * spread)) / follow);
            }
        }
    }

    private void Outer(Activation activation, SmoothPanels panels, Orders orders, double root, double reach)
    {
        foreach (double end in panels.Ends)
        {
            ends.Add(end / root);
        }

        ends.Sort();
        outer.Fill(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ends), reach, orders.Panel);
        ends.Clear();
        Evaluate(activation, outer.Nodes, 0, root, ref values, ref slopes);
    }

    /// <summary>E[φ(m + τw)] and E[φ'(m + τw)].</summary>
    private (double Value, double Slope) Mean(
        Activation activation, SmoothPanels panels, Orders orders, double mean, double spread, double reach)
    {
        int first = panels.PanelOf(mean - (reach * spread)), last = panels.PanelOf(mean + (reach * spread));
        ReadOnlySpan<double> weights, nodes;
        if (spread == 0 || first == last || (panels.IsSmooth && 2 * reach * spread <= Narrowest(panels, first, last)))
        {
            // φ is a polynomial here.
            nodes = orders.Local.Nodes;
            weights = orders.Local.Weights;
        }
        else
        {
            Span<double> breaks = last - first <= 256 ? stackalloc double[last - first] : new double[last - first];
            for (int i = 0; i < breaks.Length; i++)
            {
                breaks[i] = (panels.Ends[first + 1 + i] - mean) / spread;
            }

            inner.Fill(breaks, reach, orders.Panel);
            nodes = inner.Nodes;
            weights = inner.Weights;
        }

        Evaluate(activation, nodes, mean, spread, ref innerValues, ref innerSlopes);
        double value = 0, slope = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            value += weights[i] * innerValues[i];
            slope += weights[i] * innerSlopes[i];
        }

        return (value, slope);
    }

    private static double Narrowest(SmoothPanels panels, int first, int last)
    {
        double width = double.PositiveInfinity;
        for (int i = first; i <= last; i++)
        {
            width = Math.Min(width, panels.Ends[i + 1] - panels.Ends[i]);
        }

        return width;
    }

    private void Evaluate(
        Activation activation, ReadOnlySpan<double> nodes, double mean, double spread, ref double[] results, ref double[] resultSlopes)
    {
        if (results.Length < nodes.Length)
        {
            (results, resultSlopes) = (new double[2 * nodes.Length], new double[2 * nodes.Length]);
        }

        if (points.Length < nodes.Length)
        {
            points = new double[2 * nodes.Length];
        }

        for (int i = 0; i < nodes.Length; i++)
        {
            points[i] = mean + (spread * nodes[i]);
        }

        activation.Evaluate(points.AsSpan(0, nodes.Length), results.AsSpan(0, nodes.Length), resultSlopes.AsSpan(0, nodes.Length));
    }

    /// <summary>Nodes of a panel, and of the Gauss-Hermite rule where φ is a polynomial within all that counts.</summary>
    internal sealed class Orders(int panel, int local)
    {
        /// <summary>What results are computed with.</summary>
        public static readonly Orders Full = new(20, 20);

        /// <summary>What they are compared with.</summary>
        public static readonly Orders Lower = new(16, 16);

        public GaussLegendre Panel { get; } = new(panel);

        public GaussHermite Local { get; } = new(local);
    }
}
