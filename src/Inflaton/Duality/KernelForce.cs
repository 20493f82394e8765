using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Duality;

/// <summary>
/// F = Θ g / N on the training points and, below them, on the test points. Each entry is one dot product, so that the bits do not
/// depend on how the rows are divided among threads.
/// </summary>
internal sealed class KernelForce : IWork
{
    private const int RowsPerPart = 64;

    private readonly Matrix<double> kernel;
    private readonly Matrix<double>? testKernel;
    private readonly WorkerTeam team;
    private readonly double scale;
    private readonly double[] forces;

    public KernelForce(PredictionProblem problem)
    {
        kernel = problem.Kernel;
        testKernel = problem.TestKernel;
        team = problem.Team;
        scale = 1.0 / problem.Points;
        Gradient = new double[kernel.Rows];
        forces = new double[kernel.Rows + (testKernel?.Rows ?? 0)];
    }

    /// <summary>g, for the caller to fill.</summary>
    public double[] Gradient { get; }

    /// <summary>Number of entries of F.</summary>
    public int Count => forces.Length;

    /// <summary>Computes F from <see cref="Gradient"/>.</summary>
    public ReadOnlySpan<double> Apply()
    {
        team.Run(this, (forces.Length + RowsPerPart - 1) / RowsPerPart);
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
}
