using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Universe;

/// <summary>
/// What modes outside the horizon become at the end: O = Σ_p x^2p (u_p·Q + w_p·Q') for a few quantities O that are linear in (Q, Q') at the
/// end. The coefficients depend on the background alone. They obey the adjoint equation in powers of x² = (k/aH)², u_p' = 2p r u_p + M w_p
/// + w_{p−1} and w_p' = 2p r w_p − u_p + g w_p with r = 1 − ε, g = 3 − ε, solved once, backwards.
/// </summary>
internal sealed class LateTransport
{
    /// <summary>Powers of x² that are kept.</summary>
    public const int Orders = 4;

    private readonly int fields;
    private readonly int quantities;
    private readonly int first;
    private readonly double[][] coefficients;

    private LateTransport(int fields, int quantities, int first, double[][] coefficients) =>
        (this.fields, this.quantities, this.first, this.coefficients) = (fields, quantities, first, coefficients);

    /// <summary>First panel at whose beginning the coefficients are known.</summary>
    public int First => first;

    /// <summary>Why they could not be found; null where they could.</summary>
    public string? Problem { get; private init; }

    /// <summary>Solves the adjoint equation from the end back to the beginning of a panel.</summary>
    /// <param name="equation">The equation of the modes.</param>
    /// <param name="final">Rows (u, w) of the quantities at the end, each 2C.</param>
    /// <param name="first">The panel.</param>
    /// <param name="solver">Limits and cancellation; its tolerances are not used.</param>
    public static LateTransport Of(ModeEquation equation, double[] final, int first, SolverOptions solver)
    {
        BackgroundPath path = equation.Path;
        int fields = equation.Fields, quantities = final.Length / (2 * fields);
        Adjoint system = new(equation, quantities);
        double[] start = new double[system.Dimension];
        final.CopyTo(start, 0);
        List<double[]> backwards = [start];
        string? problem = null;
        for (int panel = path.Panels - 1; panel >= first && problem is null;)
        {
            // Powers of x² begin at 0, where no error is small beside them: within the last panel errors are held against the whole.
            bool last = panel == path.Panels - 1;
            double scale = last ? 1e-25 * final.Max(Math.Abs) : 1e-290;
            double[] outputs = [.. Enumerable.Range(first, panel - first + 1).Reverse().Take(last ? 1 : int.MaxValue).Select(path.Start)];
            Solution solution = AdaptiveRungeKutta.Solve(
                system, path.Start(panel + 1), backwards[^1], outputs,
                solver with { RelativeTolerance = 1e-13, AbsoluteTolerance = scale, InitialStep = last ? 1e-4 : 1e-2 });
            backwards.AddRange(Enumerable.Range(0, solution.Times.Length).Select(i => solution.State(i).ToArray()));
            problem = solution.Status == SolverStatus.Success ? null : solution.Message;
            panel -= outputs.Length;
        }

        backwards.Reverse();
        return new LateTransport(fields, quantities, path.Panels + 1 - backwards.Count, [.. backwards]) { Problem = problem };
    }

    /// <summary>The quantities at the end.</summary>
    /// <param name="panel">The panel at whose beginning the modes are, or the number of panels for the end.</param>
    /// <param name="x">k/aH there.</param>
    /// <param name="state">(Q, Q') as of <see cref="ModeSystem"/>.</param>
    /// <param name="result">Receives them, quantities × 2C: real parts of the C quanta, then imaginary ones.</param>
    /// <returns>What the last power of x² adds, relative to the whole; the largest over the quantities.</returns>
    public double Apply(int panel, double x, ReadOnlySpan<double> state, Span<double> result)
    {
        double[] all = coefficients[panel - first];
        int row = 2 * fields, half = row * fields;
        double share = 0;
        Span<double> term = stackalloc double[row];
        for (int quantity = 0; quantity < quantities; quantity++)
        {
            Span<double> sum = result.Slice(quantity * row, row);
            sum.Clear();
            double power = 1, part = 0;
            for (int order = 0; order < Orders; order++, power *= x * x)
            {
                ReadOnlySpan<double> weights = all.AsSpan(((order * quantities) + quantity) * row, row);
                term.Clear();
                for (int a = 0; a < row; a++)
                {
                    ReadOnlySpan<double> values = a < fields ? state.Slice(a * row, row) : state.Slice(half + ((a - fields) * row), row);
                    for (int i = 0; i < row; i++)
                    {
                        term[i] += power * weights[a] * values[i];
                    }
                }

                part = 0;
                for (int i = 0; i < row; i++)
                {
                    sum[i] += term[i];
                    part += term[i] * term[i];
                }
            }

            double whole = 0;
            foreach (double value in sum)
            {
                whole += value * value;
            }

            share = Math.Max(share, part == 0 ? 0 : Math.Sqrt(part / whole));
        }

        return share;
    }

    private sealed class Adjoint : ISystem
    {
        private readonly ModeEquation equation;
        private readonly BackgroundPath path;
        private readonly int fields;
        private readonly int quantities;
        private readonly double[] functions;
        private readonly double[] mass;
        private int panel;

        public Adjoint(ModeEquation equation, int quantities)
        {
            (this.equation, path, fields, this.quantities) = (equation, equation.Path, equation.Fields, quantities);
            functions = new double[equation.Functions];
            mass = new double[fields * fields];
            panel = path.Panels - 1;
        }

        public int Dimension => Orders * quantities * 2 * fields;

        public void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt)
        {
            panel = path.PanelAt(t, panel);
            path.Interpolate(t, panel, functions);
            equation.Mass(functions, mass);
            double epsilon = functions[BackgroundPath.Epsilon], friction = 3 - epsilon;
            int row = 2 * fields;
            for (int order = 0, at = 0; order < Orders; order++)
            {
                double dilution = 2 * order * (1 - epsilon);
                for (int quantity = 0; quantity < quantities; quantity++, at += row)
                {
                    ReadOnlySpan<double> u = y.Slice(at, fields), w = y.Slice(at + fields, fields);
                    Span<double> du = dydt.Slice(at, fields), dw = dydt.Slice(at + fields, fields);
                    for (int a = 0; a < fields; a++)
                    {
                        double force = 0;
                        for (int b = 0; b < fields; b++)
                        {
                            force += mass[(a * fields) + b] * w[b];
                        }

                        du[a] = (dilution * u[a]) + force + (order > 0 ? y[at - (quantities * row) + fields + a] : 0);
                        dw[a] = ((dilution + friction) * w[a]) - u[a];
                    }
                }
            }
        }
    }
}
