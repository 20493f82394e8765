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

    private readonly double[] _doubles = new double[Count];
    private readonly float[] _floats = new float[Count];
    private readonly ulong[] _words = new ulong[Count];
    private readonly SystemRandom _system = new(1);
    private readonly CounterStream _stream = new(1, 0);

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void SystemUniform()
    {
        for (int i = 0; i < _doubles.Length; i++)
        {
            _doubles[i] = _system.NextDouble();
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void SystemBoxMuller()
    {
        for (int i = 0; i < _doubles.Length; i += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - _system.NextDouble()));
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * _system.NextDouble());
            _doubles[i] = radius * cosine;
            _doubles[i + 1] = radius * sine;
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void FillUInt64() => _stream.FillUInt64(_words);

    [Benchmark(OperationsPerInvoke = Count)]
    public void FillUniform() => _stream.FillUniform(_doubles);

    [Benchmark(OperationsPerInvoke = Count)]
    public void FillNormal() => _stream.FillNormal(_doubles);

    [Benchmark(OperationsPerInvoke = Count)]
    public void FillNormalSingle() => _stream.FillNormal(_floats);
}
