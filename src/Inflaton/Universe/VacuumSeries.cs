using Inflaton.Numerics.Interpolation;

namespace Inflaton.Universe;

/// <summary>
/// The adiabatic vacuum deep inside the horizon. With Q' = SQ, S' + S² + gS + x² + M = 0 is solved by S = V − iW in powers of x = k/aH:
/// W = x + w₂/x + w₄/x³ …, V = −1 + v₃/x² …, matrices that depend on the background alone, found by recursion. The series is asymptotic: it
/// is broken off where its terms are smallest, and they say how good it is. The quanta of that vacuum have QQ† = W⁻¹/(2a³H).
/// </summary>
internal sealed class VacuumSeries
{
    private const int Orders = 12;

    /// <summary>No series is believed below this x, whatever its terms.</summary>
    private const double Shallowest = 4;

    private readonly ModeEquation equation;
    private readonly double tolerance;
    private readonly Lazy<Panel>[] panels;

    /// <summary>The vacuum on all panels; what a panel needs is computed when it is asked for.</summary>
    /// <param name="equation">The equation.</param>
    /// <param name="tolerance">Error allowed, relative.</param>
    public VacuumSeries(ModeEquation equation, double tolerance)
    {
        (this.equation, this.tolerance) = (equation, tolerance);
        panels = [.. Enumerable.Range(0, equation.Path.Panels).Select(panel => new Lazy<Panel>(() => Expand(panel)))];
    }

    /// <summary>The x above which the series is as good as asked for throughout a panel.</summary>
    public double Threshold(int panel) => panels[panel].Value.Threshold;

    /// <summary>The series' error in a panel at some x, relative.</summary>
    public double Error(int panel, double x) => panels[panel].Value.Best(x).Error;

    /// <summary>S at a node of a panel.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="node">The node.</param>
    /// <param name="x">k/aH there.</param>
    /// <param name="real">Receives V, C × C.</param>
    /// <param name="rate">Receives W, C × C.</param>
    public void At(int panel, int node, double x, Span<double> real, Span<double> rate)
    {
        Panel terms = panels[panel].Value;
        int size = equation.Fields * equation.Fields;
        int last = terms.Best(x).Order;
        real.Clear();
        rate.Clear();
        double power = x;
        for (int order = 0; order <= last; order++, power /= x)
        {
            Span<double> sum = int.IsEvenInteger(order) ? rate : real;
            ReadOnlySpan<double> term = terms.Terms[order].AsSpan(node * size, size);
            for (int i = 0; i < size; i++)
            {
                sum[i] += power * term[i];
            }
        }
    }

    /// <summary>
    /// Orders: 2w_n = Σ v_i v_j − Σ w_i w_j + v_{n−1}' + (g − (2−n)r) v_{n−1} + δ_{n2}M and −2v_n = Σ (v_i w_j + w_j v_i) + w_{n−1}' + (g
    /// − (2−n)r) w_{n−1}, sums over i + j = n without i or j = 0, r = 1 − ε and g = 3 − ε.
    /// </summary>
    private Panel Expand(int panel)
    {
        BackgroundPath path = equation.Path;
        ChebyshevGrid grid = BackgroundPath.Grid;
        int fields = equation.Fields, size = fields * fields, nodes = grid.Count;
        double[][] terms = [.. Enumerable.Range(0, Orders + 1).Select(_ => new double[nodes * size])];
        double[] slope = new double[nodes * size], norms = new double[Orders + 1];
        Span<double> mass = new double[size];
        for (int order = 0; order <= Orders; order++)
        {
            double[] before = order > 0 ? terms[order - 1] : [];
            if (order > 0)
            {
                grid.Differentiate(before, slope);
            }

            for (int node = 0; node < nodes; node++)
            {
                Span<double> term = terms[order].AsSpan(node * size, size);
                if (order == 0)
                {
                    AddUnit(term, fields, 1);
                    continue;
                }

                ReadOnlySpan<double> functions = path.Values(panel, node);
                double epsilon = functions[BackgroundPath.Epsilon], drift = 3 - epsilon - ((2 - order) * (1 - epsilon));
                for (int i = 0; i < size; i++)
                {
                    term[i] = (slope[(node * size) + i] / path.HalfLength(panel)) + (drift * before[(node * size) + i]);
                }

                bool even = int.IsEvenInteger(order);
                if (order == 2)
                {
                    equation.Mass(functions, mass);
                    for (int i = 0; i < size; i++)
                    {
                        term[i] += mass[i];
                    }
                }

                for (int i = 1; i < order; i++)
                {
                    // Of even order: vv − ww. Of odd order: vw + wv, each product once from either side.
                    double sign = even && int.IsEvenInteger(i) ? -1 : 1;
                    AddProduct(terms[i].AsSpan(node * size, size), terms[order - i].AsSpan(node * size, size), sign, term, fields);
                }

                double half = even ? 0.5 : -0.5;
                double norm = 0;
                for (int i = 0; i < size; i++)
                {
                    term[i] *= half;
                    norm += term[i] * term[i];
                }

                norms[order] = Math.Max(norms[order], Math.Sqrt(norm));
            }
        }

        return new Panel(terms, norms, tolerance);
    }

    private static void AddUnit(Span<double> matrix, int rows, double value)
    {
        for (int i = 0; i < rows; i++)
        {
            matrix[(i * rows) + i] += value;
        }
    }

    private static void AddProduct(ReadOnlySpan<double> left, ReadOnlySpan<double> right, double factor, Span<double> sum, int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < rows; k++)
            {
                double entry = factor * left[(i * rows) + k];
                for (int j = 0; j < rows; j++)
                {
                    sum[(i * rows) + j] += entry * right[(k * rows) + j];
                }
            }
        }
    }

    /// <summary>The terms of a panel, each node × C × C, and the largest norm of each.</summary>
    private sealed class Panel
    {
        private readonly double[] norms;

        public Panel(double[][] terms, double[] norms, double tolerance)
        {
            (Terms, this.norms) = (terms, norms);
            Threshold = double.PositiveInfinity;
            for (int order = 3; order <= Orders; order++)
            {
                double needed = Math.Max(
                    Math.Pow(norms[order - 1] / tolerance, 1.0 / (order - 1)), Math.Pow(norms[order] / tolerance, 1.0 / order));
                Threshold = Math.Min(Threshold, needed);
            }

            Threshold = double.IsFinite(Threshold) ? Math.Max(Threshold, Shallowest) : double.PositiveInfinity;
        }

        public double[][] Terms { get; }

        public double Threshold { get; }

        /// <summary>Up to which order to sum, and the size of the last two terms there.</summary>
        public (int Order, double Error) Best(double x)
        {
            (int Order, double Error) best = (2, double.PositiveInfinity);
            for (int order = 3; order <= Orders; order++)
            {
                double error = Math.Max(norms[order - 1] * Math.Pow(x, 1 - order), norms[order] * Math.Pow(x, -order));
                if (error < best.Error)
                {
                    best = (order, error);
                }
            }

            return best;
        }
    }
}
