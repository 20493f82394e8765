using System.Numerics.Tensors;
using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training;

namespace Inflaton.Duality.Tuning;

/// <summary>
/// Heavy-ball training beyond the lazy regime, foretold in stretches. On each the field follows the recursion of a kernel,
/// f ← f + γ(f − f_{k−1}) − (η/N) Θ ℓ', a product with Θ an epoch; then weights and velocity are taken to where that stands for to the next
/// order in the displacement (<see cref="KernelMotion"/>), with as many passes through the network as some ten epochs of training, and
/// field and kernel anew there. Where a kernel does not serve for as long as that, the network itself is stepped through as many epochs,
/// which costs less and leaves nothing out. Not for use by several threads at once.
/// </summary>
/// <remarks>
/// Without the next order the kernel's change comes out several times too small where training rings, as it does at the fastest rates: see
/// <see cref="KernelMotion"/>. Parameterisation, widths, activation and data enter through the network's own derivatives, not through a
/// rule for their scaling. Hessians are differences over as much as the weights spread, so that kinks of an activation count with what the
/// weights cross of them.
/// </remarks>
public sealed class KernelPath
{
    private const double LossTolerance = 0.05;
    private const double Overshoot = 1.5;
    private const double Caution = 0.9;
    private const double Least = 0.1;
    private const double Most = 3;
    private const int MostDirections = 4;
    private const double LeastShare = 0.1;

    // What a stretch takes but for its kernel, in thirds of an epoch of training: forward, backward, and the gradient of the weights.
    private const int StretchOperations = 36;
    private const int EpochOperations = 3;

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
    private readonly double[] ones;
    private readonly double kernelOperations;
    private double operations;

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
        kernelOperations = KernelOperations(architecture, inputs.Rows, problem.Kernel.Rows / inputs.Rows);
        initial = natural is null ? problem.Kernel : Kernel(parameters);
        ones = new double[inputs.Rows];
        Array.Fill(ones, 1);
    }

    /// <summary>Part of itself by which the kernel may move before it is taken anew, and J with it; 0.1 by default.</summary>
    public double Tolerance { get; init; } = 0.1;

    /// <summary>
    /// What it may cost, in epochs of training, before the rest of the way goes by the last kernel; 100 by default. With 0 the whole way is
    /// one stretch.
    /// </summary>
    public double MostPasses { get; init; } = 100;

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
        Place place = new(parameters.Clone(), NetworkParameters.Zero(parameters.Architecture), [.. problem.InitialField], initial);
        operations = 0;

        // A stretch has to be as long as the epochs that it costs.
        int worth = (int)Math.Ceiling((StretchOperations + kernelOperations) / EpochOperations);
        int steps = 2 * worth, stretches = 0, stepped = 0;
        double reach = double.PositiveInfinity, walked = 0;
        bool isWhole = true;
        bool IsOver() => losses.Count > most || !(losses[^1] > target && losses[^1] <= FollowedTraining.Divergence * losses[0]);
        while (!IsOver())
        {
            isWhole = operations < EpochOperations * MostPasses;
            if (walked <= reach || !isWhole)
            {
                int first = losses.Count;
                place = place.Kernel is null ? place with { Kernel = Kernel(place.Parameters) } : place;
                KernelMotion motion = Motion(place);
                do
                {
                    motion.Step(learningRate, momentum);
                    losses.Add(problem.LossOf(motion.Field));
                }
                while (!IsOver() && (!isWhole || (motion.Distance <= reach && motion.Steps < steps)));

                if (motion.Steps >= worth || !isWhole)
                {
                    Place? next = Next(place, motion, momentum, losses[^1], !isWhole, out double error);
                    double change = error > 0 ? Math.Clamp(Caution / error, Least, Most) : double.IsNaN(error) ? Least : Most;
                    reach = change * motion.Farthest;
                    if (next is not null && (!isWhole || error <= Overshoot))
                    {
                        steps = (int)Math.Min(int.MaxValue, Math.Ceiling(Most * motion.Steps));
                        losses[^1] = problem.LossOf(next.Field);
                        (place, walked) = (next, 0);
                        stretches++;
                        if (!isWhole)
                        {
                            break;
                        }

                        continue;
                    }

                    steps = Math.Max(worth, motion.Steps / 2);
                }

                losses.RemoveRange(first, losses.Count - first);
            }

            int before = losses.Count;
            NetworkParameters from = place.Parameters.Clone();
            place = place with { Kernel = null };
            walked = 0;
            pass.Forward(place.Parameters);
            while (!IsOver() && losses.Count - before < worth)
            {
                StepNetwork(place, learningRate, momentum);
                losses.Add(problem.LossOf(place.Field));
                walked = Math.Max(walked, Math.Sqrt(Square(Sum(place.Parameters, -1, from))));
            }

            stepped += losses.Count - before;
        }

        Matrix<double> last = place.Kernel ?? Kernel(place.Parameters);
        double drift = TensorPrimitives.Distance<double>(last.Values, initial.Values) / TensorPrimitives.Norm<double>(initial.Values);
        return new FollowedTraining(
            losses, double.IsFinite(drift) ? drift : double.PositiveInfinity, stretches, stepped, operations / EpochOperations, isWhole);
    }

    /// <summary>
    /// What a kernel costs in units of a forward pass: a pass, one backward for every output that has its own, and products of activations
    /// and of δ's between all inputs.
    /// </summary>
    private static double KernelOperations(NetworkArchitecture architecture, int points, int outputs)
    {
        double weights = 0, products = 0;
        for (int l = 0; l < architecture.Layers; l++)
        {
            weights += (double)architecture.Fan(l) * architecture.Fan(l + 1);
            products += points * (architecture.Fan(l) + ((double)outputs * outputs * architecture.Fan(l + 1)));
        }

        return 1 + outputs + (products / weights);
    }

    /// <summary>‖a‖².</summary>
    private static double Square(NetworkParameters a) => a.Weights.Sum(weights => TensorPrimitives.SumOfSquares<double>(weights.Values))
        + a.Biases.Sum(biases => TensorPrimitives.SumOfSquares<double>(biases));

    /// <summary>a + factor b.</summary>
    private static NetworkParameters Sum(NetworkParameters a, double factor, NetworkParameters b)
    {
        NetworkParameters sum = a.Clone();
        Add(factor, b, sum);
        return sum;
    }

    /// <summary>sum += factor b.</summary>
    private static void Add(double factor, NetworkParameters b, NetworkParameters sum)
    {
        for (int l = 0; l < sum.Weights.Length; l++)
        {
            TensorPrimitives.MultiplyAdd<double>(b.Weights[l].Values, factor, sum.Weights[l].Values, sum.Weights[l].Values);
            TensorPrimitives.MultiplyAdd<double>(b.Biases[l], factor, sum.Biases[l], sum.Biases[l]);
        }
    }

    private KernelMotion Motion(Place place)
    {
        double[] drag = new double[place.Field.Length];
        double speed = Square(place.Velocity);
        if (speed > 0)
        {
            Forward(place.Parameters);
            tangent.Forward(pass, place.Parameters, place.Velocity);
            operations += 2;
            TensorPrimitives.Multiply(tangent.Output.Values, Scale, drag);
        }

        return new KernelMotion(problem, place.Kernel!, place.Field, drag, speed, natural);
    }

    /// <summary>An epoch of training; the pass is at the weights before and after it.</summary>
    private void StepNetwork(Place place, double learningRate, double momentum)
    {
        double[] source = new double[place.Field.Length];
        problem.Loss.Gradient(place.Field, problem.Targets, source);
        natural?.Apply(source);
        TensorPrimitives.Multiply(source, -learningRate / problem.Points, source);
        Add(momentum - 1, place.Velocity.Clone(), place.Velocity);
        AddGradient(place.Parameters, source, place.Velocity);
        Add(1, place.Velocity, place.Parameters);
        Forward(place.Parameters);
        Read(place.Field);
    }

    /// <summary>
    /// Takes weights, velocity, field and kernel to where a motion has come to, and says how far off the motion was; null where J turns so
    /// far on the way that the rest is not worth its while.
    /// </summary>
    private Place? Next(Place place, KernelMotion motion, double momentum, double expected, bool isLast, out double error)
    {
        double beyond = motion.Distance > 0 ? motion.Farthest / motion.Distance : 1;
        Forward(place.Parameters);
        NetworkParameters gained = InWeights(place, motion.Source, 0);
        NetworkParameters moved = Moved(place, motion, gained);
        Forward(moved);
        NetworkParameters turn = Sum(NetworkParameters.Zero(parameters.Architecture), -1, gained);
        AddGradient(moved, motion.Source, turn);
        error = Square(gained) > 0 ? Math.Sqrt(Square(turn) / Square(gained)) * beyond / Tolerance : 0;
        if (!isLast && !(error <= Overshoot))
        {
            return null;
        }

        (gained, NetworkParameters velocity) = ToNextOrder(place, motion, momentum);
        moved = Moved(place, motion, gained);
        Forward(moved);
        double[] field = new double[place.Field.Length];
        Read(field);
        double loss = problem.LossOf(field);
        Matrix<double> kernel = Kernel(moved), before = place.Kernel!;
        double change = TensorPrimitives.Distance<double>(kernel.Values, before.Values) / TensorPrimitives.Norm<double>(before.Values);
        error = Math.Max(
            Math.Max(error, change * beyond / Tolerance),
            Math.Sqrt(Math.Abs(loss - expected) / (LossTolerance * Math.Max(loss, expected))));
        return new Place(moved, velocity, field, kernel);
    }

    /// <summary>What the steps of a motion have added to the weights, and the velocity at its end, to the next order.</summary>
    private (NetworkParameters Gained, NetworkParameters Velocity) ToNextOrder(Place place, KernelMotion motion, double momentum)
    {
        NetworkArchitecture architecture = parameters.Architecture;
        NetworkParameters gained = NetworkParameters.Zero(architecture);
        NetworkParameters velocity = Sum(NetworkParameters.Zero(architecture), motion.Carry, place.Velocity);
        KernelMotion.NextOrder[] order = [.. motion.Next(momentum, MostDirections, LeastShare)];
        Forward(place.Parameters);
        NetworkParameters[] directions = [.. order.Select(one => InWeights(place, one.Source, one.Carried))];
        NetworkParameters mean = InWeights(place, motion.MeanSource, motion.MeanCarried);
        Add(1, place.Parameters, mean);

        // J at the mean displacement, and its differences to both sides.
        Forward(mean);
        AddGradient(mean, motion.Source, gained);
        AddGradient(mean, motion.LastSource, velocity);
        for (int r = 0; r < order.Length; r++)
        {
            foreach (double side in (ReadOnlySpan<double>)[order[r].Spread, -order[r].Spread])
            {
                NetworkParameters aside = Sum(mean, side, directions[r]);
                Forward(aside);
                AddGradient(aside, Scaled(order[r].Gain, 0.5 / side), gained);
                if (momentum > 0)
                {
                    AddGradient(aside, Scaled(order[r].LastGain, 0.5 / side), velocity);
                }
            }
        }

        return (gained, velocity);
    }

    private static NetworkParameters Moved(Place place, KernelMotion motion, NetworkParameters gained) =>
        Sum(Sum(place.Parameters, motion.Carried, place.Velocity), 1, gained);

    /// <summary>c v + Jᵀq, after a forward pass at the place.</summary>
    private NetworkParameters InWeights(Place place, double[] source, double carried)
    {
        NetworkParameters sum = Sum(NetworkParameters.Zero(parameters.Architecture), carried, place.Velocity);
        AddGradient(place.Parameters, source, sum);
        return sum;
    }

    private static double[] Scaled(double[] vector, double factor)
    {
        double[] scaled = new double[vector.Length];
        TensorPrimitives.Multiply(vector, factor, scaled);
        return scaled;
    }

    private void Forward(NetworkParameters at)
    {
        pass.Forward(at);
        operations++;
    }

    /// <summary>The field of the last forward pass.</summary>
    private void Read(double[] field)
    {
        pass.Output.Values.CopyTo(field, 0);
        readOut?.Read(field, field);
    }

    /// <summary>sum += Jᵀq, J of the field, after a forward pass.</summary>
    private void AddGradient(NetworkParameters at, double[] source, NetworkParameters sum)
    {
        NetworkArchitecture architecture = at.Architecture;
        TensorPrimitives.Multiply(source, Scale, pass.Delta(architecture.Layers).Values);
        pass.Backward(at);
        operations += 2;
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
        operations += kernelOperations;
        Matrix<double> kernel = kernels.Square(at, inputs);
        TensorPrimitives.Multiply(kernel.Values, Scale * Scale, kernel.Values);
        return kernel;
    }

    /// <summary>Weights, velocity, field, and kernel where it is known.</summary>
    private sealed record Place(NetworkParameters Parameters, NetworkParameters Velocity, double[] Field, Matrix<double>? Kernel);
}
