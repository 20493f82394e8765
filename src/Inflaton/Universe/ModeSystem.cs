using System.Numerics.Tensors;
using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Universe;

/// <summary>
/// C quanta of one wavenumber in e-folds: (Q, Q'), each C × 2C, row by row for the fields, real parts of the C quanta and then imaginary
/// ones.
/// </summary>
internal sealed class ModeSystem : ISystem
{
    private readonly ModeEquation equation;
    private readonly BackgroundPath path;
    private readonly int fields;
    private readonly double[] functions;
    private readonly double[] mass;
    private int panel;

    public ModeSystem(ModeEquation equation)
    {
        (this.equation, path, fields) = (equation, equation.Path, equation.Fields);
        functions = new double[equation.Functions];
        mass = new double[fields * fields];
    }

    public int Dimension => 4 * fields * fields;

    /// <summary>ln k.</summary>
    public double LogWavenumber { get; set; }

    /// <summary>Q = chol(W⁻¹), Q' = (V − iW)Q.</summary>
    /// <param name="real">V.</param>
    /// <param name="rate">W, positive definite.</param>
    /// <param name="state">Receives the state.</param>
    /// <returns>Whether W is positive definite, as it is where the vacuum exists.</returns>
    public bool Start(ReadOnlySpan<double> real, ReadOnlySpan<double> rate, Span<double> state)
    {
        // W = RᵀR with R upper triangular by elimination, Q = R⁻¹.
        int n = fields;
        Span<double> root = new double[n * n], inverse = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = i; j < n; j++)
            {
                double sum = rate[(i * n) + j];
                for (int k = 0; k < i; k++)
                {
                    sum -= root[(k * n) + i] * root[(k * n) + j];
                }

                if (i == j && !(sum > 0))
                {
                    return false;
                }

                root[(i * n) + j] = i == j ? Math.Sqrt(sum) : sum / root[(i * n) + i];
            }
        }

        for (int j = 0; j < n; j++)
        {
            for (int i = j; i >= 0; i--)
            {
                double sum = i == j ? 1 : 0;
                for (int k = i + 1; k <= j; k++)
                {
                    sum -= root[(i * n) + k] * inverse[(k * n) + j];
                }

                inverse[(i * n) + j] = sum / root[(i * n) + i];
            }
        }

        state.Clear();
        int half = 2 * n * n;
        for (int a = 0; a < n; a++)
        {
            for (int quantum = 0; quantum < n; quantum++)
            {
                state[(a * 2 * n) + quantum] = inverse[(a * n) + quantum];
                double drift = 0, turn = 0;
                for (int b = 0; b < n; b++)
                {
                    drift += real[(a * n) + b] * inverse[(b * n) + quantum];
                    turn -= rate[(a * n) + b] * inverse[(b * n) + quantum];
                }

                state[half + (a * 2 * n) + quantum] = drift;
                state[half + (a * 2 * n) + n + quantum] = turn;
            }
        }

        return true;
    }

    /// <summary>How far Q†Q' − Q'†Q has come off −2i e^{−3N}/H: what the steps have done to the norm of the quanta, relative.</summary>
    /// <param name="state">The state.</param>
    /// <param name="dilution">3N + ln H gained since the start.</param>
    public double WronskianError(ReadOnlySpan<double> state, double dilution)
    {
        int n = fields, row = 2 * n, half = row * n;
        double growth = Math.Exp(dilution), most = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double real = 0, imaginary = 0;
                for (int a = 0; a < n; a++)
                {
                    ReadOnlySpan<double> own = state.Slice(a * row, row), speed = state.Slice(half + (a * row), row);
                    real += (own[i] * speed[j]) + (own[n + i] * speed[n + j]) - (speed[i] * own[j]) - (speed[n + i] * own[n + j]);
                    imaginary += (own[i] * speed[n + j]) - (own[n + i] * speed[j]) - (speed[i] * own[n + j]) + (speed[n + i] * own[j]);
                }

                imaginary = (growth * imaginary / 2) + (i == j ? 1 : 0);
                most = Math.Max(most, double.Hypot(imaginary, growth * real / 2));
            }
        }

        return most;
    }

    public void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt)
    {
        panel = path.PanelAt(t, panel);
        path.Interpolate(t, panel, functions);
        equation.Mass(functions, mass);
        double squared = Math.Exp(2 * (LogWavenumber - t - functions[BackgroundPath.LogHubble]));
        double friction = functions[BackgroundPath.Epsilon] - 3;
        int row = 2 * fields, half = row * fields;
        y[half..].CopyTo(dydt);
        for (int a = 0; a < fields; a++)
        {
            ReadOnlySpan<double> own = y.Slice(a * row, row), speed = y.Slice(half + (a * row), row);
            Span<double> change = dydt.Slice(half + (a * row), row);
            for (int i = 0; i < row; i++)
            {
                change[i] = (friction * speed[i]) - (squared * own[i]);
            }

            for (int b = 0; b < fields; b++)
            {
                double entry = -mass[(a * fields) + b];
                ReadOnlySpan<double> other = y.Slice(b * row, row);
                if (row < 8)
                {
                    for (int i = 0; i < row; i++)
                    {
                        change[i] += entry * other[i];
                    }
                }
                else
                {
                    TensorPrimitives.MultiplyAdd(other, entry, change, change);
                }
            }
        }
    }
}
