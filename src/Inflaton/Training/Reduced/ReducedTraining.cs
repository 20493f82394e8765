using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training.Reduced;

/// <summary>
/// Training in the basis that evolves: the weights of a layer between hidden levels move as W = W_0 + Dᵀ C A, where the rows of A span the
/// activations and those of D the back-propagated derivatives met so far, each to a tolerance. During lazy training these spaces stay
/// small, so a step costs O(N n r) instead of O(N n²), and of the r vectors a step uses those alone that the last steps needed. The
/// trajectory is that of <see cref="DirectTraining{T}"/> to about the tolerance. First layer, read-out and biases are trained directly.
/// Nothing is allocated while no basis changes. The bits do not depend on the number of threads.
/// </summary>
/// <remarks>
/// A layer whose bases no longer pay by <see cref="TrainingCost"/> (kinked activations on many inputs: the space then grows with the
/// width) gets its full weights and velocities and goes on directly; when none is left, <see cref="DirectTraining{T}"/> takes over, as it
/// does from the start for networks of one hidden layer, where there is nothing to reduce. Source: after arXiv:2202.11104, which neglects
/// the modes that do not evolve.
/// </remarks>
public sealed class ReducedTraining : TrainingMethod
{
    /// <summary>Tolerance by default.</summary>
    public const double DefaultTolerance = 1e-10;

    /// <summary>Least tolerance: below it residuals are rounding.</summary>
    public const double LeastTolerance = 1e-14;

    // A layer is left when the running mean of its cost over so many steps passes that of a direct step.
    private const double Patience = 100;

    private readonly NetworkParameters parameters;
    private readonly double[][] biasVelocity;
    private readonly double[] biasFactors;
    private readonly Matrix<double>[] activations;
    private readonly Matrix<double>[] slopes;
    private readonly Matrix<double>[] deltas;
    private readonly AffineLayer[] layers;
    private readonly double[] recentCost;
    private readonly BasisSize[] sizes;
    private readonly ElementwiseWork elementwise;
    private readonly double[] targets;
    private readonly Loss loss;
    private readonly MatrixProduct<double> product;
    private readonly WorkerTeam team;
    private readonly int points;
    private Matrix<double>[]? watchedSlopes;
    private DirectTraining<double>? successor;
    private int steps;
    private double directCost;
    private double reducedCost;
    private double largestResidualLeft;

    /// <summary>A training about to begin, at rest.</summary>
    /// <param name="parameters">θ_0; moved in place, but see <see cref="Parameters"/>.</param>
    /// <param name="inputs">x, one a row, shape [N, d].</param>
    /// <param name="targets">y, length N·C.</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="product">Matrix products.</param>
    /// <param name="team">Threads.</param>
    /// <param name="tolerance">
    /// Largest part of an activation or a back-propagated derivative that may lie outside its basis, relative to the largest among the N
    /// inputs; from <see cref="LeastTolerance"/> to below 1, <see cref="DefaultTolerance"/> by default.
    /// </param>
    /// <param name="readOut">How the field is read off the outputs; null for φ = f.</param>
    /// <param name="natural">What whitens the loss gradient; null for the gradient as it is.</param>
    /// <exception cref="ArgumentException">The shapes do not belong together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is outside its range.</exception>
    public ReducedTraining(
        NetworkParameters parameters,
        Matrix<double> inputs,
        double[] targets,
        Loss loss,
        MatrixProduct<double> product,
        WorkerTeam team,
        double tolerance = DefaultTolerance,
        ReadOut? readOut = null,
        NaturalGradient? natural = null)
        : base(inputs.Rows, parameters.Architecture.Outputs, targets, loss, readOut, natural)
    {
        NetworkArchitecture architecture = parameters.Architecture;
        if (inputs.Columns != architecture.Inputs)
        {
            throw new ArgumentException(
                $"The inputs have {inputs.Columns} columns, the network takes {architecture.Inputs}.", nameof(inputs));
        }

        if (!(tolerance >= LeastTolerance && tolerance < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(tolerance), tolerance, $"The tolerance must be at least {LeastTolerance:G1} and below 1.");
        }

        this.parameters = parameters;
        this.targets = targets;
        this.loss = loss;
        this.product = product;
        this.team = team;
        Tolerance = tolerance;
        points = inputs.Rows;
        elementwise = new ElementwiseWork(architecture, team);
        biasFactors = new double[points];
        biasVelocity = [.. parameters.Biases.Select(bias => new double[bias.Length])];
        activations = [inputs, .. architecture.Fans.Skip(1).Select(fan => new Matrix<double>(points, fan))];
        deltas = [new Matrix<double>(0, 0), .. architecture.Fans.Skip(1).Select(fan => new Matrix<double>(points, fan))];
        slopes = [new Matrix<double>(0, 0), .. architecture.Fans.Skip(1).SkipLast(1).Select(fan => new Matrix<double>(points, fan))];
        BasisProduct bases = new(product, team);
        layers = new AffineLayer[architecture.Layers];
        recentCost = new double[architecture.Layers];
        sizes = new BasisSize[architecture.Layers];
        for (int l = 0; l < layers.Length; l++)
        {
            Matrix<double> weights = parameters.Weights[l];
            double scale = architecture.WeightScale(l);
            sizes[l] = new BasisSize(l, 0, 0, 0, 0, null);
            layers[l] = l > 0 && l < layers.Length - 1
                ? new ReducedLayer(scale, weights, points, tolerance, bases)
                : weights.Rows == 1 || weights.Columns == 1
                ? new VectorLayer(scale, weights, points)
                : new DirectLayer(scale, weights, new Matrix<double>(weights.Rows, weights.Columns), product);
        }
    }

    /// <summary>Largest relative residual that is dropped.</summary>
    public double Tolerance { get; }

    /// <summary>
    /// θ, as moved so far. Asking merges the displacement of every reduced layer into its full weights, W_0 ← W_0 + Dᵀ C A at O(n² r). It
    /// changes what follows by rounding alone.
    /// </summary>
    public override NetworkParameters Parameters
    {
        get
        {
            if (successor is not null)
            {
                return successor.Parameters;
            }

            foreach (AffineLayer layer in layers)
            {
                (layer as ReducedLayer)?.Merge();
            }

            return parameters;
        }
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Outputs => successor is null ? activations[^1].Values : successor.Outputs;

    /// <summary>Bases of the layers between hidden levels, as they are or were when a layer was left; empty where there are none.</summary>
    public IReadOnlyList<BasisSize> BasisSizes => layers.Length < 3 ? [] : [.. Enumerable.Range(1, layers.Length - 2).Select(Size)];

    /// <summary>
    /// The certificate: the largest part of any activation or back-propagated derivative, relative to the largest among the N inputs, that
    /// was dropped so far. It is at most <see cref="Tolerance"/>.
    /// </summary>
    public double LargestResidual =>
        layers.OfType<ReducedLayer>().Select(layer => layer.LargestResidual).Append(largestResidualLeft).Max();

    /// <summary>
    /// Predicted cost of the steps so far done directly over that of doing them here, growth of the bases included; 1 before the first
    /// step. Steps after the last layer was left do not count.
    /// </summary>
    public double Saving => reducedCost > 0 ? directCost / reducedCost : 1;

    private bool IsReduced => Array.Exists(layers, static layer => layer is ReducedLayer);

    /// <inheritdoc/>
    protected override void Propagate()
    {
        if (successor is null && !IsReduced)
        {
            successor = Successor();
        }

        if (successor is not null)
        {
            successor.Forward();
            return;
        }

        for (int l = 0; l < layers.Length; l++)
        {
            layers[l].Forward(activations[l], activations[l + 1]);
            elementwise.Activate(l, activations[l + 1], parameters.Biases[l], l + 1 < layers.Length ? slopes[l + 1] : null);
        }
    }

    /// <inheritdoc/>
    public override void Evaluate(Propagation<double> pass)
    {
        if (successor is not null)
        {
            successor.Evaluate(pass);
            return;
        }

        if (watchedSlopes is null || watchedSlopes[0].Rows != pass.Rows)
        {
            watchedSlopes = [.. parameters.Architecture.Fans.Skip(1).Select(fan => new Matrix<double>(pass.Rows, fan))];
        }

        for (int l = 0; l < layers.Length; l++)
        {
            Matrix<double> values = pass.Activation(l + 1);
            layers[l].Apply(pass.Activation(l), values);
            elementwise.Activate(l, values, parameters.Biases[l], l + 1 < layers.Length ? watchedSlopes[l] : null);
        }
    }

    /// <inheritdoc/>
    public override void Step(StepCoefficients coefficients)
    {
        if (successor is not null)
        {
            successor.ScaleFactor = ScaleFactor;
            successor.Step(coefficients);
            return;
        }

        LossGradient(deltas[^1].Values);
        for (int l = layers.Length - 1; l >= 0; l--)
        {
            if (l > 0)
            {
                layers[l].Backward(deltas[l + 1], deltas[l]);
                elementwise.MultiplySlopes(deltas[l], slopes[l]);
            }

            layers[l].Step(coefficients, deltas[l + 1]);
            MoveBiases(l, coefficients);
        }

        steps++;
        for (int l = 1; l < layers.Length - 1; l++)
        {
            Account(l);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Nothing is merged for it. What is put back is put into a training that has not begun: layers that had been left are left, and the
    /// direct training that had taken over takes over.
    /// </remarks>
    public override bool Keep(KeptState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Exchange(ref steps);
        state.Exchange(ref directCost);
        state.Exchange(ref reducedCost);
        state.Exchange(ref largestResidualLeft);
        state.Exchange(recentCost);
        for (int l = 1; l < layers.Length - 1; l++)
        {
            KeepSize(l, state);
        }

        bool isSucceeded = successor is not null;
        state.Exchange(ref isSucceeded);
        if (isSucceeded && !IsReduced)
        {
            return (successor ??= Successor()).Keep(state);
        }

        for (int l = 0; l < layers.Length; l++)
        {
            layers[l].Keep(state);
            state.Exchange(parameters.Biases[l]);
            state.Exchange(biasVelocity[l]);
        }

        return true;
    }

    /// <summary>Hands over how large the bases of a layer were when it was left, and with it whether it was.</summary>
    private void KeepSize(int l, KeptState state)
    {
        BasisSize left = sizes[l];
        int step = state.Exchanged(left.LeftAtStep ?? 0);
        sizes[l] = new BasisSize(
            l, state.Exchanged(left.Signals), state.Exchanged(left.Responses), state.Exchanged(left.ActiveSignals),
            state.Exchanged(left.ActiveResponses), step == 0 ? null : step);
        if (step != 0 && layers[l] is ReducedLayer layer)
        {
            layers[l] = layer.ToDirect();
        }
    }

    private void MoveBiases(int l, StepCoefficients coefficients)
    {
        double scale = parameters.Architecture.BiasScale(l);
        if (scale == 0)
        {
            return;
        }

        biasFactors.AsSpan().Fill(-coefficients.LearningRate * scale);
        BatchHeavyBall.Move(coefficients.Momentum, biasFactors, deltas[l + 1], biasVelocity[l], parameters.Biases[l]);
    }

    /// <summary>Direct training from where the layers are, with the velocity they have.</summary>
    private DirectTraining<double> Successor()
    {
        NetworkParameters? velocity = steps == 0 ? null : NetworkParameters.Zero(parameters.Architecture);
        for (int l = 0; velocity is not null && l < layers.Length; l++)
        {
            layers[l].Velocity!.CopyTo(velocity.Weights[l].Values, 0);
            biasVelocity[l].CopyTo(velocity.Biases[l], 0);
        }

        return new DirectTraining<double>(
            parameters, activations[0], targets, loss, product, team, velocity, readOut: ReadOut, natural: Natural);
    }

    private BasisSize Size(int l) =>
        layers[l] is ReducedLayer layer
            ? new BasisSize(l, layer.Signals.All, layer.Responses.All, layer.Signals.Active, layer.Responses.Active, null)
            : sizes[l];

    /// <summary>Adds up what layer l has cost, and leaves its bases where they no longer pay.</summary>
    private void Account(int l)
    {
        Matrix<double> weights = parameters.Weights[l];
        double direct = TrainingCost.Direct(points, weights.Columns, weights.Rows);
        directCost += direct;
        if (layers[l] is not ReducedLayer layer)
        {
            reducedCost += direct;
            return;
        }

        (int signals, int responses) = layer.Joined;
        double step = TrainingCost.Reduced(points, weights.Columns, weights.Rows, layer.Signals.Active, layer.Responses.Active);
        double growth = TrainingCost.Growth(weights.Columns, weights.Rows, signals)
            + TrainingCost.Growth(weights.Columns, weights.Rows, responses);
        reducedCost += step + growth;
        recentCost[l] += (step + growth - recentCost[l]) / Patience;
        if (step > direct || recentCost[l] > direct)
        {
            sizes[l] = Size(l) with { LeftAtStep = steps };
            largestResidualLeft = Math.Max(largestResidualLeft, layer.LargestResidual);
            layers[l] = layer.ToDirect();
        }
    }
}
