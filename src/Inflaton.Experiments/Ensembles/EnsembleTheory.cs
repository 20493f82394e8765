using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Kernels.FiniteWidth;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Ensembles;

/// <summary>What the theory says of an ensemble as it is drawn: correlators of the field φ = αf, and the kernel α²Θ.</summary>
/// <param name="Correlators">Of the outputs.</param>
/// <param name="Kernel">Θ of infinite width between the inputs; null where it cannot be represented.</param>
/// <param name="Scale">α.</param>
internal sealed record EnsembleTheory(OutputCorrelators Correlators, Matrix<double>? Kernel, double Scale)
{
    /// <summary>The theory, or why there is none.</summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="inputs">The inputs that outputs are correlated at.</param>
    /// <param name="team">Threads.</param>
    public static (EnsembleTheory? Theory, string? Reason) Of(ExperimentSetup setup, Matrix<double> inputs, WorkerTeam team)
    {
        NetworkArchitecture architecture = setup.Architecture;
        NetworkSettings network = setup.Settings.Network;
        if (network.Centered ?? setup.Settings.InitialField is not null)
        {
            return (null, "All networks start with the same field, so that there is nothing at epoch 0 to compare with theory.");
        }

        if (architecture.Layers < 2 || architecture.Initialization != Initialization.Normal)
        {
            return (null, architecture.Layers < 2
                ? "A network without hidden layers is normal at any width."
                : "The theory is that of normal weights; those of initialization: pytorch add a part "
                    + "of the order 1/width to the correlators.");
        }

        OutputCorrelators correlators = OutputCorrelators.Of(architecture, inputs, team);
        if (!correlators.IsFinite)
        {
            return (null, "The correlators of the theory leave the numbers of doubles.");
        }

        KernelPair pair = new InfiniteWidthKernel(InfiniteNetwork.Of(architecture), team).Square(inputs);
        return (new EnsembleTheory(correlators, pair.Failure is null ? pair.Ntk : null, network.OutputScale), null);
    }

    /// <summary>αᵏ.</summary>
    /// <param name="power">k.</param>
    public double Factor(int power) => Math.Pow(Scale, power);
}
