using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Duality;

/// <summary>
/// F = Θ g / N on the training points and, below them, on the test points. Each entry is one dot product, or one of a matrix product where
/// outputs share the kernel, so that the bits do not depend on how the rows are divided among threads. The kernel of a product is packed
/// once.
/// </summary>
internal sealed class KernelForce : IWork
{
    private const int RowsPerPart = 64;

    private readonly Matrix<double> kernel;
    private readonly Matrix<double>? testKernel;
    private readonly WorkerTeam team;
    private readonly double scale;
    private readonly double[] forces;
    private readonly double[] transposed;
    private readonly int copies;
    private readonly PackedMatrix<double>? packed;
    private readonly PackedMatrix<double>? packedTests;

    public KernelForce(PredictionProblem problem)
    {
        kernel = problem.Kernel;
        testKernel = problem.TestKernel;
        team = problem.Team;
        scale = 1.0 / problem.Points;
        copies = problem.Copies;
        packed = copies == 1 ? null : new PackedMatrix<double>(kernel, Transpose.Yes, team);
        packedTests = copies == 1 || testKernel is null ? null : new PackedMatrix<double>(testKernel, Transpose.Yes, team);
        Gradient = new double[kernel.Rows * copies];
        forces = new double[(kernel.Rows + (testKernel?.Rows ?? 0)) * copies];
        transposed = new double[copies == 1 ? 0 : Math.Max(kernel.Rows, testKernel?.Rows ?? 0) * copies];
    }

    /// <summary>g, for the caller to fill.</summary>
    public double[] Gradient { get; }

    /// <summary>Number of entries of F.</summary>
    public int Count => forces.Length;

    /// <summary>Computes F from <see cref="Gradient"/>.</summary>
    public ReadOnlySpan<double> Apply()
    {
        if (packed is null)
        {
            team.Run(this, (forces.Length + RowsPerPart - 1) / RowsPerPart);
            return forces;
        }

        Multiply(packed, 0);
        if (packedTests is not null)
        {
            Multiply(packedTests, kernel.Rows);
        }

        return forces;
    }

    public void Execute(int part, int worker)
    {
        int end = Math.Min((part + 1) * RowsPerPart, forces.Length);
        for (int row = part * RowsPerPart; row < end; row++)
        {
            ReadOnlySpan<double> entries = row < kernel.Rows ? kernel.Row(row) : testKernel!.Row(row - kernel.Rows);
            forces[row] = scale * TensorPrimitives.Dot(entries, Gradient);
        }
    }

    /// <summary>Gᵀ Θᵀ, whose long rows fill the tiles of the product, where the few columns of Θ G would leave them empty.</summary>
    private void Multiply(PackedMatrix<double> rows, int first)
    {
        int length = rows.Columns;
        MatrixView<double> gradient = new(Gradient, 0, kernel.Rows, copies, copies), result = new(transposed, 0, copies, length, length);
        rows.MultiplyLeft(scale, gradient, Transpose.Yes, result);
        for (int row = 0; row < length; row++)
        {
            for (int c = 0; c < copies; c++)
            {
                forces[((first + row) * copies) + c] = transposed[(c * length) + row];
            }
        }
    }
}
