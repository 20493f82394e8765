using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>What the figures of this side depend on.</summary>
internal static class MachineWork
{
    public static WorkReport Describe(WorkerTeam team) => new()
    {
        Notes = new Dictionary<string, string>
        {
            ["Inflaton"] = typeof(WorkerTeam).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["vectors"] = MatrixProduct<double>.Tier.ToString(),
            ["threads"] = team.Threads.ToString(CultureInfo.InvariantCulture),
        },
    };
}
