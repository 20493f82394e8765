using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Training;

/// <summary>
/// A weight matrix whose heavy-ball updates are deferred, for few inputs, where a step is bound by the streaming of matrices: since the
/// last merge W = W_m + α V_m + D C Aᵀ and V = β V_m + D R Aᵀ, with orthonormal bases A of the activations and D of the back-propagated
/// vectors that are complete to rounding. The rank-one updates fall into the small C and R, V_m acts through its images of the basis
/// vectors, and a step streams W_m alone, once forward and once backward. When a basis is full, all is merged.
/// </summary>
/// <remarks>
/// With momentum γ and learning rate η: R ← γ R − η s Σ_x q_x p_xᵀ, C ← C + R, β ← γ β, α ← α + β, with coefficients p of a and q of δ.
/// </remarks>
/// <typeparam name="T">Element type.</typeparam>
internal sealed class DeferredLayer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Most inputs that updates are deferred for.</summary>
    public const int MostPoints = 2;

    private const int LeastWidth = 256;

    private readonly MatrixProduct<T> product;
    private readonly MatrixAddition<T> addition;
    private readonly Matrix<T> weights;
    private readonly Matrix<T> velocity;
    private readonly T scale;
    private readonly Side inputs;
    private readonly Side outputs;
    private readonly Matrix<T> change;
    private readonly Matrix<T> rate;
    private readonly Matrix<T> half;
    private readonly T[] coefficients;
    private T alpha;
    private T beta;

    /// <summary>A matrix at the start of its training.</summary>
    /// <param name="weights">W, merged into in place.</param>
    /// <param name="velocity">V at the start, merged into in place.</param>
    /// <param name="moves">Whether V is other than zero.</param>
    /// <param name="scale">s.</param>
    /// <param name="points">Number N of inputs.</param>
    /// <param name="product">Matrix products.</param>
    /// <param name="addition">W ← W + α V.</param>
    public DeferredLayer(
        Matrix<T> weights, Matrix<T> velocity, bool moves, T scale, int points, MatrixProduct<T> product, MatrixAddition<T> addition)
    {
        this.product = product;
        this.addition = addition;
        this.weights = weights;
        this.velocity = velocity;
        this.scale = scale;
        int capacity = Capacity(weights.Rows, weights.Columns);
        inputs = new Side(capacity, points, weights.Columns, weights.Rows, product);
        outputs = new Side(capacity, points, weights.Rows, weights.Columns, product);
        change = new Matrix<T>(capacity, capacity);
        rate = new Matrix<T>(capacity, capacity);
        half = new Matrix<T>(capacity, weights.Columns);
        coefficients = new T[capacity];
        beta = moves ? T.One : T.Zero;
    }

    /// <summary>Whether deferring pays for a matrix and a number of inputs.</summary>
    public static bool Pays(int rows, int columns, int points) => points <= MostPoints && Math.Min(rows, columns) >= LeastWidth;

    /// <summary>Makes room for one step; must precede the product that <see cref="AddForward"/> adds to.</summary>
    public void Prepare(int points)
    {
        int capacity = change.Rows;
        if (inputs.Basis.Count + points > capacity || outputs.Basis.Count + points > capacity)
        {
            Merge();
        }
    }

    /// <summary>z += s a (W − W_m)ᵀ.</summary>
    public void AddForward(Matrix<T> activations, Matrix<T> result)
    {
        inputs.Express(activations);
        if (alpha != T.Zero)
        {
            inputs.Image(velocity, Transpose.No);
        }

        for (int row = 0; row < activations.Rows; row++)
        {
            Add(inputs, outputs, Transpose.No, row, result.Row(row));
        }
    }

    /// <summary>g += s δ (W − W_m).</summary>
    public void AddBackward(Matrix<T> deltas, Matrix<T> result)
    {
        outputs.Express(deltas);
        if (alpha != T.Zero)
        {
            outputs.Image(velocity, Transpose.Yes);
        }

        for (int row = 0; row < deltas.Rows; row++)
        {
            Add(outputs, inputs, Transpose.Yes, row, result.Row(row));
        }
    }

    /// <summary>One step of the heavy ball.</summary>
    /// <param name="momentum">γ.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="deltas">δ of the step; expressed here unless <see cref="AddBackward"/> has done it.</param>
    /// <param name="expressed">Whether it has.</param>
    public void Step(T momentum, T learningRate, Matrix<T> deltas, bool expressed)
    {
        if (!expressed)
        {
            outputs.Express(deltas);
        }

        int columns = inputs.Basis.Count;
        for (int i = 0; i < outputs.Basis.Count; i++)
        {
            Span<T> rates = rate.Row(i)[..columns];
            TensorPrimitives.Multiply(rates, momentum, rates);
            for (int x = 0; x < deltas.Rows; x++)
            {
                T factor = -learningRate * scale * outputs.Coefficients[x, i];
                TensorPrimitives.MultiplyAdd(inputs.Coefficients.Row(x)[..columns], factor, rates, rates);
            }

            Span<T> changes = change.Row(i)[..columns];
            TensorPrimitives.Add<T>(changes, rates, changes);
        }

        beta *= momentum;
        alpha += beta;
    }

    /// <summary>Brings W up to date; the bases and the velocity stay as they are.</summary>
    public void Settle()
    {
        if (alpha != T.Zero)
        {
            addition.Add(alpha, velocity, weights);
            alpha = T.Zero;
        }

        Fold(change, T.One, weights);
        change.Values.AsSpan().Clear();
    }

    /// <summary>Hands over what was not merged yet, as it is: merging it would change the bits of the steps that follow.</summary>
    public void Keep(KeptState state)
    {
        state.Exchange(ref alpha);
        state.Exchange(ref beta);
        state.Exchange(change.Values);
        state.Exchange(rate.Values);
        inputs.Keep(state);
        outputs.Keep(state);
    }

    private void Merge()
    {
        Settle();
        Fold(rate, beta, velocity);
        beta = T.One;
        rate.Values.AsSpan().Clear();
        inputs.Clear();
        outputs.Clear();
    }

    /// <summary>M ← β M + D K Aᵀ.</summary>
    private void Fold(Matrix<T> core, T keep, Matrix<T> matrix)
    {
        int rows = outputs.Basis.Count, columns = inputs.Basis.Count;
        if (rows > 0 && columns > 0)
        {
            MatrixView<T> partial = half.View.RowBlock(0, rows);
            product.Multiply(T.One, core.View.Block(0, rows, 0, columns), Transpose.No, inputs.Basis.Rows, Transpose.No, T.Zero, partial);
            product.Multiply(T.One, outputs.Basis.Rows, Transpose.Yes, partial, Transpose.No, keep, matrix);
        }
    }

    private void Add(Side from, Side to, Transpose transpose, int row, Span<T> result)
    {
        int known = from.Basis.Count, target = to.Basis.Count;
        ReadOnlySpan<T> expressed = from.Coefficients.Row(row)[..known];
        if (target > 0 && known > 0)
        {
            Span<T> moved = coefficients.AsSpan(0, target);
            MatrixView<T> core = transpose == Transpose.No
                ? change.View.Block(0, target, 0, known)
                : change.View.Block(0, known, 0, target);
            product.MatrixVector(scale, core, transpose, expressed, T.Zero, moved);
            product.MatrixVector(T.One, to.Basis.Rows, Transpose.Yes, moved, T.One, result);
        }

        if (alpha != T.Zero && known > 0)
        {
            product.MatrixVector(scale * alpha, from.Images.View.RowBlock(0, known), Transpose.Yes, expressed, T.One, result);
        }
    }

    private static int Capacity(int rows, int columns) => Math.Clamp(Math.Min(rows, columns) / 8, 16, 192);

    /// <summary>One side of the matrix: a basis, the coefficients of the present vectors, and the basis's images by V_m.</summary>
    private sealed class Side(int capacity, int points, int dimension, int imageDimension, MatrixProduct<T> product)
    {
        private int imaged;

        public OrthonormalBasis<T> Basis { get; } = new(capacity, dimension, product);

        public Matrix<T> Coefficients { get; } = new(points, capacity);

        public Matrix<T> Images { get; } = new(capacity, imageDimension);

        public void Express(Matrix<T> vectors)
        {
            for (int row = 0; row < vectors.Rows; row++)
            {
                Basis.Express(vectors.Row(row), Coefficients.Row(row));
            }
        }

        public void Image(Matrix<T> velocity, Transpose transpose)
        {
            if (imaged < Basis.Count)
            {
                MatrixView<T> images = Images.View.RowBlock(imaged, Basis.Count - imaged);
                Transpose other = transpose == Transpose.No ? Transpose.Yes : Transpose.No;
                product.Multiply(T.One, Basis.RowsFrom(imaged), Transpose.No, velocity, other, T.Zero, images);
                imaged = Basis.Count;
            }
        }

        public void Keep(KeptState state)
        {
            Basis.Keep(state);
            state.ExchangeIndex(ref imaged, Basis.Count + 1);
            state.Exchange(Images.Values, imaged * Images.Columns);
        }

        public void Clear()
        {
            Basis.Clear();
            imaged = 0;
        }
    }
}
