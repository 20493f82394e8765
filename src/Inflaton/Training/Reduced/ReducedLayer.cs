using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Training.Reduced;

/// <summary>
/// A layer between hidden levels whose weights have moved within the bases of its signals and responses alone: W = W_0 + Dᵀ (F + C) A with
/// the rows of A spanning the signals a, the rows of D the responses δ. W_0 is applied to basis vectors only. F is the part of the
/// displacement that the images of the basis vectors contain already, C what has been added since.
/// </summary>
/// <remarks>
/// Now and then the bases are turned, so that the vectors in use span no more than the last steps and the velocity; the displacement made
/// with the others is moved from C to F before. What is not in use costs nothing in a step, and comes back without another look at W_0.
/// </remarks>
internal sealed class ReducedLayer : AffineLayer
{
    private const int FirstLook = 32;
    private const int LongestInterval = 256;

    /// <summary>Bases are turned when that leaves no more than this share of the vectors in use.</summary>
    private const double WorthTurning = 0.75;

    private readonly Matrix<double> weights;
    private readonly MatrixProduct<double> product;
    private readonly BasisProduct bases;
    private readonly EvolvingBasis signals;
    private readonly EvolvingBasis responses;
    private readonly int points;
    private readonly double tolerance;
    private readonly Coupling displacement = new();
    private readonly Coupling folded = new();
    private readonly Coupling velocity = new();

    // Spans the signals of inputs that are watched but not trained on.
    private EvolvingBasis? watched;

    // Coefficients on their way from one basis to the other.
    private double[] crossing = [];
    private int steps;
    private int nextLook = FirstLook;
    private bool isMerged;

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
        signals = new EvolvingBasis(weights, Transpose.No, points, tolerance, bases, new Columns(this));
        responses = new EvolvingBasis(weights, Transpose.Yes, points, tolerance, bases, new Rows(this));
    }

    /// <summary>Number of signal vectors, and how many of them are in use.</summary>
    public (int All, int Active) Signals => (signals.Count, signals.Active);

    /// <summary>Number of response vectors, and how many of them are in use.</summary>
    public (int All, int Active) Responses => (responses.Count, responses.Active);

    /// <summary>Number of vectors that joined at the last forward and backward pass.</summary>
    public (int Signals, int Responses) Joined { get; private set; }

    /// <summary>Bound of the relative residuals dropped so far.</summary>
    public double LargestResidual => Math.Max(signals.LargestResidual, responses.LargestResidual);

    private bool IsMoved => steps > 0 && signals.Count > 0 && responses.Count > 0;

    private MatrixView<double> ActiveDisplacement => displacement.Block(responses.Active, signals.Active);

    public override void Forward(Matrix<double> signals, Matrix<double> result)
    {
        Joined = (this.signals.Express(signals), 0);
        bases.Combine(Scale, this.signals.Coefficients, this.signals.Images, accumulates: false, result);
        if (IsMoved)
        {
            MatrixView<double> crossed = Crossing(responses.Active);
            product.Multiply(Scale, this.signals.Coefficients, Transpose.No, ActiveDisplacement, Transpose.Yes, 0, crossed);
            bases.Combine(1, crossed, responses.Vectors, accumulates: true, result);
        }
    }

    public override void Apply(Matrix<double> signals, Matrix<double> result)
    {
        if (watched is not { } other || other.Rows != signals.Rows)
        {
            watched = other = Watched(signals.Rows);
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

        if (IsMoved)
        {
            AddDisplacement(Scale, signals, result);
        }
    }

    public override void Backward(Matrix<double> responses, Matrix<double> result)
    {
        Joined = (Joined.Signals, this.responses.Express(responses));
        bases.Combine(Scale, this.responses.Coefficients, this.responses.Images, accumulates: false, result);
        if (IsMoved)
        {
            MatrixView<double> crossed = Crossing(signals.Active);
            product.Multiply(Scale, this.responses.Coefficients, Transpose.No, ActiveDisplacement, Transpose.No, 0, crossed);
            bases.Combine(1, crossed, signals.Vectors, accumulates: true, result);
        }
    }

    public override void Step(StepCoefficients coefficients, Matrix<double> responses)
    {
        Span<double> moving = velocity.Stored, moved = displacement.Stored;
        TensorPrimitives.Multiply<double>(moving, coefficients.Momentum, moving);
        product.Multiply(
            -coefficients.LearningRate * Scale,
            this.responses.Coefficients,
            Transpose.Yes,
            signals.Coefficients,
            Transpose.No,
            1,
            velocity.Block(this.responses.Active, signals.Active));
        TensorPrimitives.Add<double>(moved, moving, moved);
        steps++;
        if (steps > nextLook - EvolvingBasis.Window)
        {
            signals.Record();
            this.responses.Record();
        }

        if (steps == nextLook)
        {
            Narrow(coefficients.Momentum);
            nextLook = steps + Math.Min(steps, LongestInterval);
        }
    }

    /// <summary>W_0 ← W_0 + Dᵀ (F + C) A, F and C ← 0, the images with it.</summary>
    public void Merge()
    {
        if (!IsMoved)
        {
            return;
        }

        if (watched is { Count: > 0 })
        {
            Matrix<double> change = new(watched.Count, weights.Rows);
            Matrix<double> vectors = Copy(watched.AllVectors);
            AddDisplacement(1, vectors, change);
            Add(change, watched.AllImages);
        }

        Matrix<double> recent = new(responses.Count, weights.Columns);
        product.Multiply(1, displacement.View, Transpose.No, signals.AllVectors, Transpose.No, 0, recent);
        product.Multiply(1, displacement.View, Transpose.Yes, responses.AllVectors, Transpose.No, 1, signals.AllImages);
        Add(recent, responses.AllImages);
        TensorPrimitives.Add<double>(folded.Stored, displacement.Stored, folded.Stored);
        product.Multiply(1, folded.View, Transpose.No, signals.AllVectors, Transpose.No, 0, recent);
        product.Multiply(1, responses.AllVectors, Transpose.Yes, recent, Transpose.No, 1, weights);
        folded.Stored.Clear();
        displacement.Stored.Clear();
        isMerged = true;
    }

    /// <summary>The same layer with all its weights and velocities.</summary>
    public DirectLayer ToDirect()
    {
        Merge();
        Matrix<double> full = new(weights.Rows, weights.Columns);
        if (IsMoved)
        {
            Matrix<double> movingSignals = new(responses.Count, weights.Columns);
            product.Multiply(1, velocity.View, Transpose.No, signals.AllVectors, Transpose.No, 0, movingSignals);
            product.Multiply(1, responses.AllVectors, Transpose.Yes, movingSignals, Transpose.No, 0, full);
        }

        return new DirectLayer(Scale, weights, full, product);
    }

    /// <summary>
    /// Hands over the bases and what has moved within them; W_0, which the start has, once something was merged into it. Nothing is merged
    /// here: that would change the bits of the steps that follow.
    /// </summary>
    public override void Keep(KeptState state)
    {
        state.Exchange(ref steps);
        state.Exchange(ref nextLook);
        state.Exchange(ref isMerged);
        if (isMerged)
        {
            state.Exchange(weights.Values);
        }

        signals.Keep(state);
        responses.Keep(state);
        displacement.Keep(state);
        folded.Keep(state);
        velocity.Keep(state);
        int rows = state.ExchangedCount(watched?.Rows ?? 0);
        if (rows > 0)
        {
            watched ??= Watched(rows);
            watched.Keep(state);
        }
    }

    private static Matrix<double> Copy(MatrixView<double> view)
    {
        Matrix<double> copy = new(view.Rows, view.Columns);
        Add(copy, view, toView: false);
        return copy;
    }

    private static void Add(Matrix<double> matrix, MatrixView<double> view, bool toView = true)
    {
        for (int i = 0; i < matrix.Rows; i++)
        {
            Span<double> target = toView ? view.Row(i) : matrix.Row(i);
            TensorPrimitives.Add<double>(matrix.Row(i), view.Row(i), target);
        }
    }

    /// <summary>Y + s X Aᵀ (F + C)ᵀ D.</summary>
    private void AddDisplacement(double scale, Matrix<double> rows, Matrix<double> result)
    {
        Matrix<double> within = new(rows.Rows, signals.Count), crossed = new(rows.Rows, responses.Count);
        product.Multiply(1, rows, Transpose.No, signals.AllVectors, Transpose.Yes, 0, within);
        product.Multiply(scale, within, Transpose.No, displacement.View, Transpose.Yes, 0, crossed);
        product.Multiply(scale, within, Transpose.No, folded.View, Transpose.Yes, 1, crossed);
        product.Multiply(1, crossed, Transpose.No, responses.AllVectors, Transpose.No, 1, result);
    }

    private EvolvingBasis Watched(int rows) => new(weights, Transpose.No, rows, tolerance, bases);

    private MatrixView<double> Crossing(int columns)
    {
        if (crossing.Length < points * columns)
        {
            crossing = new double[2 * points * columns];
        }

        return new MatrixView<double>(crossing, 0, points, columns, columns);
    }

    /// <summary>Turns the bases where fewer vectors span what the last steps and the velocity need.</summary>
    private void Narrow(double momentum)
    {
        // Units without a slope, as of the sign or of relus that are all off, never respond.
        if (signals.Active == 0 || responses.Active == 0)
        {
            return;
        }

        MatrixView<double> moving = velocity.Block(responses.Active, signals.Active);
        double reach = 1 / Math.Max(1 - momentum, 1e-3);
        double forward = reach / InnerProduct.Norm(signals.Images.Row(0));
        double backward = reach / InnerProduct.Norm(responses.Images.Row(0));
        Matrix<double> columns = Matrix.FromFunction(moving.Columns, moving.Rows, (i, j) => forward * moving[j, i]);
        Matrix<double> rows = Matrix.FromFunction(moving.Rows, moving.Columns, (i, j) => backward * moving[i, j]);
        (Matrix<double> signalTurn, int signalsNeeded) = signals.Narrowed(rows);
        (Matrix<double> responseTurn, int responsesNeeded) = responses.Narrowed(columns);
        if (signalsNeeded + responsesNeeded <= WorthTurning * (signals.Active + responses.Active))
        {
            Fold();
            signals.Narrow(signalTurn, signalsNeeded);
            responses.Narrow(responseTurn, responsesNeeded);
        }
    }

    /// <summary>Moves the displacement between vectors in use from C to F, the images with it.</summary>
    private void Fold()
    {
        MatrixView<double> recent = ActiveDisplacement;
        product.Multiply(1, recent, Transpose.Yes, responses.Vectors, Transpose.No, 1, signals.Images);
        product.Multiply(1, recent, Transpose.No, signals.Vectors, Transpose.No, 1, responses.Images);
        for (int i = 0; i < recent.Rows; i++)
        {
            Span<double> row = recent.Row(i), kept = folded.View.Row(i)[..recent.Columns];
            TensorPrimitives.Add<double>(kept, row, kept);
            row.Clear();
        }
    }

    /// <summary>The rows of C, F and V follow the basis of the responses.</summary>
    private sealed class Rows(ReducedLayer layer) : IBasisFollower
    {
        private readonly Coupling[] all = [layer.displacement, layer.folded, layer.velocity];

        public void Append() => Array.ForEach(all, matrix => matrix.AppendRow());

        public void Swap(int i, int j) => Array.ForEach(all, matrix => matrix.SwapRows(i, j));

        public void Reflect(int first, ReadOnlySpan<double> v)
        {
            foreach (Coupling matrix in all)
            {
                matrix.ReflectRows(first, v);
            }
        }

        public void Rotate(Matrix<double> rotation) => Array.ForEach(all, matrix => matrix.RotateRows(rotation, layer.product));
    }

    /// <summary>The columns of C, F and V follow the basis of the signals.</summary>
    private sealed class Columns(ReducedLayer layer) : IBasisFollower
    {
        private readonly Coupling[] all = [layer.displacement, layer.folded, layer.velocity];

        public void Append() => Array.ForEach(all, matrix => matrix.AppendColumn());

        public void Swap(int i, int j) => Array.ForEach(all, matrix => matrix.SwapColumns(i, j));

        public void Reflect(int first, ReadOnlySpan<double> v)
        {
            foreach (Coupling matrix in all)
            {
                matrix.ReflectColumns(first, v);
            }
        }

        public void Rotate(Matrix<double> rotation) => Array.ForEach(all, matrix => matrix.RotateColumns(rotation, layer.product));
    }
}
