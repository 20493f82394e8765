using System.Numerics.Tensors;
using Inflaton.Duality.ClosedForm;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Kernels;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Experiments.Ensembles;

/// <summary>
/// The ensemble of infinite width along the training, for a squared loss: normal at every epoch, with the mean and the covariance that the
/// recursion of the kernel makes of those of the start.
/// </summary>
/// <param name="Mean">Of the first output, an epoch each, at the inputs that outputs are correlated at.</param>
/// <param name="Covariance">Between these, an epoch each.</param>
internal sealed record InfiniteEnsemble(double[][] Mean, Matrix<double>[] Covariance)
{
    /// <summary>Inputs up to which it is computed: an eigen-system of as many.</summary>
    private const int MostInputs = 1000;

    /// <summary>The ensemble; null where it is not known.</summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="points">The inputs that outputs are correlated at.</param>
    /// <param name="epochs">Epochs that outputs are recorded at.</param>
    /// <param name="team">Threads.</param>
    public static InfiniteEnsemble? Of(ExperimentSetup setup, int[] points, int[] epochs, WorkerTeam team)
    {
        NetworkArchitecture architecture = setup.Architecture;
        ExperimentSettings settings = setup.Settings;
        if (setup.HangsOnKernel || setup.Loss is not SquaredLoss { UniformCurvature: { } curvature } || setup.Inputs.Rows > MostInputs
            || !settings.Optimizer.IsRateGiven || architecture.Layers < 2 || architecture.Initialization != Initialization.Normal)
        {
            return null;
        }

        KernelPair pair = new InfiniteWidthKernel(InfiniteNetwork.Of(architecture), team).Square(setup.Inputs);
        if (pair.Failure is not null)
        {
            return null;
        }

        double square = settings.Network.OutputScale * settings.Network.OutputScale;
        TensorPrimitives.Multiply(pair.Ntk.Values, square, pair.Ntk.Values);
        TensorPrimitives.Multiply(pair.Nngp.Values, square, pair.Nngp.Values);
        int outputs = architecture.Outputs;
        StartKernel moving = StartKernel.Of(setup, KernelPair.ForOutputs(pair.Ntk, setup.SharesKernel ? 1 : outputs), null, team);
        Optimizer optimizer = settings.Optimizer.Create(setup.OptimizerStart(moving, new double[setup.Targets.Length], team));
        if (optimizer.ConstantMomentum is null)
        {
            return null;
        }

        SquaredLossPrediction prediction = new(KernelSpectrum.Of(pair.Ntk, 1, team), ModeLaw.Recursion(optimizer), curvature, 0, team);
        GaussianPrior prior = GaussianPrior.Of(pair.Nngp, team);
        double[] targets = [.. Enumerable.Range(0, setup.Inputs.Rows).Select(x => setup.Targets[x * outputs])];
        GaussianField[] fields = [.. epochs.Select(epoch => prediction.Ensemble(epoch, prior, targets))];
        return !fields.All(field => field.Mean.All(double.IsFinite)) ? null : new InfiniteEnsemble(
            [.. fields.Select(field => points.Select(point => field.Mean[point]).ToArray())],
            [
                .. fields.Select(field => Matrix.FromFunction(
                    points.Length, points.Length, (a, b) => field.Covariance[points[a], points[b]])),
            ]);
    }
}
