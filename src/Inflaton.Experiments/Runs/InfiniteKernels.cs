using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Runs;

/// <summary>The field's kernels in the limit of infinite width, and the empirical one that they stand in for.</summary>
/// <param name="Own">K and Θ of one output on the training inputs, [N, N].</param>
/// <param name="Cross">K and Θ between test and training inputs, [M, N]; null without test inputs.</param>
/// <param name="Tests">K and Θ on the test inputs, [M, M]; null without test inputs or where no posterior is asked for.</param>
/// <param name="Ntk">Θ of all outputs, [NC, NC], or [N, N] where they share it.</param>
/// <param name="TestNtk">Θ(test, train), [MC, NC] or [M, N]; null without test inputs.</param>
/// <param name="Empirical">Θ of the network as it is drawn, as large as <paramref name="Ntk"/>.</param>
internal sealed record InfiniteKernels(
    KernelPair Own, KernelPair? Cross, KernelPair? Tests, Matrix<double> Ntk, Matrix<double>? TestNtk, Matrix<double> Empirical)
{
    /// <summary>Bound on the relative error of every Θ here.</summary>
    public double NtkError => new[] { Own, Cross, Tests }.Max(pair => pair?.NtkError ?? 0);

    public static InfiniteKernels Of(ExperimentSetup setup, FieldStart start, Matrix<double> empirical, WorkerTeam team)
    {
        InfiniteWidthKernel kernel = new(InfiniteNetwork.Of(setup.Architecture), team);
        KernelPair own = Represented(kernel.Square(setup.Inputs));
        KernelPair? cross = setup.TestInputs is null ? null : Represented(kernel.Between(setup.TestInputs, setup.Inputs));
        KernelPair? tests = setup.TestInputs is null || setup.Settings.Posterior is null
            ? null
            : Represented(kernel.Square(setup.TestInputs));
        start.Scale(own.Nngp, own.Ntk, cross?.Nngp, cross?.Ntk, tests?.Nngp, tests?.Ntk);
        int outputs = setup.SharesKernel ? 1 : setup.Architecture.Outputs;
        return new InfiniteKernels(
            own, cross, tests, KernelPair.ForOutputs(own.Ntk, outputs), cross is null ? null : KernelPair.ForOutputs(cross.Ntk, outputs),
            empirical);
    }

    /// <summary>The kernel, if there is one.</summary>
    /// <exception cref="NumericalFailureException">It cannot be represented.</exception>
    public static KernelPair Represented(KernelPair pair) =>
        pair.Failure is { } failure ? throw new NumericalFailureException(failure.ToString()) : pair;
}
