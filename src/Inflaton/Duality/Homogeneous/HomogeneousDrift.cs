using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Duality.Homogeneous;

/// <summary>
/// What the drift of the kernel does to the field at a single input, to first order in 1/width and for the very network that was drawn: the
/// discrete recursion, corrected by three numbers that are measured before training.
/// </summary>
/// <remarks>
/// With g = ∇f and h = (∇²f)g at θ_0, parameters move by θ − θ_0 = gs + hu to the order needed, where velocities of s, u and q change by
/// −b_k times ℓ', sℓ' and (½cs² + bu)ℓ' in a step, and f = f_0 + Θ_0 s + q + a(u + ½s²) + bsu + cs³/6. Here a = g·h and c = D³f[g,g,g] are
/// derivatives of f along g, and b = |h|² = ½Θ'' − c; all are of order 1/width. The next order is 1/width².
/// </remarks>
public sealed class HomogeneousDrift
{
    // How far f moves along g to either side for the derivatives; higher ones are of higher order in 1/width.
    private const double Reach = 0.2;

    private HomogeneousDrift(double theta, double second, double bend, double third) =>
        (Theta, Second, Bend, Third) = (theta, second, bend, third);

    /// <summary>Θ_0 = |g|².</summary>
    public double Theta { get; }

    /// <summary>a = g·(∇²f)g.</summary>
    public double Second { get; }

    /// <summary>b = |(∇²f)g|².</summary>
    public double Bend { get; }

    /// <summary>c = D³f[g,g,g].</summary>
    public double Third { get; }

    /// <summary>The numbers of a network.</summary>
    /// <param name="parameters">θ_0; not changed.</param>
    /// <param name="input">x, shape [1, d].</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">There is more than one input or output.</exception>
    public static HomogeneousDrift Of(NetworkParameters parameters, Matrix<double> input, WorkerTeam team)
    {
        NetworkArchitecture architecture = parameters.Architecture;
        RequireSingle(architecture, input);
        MatrixProduct<double> product = new(team);
        Propagation<double> pass = new(architecture, input, product, team);
        TangentKernel<double> kernels = new(architecture, product, team);

        // A step of gradient descent with η = 1 on ℓ = f leaves θ_0 − g.
        NetworkParameters below = parameters.Clone();
        DirectTraining<double> step = new(below, input, new double[1], new ExpressionLoss("f"), product, team);
        step.Forward();
        step.Step(new StepCoefficients(0, 1));
        below = step.Parameters;

        (double Field, double Theta) At(double s)
        {
            NetworkParameters moved = parameters.Clone();
            for (int l = 0; l < architecture.Layers; l++)
            {
                Advance(moved.Weights[l].Values, below.Weights[l].Values, s);
                Advance(moved.Biases[l], below.Biases[l], s);
            }

            pass.Forward(moved);
            return (pass.Output.Values[0], kernels.Square(moved, input)[0, 0]);
        }

        (double field, double theta) = At(0);
        double d = Reach / theta;
        ((double f1, double t1), (double g1, double u1)) = (At(d), At(-d));
        ((double f2, _), (double g2, _)) = (At(2 * d), At(-2 * d));
        double second = ((16 * (f1 + g1)) - (f2 + g2) - (30 * field)) / (12 * d * d);
        double third = (f2 - g2 - (2 * (f1 - g1))) / (2 * d * d * d);
        double bend = ((t1 + u1 - (2 * theta)) / (2 * d * d)) - third;
        return new HomogeneousDrift(theta, second, bend, third);
    }

    /// <summary>The field at the problem's epochs.</summary>
    /// <param name="problem">A single input with a single output and the kernel of its field, α²Θ.</param>
    /// <param name="outputScale">
    /// α, the factor between outputs and field; the same field is reached by displacements 1/α times as large.
    /// </param>
    public Trajectory Follow(PredictionProblem problem, double outputScale = 1)
    {
        Trajectory record = new(problem.Times, 1);
        StepSequence steps = problem.Optimizer.Begin();
        double start = problem.InitialField[0], s = 0, u = 0, q = 0, sv = 0, uv = 0, qv = 0;
        double[] ahead = new double[1], slope = new double[1];
        double Field(double s, double u, double q) =>
            start + (outputScale * ((Theta * s) + q + (Second * (u + (s * s / 2))) + (Bend * s * u) + (Third * s * s * s / 6)));
        int recorded = 0;
        for (int epoch = 0; ; epoch++)
        {
            if (epoch == problem.Epochs[recorded])
            {
                record.At(recorded)[0] = Field(s, u, q);
                if (++recorded == record.Count)
                {
                    return record;
                }
            }

            double look = steps.LookAhead, along = s + (look * sv), across = u + (look * uv);
            ahead[0] = Field(along, across, q + (look * qv));
            (double momentum, double learningRate) = steps.Next(ahead, problem.LossOf(ahead));
            problem.Loss.Gradient(ahead, problem.Targets, slope);
            double push = learningRate * outputScale * slope[0];
            sv = (momentum * sv) - push;
            uv = (momentum * uv) - (along * push);
            qv = (momentum * qv) - (((Third * along * along / 2) + (Bend * across)) * push);
            double stride = steps.Stride((Theta * sv * sv) + (2 * Second * sv * uv) + (Bend * uv * uv) + (2 * sv * qv));
            s += stride * sv;
            u += stride * uv;
            q += stride * qv;
        }
    }

    internal static void RequireSingle(NetworkArchitecture architecture, Matrix<double> input)
    {
        if (input.Rows != 1 || architecture.Outputs != 1)
        {
            throw new ArgumentException(
                $"{input.Rows} inputs and {architecture.Outputs} outputs are not a single input with a single output.", nameof(input));
        }
    }

    /// <summary>θ_0 + gs from θ_0 and θ_0 − g.</summary>
    private static void Advance(double[] values, double[] below, double s)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += s * (values[i] - below[i]);
        }
    }
}
