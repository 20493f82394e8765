using Inflaton.Duality.Interactions;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Kernels.Interactions;
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
/// The case of one input of <see cref="NextOrderRung"/>. With g = ∇f and h = (∇²f)g at θ_0, parameters move by
/// θ − θ_0 = gs + hu to the order needed, where velocities of s, u and q change by
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

    /// <summary>
    /// The numbers of a network: the vertices of <see cref="KernelInteractions"/>; with a kink, whose switching they do not know,
    /// derivatives by differences.
    /// </summary>
    /// <param name="parameters">θ_0; not changed.</param>
    /// <param name="input">x, shape [1, d].</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">There is more than one input or output.</exception>
    public static HomogeneousDrift Of(NetworkParameters parameters, Matrix<double> input, WorkerTeam team)
    {
        RequireSingle(parameters.Architecture, input);
        if (!parameters.Architecture.Activation.IsSmooth)
        {
            return ByDifferences(parameters, input, team);
        }

        Matrix<double> one = Matrix.Identity<double>(1);
        InteractionTensors vertices = new KernelInteractions(parameters, input, team: team).Along(one, one, Couplings.All(1));
        double theta = new TangentKernel<double>(parameters.Architecture, team: team).Square(parameters, input)[0, 0];
        return new HomogeneousDrift(theta, vertices.A(0, 0, 0), vertices.B(0, 0, 0, 0), vertices.C(0, 0, 0, 0));
    }

    private static HomogeneousDrift ByDifferences(NetworkParameters parameters, Matrix<double> input, WorkerTeam team)
    {
        NetworkArchitecture architecture = parameters.Architecture;
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
        double move = 1 / (outputScale * Math.Sqrt(Theta)), along = outputScale * move;
        Matrix<double> Of(double value) => new(1, 1, [value]);
        InteractionTensors tensors = new(Of(1), Of(move), Couplings.All(1), 1, outputScale);
        tensors.SetA(Of(outputScale * along * Second), 0, 0);
        tensors.SetAOfField(Of(along * along * Second), 0, 0);
        tensors.SetB(Of(outputScale * outputScale * along * Bend), 0, 0, 0);
        tensors.SetBOfField(Of(outputScale * along * along * Bend), 0, 0, 0);
        tensors.SetC(Of(outputScale * along * along * Third), 0, 0, 0);
        tensors.SetCOfField(Of(along * along * along * Third), 0, 0, 0);
        problem = problem with
        {
            Kernel = Of(outputScale * outputScale * Theta),
            TestKernel = null,
            TestInitialField = null,
            Solver = problem.Solver with { Reached = null },
        };
        InteractingForce force = new(problem, tensors, whitening: null);
        Trajectory followed = Recursion.Follow(problem, force, "next_order", force.Start()).Field;
        Trajectory record = new(problem.Times, 1, [.. Enumerable.Repeat(double.NaN, problem.Times.Length)]);
        followed.Values.CopyTo(record.Values, 0);
        return record;
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
