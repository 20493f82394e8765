using System.Runtime.InteropServices;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Quadrature;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.FiniteWidth;

/// <summary>
/// Nested quadrature over z = L t, t independent normal, L the Cholesky factor of K: for every t_1, …, t_{d−1} the line of t_d is cut
/// where a later z passes what φ has of structure, and where that is blurred no more by the variables that are still to come.
/// </summary>
internal sealed class MomentQuadrature : IWork
{
    /// <summary>Most inputs that are integrated over together.</summary>
    public const int MostInputs = 3;

    private const double Reach = 9.5;

    /// <summary>A pivot of the factor that is this small a part of the variance is rounding.</summary>
    private const double Rounding = 4e-15;

    /// <summary>A panel this narrow holds a kink; those around it are taken together again up to <see cref="Neighbourhood"/>.</summary>
    private const double Kink = 1e-9;
    private const double Neighbourhood = 0.25;

    private static readonly double[] Blurred = [2, 4.5, 7];

    private readonly Activation activation;
    private readonly GaussLegendre rule;
    private readonly IMomentFunctions functions;
    private readonly int count;
    private readonly double[] factor;
    private readonly double[] residual;
    private readonly double[] ends;
    private readonly NormalPanels outer = new();
    private double[][] parts = [];

    public MomentQuadrature(Activation activation, Matrix<double> covariance, GaussLegendre rule, IMomentFunctions functions)
    {
        (this.activation, this.rule, this.functions) = (activation, rule, functions);
        count = covariance.Rows;
        factor = new double[count * count];
        residual = new double[count * count];
        double widest = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = covariance[i, j];
                for (int k = 0; k < j; k++)
                {
                    rest -= factor[(i * count) + k] * factor[(j * count) + k];
                }

                double pivot = factor[(j * count) + j];
                factor[(i * count) + j] = i == j
                    ? rest > Rounding * covariance[i, i] ? Math.Sqrt(rest) : 0
                    : pivot == 0 ? 0 : rest / pivot;
            }

            widest = Math.Max(widest, Math.Sqrt(covariance[i, i]));
            for (int d = count - 2; d >= 0; d--)
            {
                // What z_i still gains behind t_d.
                residual[(i * count) + d] = double.Hypot(residual[(i * count) + d + 1], factor[(i * count) + d + 1]);
            }
        }

        ends = Structure(activation, Reach * widest);
    }

    /// <summary>The sums of all functions.</summary>
    public double[] Sum(WorkerTeam team)
    {
        Lay(outer, 0, [], []);
        parts = new double[Math.Max(1, outer.Count)][];
        team.Run(this, parts.Length);
        double[] sums = new double[functions.Count];
        foreach (double[] part in parts)
        {
            System.Numerics.Tensors.TensorPrimitives.Add<double>(sums, part, sums);
        }

        functions.Complete(sums);
        return sums;
    }

    public void Execute(int part, int worker)
    {
        double[] sums = parts[part] = new double[functions.Count];
        Walk walk = new(this, sums);
        double first = outer.Count == 0 ? 0 : outer.Nodes[part];
        walk.From(first, outer.Count == 0 ? 1 : outer.Weights[part]);
    }

    /// <summary>Where φ is cut: at its kinks, and where it has structure of its own width.</summary>
    private static double[] Structure(Activation activation, double reach)
    {
        double[] all = new SmoothPanels((z, values, slopes) => activation.Evaluate(z, values, slopes), reach).Ends;
        List<double> kinks = [];
        for (int i = 0; i + 1 < all.Length; i++)
        {
            double middle = (all[i] + all[i + 1]) / 2;
            if (all[i + 1] - all[i] < Kink * Math.Max(1, Math.Abs(middle)) && (kinks.Count == 0 || middle - kinks[^1] > Neighbourhood))
            {
                kinks.Add(middle);
            }
        }

        return kinks.Count == 0 ? all
            : [.. all.Where(end => kinks.All(kink => Math.Abs(end - kink) > Neighbourhood)).Concat(kinks).Order()];
    }

    /// <summary>Lays the panels of t_d, given those before it; none where z_d has nothing left to vary by.</summary>
    private void Lay(NormalPanels panels, int d, ReadOnlySpan<double> before, List<double> breaks)
    {
        breaks.Clear();
        bool varies = false;
        for (int e = d; e < count; e++)
        {
            double follow = factor[(e * count) + d];
            if (follow == 0)
            {
                continue;
            }

            varies = true;
            double mean = 0, rest = residual[(e * count) + d];
            for (int j = 0; j < d; j++)
            {
                mean += factor[(e * count) + j] * before[j];
            }

            // What is blurred over more than its own spacing needs no cut.
            ReadOnlySpan<double> centres = rest == 0 || ends.Length <= 32 ? ends : [0];
            foreach (double centre in centres)
            {
                breaks.Add((centre - mean) / follow);
            }

            if (rest > 0 && rest < Math.Abs(follow))
            {
                foreach (double deviations in Blurred)
                {
                    breaks.Add(((deviations * rest) - mean) / follow);
                    breaks.Add(((-deviations * rest) - mean) / follow);
                }
            }
        }

        if (!varies)
        {
            panels.Fill([], 0, rule);
            return;
        }

        breaks.Sort();
        panels.Fill(CollectionsMarshal.AsSpan(breaks), Reach, rule);
    }

    /// <summary>One thread's way through the variables.</summary>
    private sealed class Walk(MomentQuadrature owner, double[] sums)
    {
        private readonly double[] t = new double[MostInputs];
        private readonly double[] z = new double[MostInputs];
        private readonly double[] values = new double[MostInputs];
        private readonly double[] slopes = new double[MostInputs];
        private readonly Line[] lines = [.. Enumerable.Range(0, MostInputs).Select(_ => new Line())];

        public void From(double first, double weight)
        {
            t[0] = first;
            z[0] = owner.factor[0] * first;
            owner.activation.Evaluate(z.AsSpan(0, 1), values.AsSpan(0, 1), slopes.AsSpan(0, 1));
            Go(1, weight);
        }

        /// <summary>Sums over t_d, and over all behind it.</summary>
        private void Go(int d, double weight)
        {
            if (d == owner.count)
            {
                owner.functions.Add(weight, z, values, slopes, sums);
                return;
            }

            Line line = lines[d];
            owner.Lay(line.Panels, d, t.AsSpan(0, d), line.Breaks);
            double mean = 0;
            for (int j = 0; j < d; j++)
            {
                mean += owner.factor[(d * owner.count) + j] * t[j];
            }

            line.Evaluate(owner.activation, mean, owner.factor[(d * owner.count) + d]);
            for (int i = 0; i < line.Count; i++)
            {
                bool varies = line.Panels.Count > 0;
                t[d] = varies ? line.Panels.Nodes[i] : 0;
                (z[d], values[d], slopes[d]) = (line.Points[i], line.Values[i], line.Slopes[i]);
                Go(d + 1, varies ? weight * line.Panels.Weights[i] : weight);
            }
        }
    }

    /// <summary>The nodes of one variable, and φ there.</summary>
    private sealed class Line
    {
        public NormalPanels Panels { get; } = new();

        public List<double> Breaks { get; } = [];

        /// <summary>Number of nodes; one where nothing varies.</summary>
        public int Count => Math.Max(1, Panels.Count);

        public double[] Points { get; private set; } = [];

        public double[] Values { get; private set; } = [];

        public double[] Slopes { get; private set; } = [];

        public void Evaluate(Activation activation, double mean, double spread)
        {
            if (Points.Length < Count)
            {
                (Points, Values, Slopes) = (new double[2 * Count], new double[2 * Count], new double[2 * Count]);
            }

            Points[0] = mean;
            for (int i = 0; i < Panels.Count; i++)
            {
                Points[i] = mean + (spread * Panels.Nodes[i]);
            }

            activation.Evaluate(Points.AsSpan(0, Count), Values.AsSpan(0, Count), Slopes.AsSpan(0, Count));
        }
    }
}
