using BenchmarkDotNet.Attributes;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using MathNet.Numerics.LinearAlgebra.Factorization;
using DenseMatrix = MathNet.Numerics.LinearAlgebra.Double.DenseMatrix;
using Symmetricity = MathNet.Numerics.LinearAlgebra.Symmetricity;

namespace Inflaton.Benchmarks.LinearAlgebra;

/// <summary>All eigenvalues and eigenvectors of a dense symmetric matrix.</summary>
[MemoryDiagnoser]
public class SymmetricEigenBenchmarks
{
    private WorkerTeam team = WorkerTeam.Single;
    private Matrix<double> a = new(0, 0);
    private DenseMatrix other = new(1, 1);

    [Params(50, 200, 500)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        team = new WorkerTeam(Environment.ProcessorCount);
        a = Matrix.FromFunction(Size, Size, (i, j) => Math.Sin((i * j) + (1.7 * (i + j))));
        other = DenseMatrix.Create(Size, Size, (i, j) => a[i, j]);
    }

    [GlobalCleanup]
    public void Cleanup() => team.Dispose();

    [Benchmark(Baseline = true)]
    public Evd<double> MathNet() => other.Evd(Symmetricity.Symmetric);

    [Benchmark]
    public SymmetricEigen OneThread() => SymmetricEigen.Decompose(a, WorkerTeam.Single);

    [Benchmark]
    public SymmetricEigen AllCores() => SymmetricEigen.Decompose(a, team);
}
