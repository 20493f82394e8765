using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Inflaton.Numerics.Threading;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>
/// One side of a comparison with another program: reads a <see cref="WorkOrder"/> a line, answers with a <see cref="WorkReport"/> a
/// line, and sleeps in between, so that a driver can let the sides take turns on the same cores.
/// </summary>
internal static class ComparisonPartner
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static int Answer(TextReader orders, TextWriter reports, string[] arguments)
    {
        if (arguments is not [string count, "wall" or "processor"] || !int.TryParse(count, CultureInfo.InvariantCulture, out int threads))
        {
            throw new ArgumentException($"Give the number of threads and a clock, wall or processor, not '{string.Join(' ', arguments)}'.");
        }

        WorkClock.OfProcessors = arguments[1] == "processor";
        using WorkerTeam team = new(threads);
        while (orders.ReadLine() is { } line)
        {
            reports.WriteLine(JsonSerializer.Serialize(Answer(line, team), Format));
            reports.Flush();
        }

        return 0;
    }

    private static WorkReport Answer(string line, WorkerTeam team)
    {
        try
        {
            WorkOrder order = JsonSerializer.Deserialize<WorkOrder>(line, Format)!;
            return order.Work switch
            {
                "machine" => MachineWork.Describe(team),
                "copy" => CopyWork.Time(order, team),
                "normals" => NormalsWork.Time(order),
                "product" => ProductWork.Time(order, team),
                "eigen" => EigenWork.Time(order, team),
                "network" => NetworkFileWork.Write(order),
                "step" => TrainingWork.TimeSteps(order, team),
                "run" => TrainingWork.TimeRun(order, team),
                "field" => TrainingWork.Field(order, team),
                "kernel" => KernelWork.Time(order, team),
                "kernel values" => KernelWork.Values(order, team),
                "kernel memory" => KernelWork.Memory(order, team),
                "lattice" => LatticeWork.Time(order, team),
                "lattice fields" => LatticeWork.Write(order, team),
                "lattice memory" => LatticeWork.Memory(order, team),
                "lattice run" => LatticeWork.Run(order, team),
                "spectra" => LatticeWork.TimeSpectra(order, team),
                "experiment" => ExperimentWork.Time(order, team),
                _ => throw new ArgumentException($"There is no work '{order.Work}'.", nameof(line)),
            };
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException or IOException)
        {
            return new WorkReport { Error = exception.Message };
        }
    }
}
