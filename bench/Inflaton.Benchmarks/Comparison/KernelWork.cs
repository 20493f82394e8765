using System.Numerics;
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
        Func<Matrix<double>> kernel = Kernel(order, team);
        return new WorkReport { Seconds = CallTimer.Sample(order.Seconds, () => kernel()) };
    }

    public static WorkReport Values(WorkOrder order, WorkerTeam team) => new() { Values = Kernel(order, team)().Values };

    /// <summary>MiB that the resident memory grows by at its peak; in a process that has computed no kernel before.</summary>
    public static WorkReport Memory(WorkOrder order, WorkerTeam team)
    {
        Func<Matrix<double>> kernel = Kernel(order, team);
        GC.Collect();
        return new WorkReport { Values = [ResidentMemory.PeakGrowth(() => kernel())] };
    }

    private static Func<Matrix<double>> Kernel(WorkOrder order, WorkerTeam team)
    {
        NetworkParameters parameters = order.Network!.Draw();
        Matrix<double> inputs = order.Network.DrawInputs();
        return order.How == "float32" ? Kernel<float>(parameters, inputs, team) : Kernel<double>(parameters, inputs, team);
    }

    private static Func<Matrix<double>> Kernel<T>(NetworkParameters parameters, Matrix<double> inputs, WorkerTeam team)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TangentKernel<T> kernel = new(parameters.Architecture, new MatrixProduct<T>(team), team);
        return () => kernel.Square(parameters, inputs);
    }
}
