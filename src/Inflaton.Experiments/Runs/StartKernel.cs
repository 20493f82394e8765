using System.Numerics.Tensors;
using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// The kernel that the field moves by at epoch 0, and what hangs on it: the loss's scale, where the file leaves that to it, and the
/// whitening.
/// </summary>
/// <param name="Kernel">Θ, with natural training Θ̄Θ(Θ+ε)⁻¹.</param>
/// <param name="TestKernel">The same between test and training inputs; null without test inputs.</param>
/// <param name="Spectrum">Eigen-system of <paramref name="Kernel"/>.</param>
/// <param name="Own">Eigen-system of Θ itself.</param>
/// <param name="Natural">The whitening; null where the file asks for none.</param>
internal sealed record StartKernel(
    Matrix<double> Kernel, Matrix<double>? TestKernel, KernelSpectrum Spectrum, KernelSpectrum Own, NaturalGradient? Natural)
{
    /// <summary>Takes the field's kernel apart, and couples the loss of the experiment to it.</summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="kernel">Θ of the field.</param>
    /// <param name="testKernel">Θ between test and training inputs; null without test inputs.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="Files.ExperimentFileException">The kernel is too badly conditioned for natural training.</exception>
    public static StartKernel Of(ExperimentSetup setup, Matrix<double> kernel, Matrix<double>? testKernel, WorkerTeam team)
    {
        KernelSpectrum own = KernelSpectrum.Of(kernel, setup.SharesKernel ? 1 : setup.Architecture.Outputs, team);
        setup.Couple(TensorPrimitives.Sum<double>(own.Eigenvalues) / own.Count);
        return NaturalChoice.Of(setup, own, team) is { } natural
            ? new StartKernel(
                natural.Effective.Kernel(new MatrixProduct<double>(team)),
                testKernel is null ? null : natural.EffectiveTestKernel(testKernel),
                natural.Effective, own, natural)
            : new StartKernel(kernel, testKernel, own, own, null);
    }

    /// <summary>The same of the network's own kernel, on the training inputs alone.</summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="start">Its field at epoch 0.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="Files.ExperimentFileException">The kernel is too badly conditioned for natural training.</exception>
    public static StartKernel Of(ExperimentSetup setup, FieldStart start, WorkerTeam team)
    {
        Matrix<double> kernel = new TangentKernel<double>(setup.Architecture, new MatrixProduct<double>(team), team)
        {
            SharesOutputs = setup.SharesKernel,
        }
            .Square(setup.Parameters, setup.Inputs);
        start.Scale(kernel);
        return Of(setup, kernel, null, team);
    }

    /// <summary>What a prediction on the training inputs may know.</summary>
    /// <param name="setup">The experiment, coupled to this kernel.</param>
    /// <param name="start">Its field at epoch 0.</param>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="matching">How the steps are read as time.</param>
    /// <param name="epochs">Epochs to predict.</param>
    /// <param name="team">Threads.</param>
    public PredictionProblem Problem(
        ExperimentSetup setup, FieldStart start, Optimizer optimizer, Matching matching, int[] epochs, WorkerTeam team) => new()
        {
            Kernel = Kernel,
            Spectrum = Spectrum,
            Copies = setup.SharesKernel ? setup.Architecture.Outputs : 1,
            InitialField = start.Field,
            Targets = setup.Targets,
            Loss = setup.Loss,
            Optimizer = optimizer,
            Batches = setup.Batches,
            Matching = matching,
            Epochs = epochs,
            Team = team,
        };
}
