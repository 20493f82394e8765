using System.Numerics;
using Inflaton.Numerics.LinearAlgebra.Kernels;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>
/// Products of dense matrices and vectors on the threads of a team. The bits of a result depend on the shapes and on the processor's vector
/// width (<see cref="Tier"/>), but not on the number of threads. Scratch memory is kept and grows to the largest product met: a repeated
/// product allocates nothing.
/// </summary>
/// <remarks>
/// An instance serves one caller at a time. Sums of n terms carry the usual error bound n ε Σ|aᵢₖ||bₖⱼ|; terms are added in blocks of at
/// most 512. A product that does little work stays on the caller's thread.
/// </remarks>
/// <typeparam name="T">Element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed unsafe class MatrixProduct<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Below these a second thread costs more than it brings.
    internal const long LeastSharedOperations = 1 << 19;
    private const long LeastSharedElements = 1 << 17;

    private readonly WorkerTeam team;
    private readonly TiledProduct<T> tiled;
    private readonly ShallowProduct<T> shallow;
    private readonly ThinProduct<T> thin;
    private readonly OuterProduct<T> outer;
    private readonly SymmetricVectorProduct<T> symmetric;
    private readonly MatrixAddition<T> addition;

    /// <summary>Products on the threads of <paramref name="team"/>, which the caller keeps and disposes of.</summary>
    /// <param name="team">The team; null (default) for the caller's thread alone.</param>
    /// <exception cref="NotSupportedException">
    /// <typeparamref name="T"/> is neither <see cref="float"/> nor <see cref="double"/>.
    /// </exception>
    public MatrixProduct(WorkerTeam? team = null)
    {
        team ??= WorkerTeam.Single;
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"Matrix products are made for float and double, not for {typeof(T)}.");
        }

        this.team = team;
        tiled = new TiledProduct<T>(team, ProductKernels<T>.Best);
        shallow = new ShallowProduct<T>(team, ProductKernels<T>.Best);
        thin = new ThinProduct<T>(ProductKernels<T>.Best);
        outer = new OuterProduct<T>(ProductKernels<T>.Best);
        symmetric = new SymmetricVectorProduct<T>(ProductKernels<T>.Best);
        addition = new MatrixAddition<T>(team);
    }

    /// <summary>Width of the vector instructions in use.</summary>
    public static VectorTier Tier => ProductKernels<T>.Best.Tier;

    /// <summary>C ← β C + α op(A) op(B). With β = 0, C is written without being read; with α = 0, A and B are not read.</summary>
    /// <param name="alpha">Factor α of the product.</param>
    /// <param name="a">A; op(A) is m × k.</param>
    /// <param name="transposeA">Whether op(A) is Aᵀ.</param>
    /// <param name="b">B; op(B) is k × n.</param>
    /// <param name="transposeB">Whether op(B) is Bᵀ.</param>
    /// <param name="beta">Factor β of the old C.</param>
    /// <param name="c">C (m × n), which must share no element with A or B.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or C overlaps A or B.</exception>
    public void Multiply(
        T alpha, MatrixView<T> a, Transpose transposeA, MatrixView<T> b, Transpose transposeB, T beta, MatrixView<T> c) =>
        Multiply(alpha, a, transposeA, b, transposeB, beta, c, sum: null);

    /// <summary>
    /// C ← β C + α op(A) op(B), then S ← S + C, in one pass over both where they are large: a velocity and what it moves.
    /// </summary>
    /// <param name="alpha">Factor α of the product.</param>
    /// <param name="a">A; op(A) is m × k.</param>
    /// <param name="transposeA">Whether op(A) is Aᵀ.</param>
    /// <param name="b">B; op(B) is k × n.</param>
    /// <param name="transposeB">Whether op(B) is Bᵀ.</param>
    /// <param name="beta">Factor β of the old C.</param>
    /// <param name="c">C (m × n), which must share no element with A or B.</param>
    /// <param name="sum">S (m × n), another matrix than A, B and C.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or matrices overlap.</exception>
    public void MultiplyThenAdd(
        T alpha, MatrixView<T> a, Transpose transposeA, MatrixView<T> b, Transpose transposeB, T beta, MatrixView<T> c, MatrixView<T> sum)
    {
        if (sum.Rows != c.Rows || sum.Columns != c.Columns)
        {
            throw new ArgumentException($"C is {c.Rows} × {c.Columns} and the sum {sum.Rows} × {sum.Columns}.", nameof(sum));
        }

        ThrowIfOverlapping(sum, c, nameof(sum));
        ThrowIfOverlapping(a, sum, nameof(a));
        ThrowIfOverlapping(b, sum, nameof(b));
        if (!Multiply(alpha, a, transposeA, b, transposeB, beta, c, sum))
        {
            addition.Add(T.One, c, sum);
        }
    }

    /// <summary>Whether the sum was served in the same pass.</summary>
    private bool Multiply(
        T alpha, MatrixView<T> a, Transpose transposeA, MatrixView<T> b, Transpose transposeB, T beta, MatrixView<T> c, MatrixView<T>? sum)
    {
        (int rows, int depth) = Shape(a, transposeA);
        (int depthB, int columns) = Shape(b, transposeB);
        if (depth != depthB || c.Rows != rows || c.Columns != columns)
        {
            throw new ArgumentException(
                $"The shapes do not fit: C is {c.Rows} × {c.Columns}, op(A) is {rows} × {depth}, op(B) is {depthB} × {columns}.",
                nameof(c));
        }

        ThrowIfOverlapping(a, c, nameof(a));
        ThrowIfOverlapping(b, c, nameof(b));
        if (rows == 0 || columns == 0)
        {
            return false;
        }

        if (depth == 0 || alpha == T.Zero)
        {
            Scale(beta, c);
            return false;
        }

        fixed (T* pa = a.Array, pb = b.Array, pc = c.Array)
        {
            var left = new Operand<T>(pa + a.Offset, a.Stride, transposeA);
            var right = new Operand<T>(pb + b.Offset, b.Stride, transposeB);
            T* target = pc + c.Offset;
            if (depth <= OuterProduct<T>.MostTerms && Math.Min(rows, columns) > ThinProduct<T>.MostVectors)
            {
                outer.Multiply(TeamForElements(rows, columns), rows, columns, depth, alpha, left, right, beta, target, c.Stride);
            }
            else if (columns <= ThinProduct<T>.MostVectors && columns <= rows)
            {
                T* vectors = thin.PackVectors(right, depth, columns);
                thin.Multiply(TeamForElements(rows, depth), rows, depth, columns, alpha, left, vectors, beta, target, c.Stride, 1);
            }
            else if (rows <= ThinProduct<T>.MostVectors)
            {
                T* vectors = thin.PackVectors(Transposed(left), depth, rows);
                WorkerTeam workers = TeamForElements(depth, columns);
                thin.Multiply(workers, columns, depth, rows, alpha, Transposed(right), vectors, beta, target, 1, c.Stride);
            }
            else
            {
                WorkerTeam workers = TeamForOperations(rows, columns, depth);
                if (shallow.Suits(rows, columns, depth))
                {
                    shallow.Multiply(workers, rows, columns, depth, alpha, left, right, beta, target, c.Stride);
                }
                else
                {
                    bool together = sum?.Stride == c.Stride;
                    fixed (T* ps = sum?.Array)
                    {
                        tiled.Multiply(
                            workers, rows, columns, depth, alpha, left, right, beta, target, c.Stride, lower: false,
                            together ? ps + sum!.Value.Offset : null);
                    }

                    return together;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// C ← β C + α A Aᵀ, or β C + α AᵀA. Half the work of the general product: the lower triangle is computed and mirrored, so that C is
    /// symmetric to the last bit. The upper triangle of the old C is not read.
    /// </summary>
    /// <param name="alpha">Factor α of the product.</param>
    /// <param name="a">A; op(A) is n × k.</param>
    /// <param name="transpose">No for A Aᵀ, Yes for AᵀA.</param>
    /// <param name="beta">Factor β of the old C, taken as symmetric; with 0, C is written without being read.</param>
    /// <param name="c">C (n × n), which must share no element with A.</param>
    /// <exception cref="ArgumentException">C is not n × n, or overlaps A.</exception>
    public void SymmetricRankK(T alpha, MatrixView<T> a, Transpose transpose, T beta, MatrixView<T> c)
    {
        (int size, int depth) = Shape(a, transpose);
        if (c.Rows != size || c.Columns != size)
        {
            throw new ArgumentException($"The shapes do not fit: C is {c.Rows} × {c.Columns}, op(A) is {size} × {depth}.", nameof(c));
        }

        ThrowIfOverlapping(a, c, nameof(a));
        if (size == 0)
        {
            return;
        }

        if (depth == 0 || alpha == T.Zero)
        {
            Scale(beta, c);
        }
        else
        {
            MultiplyLower(alpha, a, transpose, a, transpose == Transpose.Yes ? Transpose.No : Transpose.Yes, beta, c);
        }

        MirrorLower(c);
    }

    /// <summary>
    /// The lower triangle of C ← β C + α op(A) op(B); what lies above it, in tiles that the diagonal crosses, has no meaning.
    /// </summary>
    /// <param name="alpha">Factor α of the product.</param>
    /// <param name="a">A; op(A) is n × k.</param>
    /// <param name="transposeA">Whether op(A) is Aᵀ.</param>
    /// <param name="b">B; op(B) is k × n.</param>
    /// <param name="transposeB">Whether op(B) is Bᵀ.</param>
    /// <param name="beta">Factor β of the old C.</param>
    /// <param name="c">C (n × n), which must share no element with A or B.</param>
    internal void MultiplyLower(
        T alpha, MatrixView<T> a, Transpose transposeA, MatrixView<T> b, Transpose transposeB, T beta, MatrixView<T> c)
    {
        (int size, int depth) = Shape(a, transposeA);
        fixed (T* pa = a.Array, pb = b.Array, pc = c.Array)
        {
            var left = new Operand<T>(pa + a.Offset, a.Stride, transposeA);
            var right = new Operand<T>(pb + b.Offset, b.Stride, transposeB);
            WorkerTeam workers = TeamForOperations(size, size, depth);
            tiled.Multiply(workers, size, size, depth, alpha, left, right, beta, pc + c.Offset, c.Stride, lower: true);
        }
    }

    /// <summary>y ← A x for a symmetric A, of which the lower triangle is read.</summary>
    internal void SymmetricMatrixVector(MatrixView<T> a, ReadOnlySpan<T> x, Span<T> y) =>
        symmetric.Multiply(TeamForElements(a.Rows, (a.Rows + 1) / 2), a, x, y);

    /// <summary>y ← β y + α op(A) x. With β = 0, y is written without being read; with α = 0, A and x are not read.</summary>
    /// <param name="alpha">Factor α of the product.</param>
    /// <param name="a">A; op(A) is m × k.</param>
    /// <param name="transpose">Whether op(A) is Aᵀ.</param>
    /// <param name="x">x, of length k.</param>
    /// <param name="beta">Factor β of the old y.</param>
    /// <param name="y">y, of length m, which must share no element with A or x.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or y overlaps A or x.</exception>
    public void MatrixVector(T alpha, MatrixView<T> a, Transpose transpose, ReadOnlySpan<T> x, T beta, Span<T> y)
    {
        (int rows, int depth) = Shape(a, transpose);
        if (x.Length != depth || y.Length != rows)
        {
            throw new ArgumentException(
                $"The shapes do not fit: op(A) is {rows} × {depth}, x has length {x.Length}, y has length {y.Length}.", nameof(x));
        }

        if (y.Overlaps(x) || (a.Rows > 0 && y.Overlaps(a.Array.AsSpan(a.Offset, ((a.Rows - 1) * a.Stride) + a.Columns))))
        {
            throw new ArgumentException("The result y shares elements with A or x.", nameof(y));
        }

        if (rows == 0)
        {
            return;
        }

        fixed (T* pa = a.Array, px = x, py = y)
        {
            if (depth == 0 || alpha == T.Zero)
            {
                Scale(beta, py, rows);
            }
            else
            {
                var left = new Operand<T>(pa + a.Offset, a.Stride, transpose);
                thin.Multiply(TeamForElements(rows, depth), rows, depth, 1, alpha, left, px, beta, py, 1, 0);
            }
        }
    }

    internal static (int Rows, int Columns) Shape(MatrixView<T> x, Transpose transpose) => transpose switch
    {
        Transpose.No => (x.Rows, x.Columns),
        Transpose.Yes => (x.Columns, x.Rows),
        _ => throw new ArgumentOutOfRangeException(nameof(transpose), transpose, "Either No or Yes."),
    };

    private static Operand<T> Transposed(Operand<T> x) => new(x.Start, x.Stride, x.IsTransposed ? Transpose.No : Transpose.Yes);

    private static void ThrowIfOverlapping(MatrixView<T> x, MatrixView<T> c, string name)
    {
        if (x.Overlaps(c))
        {
            throw new ArgumentException($"The result shares elements with {name}.", name);
        }
    }

    internal static void Scale(T beta, MatrixView<T> c)
    {
        fixed (T* p = c.Array)
        {
            for (int i = 0; i < c.Rows; i++)
            {
                Scale(beta, p + c.Offset + ((nint)i * c.Stride), c.Columns);
            }
        }
    }

    private static void Scale(T beta, T* values, int count)
    {
        for (int i = 0; i < count; i++)
        {
            values[i] = beta == T.Zero ? T.Zero : beta * values[i];
        }
    }

    private static void MirrorLower(MatrixView<T> c)
    {
        const int Block = 8;
        fixed (T* p = c.Array)
        {
            T* first = p + c.Offset;
            for (int i0 = 0; i0 < c.Rows; i0 += Block)
            {
                for (int j0 = i0; j0 < c.Rows; j0 += Block)
                {
                    for (int i = i0; i < Math.Min(i0 + Block, c.Rows); i++)
                    {
                        for (int j = Math.Max(j0, i + 1); j < Math.Min(j0 + Block, c.Rows); j++)
                        {
                            first[((nint)i * c.Stride) + j] = first[((nint)j * c.Stride) + i];
                        }
                    }
                }
            }
        }
    }

    private WorkerTeam TeamForOperations(int rows, int columns, int depth) =>
        (long)rows * columns * depth < LeastSharedOperations ? WorkerTeam.Single : team;

    private WorkerTeam TeamForElements(int rows, int columns) => (long)rows * columns < LeastSharedElements ? WorkerTeam.Single : team;
}
