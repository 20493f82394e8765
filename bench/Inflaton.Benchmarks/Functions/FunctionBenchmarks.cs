using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Inflaton.Numerics.Functions;
using Inflaton.Numerics.Random;

namespace Inflaton.Benchmarks.Functions;

/// <summary>Span functions on one thread, data in cache; the time is an element's. Baseline: a loop over <see cref="Math.Exp"/>.</summary>
[MemoryDiagnoser]
public class FunctionBenchmarks
{
    private const int Count = 2048;

    private readonly double[] _x = new double[Count];
    private readonly double[] _y = new double[Count];
    private readonly double[] _z = new double[Count];

    [GlobalSetup]
    public void Draw()
    {
        new CounterStream(1, 0).FillNormal(_x);
        TensorPrimitives.Multiply(_x, 2, _x);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void MathExp()
    {
        for (int i = 0; i < _x.Length; i++)
        {
            _y[i] = Math.Exp(_x[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void MathTanh()
    {
        for (int i = 0; i < _x.Length; i++)
        {
            _y[i] = Math.Tanh(_x[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void MathSinCos()
    {
        for (int i = 0; i < _x.Length; i++)
        {
            (_y[i], _z[i]) = Math.SinCos(_x[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void TensorExp() => TensorPrimitives.Exp<double>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void TensorTanh() => TensorPrimitives.Tanh<double>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void TensorSigmoid() => TensorPrimitives.Sigmoid<double>(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void TensorSinCos() => TensorPrimitives.SinCos<double>(_x, _y, _z);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Exp() => Exponential.Evaluate(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Tanh() => HyperbolicTangent.Evaluate(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void TanhWithDerivative() => HyperbolicTangent.EvaluateWithDerivative(_x, _y, _z);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Erf() => ErrorFunction.Evaluate(_x, _y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void ErfWithDerivative() => ErrorFunction.EvaluateWithDerivative(_x, _y, _z);

    [Benchmark(OperationsPerInvoke = Count)]
    public void NormalWithDensity() => NormalDistribution.EvaluateWithDensity(_x, _y, _z);

    [Benchmark(OperationsPerInvoke = Count)]
    public void LogisticWithDerivative() => Logistic.EvaluateWithDerivative(_x, _y, _z);

    [Benchmark(OperationsPerInvoke = Count)]
    public void SoftplusWithDerivative() => Softplus.EvaluateWithDerivative(_x, _y, _z);

    [Benchmark(OperationsPerInvoke = Count)]
    public void SinCos() => SineCosine.Evaluate(_x, _y, _z);
}
