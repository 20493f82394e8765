using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training.Reduced;

/// <summary>
/// A layer between hidden levels whose weights have moved within the bases of its signals and responses alone: W = W_0 + Dᵀ C A with the
/// rows of A spanning the signals a, the rows of D the responses δ. W_0 is applied to basis vectors only.
/// </summary>
internal sealed class ReducedLayer : AffineLayer
{
    private readonly Matrix<double> weights;
    private readonly MatrixProduct<double> product;
    private readonly BasisProduct bases;
    private readonly EvolvingBasis signals;
    private readonly EvolvingBasis responses;
    private readonly int points;
    private readonly double tolerance;

    // Spans the signals of inputs that are watched but not trained on.
    private EvolvingBasis? watched;

    // C and its velocity [capacity of D, capacity of A], and rows of coefficients to pass between the bases.
    private int width;
    private int height;
    private double[] displacement = [];
    private double[] velocity = [];
    private double[] crossing = [];
    private bool isMoved;

    /// <summary>A layer at rest.</summary>
    /// <param name="scale">s.</param>
    /// <param name="weights">W_0; kept, changed by <see cref="Merge"/> alone.</param>
    /// <param name="points">Number N of inputs.</param>
    /// <param name="tolerance">Largest relative residual that is dropped.</param>
    /// <param name="bases">Products with bases.</param>
    public ReducedLayer(double scale, Matrix<double> weights, int points, double tolerance, BasisProduct bases)
        : base(scale)
    {
        this.weights = weights;
        this.bases = bases;
        product = bases.Product;
        this.points = points;
        this.tolerance = tolerance;
        signals = new EvolvingBasis(weights, Transpose.No, points, tolerance, bases);
        responses = new EvolvingBasis(weights, Transpose.Yes, points, tolerance, bases);
    }

    /// <summary>Number of signal vectors.</summary>
    public int Signals => signals.Count;

    /// <summary>Number of response vectors.</summary>
    public int Responses => responses.Count;

    /// <summary>Number of vectors that joined at the last forward and backward pass.</summary>
    public (int Signals, int Responses) Joined { get; private set; }

    /// <summary>Largest relative residual dropped so far.</summary>
    public double LargestResidual => Math.Max(signals.LargestResidual, responses.LargestResidual);

    private MatrixView<double> Displacement => new(displacement, 0, Responses, Signals, width);

    private MatrixView<double> Velocity => new(velocity, 0, Responses, Signals, width);

    public override void Forward(Matrix<double> signals, Matrix<double> result)
    {
        int joined = this.signals.Express(signals);
        Joined = (joined, 0);
        if (joined > 0)
        {
            Fit();
        }

        bases.Combine(Scale, this.signals.Coefficients, this.signals.Images, accumulates: false, result);
        if (isMoved)
        {
            MatrixView<double> crossed = new(crossing, 0, points, Responses, Responses);
            product.Multiply(Scale, this.signals.Coefficients, Transpose.No, Displacement, Transpose.Yes, 0, crossed);
            bases.Combine(1, crossed, responses.Vectors, accumulates: true, result);
        }
    }

    public override void Apply(Matrix<double> signals, Matrix<double> result)
    {
        if (watched is not { } other || other.Rows != signals.Rows)
        {
            watched = other = new EvolvingBasis(weights, Transpose.No, signals.Rows, tolerance, bases);
        }

        // Where the inputs need more vectors than can pay, the map itself is applied.
        if (other.Count > other.Length / 4)
        {
            product.Multiply(Scale, signals, Transpose.No, weights, Transpose.Yes, 0, result);
        }
        else
        {
            other.Express(signals);
            bases.Combine(Scale, other.Coefficients, other.Images, accumulates: false, result);
        }

        if (isMoved)
        {
            Matrix<double> within = new(signals.Rows, Signals), crossed = new(signals.Rows, Responses);
            bases.Project(signals, this.signals.Vectors, within);
            product.Multiply(Scale, within, Transpose.No, Displacement, Transpose.Yes, 0, crossed);
            bases.Combine(1, crossed, responses.Vectors, accumulates: true, result);
        }
    }

    public override void Backward(Matrix<double> responses, Matrix<double> result)
    {
        int joined = this.responses.Express(responses);
        Joined = (Joined.Signals, joined);
        if (joined > 0)
        {
            Fit();
        }

        bases.Combine(Scale, this.responses.Coefficients, this.responses.Images, accumulates: false, result);
        if (isMoved)
        {
            MatrixView<double> crossed = new(crossing, 0, points, Signals, Signals);
            product.Multiply(Scale, this.responses.Coefficients, Transpose.No, Displacement, Transpose.No, 0, crossed);
            bases.Combine(1, crossed, signals.Vectors, accumulates: true, result);
        }
    }

    public override void Step(StepCoefficients coefficients, Matrix<double> responses)
    {
        product.Multiply(
            -coefficients.LearningRate * Scale,
            this.responses.Coefficients,
            Transpose.Yes,
            signals.Coefficients,
            Transpose.No,
            coefficients.Momentum,
            Velocity);
        Span<double> moved = displacement.AsSpan(0, Responses * width);
        TensorPrimitives.Add<double>(moved, velocity.AsSpan(0, moved.Length), moved);
        isMoved = Signals > 0 && Responses > 0;
    }

    /// <summary>W_0 ← W_0 + Dᵀ C A, C ← 0, the images with it.</summary>
    public void Merge()
    {
        if (!isMoved)
        {
            return;
        }

        Matrix<double> movedSignals = new(Responses, weights.Columns);
        product.Multiply(1, Displacement, Transpose.No, signals.Vectors, Transpose.No, 0, movedSignals);
        product.Multiply(1, responses.Vectors, Transpose.Yes, movedSignals, Transpose.No, 1, weights);
        product.Multiply(1, Displacement, Transpose.Yes, responses.Vectors, Transpose.No, 1, signals.Images);
        for (int i = 0; i < Responses; i++)
        {
            Span<double> image = responses.Images.Row(i);
            TensorPrimitives.Add<double>(image, movedSignals.Row(i), image);
        }

        if (watched is { Count: > 0 })
        {
            Matrix<double> within = new(watched.Count, Signals), crossed = new(watched.Count, Responses);
            product.Multiply(1, watched.Vectors, Transpose.No, signals.Vectors, Transpose.Yes, 0, within);
            product.Multiply(1, within, Transpose.No, Displacement, Transpose.Yes, 0, crossed);
            product.Multiply(1, crossed, Transpose.No, responses.Vectors, Transpose.No, 1, watched.Images);
        }

        displacement.AsSpan().Clear();
        isMoved = false;
    }

    /// <summary>The same layer with all its weights and velocities, after <see cref="Merge"/>.</summary>
    /// <param name="team">Threads.</param>
    public DirectLayer ToDirect(WorkerTeam team)
    {
        Merge();
        Matrix<double> full = new(weights.Rows, weights.Columns);
        if (Signals > 0 && Responses > 0)
        {
            Matrix<double> movingSignals = new(Responses, weights.Columns);
            product.Multiply(1, Velocity, Transpose.No, signals.Vectors, Transpose.No, 0, movingSignals);
            product.Multiply(1, responses.Vectors, Transpose.Yes, movingSignals, Transpose.No, 0, full);
        }

        return new DirectLayer(Scale, weights, full, product, team);
    }

    /// <summary>Makes room for C and V after a basis has grown: at rest and unmoved in the new directions.</summary>
    private void Fit()
    {
        if (Signals > width || Responses > height)
        {
            int wider = Signals > width ? Math.Max(16, 2 * Signals) : width;
            int higher = Responses > height ? Math.Max(16, 2 * Responses) : height;
            displacement = Padded(displacement, wider, higher);
            velocity = Padded(velocity, wider, higher);
            (width, height) = (wider, higher);
            crossing = new double[points * Math.Max(width, height)];
        }
    }

    private double[] Padded(double[] values, int wider, int higher)
    {
        double[] padded = new double[wider * higher];
        for (int i = 0; i < height; i++)
        {
            values.AsSpan(i * width, width).CopyTo(padded.AsSpan(i * wider));
        }

        return padded;
    }
}
