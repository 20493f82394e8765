using Inflaton.Numerics.Threading;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>Copies <see cref="WorkOrder.Rows"/> doubles from array to array: the yardstick of all that streams weights.</summary>
internal static class CopyWork
{
    private const int Part = 1 << 16;

    public static WorkReport Time(WorkOrder order, WorkerTeam team)
    {
        Copy copy = new(new double[order.Rows], new double[order.Rows]);
        Array.Fill(copy.Source, 1);
        return new WorkReport { Seconds = CallTimer.Sample(order.Seconds, () => team.Run(copy, (order.Rows + Part - 1) / Part)) };
    }

    private sealed record Copy(double[] Source, double[] Destination) : IWork
    {
        public void Execute(int part, int worker)
        {
            int first = part * Part;
            int count = Math.Min(Part, Source.Length - first);
            Source.AsSpan(first, count).CopyTo(Destination.AsSpan(first, count));
        }
    }
}
