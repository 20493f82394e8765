using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training.Batches;

namespace Inflaton.Training;

/// <summary>
/// Every weight is moved at every step. Nothing is allocated after construction. The bits do not depend on the number of threads.
/// </summary>
/// <remarks>
/// For a few inputs a step is bound by the streaming of the weights. Wide matrices then collect their updates in factors that are exact to
/// rounding and are merged when they have grown, so that a step reads each wide matrix twice and writes none.
/// </remarks>
/// <typeparam name="T">Precision of the computation, <see cref="float"/> or <see cref="double"/>; what is handed out is double.</typeparam>
public sealed class DirectTraining<T> : TrainingMethod
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly NetworkParameters parameters;
    private readonly NetworkParameters<T> weights;
    private readonly NetworkParameters<T> velocity;
    private readonly BatchPasses<T>? batches;
    private readonly DecaySweep<T>? decay;
    private readonly double weightDecay;
    private readonly double? clipNorm;
    private readonly NetworkParameters<T>? clipped;
    private readonly MatrixProduct<T> product;
    private readonly DeferredChange? deferred;
    private readonly UpdateRule<T>? rule;
    private readonly Propagation<T>? apart;
    private readonly T[] ones;
    private readonly double[] gradient;
    private readonly double[] rounded;
    private readonly double[] positionField;
    private Propagation<T> pass;

    /// <summary>A training about to begin.</summary>
    /// <param name="parameters">θ_0; moved in place, as far as <see cref="Parameters"/> says.</param>
    /// <param name="inputs">x, one a row, shape [N, d].</param>
    /// <param name="targets">y, length N·C.</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="product">Matrix products.</param>
    /// <param name="team">Threads.</param>
    /// <param name="velocity">θ_0 − θ_{−1}, copied; null for a start at rest.</param>
    /// <param name="rule">How θ follows its velocity; null for θ ← θ + v, which alone lets updates be deferred.</param>
    /// <param name="readOut">How the field is read off the outputs; null for φ = f.</param>
    /// <param name="natural">What whitens the loss gradient; null for the gradient as it is.</param>
    /// <param name="batches">The rows of each step; null for all at each.</param>
    /// <param name="weightDecay">w: the gradient is ∇𝓛 + wθ.</param>
    /// <param name="clipNorm">c: ∇𝓛 is shortened to this norm where it is longer; null for the gradient as it is.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not belong together, or the batches do not belong to the loss and the gradient.
    /// </exception>
    public DirectTraining(
        NetworkParameters parameters,
        Matrix<double> inputs,
        double[] targets,
        Loss loss,
        MatrixProduct<T> product,
        WorkerTeam team,
        NetworkParameters? velocity = null,
        UpdateRule<T>? rule = null,
        ReadOut? readOut = null,
        NaturalGradient? natural = null,
        BatchPlan? batches = null,
        double weightDecay = 0,
        double? clipNorm = null)
        : base(inputs.Rows, parameters.Architecture.Outputs, targets, loss, readOut, natural, batches)
    {
        NetworkArchitecture architecture = parameters.Architecture;
        this.parameters = parameters;
        this.product = product;
        weights = parameters.In<T>();
        this.velocity = new NetworkParameters<T>(architecture);
        if (velocity is not null)
        {
            this.velocity.CopyFrom(velocity);
        }

        Matrix<T> points = inputs.In<T>();
        this.batches = batches is null ? null : new BatchPasses<T>(batches, architecture, points, product, team);
        pass = this.batches?.Current ?? new Propagation<T>(architecture, points, product, team);
        ones = new T[batches?.Size ?? points.Rows];
        Array.Fill(ones, T.One);
        gradient = new double[ones.Length * architecture.Outputs];
        rounded = typeof(T) == typeof(double) ? [] : new double[gradient.Length];
        this.rule = rule;
        this.weightDecay = weightDecay;
        this.clipNorm = clipNorm;
        clipped = clipNorm is null ? null : new NetworkParameters<T>(architecture);
        decay = weightDecay == 0 ? null : new DecaySweep<T>(architecture, team);
        deferred = rule is null && batches is null && decay is null && clipNorm is null
            ? DeferredChange.Of(weights, this.velocity, velocity is not null, points.Rows, product, new MatrixAddition<T>(team))
            : null;
        apart = rule is LookAheadRule<T> || batches is not null
            ? new Propagation<T>(architecture, points, product, team, carriesBack: false)
            : null;
        positionField = apart is null ? [] : new double[targets.Length];
    }

    /// <summary>θ, as moved so far. Asking brings the weights up to date, at the cost of about a step.</summary>
    public override NetworkParameters Parameters
    {
        get
        {
            deferred?.Settle();
            if (!ReferenceEquals(weights, parameters))
            {
                parameters.CopyFrom(weights);
            }

            return parameters;
        }
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Outputs => pass.Output.Values is double[] own ? own : rounded.AsSpan(0, pass.Output.Values.Length);

    /// <summary>Bytes that training needs beside its inputs: parameters, velocity and the passes' storage.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="points">Number N of inputs.</param>
    /// <param name="ruleCopies">Copies of the parameters that an <see cref="UpdateRule{T}"/> keeps; 0 without one.</param>
    public static double MemoryNeeded(NetworkArchitecture architecture, int points, int ruleCopies = 0)
    {
        double copies = ruleCopies + (typeof(T) == typeof(double) ? 2 : 2 + ((double)sizeof(double) / Marshal.SizeOf<T>()));
        return Marshal.SizeOf<T>()
            * ((copies * architecture.ParameterCount) + (3.0 * points * architecture.Fans.Sum(fan => (double)fan)))
            * (points <= DeferredLayer<T>.MostPoints ? 1.3 : 1);
    }

    /// <inheritdoc/>
    protected override void Propagate()
    {
        if (batches is not null)
        {
            Take(batches.Advance());
            pass = batches.Current;
        }

        deferred?.Prepare();
        pass.Forward(GradientPoint, deferred);
        if (rounded.Length > 0)
        {
            TensorPrimitives.ConvertTruncating<T, double>(pass.Output.Values, rounded);
        }
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> FieldAtParameters()
    {
        if (apart is null || (batches is null && ReferenceEquals(GradientPoint, weights)))
        {
            return Field;
        }

        apart.Forward(weights);
        double[] values = apart.Output.Values as double[] ?? positionField;
        if (!ReferenceEquals(values, apart.Output.Values))
        {
            TensorPrimitives.ConvertTruncating<T, double>(apart.Output.Values, values);
        }

        ReadOut?.Read(values, values);
        return values;
    }

    /// <inheritdoc/>
    public override void Step(StepCoefficients coefficients)
    {
        NetworkArchitecture architecture = weights.Architecture;
        T momentum = T.CreateChecked(coefficients.Momentum);
        Span<double> here = gradient.AsSpan(0, pass.Output.Values.Length);
        LossGradient(here);
        TensorPrimitives.ConvertTruncating<double, T>(here, pass.Delta(architecture.Layers).Values);
        pass.Backward(GradientPoint, deferred);
        T learningRate = T.CreateChecked(
            coefficients.LearningRate * (clipNorm is { } most ? Optimizer.ClipFactor(GradientNorm(), most) : 1));
        if (decay is not null)
        {
            decay.Run(velocity, GradientPoint, momentum, T.CreateChecked(-coefficients.LearningRate * weightDecay));
            momentum = T.One;
        }

        for (int l = 0; l < architecture.Layers; l++)
        {
            Matrix<T> delta = pass.Delta(l + 1);
            if (deferred?[l] is { } layer)
            {
                layer.Step(momentum, learningRate, delta, expressed: l > 0);
            }
            else
            {
                MoveWeights(l, delta, momentum, -learningRate * T.CreateChecked(architecture.WeightScale(l)));
            }

            if (architecture.BiasScale(l) != 0)
            {
                MoveBiases(l, delta, momentum, -learningRate * T.CreateChecked(architecture.BiasScale(l)));
            }
        }

        rule?.Move(weights, velocity);
    }

    /// <inheritdoc/>
    public override bool Keep(KeptState state)
    {
        weights.Keep(state);
        velocity.Keep(state);
        deferred?.Keep(state);
        return (rule?.Keep(state) ?? true) && (batches?.Keep(state) ?? true);
    }

    /// <summary>|∇𝓛| over all parameters.</summary>
    private double GradientNorm()
    {
        NetworkArchitecture architecture = weights.Architecture;
        double sum = 0;
        for (int l = 0; l < architecture.Layers; l++)
        {
            Matrix<T> delta = pass.Delta(l + 1), matrix = clipped!.Weights[l];
            product.Multiply(T.One, delta, Transpose.Yes, pass.Activation(l), Transpose.No, T.Zero, matrix);
            sum += Squared(architecture.WeightScale(l), matrix.Values);
            if (architecture.BiasScale(l) != 0)
            {
                product.MatrixVector(T.One, delta, Transpose.Yes, ones.AsSpan(0, pass.Rows), T.Zero, clipped.Biases[l]);
                sum += Squared(architecture.BiasScale(l), clipped.Biases[l]);
            }
        }

        return Math.Sqrt(sum);

        static double Squared(double scale, T[] values)
        {
            double norm = scale * double.CreateChecked(TensorPrimitives.Norm<T>(values));
            return norm * norm;
        }
    }

    private NetworkParameters<T> GradientPoint => rule is null ? weights : rule.GradientPoint(weights);

    private void MoveWeights(int layer, Matrix<T> delta, T momentum, T factor)
    {
        Matrix<T> matrix = weights.Weights[layer], velocities = velocity.Weights[layer], activations = pass.Activation(layer);
        if (rule is not null)
        {
            product.Multiply(factor, delta, Transpose.Yes, activations, Transpose.No, momentum, velocities);
        }
        else if (pass.Rows == 1 && matrix.Rows == 1)
        {
            Leapfrog.Move(matrix.Values, velocities.Values, activations.Values, momentum, factor * delta.Values[0]);
        }
        else if (pass.Rows == 1 && matrix.Columns == 1)
        {
            Leapfrog.Move(matrix.Values, velocities.Values, delta.Values, momentum, factor * activations.Values[0]);
        }
        else
        {
            product.Move(factor, delta, activations, momentum, velocities, matrix);
        }
    }

    private void MoveBiases(int layer, Matrix<T> delta, T momentum, T factor)
    {
        T[] biases = weights.Biases[layer], velocities = velocity.Biases[layer];
        if (rule is null && pass.Rows == 1)
        {
            Leapfrog.Move(biases, velocities, delta.Values, momentum, factor);
        }
        else
        {
            product.MatrixVector(factor, delta, Transpose.Yes, ones.AsSpan(0, pass.Rows), momentum, velocities);
            if (rule is null)
            {
                TensorPrimitives.Add<T>(biases, velocities, biases);
            }
        }
    }

    /// <summary>The layers whose updates are deferred.</summary>
    private sealed class DeferredChange(DeferredLayer<T>?[] layers, int points) : IWeightChange<T>
    {
        public DeferredLayer<T>? this[int layer] => layers[layer];

        public static DeferredChange? Of(
            NetworkParameters<T> weights, NetworkParameters<T> velocity, bool moves, int points, MatrixProduct<T> product,
            MatrixAddition<T> addition)
        {
            var layers = new DeferredLayer<T>?[weights.Weights.Length];
            for (int l = 0; l < layers.Length; l++)
            {
                Matrix<T> matrix = weights.Weights[l];
                if (DeferredLayer<T>.Pays(matrix.Rows, matrix.Columns, points))
                {
                    T scale = T.CreateChecked(weights.Architecture.WeightScale(l));
                    layers[l] = new DeferredLayer<T>(matrix, velocity.Weights[l], moves, scale, points, product, addition);
                }
            }

            return layers.Any(layer => layer is not null) ? new DeferredChange(layers, points) : null;
        }

        public void AddForward(int layer, Matrix<T> activations, Matrix<T> result) => layers[layer]?.AddForward(activations, result);

        public void AddBackward(int layer, Matrix<T> deltas, Matrix<T> result) => layers[layer]?.AddBackward(deltas, result);

        public void Prepare()
        {
            foreach (DeferredLayer<T>? layer in layers)
            {
                layer?.Prepare(points);
            }
        }

        public void Keep(KeptState state)
        {
            foreach (DeferredLayer<T>? layer in layers)
            {
                layer?.Keep(state);
            }
        }

        public void Settle()
        {
            foreach (DeferredLayer<T>? layer in layers)
            {
                layer?.Settle();
            }
        }
    }
}
