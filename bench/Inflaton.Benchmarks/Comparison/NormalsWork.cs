using Inflaton.Numerics.Random;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>Standard normal draws into an array of <see cref="WorkOrder.Rows"/> doubles.</summary>
internal static class NormalsWork
{
    public static WorkReport Time(WorkOrder order)
    {
        double[] draws = new double[order.Rows];
        CounterStream stream = new(1, 0);
        return new WorkReport { Seconds = CallTimer.Sample(order.Seconds, () => stream.FillNormal(draws)) };
    }
}
