using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Studies;

/// <summary>What a run was made with: recorded in every output.</summary>
public static class RunEnvironment
{
    /// <summary>The variable that sets the number of threads when the command line does not.</summary>
    public const string ThreadsVariable = "INFLATON_THREADS";

    /// <summary>Version of Inflaton.</summary>
    public static string Version { get; } =
        typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Name of the machine.</summary>
    public static string Host => Environment.MachineName;

    /// <summary>
    /// What tells one build of the program from another that has the same <see cref="Version"/>: the first eight digits of a hash over the
    /// identities of its assemblies, which depend on their sources and the compiler alone.
    /// </summary>
    public static string Build { get; } = BuildOf(
        typeof(RunEnvironment).Assembly, typeof(Networks.NetworkParameters).Assembly, typeof(WorkerTeam).Assembly);

    /// <summary>
    /// Threads to use: the given number, else <see cref="ThreadsVariable"/>, else one for each processor that this process may use, those
    /// of its job where a batch system runs it.
    /// </summary>
    /// <param name="given">Number given on the command line, at least 1; null for none.</param>
    /// <exception cref="ArgumentException">The number or the variable is not a whole number from 1 to 1024.</exception>
    public static int Threads(int? given)
    {
        if (given is { } number)
        {
            return number is >= 1 and <= 1024
                ? number
                : throw new ArgumentException($"--threads: {number} is not a number of threads. Give a whole number from 1 to 1024.");
        }

        string? variable = Environment.GetEnvironmentVariable(ThreadsVariable);
        return string.IsNullOrWhiteSpace(variable) ? JobAllocation.UsableProcessors
            : int.TryParse(variable, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= 1024 ? value
            : throw new ArgumentException(
                $"{ThreadsVariable}: '{variable}' is not a number of threads. Set a whole number from 1 to 1024.");
    }

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Machine = new(() => new Dictionary<string, string>
    {
        ["processors"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
        ["processor"] = ProcessorName(),
        ["vectors"] = MatrixProduct<double>.Tier.ToString(),
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["system"] = $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}",
    });

    /// <summary>Processors, runtime, operating system and vector width.</summary>
    public static IReadOnlyDictionary<string, string> Describe() => Machine.Value;

    private static string BuildOf(params Assembly[] assemblies) => Convert.ToHexStringLower(
        SHA256.HashData([.. assemblies.SelectMany(assembly => assembly.ManifestModule.ModuleVersionId.ToByteArray())]))[..8];

    private static string ProcessorName()
    {
        const string list = "/proc/cpuinfo";
        string? line = File.Exists(list)
            ? File.ReadLines(list).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null ? "unknown" : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
