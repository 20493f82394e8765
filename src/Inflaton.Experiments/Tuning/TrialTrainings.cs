using System.Numerics.Tensors;
using Inflaton.Duality.Tuning;
using Inflaton.Dynamics;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Experiments.Tuning;

/// <summary>Trainings of one experiment at any η and γ, all from the same weights.</summary>
/// <param name="setup">The experiment.</param>
/// <param name="start">Its field at epoch 0.</param>
/// <param name="natural">The whitening; null for none.</param>
/// <param name="team">Threads.</param>
/// <param name="progress">Told rate, momentum and loss now and then; null for nobody.</param>
internal sealed class TrialTrainings(
    ExperimentSetup setup, FieldStart start, NaturalGradient? natural, WorkerTeam team, IProgress<StudyProgress>? progress = null)
{
    private const int Reports = 50;

    private NetworkParameters? last;
    private bool diverged;
    private double[]? before;

    /// <summary>Trains until a loss is reached, it diverges, or for a number of epochs.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">γ.</param>
    /// <param name="level">Loss to reach; 0 for none.</param>
    /// <param name="most">Epochs at most.</param>
    /// <param name="cancellation">Stops after the epoch in hand.</param>
    /// <returns>Null where it was stopped.</returns>
    public TunedTraining? Train(double learningRate, double momentum, double level, int most, CancellationToken cancellation)
    {
        NetworkParameters parameters = setup.Parameters.Clone();
        DirectTraining<double> training = new(
            parameters, setup.Inputs, setup.Targets, setup.Loss, new MatrixProduct<double>(team), team, readOut: start.ReadOut,
            natural: natural);
        GradientDescent optimizer = new(learningRate, momentum);
        double first = double.NaN;
        for (int epoch = 0; !cancellation.IsCancellationRequested; epoch++)
        {
            training.Forward();
            double loss = training.Loss;
            first = epoch == 0 ? loss : first;
            diverged = !(loss <= FollowedTraining.Divergence * first);
            if (epoch % Math.Max(1, most / Reports) == 0)
            {
                progress?.Report(new StudyProgress(StudyPhase.Training, "trial", epoch, most)
                {
                    Values = [new("learning_rate", learningRate), new("momentum", momentum), new("loss", loss)],
                });
            }

            if (diverged || loss <= level || epoch == most)
            {
                last = training.Parameters;
                return new TunedTraining(learningRate, momentum, loss <= level ? epoch : null, loss, diverged, epoch);
            }

            training.Step(optimizer.Coefficients);
        }

        return null;
    }

    /// <summary>The loss after a training as practised, with the experiment's batches.</summary>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="most">Steps, at least 1.</param>
    /// <param name="cancellation">Stops after the step in hand.</param>
    /// <returns>Infinite where it grows a hundredfold or leaves the numbers; null where it was stopped.</returns>
    public double? End(Optimizer optimizer, int most, CancellationToken cancellation)
    {
        DirectTraining<double> training = new(
            setup.Parameters.Clone(), setup.Inputs, setup.Targets, setup.Loss, new MatrixProduct<double>(team), team,
            readOut: start.ReadOut, natural: natural, batches: setup.Batches, weightDecay: optimizer.WeightDecay,
            clipNorm: optimizer.ClipNorm);
        StepSequence steps = optimizer.Begin();
        for (int step = 0; step < most; step++)
        {
            if (cancellation.IsCancellationRequested)
            {
                return null;
            }

            training.Forward();
            training.Step(steps.Next(training.Field, training.Loss));
        }

        double first = setup.Loss.Energy(start.Field, setup.Targets) / setup.Inputs.Rows;
        double last = training.LossOf(training.FieldAtParameters());
        return last <= FollowedTraining.Divergence * first ? last : double.PositiveInfinity;
    }

    /// <summary>‖Θ − Θ_0‖/‖Θ_0‖ at the end of the last training; infinite where it diverged.</summary>
    public double Drift()
    {
        if (diverged || last is null)
        {
            return double.PositiveInfinity;
        }

        before ??= Kernel(setup.Parameters);
        return TensorPrimitives.Distance<double>(Kernel(last), before) / TensorPrimitives.Norm<double>(before);
    }

    private double[] Kernel(NetworkParameters parameters) =>
        new TangentKernel<double>(setup.Architecture, new MatrixProduct<double>(team), team) { SharesOutputs = setup.SharesKernel }
            .Square(parameters, setup.Inputs, cancellation: CancellationToken.None).Values;
}
