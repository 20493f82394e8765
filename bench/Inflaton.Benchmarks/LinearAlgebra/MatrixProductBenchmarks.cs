using BenchmarkDotNet.Attributes;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using DenseMatrix = MathNet.Numerics.LinearAlgebra.Double.DenseMatrix;

namespace Inflaton.Benchmarks.LinearAlgebra;

/// <summary>C = A B for the shapes that networks and kernels meet: square, a batch times a layer, a Gram matrix, one vector.</summary>
[MemoryDiagnoser]
public class MatrixProductBenchmarks
{
    private WorkerTeam team = WorkerTeam.Single;
    private Matrix<double> a = new(0, 0);
    private Matrix<double> b = new(0, 0);
    private Matrix<double> c = new(0, 0);
    private Matrix<double> gram = new(0, 0);
    private MatrixProduct<double> alone = new(WorkerTeam.Single);
    private MatrixProduct<double> onAllCores = new(WorkerTeam.Single);
    private DenseMatrix otherA = new(1, 1);
    private DenseMatrix otherB = new(1, 1);
    private DenseMatrix otherC = new(1, 1);

    [ParamsSource(nameof(Shapes))]
    public (int Rows, int Columns, int Depth) Shape { get; set; }

    public static IEnumerable<(int Rows, int Columns, int Depth)> Shapes =>
        [(64, 64, 64), (500, 500, 500), (100, 2048, 2048), (442, 442, 2048), (2048, 1, 2048), (2048, 2048, 1), (2048, 2048, 2048)];

    [GlobalSetup]
    public void Setup()
    {
        (int m, int n, int k) = Shape;
        team = new WorkerTeam(Environment.ProcessorCount);
        a = Matrix.FromFunction(m, k, (i, j) => Math.Sin((i * 0.7) + (j * 1.3)));
        b = Matrix.FromFunction(k, n, (i, j) => Math.Cos((i * 1.1) - (j * 0.3)));
        c = new Matrix<double>(m, n);
        gram = new Matrix<double>(m, m);
        alone = new MatrixProduct<double>(WorkerTeam.Single);
        onAllCores = new MatrixProduct<double>(team);
        otherA = DenseMatrix.Create(m, k, (i, j) => a[i, j]);
        otherB = DenseMatrix.Create(k, n, (i, j) => b[i, j]);
        otherC = new DenseMatrix(m, n);
    }

    [GlobalCleanup]
    public void Cleanup() => team.Dispose();

    [Benchmark(Baseline = true)]
    public void MathNet() => otherA.Multiply(otherB, otherC);

    [Benchmark]
    public void OneThread() => alone.Multiply(1, a, Transpose.No, b, Transpose.No, 0, c);

    [Benchmark]
    public void AllCores() => onAllCores.Multiply(1, a, Transpose.No, b, Transpose.No, 0, c);

    [Benchmark]
    public void GramOfRows() => alone.SymmetricRankK(1, a, Transpose.No, 0, gram);
}
