using BenchmarkDotNet.Attributes;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using DenseMatrix = MathNet.Numerics.LinearAlgebra.Double.DenseMatrix;

namespace Inflaton.Benchmarks.LinearAlgebra;

/// <summary>C = A B for the shapes that networks and kernels meet: square, a batch times a layer, a Gram matrix, one vector.</summary>
[MemoryDiagnoser]
public class MatrixProductBenchmarks
{
    private WorkerTeam _team = WorkerTeam.Single;
    private Matrix<double> _a = new(0, 0);
    private Matrix<double> _b = new(0, 0);
    private Matrix<double> _c = new(0, 0);
    private Matrix<double> _gram = new(0, 0);
    private MatrixProduct<double> _alone = new(WorkerTeam.Single);
    private MatrixProduct<double> _onAllCores = new(WorkerTeam.Single);
    private DenseMatrix _otherA = new(1, 1);
    private DenseMatrix _otherB = new(1, 1);
    private DenseMatrix _otherC = new(1, 1);

    [ParamsSource(nameof(Shapes))]
    public (int Rows, int Columns, int Depth) Shape { get; set; }

    public static IEnumerable<(int Rows, int Columns, int Depth)> Shapes =>
        [(64, 64, 64), (500, 500, 500), (100, 2048, 2048), (442, 442, 2048), (2048, 1, 2048), (2048, 2048, 1), (2048, 2048, 2048)];

    [GlobalSetup]
    public void Setup()
    {
        (int m, int n, int k) = Shape;
        _team = new WorkerTeam(Environment.ProcessorCount);
        _a = Matrix.FromFunction(m, k, (i, j) => Math.Sin((i * 0.7) + (j * 1.3)));
        _b = Matrix.FromFunction(k, n, (i, j) => Math.Cos((i * 1.1) - (j * 0.3)));
        _c = new Matrix<double>(m, n);
        _gram = new Matrix<double>(m, m);
        _alone = new MatrixProduct<double>(WorkerTeam.Single);
        _onAllCores = new MatrixProduct<double>(_team);
        _otherA = DenseMatrix.Create(m, k, (i, j) => _a[i, j]);
        _otherB = DenseMatrix.Create(k, n, (i, j) => _b[i, j]);
        _otherC = new DenseMatrix(m, n);
    }

    [GlobalCleanup]
    public void Cleanup() => _team.Dispose();

    [Benchmark(Baseline = true)]
    public void MathNet() => _otherA.Multiply(_otherB, _otherC);

    [Benchmark]
    public void OneThread() => _alone.Multiply(1, _a, Transpose.No, _b, Transpose.No, 0, _c);

    [Benchmark]
    public void AllCores() => _onAllCores.Multiply(1, _a, Transpose.No, _b, Transpose.No, 0, _c);

    [Benchmark]
    public void GramOfRows() => _alone.SymmetricRankK(1, _a, Transpose.No, 0, _gram);
}
