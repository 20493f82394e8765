using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>The tangent kernel at initialisation.</summary>
internal static class KernelWork
{
    public static WorkReport Time(WorkOrder order, WorkerTeam team)
    {
        Func<Matrix<double>> kernel = Kernel(order.Network!, team);
        return new WorkReport { Seconds = CallTimer.Sample(order.Seconds, () => kernel()) };
    }

    public static WorkReport Values(WorkOrder order, WorkerTeam team) => new() { Values = Kernel(order.Network!, team)().Values };

    /// <summary>MiB that the resident memory grows by at its peak; in a process that has computed no kernel before.</summary>
    public static WorkReport Memory(WorkOrder order, WorkerTeam team)
    {
        Func<Matrix<double>> kernel = Kernel(order.Network!, team);
        GC.Collect();
        return new WorkReport { Values = [ResidentMemory.PeakGrowth(() => kernel())] };
    }

    private static Func<Matrix<double>> Kernel(NetworkCase network, WorkerTeam team)
    {
        NetworkParameters parameters = network.Draw();
        Matrix<double> inputs = network.DrawInputs();
        TangentKernel kernel = new(parameters.Architecture, new MatrixProduct<double>(team), team);
        return () => kernel.Square(parameters, inputs);
    }
}
