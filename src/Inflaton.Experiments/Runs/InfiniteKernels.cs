using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Runs;

/// <summary>The kernels of the limit of infinite width, and the empirical one that they stand in for.</summary>
/// <param name="Ntk">Θ, [NC, NC], or [N, N] where outputs share it.</param>
/// <param name="TestNtk">Θ(test, train), [MC, NC] or [M, N]; null without test inputs.</param>
/// <param name="Nngp">K of one output, [N, N].</param>
/// <param name="Empirical">Θ of the network as it is drawn, as large as <paramref name="Ntk"/>.</param>
internal sealed record InfiniteKernels(Matrix<double> Ntk, Matrix<double>? TestNtk, Matrix<double> Nngp, Matrix<double> Empirical)
{
    public static InfiniteKernels Of(ExperimentSetup setup, Matrix<double> empirical, WorkerTeam team)
    {
        InfiniteWidthKernel kernel = new(InfiniteNetwork.Of(setup.Architecture), team);
        KernelPair own = Represented(kernel.Square(setup.Inputs));
        Matrix<double>? test = setup.TestInputs is null ? null : Represented(kernel.Between(setup.TestInputs, setup.Inputs)).Ntk;
        int outputs = setup.SharesKernel ? 1 : setup.Architecture.Outputs;
        return new InfiniteKernels(
            KernelPair.ForOutputs(own.Ntk, outputs), test is null ? null : KernelPair.ForOutputs(test, outputs), own.Nngp, empirical);
    }
    /// <summary>The kernel, if there is one.</summary>
    /// <exception cref="NumericalFailureException">It cannot be represented.</exception>
    public static KernelPair Represented(KernelPair pair) =>
        pair.Failure is { } failure ? throw new NumericalFailureException(failure.ToString()) : pair;
}
