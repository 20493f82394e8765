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

    private readonly double[] x = new double[Count];
    private readonly double[] y = new double[Count];
    private readonly double[] z = new double[Count];

    [GlobalSetup]
    public void Draw()
    {
        new CounterStream(1, 0).FillNormal(x);
        TensorPrimitives.Multiply(x, 2, x);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void MathExp()
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = Math.Exp(x[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void MathTanh()
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = Math.Tanh(x[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void MathSinCos()
    {
        for (int i = 0; i < x.Length; i++)
        {
            (y[i], z[i]) = Math.SinCos(x[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void TensorExp() => TensorPrimitives.Exp<double>(x, y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void TensorTanh() => TensorPrimitives.Tanh<double>(x, y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void TensorSigmoid() => TensorPrimitives.Sigmoid<double>(x, y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void TensorSinCos() => TensorPrimitives.SinCos<double>(x, y, z);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Exp() => Exponential.Evaluate(x, y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Tanh() => HyperbolicTangent.Evaluate(x, y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void TanhWithDerivative() => HyperbolicTangent.EvaluateWithDerivative(x, y, z);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Erf() => ErrorFunction.Evaluate(x, y);

    [Benchmark(OperationsPerInvoke = Count)]
    public void ErfWithDerivative() => ErrorFunction.EvaluateWithDerivative(x, y, z);

    [Benchmark(OperationsPerInvoke = Count)]
    public void NormalWithDensity() => NormalDistribution.EvaluateWithDensity(x, y, z);

    [Benchmark(OperationsPerInvoke = Count)]
    public void LogisticWithDerivative() => Logistic.EvaluateWithDerivative(x, y, z);

    [Benchmark(OperationsPerInvoke = Count)]
    public void SoftplusWithDerivative() => Softplus.EvaluateWithDerivative(x, y, z);

    [Benchmark(OperationsPerInvoke = Count)]
    public void SinCos() => SineCosine.Evaluate(x, y, z);
}
