using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Inflaton.Numerics.Fourier;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.Tests.Functions;

/// <summary>Runs this very class in child processes with tiers switched off and compares what all functions and streams give.</summary>
public class HardwareTierTests
{
    private const string DigestPath = "INFLATON_TEST_DIGEST";

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task Lower_tiers_give_the_same_bits(string variable)
    {
        if (Environment.GetEnvironmentVariable(DigestPath) is not null)
        {
            return;
        }

        string path = Path.GetTempFileName();
        try
        {
            ProcessStartInfo start = new(Environment.ProcessPath!)
            {
                ArgumentList = { "--filter-method", $"{typeof(HardwareTierTests).FullName}.{nameof(The_tier_is_the_one_asked_for)}" },
                RedirectStandardOutput = true,
            };
            start.Environment[variable] = "0";
            start.Environment[DigestPath] = path;
            using Process child = Process.Start(start)!;
            string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);

            child.ExitCode.ShouldBe(0, output);
            (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe(Digest());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_tier_is_the_one_asked_for()
    {
        if (IsOff("DOTNET_EnableAVX512"))
        {
            Vector512.IsHardwareAccelerated.ShouldBeFalse();
        }

        if (IsOff("DOTNET_EnableAVX2"))
        {
            (Avx2.IsSupported || Fma.IsSupported || Vector512.IsHardwareAccelerated).ShouldBeFalse();
        }

        if (IsOff("DOTNET_EnableHWIntrinsic"))
        {
            Vector128.IsHardwareAccelerated.ShouldBeFalse();
        }

        if (Environment.GetEnvironmentVariable(DigestPath) is { } path)
        {
            File.WriteAllText(path, Digest());
        }
    }

    private static bool IsOff(string variable) => Environment.GetEnvironmentVariable(variable) == "0";

    /// <summary>A line for each function and kind of random number, so that a difference names its source.</summary>
    private static string Digest()
    {
        double[] x = FunctionCatalog.Arguments(6007);
        double[] y = new double[x.Length];
        List<string> lines = [];
        foreach ((string name, (SpanFunction evaluate, _, _)) in FunctionCatalog.Functions)
        {
            evaluate(x, y);
            Add(name, MemoryMarshal.AsBytes<double>(Array.ConvertAll(y, value => double.IsNaN(value) ? double.NaN : value)));
        }

        CounterStream stream = new(0x0123456789ABCDEF, 99);
        ulong[] integers = new ulong[1001];
        float[] floats = new float[1001];
        stream.FillUInt64(integers, 5);
        Add("integers", MemoryMarshal.AsBytes<ulong>(integers));
        stream.FillUniform(y, 5);
        Add("uniform", MemoryMarshal.AsBytes<double>(y));
        stream.FillNormal(y, 5);
        Add("normal", MemoryMarshal.AsBytes<double>(y));
        stream.FillNormal(floats, 5);
        Add("normal, single", MemoryMarshal.AsBytes<float>(floats));
        foreach (int[] shape in new int[][] { [2 * 5 * 60], [9, 14], [12, 10, 22] })
        {
            HalfSpectrum modes = new(shape);
            RealFourierTransform transform = new(WorkerTeam.Single, shape);
            transform.Forward(x.AsSpan(0, shape.Aggregate((a, b) => a * b)).ToArray().Select(Math.Atan).ToArray(), modes);
            for (int row = 0; row < modes.Rows; row++)
            {
                Add("transform", MemoryMarshal.AsBytes(modes.Real(row)));
                Add("transform", MemoryMarshal.AsBytes(modes.Imaginary(row)));
            }

            transform.Inverse(modes);
            Add("inverse transform", MemoryMarshal.AsBytes(modes.Values(0)));
        }

        return string.Join('\n', lines);

        void Add(string name, ReadOnlySpan<byte> bytes) => lines.Add($"{name}: {Convert.ToHexString(SHA256.HashData(bytes))}");
    }
}
