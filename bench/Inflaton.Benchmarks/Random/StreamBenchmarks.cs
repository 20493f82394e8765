using BenchmarkDotNet.Attributes;
using Inflaton.Numerics.Random;
using SystemRandom = System.Random;

namespace Inflaton.Benchmarks.Random;

/// <summary>
/// Random numbers on one thread, data in cache; the time is an element's. Baseline: a loop over the runtime's seeded generator.
/// </summary>
[MemoryDiagnoser]
public class StreamBenchmarks
{
    private const int Count = 4096;

    private readonly double[] doubles = new double[Count];
    private readonly float[] floats = new float[Count];
    private readonly ulong[] words = new ulong[Count];
    private readonly SystemRandom system = new(1);
    private readonly CounterStream stream = new(1, 0);

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void SystemUniform()
    {
        for (int i = 0; i < doubles.Length; i++)
        {
            doubles[i] = system.NextDouble();
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void SystemBoxMuller()
    {
        for (int i = 0; i < doubles.Length; i += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - system.NextDouble()));
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * system.NextDouble());
            doubles[i] = radius * cosine;
            doubles[i + 1] = radius * sine;
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void FillUInt64() => stream.FillUInt64(words);

    [Benchmark(OperationsPerInvoke = Count)]
    public void FillUniform() => stream.FillUniform(doubles);

    [Benchmark(OperationsPerInvoke = Count)]
    public void FillNormal() => stream.FillNormal(doubles);

    [Benchmark(OperationsPerInvoke = Count)]
    public void FillNormalSingle() => stream.FillNormal(floats);
}
