using System.Numerics.Tensors;
using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training;

namespace Inflaton.Duality.Tuning;

/// <summary>
/// Heavy-ball training beyond the lazy regime, foretold: the field follows the recursion of a kernel, f ← f + γ(f − f_{k−1}) − (η/N) Θ ℓ',
/// and the kernel is taken anew at the weights that this stands for, θ + Jᵀq, whenever it has moved by a part of itself. A step costs a
/// product with Θ; the network itself is evaluated as seldom as its kernel allows: once where it hardly moves. Not for use by several
/// threads at once.
/// </summary>
/// <remarks>
/// Right up to the square of <see cref="Tolerance"/> a stage; where a stage is a single step it is training itself. Where kernel or leading
/// mode swing with every epoch it would take as many kernels, and training were the cheaper: hence <see cref="MostKernels"/>.
/// Parameterisation, widths, activation and data enter through the network's own
/// derivatives, not through a rule for their scaling.
/// </remarks>
public sealed class KernelPath
{
    private const double LossTolerance = 0.05;
    private const double Overshoot = 1.5;
    private const double Caution = 0.9;
    private const double Least = 0.1;
    private const double Most = 3;
    private const int FirstSteps = 3;
    private const int MostIterations = 60;
    private const double Converged = 1e-4;

    private readonly PredictionProblem problem;
    private readonly NetworkParameters parameters;
    private readonly Matrix<double> inputs;
    private readonly ReadOut? readOut;
    private readonly NaturalGradient? natural;
    private readonly MatrixProduct<double> product;
    private readonly TangentKernel<double> kernels;
    private readonly Propagation<double> pass;
    private readonly TangentPass tangent;
    private readonly Matrix<double> initial;
    private readonly double size;
    private readonly double[] ones;

    /// <summary>The ways of one network.</summary>
    /// <param name="problem">Kernel, field and loss at epoch 0; its team computes. Its optimiser is not used.</param>
    /// <param name="parameters">θ_0; not changed.</param>
    /// <param name="inputs">x, one a row, shape [N, d].</param>
    /// <param name="readOut">How the field is read off the outputs; null for φ = f.</param>
    /// <param name="natural">What whitens the loss gradient; null for the gradient as it is.</param>
    public KernelPath(
        PredictionProblem problem, NetworkParameters parameters, Matrix<double> inputs, ReadOut? readOut = null,
        NaturalGradient? natural = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(inputs);
        (this.problem, this.parameters, this.inputs, this.readOut, this.natural) = (problem, parameters, inputs, readOut, natural);
        NetworkArchitecture architecture = parameters.Architecture;
        product = new MatrixProduct<double>(problem.Team);
        kernels = new TangentKernel<double>(architecture, product, problem.Team) { SharesOutputs = problem.Copies > 1 };
        pass = new Propagation<double>(architecture, inputs, product, problem.Team);
        tangent = new TangentPass(architecture, inputs.Rows, product, problem.Team);
        initial = natural is null ? problem.Kernel : Kernel(parameters);
        size = TensorPrimitives.Norm<double>(initial.Values);
        ones = new double[inputs.Rows];
        Array.Fill(ones, 1);
    }

    /// <summary>Part of itself by which the kernel may move before it is taken anew, and J with it; 0.1 by default.</summary>
    public double Tolerance { get; init; } = 0.1;

    /// <summary>
    /// How often the kernel is taken anew before the rest of the way goes by the last, and one is taken at the end; 8 by default.
    /// With 0 it is the leading order alone: the kernel where the weights go by that of the start.
    /// </summary>
    public int MostKernels { get; init; } = 8;

    private double Scale => readOut?.Scale ?? 1;

    /// <summary>Follows a training until the loss is down to a target, or for a number of epochs.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">γ.</param>
    /// <param name="target">Loss to reach; 0 for none.</param>
    /// <param name="most">Epochs at most.</param>
    public FollowedTraining Follow(double learningRate, double momentum, double target, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        List<double> losses = [problem.LossOf(problem.InitialField)];
        Stage stage = new(parameters.Clone(), NetworkParameters.Zero(parameters.Architecture), [.. problem.InitialField], initial);
        double reach = double.PositiveInfinity, drift = 0, growth = 1;
        int taken = 0, steps = FirstSteps;
        bool IsOver() => losses.Count > most || !(losses[^1] > target && losses[^1] <= FollowedTraining.Divergence * losses[0]);
        while (!IsOver())
        {
            bool isLast = taken >= MostKernels;
            int first = losses.Count;
            Motion motion = new(this, stage);
            do
            {
                motion.Step(learningRate, momentum);
                losses.Add(problem.LossOf(motion.Field));
            }
            while (!IsOver() && (isLast || (motion.Distance <= reach && losses.Count - first < steps)));

            // How far off this kernel was: by the kernel there, and by the loss there.
            Stage next = Next(stage, motion, out double turned);
            taken++;
            double loss = problem.LossOf(next.Field);
            double moved = Distance(next.Kernel, stage.Kernel) / TensorPrimitives.Norm<double>(stage.Kernel.Values) * motion.Farthest
                / motion.Distance;
            turned *= motion.Farthest / motion.Distance;
            double error = Math.Max(
                Math.Max(moved, turned) / Tolerance, Math.Sqrt(Math.Abs(loss - losses[^1]) / (LossTolerance * Math.Max(loss, losses[^1]))));
            double change = error > 0 ? Math.Clamp(Caution / error, Least, Most) : double.IsNaN(error) ? Least : Most;
            int made = losses.Count - first;
            reach = change * motion.Farthest;
            if (!isLast && !(error <= Overshoot) && made > 1)
            {
                // Too far for one kernel: back, and not so far.
                losses.RemoveRange(first, made);
                steps = Math.Max(1, made / 2);
                continue;
            }

            steps = (int)Math.Min(int.MaxValue, Math.Ceiling(Most * made));
            losses[^1] = loss;
            stage = next;
            bool isFinite = double.IsFinite(moved);
            drift = isFinite ? Distance(stage.Kernel, initial) / size : double.PositiveInfinity;
            growth = Math.Max(growth, isFinite ? Leading(stage.Kernel) / problem.Spectrum.Leading : double.PositiveInfinity);
            if (isLast)
            {
                break;
            }
        }

        return new FollowedTraining(losses, drift, growth, taken);
    }

    /// <summary>‖a − b‖.</summary>
    private static double Distance(Matrix<double> a, Matrix<double> b) => TensorPrimitives.Distance<double>(a.Values, b.Values);

    /// <summary>Takes network and kernel anew where a motion has come to.</summary>
    private Stage Next(Stage stage, Motion motion, out double turned)
    {
        NetworkArchitecture architecture = parameters.Architecture;
        pass.Forward(stage.Parameters);
        NetworkParameters velocity = Sum(NetworkParameters.Zero(architecture), motion.Carry, stage.Velocity);
        AddGradient(stage.Parameters, motion.LastSource, velocity);
        NetworkParameters gained = NetworkParameters.Zero(architecture), there = NetworkParameters.Zero(architecture);
        AddGradient(stage.Parameters, motion.Source, gained);
        NetworkParameters moved = Sum(Sum(stage.Parameters, motion.Carried, stage.Velocity), 1, gained);
        pass.Forward(moved);
        double[] field = [.. pass.Output.Values];
        readOut?.Read(field, field);
        AddGradient(moved, motion.Source, there);
        turned = Math.Sqrt(Square(Sum(there, -1, gained)) / Square(gained));
        return new Stage(moved, velocity, field, Kernel(moved));
    }

    /// <summary>‖a‖².</summary>
    private static double Square(NetworkParameters a) => a.Weights.Sum(weights => TensorPrimitives.SumOfSquares<double>(weights.Values))
        + a.Biases.Sum(biases => TensorPrimitives.SumOfSquares<double>(biases));

    /// <summary>a + factor b.</summary>
    private static NetworkParameters Sum(NetworkParameters a, double factor, NetworkParameters b)
    {
        NetworkParameters sum = a.Clone();
        for (int l = 0; l < sum.Weights.Length; l++)
        {
            TensorPrimitives.MultiplyAdd<double>(b.Weights[l].Values, factor, sum.Weights[l].Values, sum.Weights[l].Values);
            TensorPrimitives.MultiplyAdd<double>(b.Biases[l], factor, sum.Biases[l], sum.Biases[l]);
        }

        return sum;
    }

    /// <summary>sum += Jᵀq, J of the field, after a forward pass.</summary>
    private void AddGradient(NetworkParameters at, double[] source, NetworkParameters sum)
    {
        NetworkArchitecture architecture = at.Architecture;
        TensorPrimitives.Multiply(source, Scale, pass.Delta(architecture.Layers).Values);
        pass.Backward(at);
        for (int l = 0; l < architecture.Layers; l++)
        {
            Matrix<double> delta = pass.Delta(l + 1);
            product.Multiply(architecture.WeightScale(l), delta, Transpose.Yes, pass.Activation(l), Transpose.No, 1, sum.Weights[l]);
            if (architecture.BiasScale(l) != 0)
            {
                product.MatrixVector(architecture.BiasScale(l), delta, Transpose.Yes, ones, 1, sum.Biases[l]);
            }
        }
    }

    /// <summary>α²Θ.</summary>
    private Matrix<double> Kernel(NetworkParameters at)
    {
        Matrix<double> kernel = kernels.Square(at, inputs);
        TensorPrimitives.Multiply(kernel.Values, Scale * Scale, kernel.Values);
        return kernel;
    }

    /// <summary>
    /// λ_1 by the power method, from the leading mode of the start; with whitening that of the kernel times it, whose eigenvalues are real
    /// too.
    /// </summary>
    private double Leading(Matrix<double> kernel)
    {
        int count = problem.Spectrum.Count;
        double[] vector = new double[count], image = new double[count];
        for (int i = 0; i < count; i++)
        {
            vector[i] = problem.Spectrum.Modes[i, 0];
        }

        double leading = 0;
        for (int k = 0; k < MostIterations; k++)
        {
            natural?.Apply(vector);
            product.MatrixVector(1, kernel, Transpose.No, vector, 0, image);
            double next = TensorPrimitives.Norm<double>(image);
            TensorPrimitives.Divide(image, next, vector);
            if (Math.Abs(next - leading) <= Converged * next)
            {
                return next;
            }

            leading = next;
        }

        return leading;
    }

    /// <summary>Where the kernel was taken.</summary>
    private sealed record Stage(NetworkParameters Parameters, NetworkParameters Velocity, double[] Field, Matrix<double> Kernel);

    /// <summary>The motion by one kernel: θ = θ_s + (Σγ^j) v_s + Jᵀq, and the field to first order in that.</summary>
    private sealed class Motion
    {
        private readonly KernelPath path;
        private readonly KernelForce force;
        private readonly double[] drag;
        private readonly double[] shift;
        private readonly double[] gradient;
        private readonly double speed;

        public Motion(KernelPath path, Stage stage)
        {
            this.path = path;
            int length = stage.Field.Length;
            force = new KernelForce(path.problem with { Kernel = stage.Kernel, TestKernel = null });
            (Field, Source, LastSource) = ([.. stage.Field], new double[length], new double[length]);
            (drag, shift, gradient) = (new double[length], new double[length], new double[length]);
            speed = stage.Velocity.Weights.Sum(weights => TensorPrimitives.SumOfSquares<double>(weights.Values))
                + stage.Velocity.Biases.Sum(biases => TensorPrimitives.SumOfSquares<double>(biases));
            if (speed > 0)
            {
                path.pass.Forward(stage.Parameters);
                path.tangent.Forward(path.pass, stage.Parameters, stage.Velocity);
                TensorPrimitives.Multiply(path.tangent.Output.Values, path.Scale, drag);
            }
        }

        /// <summary>f.</summary>
        public double[] Field { get; }

        /// <summary>q.</summary>
        public double[] Source { get; }

        /// <summary>The part of q that the last step added.</summary>
        public double[] LastSource { get; }

        /// <summary>γ^k.</summary>
        public double Carry { get; private set; } = 1;

        /// <summary>γ + γ² + … + γ^k.</summary>
        public double Carried { get; private set; }

        /// <summary>‖θ − θ_s‖.</summary>
        public double Distance { get; private set; }

        /// <summary>The largest so far.</summary>
        public double Farthest { get; private set; }

        public void Step(double learningRate, double momentum)
        {
            PredictionProblem problem = path.problem;
            problem.Loss.Gradient(Field, problem.Targets, gradient);
            path.natural?.Apply(gradient);
            TensorPrimitives.Multiply(LastSource, momentum, LastSource);
            TensorPrimitives.MultiplyAdd<double>(gradient, -learningRate / problem.Points, LastSource, LastSource);
            TensorPrimitives.Add<double>(Source, LastSource, Source);
            LastSource.CopyTo(force.Gradient, 0);
            ReadOnlySpan<double> pull = force.Apply();
            Carry *= momentum;
            Carried += Carry;
            TensorPrimitives.MultiplyAdd(pull, problem.Points, Field, Field);
            TensorPrimitives.MultiplyAdd(pull, problem.Points, shift, shift);
            TensorPrimitives.MultiplyAdd<double>(drag, Carry, Field, Field);

            // |S v + Jᵀq|² = S²|v|² + 2S q·Jv + q·Θq.
            double square = (Carried * Carried * speed) + (2 * Carried * TensorPrimitives.Dot<double>(Source, drag))
                + TensorPrimitives.Dot<double>(Source, shift);
            Distance = Math.Sqrt(Math.Max(0, square));
            Farthest = Math.Max(Farthest, Distance);
        }
    }
}
