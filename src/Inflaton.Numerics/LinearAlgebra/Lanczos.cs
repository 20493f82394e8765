using System.Numerics.Tensors;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>
/// The largest eigenvalues of a symmetric operator by the Lanczos iteration with full re-orthogonalisation: for operators too large to be
/// stored or decomposed whole. Where all modes are wanted, <see cref="SymmetricEigen"/> is faster.
/// </summary>
/// <remarks>
/// Every new direction is orthogonalised twice against all earlier ones, and the projected matrix is taken from these very coefficients.
/// A Krylov space holds one direction of each eigenspace: when it is exhausted, and once more after convergence, a random direction
/// orthogonal to it starts another, so that further copies of an eigenvalue are found. Sources: C. Lanczos, J. Res. Nat. Bur. Standards 45
/// (1950) 255; B. N. Parlett, The Symmetric Eigenvalue Problem (SIAM 1998), ch. 13. The bits do not depend on the number of threads.
/// </remarks>
public sealed class Lanczos
{
    private const double Exhausted = 1e-14;

    private readonly ISymmetricOperator symmetric;
    private readonly LanczosOptions options;
    private readonly int wanted;
    private readonly MatrixProduct<double> product;
    private readonly Matrix<double> basis;
    private readonly Matrix<double> projected;
    private readonly double[] next;
    private readonly double[] coefficients;
    private readonly double[] again;
    private readonly List<(int Index, double Norm)> dropped = [];
    private int count;
    private int products;
    private double nextNorm;
    private double residual;
    private ulong draws;

    private Lanczos(ISymmetricOperator matrix, int wanted, LanczosOptions options, WorkerTeam team)
    {
        symmetric = matrix;
        this.options = options;
        this.wanted = wanted;
        product = new MatrixProduct<double>(team);
        int capacity = Math.Min(matrix.Size, Math.Max(wanted, options.MaximumBasis ?? BasisOf(wanted)));
        basis = new Matrix<double>(capacity, matrix.Size);
        projected = new Matrix<double>(capacity, capacity);
        next = new double[matrix.Size];
        coefficients = new double[capacity];
        again = new double[capacity];
    }

    private MatrixView<double> Basis => basis.View.RowBlock(0, count);

    /// <summary>Most basis vectors by default: four times the wanted modes and 100 more.</summary>
    /// <param name="wanted">The wanted modes, at least 1.</param>
    public static int BasisOf(int wanted) => (int)Math.Min((4L * wanted) + 100, Array.MaxLength);

    /// <summary>Finds the largest eigenvalues.</summary>
    /// <param name="matrix">A, n × n.</param>
    /// <param name="count">How many, 1 to n.</param>
    /// <param name="team">Threads for the orthogonalisation.</param>
    /// <param name="options">Tolerance and limits; null for the defaults.</param>
    /// <param name="progress">Told the number of wanted modes that are within the tolerance now and then.</param>
    /// <param name="cancellation">Stops between two products.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count or the tolerance is outside its range.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static LeadingModes Leading(
        ISymmetricOperator matrix,
        int count,
        WorkerTeam team,
        LanczosOptions? options = null,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, matrix.Size);
        options ??= new LanczosOptions();
        if (!(options.Tolerance >= 1e-15 && options.Tolerance < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Tolerance, "The tolerance must be at least 1e-15 and below 1.");
        }

        return new Lanczos(matrix, count, options, team).Run(team, progress, cancellation);
    }

    private LeadingModes Run(WorkerTeam team, IProgress<int>? progress, CancellationToken cancellation)
    {
        Restart();
        double[]? confirmed = null;
        int nextLook = Math.Min(basis.Rows, wanted + 1);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Extend();
            bool full = count == basis.Rows;
            if (count < nextLook && !full)
            {
                continue;
            }

            SymmetricEigen ritz = SymmetricEigen.Decompose(Projected(), team);
            double[] residuals = Residuals(ritz);
            double size = Math.Max(Math.Abs(ritz.Values[0]), Math.Abs(ritz.Values[^1]));
            int good = residuals.Count(residual => residual <= options.Tolerance * size);
            progress?.Report(good);
            bool converged = good == wanted;
            if (full || (converged && (options.Confirmation == 0 || IsSame(confirmed, ritz, size))))
            {
                return Result(ritz, residuals, converged);
            }

            if (converged)
            {
                confirmed = ritz.Values[..wanted];
                Drop();
                nextLook = count + options.Confirmation;
            }
            else
            {
                nextLook = count + Math.Max(4, count / 10);
            }
        }
    }

    /// <summary>Adds the pending direction to the basis and takes A times it as the next one.</summary>
    private void Extend()
    {
        TensorPrimitives.Divide(next, nextNorm, basis.Row(count));
        count++;
        symmetric.Multiply(basis.Row(count - 1), next);
        products++;
        double size = TensorPrimitives.Norm<double>(next);
        Orthogonalise();
        for (int i = 0; i < count; i++)
        {
            projected[i, count - 1] = projected[count - 1, i] = coefficients[i];
        }

        nextNorm = residual = TensorPrimitives.Norm<double>(next);
        if (residual <= Exhausted * size && count < basis.Rows)
        {
            Drop();
        }
    }

    /// <summary>Leaves the Krylov space: its next direction remains as a residual.</summary>
    private void Drop()
    {
        dropped.Add((count - 1, residual));
        residual = 0;
        Restart();
    }

    /// <summary>Makes a random direction orthogonal to the basis the next one.</summary>
    private void Restart()
    {
        new CounterStream(options.Seed, draws++).FillNormal(next);
        Orthogonalise();
        nextNorm = TensorPrimitives.Norm<double>(next);
    }

    /// <summary>Classical Gram-Schmidt, twice; the coefficients are the sums of both passes.</summary>
    private void Orthogonalise()
    {
        if (count == 0)
        {
            return;
        }

        Span<double> first = coefficients.AsSpan(0, count), second = again.AsSpan(0, count);
        product.MatrixVector(1, Basis, Transpose.No, next, 0, first);
        product.MatrixVector(-1, Basis, Transpose.Yes, first, 1, next);
        product.MatrixVector(1, Basis, Transpose.No, next, 0, second);
        product.MatrixVector(-1, Basis, Transpose.Yes, second, 1, next);
        TensorPrimitives.Add(first, second, first);
    }

    private Matrix<double> Projected() => Matrix.FromFunction<double>(count, count, (i, j) => projected[i, j]);

    /// <summary>A Q − Q H is not zero in the last column and in those behind which a direction was dropped.</summary>
    private double[] Residuals(SymmetricEigen ritz)
    {
        double[] residuals = new double[wanted];
        for (int i = 0; i < wanted; i++)
        {
            residuals[i] = residual * Math.Abs(ritz.Vectors[count - 1, i]);
            foreach ((int index, double norm) in dropped)
            {
                residuals[i] += norm * Math.Abs(ritz.Vectors[index, i]);
            }
        }

        return residuals;
    }

    private bool IsSame(double[]? values, SymmetricEigen ritz, double size)
    {
        if (values is null)
        {
            return false;
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (Math.Abs(values[i] - ritz.Values[i]) > 10 * options.Tolerance * size)
            {
                return false;
            }
        }

        return true;
    }

    private LeadingModes Result(SymmetricEigen ritz, double[] residuals, bool converged)
    {
        Matrix<double> vectors = new(symmetric.Size, wanted);
        product.Multiply(1, Basis, Transpose.Yes, ritz.Vectors.View.ColumnBlock(0, wanted), Transpose.No, 0, vectors);
        for (int j = 0; j < wanted; j++)
        {
            double sum = 0;
            for (int i = 0; i < vectors.Rows; i++)
            {
                sum += vectors[i, j];
            }

            for (int i = 0; sum < 0 && i < vectors.Rows; i++)
            {
                vectors[i, j] = -vectors[i, j];
            }
        }

        return new LeadingModes(ritz.Values[..wanted], vectors, residuals, products, converged);
    }
}
