using System.Numerics.Tensors;
using Inflaton.Duality.Tuning;
using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>
/// How far training will move the kernel: the weights are taken along the way of the frozen kernel, θ̇ = J(θ)ᵀȧ with the a(t) that its
/// recursion gives, and Θ is taken where they end. To leading order in 1/width that is all that the kernel does, whatever the activation:
/// Θ̇ = A ȧ with the vertex A of the place, which B and C turn on the way.
/// </summary>
/// <remarks>
/// The weights are taken along a line, as those of a field that rolls slowly go: what steps of finite length and inertia do beside it is
/// left out, a part of the order ηm²/(1−γ)² = m²/9H².
/// </remarks>
public static class KernelTransport
{
    /// <summary>ηm²/(1−γ)² up to which a field rolls slowly enough: there the change is off by 5 % for that reason.</summary>
    public const double LargestRoll = 1;

    /// <summary>Each takes two passes there and back. Kinks take the most.</summary>
    private const int FewestStretches = 4, MostStretches = 64;

    /// <summary>
    /// By what part half as many stretches may differ. Lines are right to second order, and what is left of that order is taken away: the
    /// change is then off by 1e-3 of itself at most, a small part of what slow roll leaves out.
    /// </summary>
    private const double Tolerance = 5e-3;

    /// <summary>
    /// ‖Θ_K − Θ₀‖/‖Θ₀‖ (Frobenius) as predicted; null where the optimiser is no heavy ball of a constant rate, where the field does not
    /// roll slowly (<see cref="LargestRoll"/>), and where the way leaves the numbers.
    /// </summary>
    /// <param name="problem">Kernel and field at epoch 0; the last of its epochs is K.</param>
    /// <param name="parameters">θ_0; not changed.</param>
    /// <param name="inputs">x, shape [N, d].</param>
    /// <param name="scale">α of the field φ = αf + a constant.</param>
    public static double? Change(PredictionProblem problem, NetworkParameters parameters, Matrix<double> inputs, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(parameters);
        if (problem.Optimizer is not GradientDescent { Scheduled: null, WeightDecay: 0, ClipNorm: null } descent
            || problem.Batches is not null
            || LargestMass.Of(problem).AtStart * descent.LearningRate > LargestRoll * (1 - descent.Momentum) * (1 - descent.Momentum))
        {
            return null;
        }

        int length = problem.InitialField.Length;
        double[][] sources = Sources(problem, descent);
        if (!double.IsFinite(TensorPrimitives.SumOfMagnitudes<double>(sources[^1])))
        {
            return null;
        }

        MatrixProduct<double> product = new(problem.Team);
        NetworkParameters moved = parameters.Clone(), middle = parameters.Clone();
        Propagation<double> pass = new(parameters.Architecture, inputs, product, problem.Team);
        TangentKernel<double> kernels = new(parameters.Architecture, product, problem.Team) { SharesOutputs = problem.Copies > 1 };
        double[] gained = new double[length], ones = new double[inputs.Rows];
        Array.Fill(ones, 1);
        double change = parameters.Architecture.Activation.IsSmooth ? Extrapolated() : By(MostStretches);
        return double.IsFinite(change) ? change : null;

        // By as few stretches as do.
        double Extrapolated()
        {
            double coarse = By(FewestStretches);
            for (int stretches = 2 * FewestStretches; ; stretches *= 2)
            {
                double fine = By(stretches), off = fine - coarse;
                if (!(Math.Abs(off) > Tolerance * fine) || stretches == MostStretches)
                {
                    return Math.Max(0, fine + (off / 3));
                }

                coarse = fine;
            }
        }

        // The change by a number of stretches of the way, which divides the largest.
        double By(int stretches)
        {
            moved.CopyFrom(parameters);
            int each = MostStretches / stretches;
            for (int end = each; end <= MostStretches; end += each)
            {
                TensorPrimitives.Subtract<double>(sources[end], sources[end - each], gained);
                middle.CopyFrom(moved);
                Pull(moved, scale / 2, middle);
                Pull(middle, scale, moved);
            }

            Matrix<double> kernel = kernels.Square(moved, inputs);
            TensorPrimitives.Multiply(kernel.Values, scale * scale, kernel.Values);
            return Trainer.RelativeDistance(kernel, problem.Kernel);
        }

        // to += factor J(at)ᵀ gained.
        void Pull(NetworkParameters at, double factor, NetworkParameters to)
        {
            NetworkArchitecture architecture = at.Architecture;
            pass.Forward(at);
            TensorPrimitives.Multiply(gained, factor, pass.Delta(architecture.Layers).Values);
            pass.Backward(at);
            for (int l = 0; l < architecture.Layers; l++)
            {
                Matrix<double> delta = pass.Delta(l + 1);
                product.Multiply(architecture.WeightScale(l), delta, Transpose.Yes, pass.Activation(l), Transpose.No, 1, to.Weights[l]);
                if (architecture.BiasScale(l) != 0)
                {
                    product.MatrixVector(architecture.BiasScale(l), delta, Transpose.Yes, ones, 1, to.Biases[l]);
                }
            }
        }
    }

    /// <summary>Sums of the forces at the ends of the shortest stretches, which grow with the epoch, as the field slows down.</summary>
    private static double[][] Sources(PredictionProblem problem, GradientDescent descent)
    {
        KernelMotion motion = new(
            problem, problem.Kernel, problem.InitialField, new double[problem.InitialField.Length], 0, natural: null);
        double[][] sources = [[.. motion.Source], .. new double[MostStretches][]];
        for (int stretch = 1; stretch <= MostStretches; stretch++)
        {
            int end = (int)Math.Round(Math.Pow(problem.Epochs[^1] + 1, (double)stretch / MostStretches)) - 1;
            while (motion.Steps < end)
            {
                problem.Solver.Cancellation.ThrowIfCancellationRequested();
                motion.Step(descent.LearningRate, descent.Momentum);
            }

            sources[stretch] = [.. motion.Source];
        }

        return sources;
    }
}
