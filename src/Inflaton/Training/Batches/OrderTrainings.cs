using System.Numerics;
using Inflaton.Dynamics;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training.Batches;

/// <summary>
/// One network trained under several orders of its batches, each thread an order: what a band over orders is held against. The same bits
/// for any number of threads.
/// </summary>
public sealed class OrderTrainings : IWork
{
    private const ulong Stream = 0x7A1DE;

    private readonly TrainingTask task;
    private readonly NetworkParameters start;
    private readonly CancellationToken cancellation;
    private readonly int[] epochs;
    private readonly double[][] losses;
    private readonly CounterStream seeds;

    private OrderTrainings(TrainingTask task, NetworkParameters start, int orders, CancellationToken cancellation)
    {
        (this.task, this.start, this.cancellation) = (task, start, cancellation);
        epochs = Trainer.RecordedEpochs(task.Epochs, task.RecordEvery);
        seeds = task.Batches!.OtherSeeds(Stream);
        losses = [.. Enumerable.Range(0, orders).Select(_ => Enumerable.Repeat(double.NaN, epochs.Length).ToArray())];
    }

    /// <summary>Trains them.</summary>
    /// <param name="task">The training, with batches that have another order.</param>
    /// <param name="start">θ₀; not changed.</param>
    /// <param name="orders">How many; none of them is the task's own, nor one that a prediction draws.</param>
    /// <param name="team">Threads.</param>
    /// <param name="cancellation">Ends them at the step in hand.</param>
    /// <returns>The losses at the recorded steps, order by order; NaN from where a training left the finite numbers or was ended.</returns>
    /// <exception cref="ArgumentException">There are no batches, or their order is given.</exception>
    public static double[][] Losses(
        TrainingTask task, NetworkParameters start, int orders, WorkerTeam team, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(team);
        ArgumentOutOfRangeException.ThrowIfNegative(orders);
        if (task.Batches?.With(0) is null || task.Natural is not null)
        {
            throw new ArgumentException("The batches have no other order, or gradients are whitened.", nameof(task));
        }

        OrderTrainings all = new(task, start, orders, cancellation);
        team.Run(all, orders);
        return all.losses;
    }

    void IWork.Execute(int part, int worker)
    {
        if (task.Precision == Precision.Double)
        {
            Train<double>(part);
        }
        else
        {
            Train<float>(part);
        }
    }

    private void Train<T>(int order)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        StepSequence steps = task.Optimizer.Begin();
        DirectTraining<T> training = new(
            start.Clone(), task.Inputs, task.Targets, task.Loss, new MatrixProduct<T>(), WorkerTeam.Single, readOut: task.ReadOut,
            rule: task.Optimizer.Rule<T>(steps, start.Architecture, WorkerTeam.Single),
            batches: task.Batches!.With(seeds.UInt64At((ulong)order)), weightDecay: task.Optimizer.WeightDecay,
            clipNorm: task.Optimizer.ClipNorm);
        for (int step = 0, recorded = 0; !cancellation.IsCancellationRequested; step++)
        {
            training.ScaleFactor = Math.Exp(steps.Efolds);
            if (epochs[recorded] == step)
            {
                double loss = training.LossOf(training.FieldAtParameters());
                if (!double.IsFinite(loss))
                {
                    return;
                }

                losses[order][recorded] = loss;
                if (++recorded == epochs.Length)
                {
                    return;
                }
            }

            training.Forward();
            training.Step(steps.Next(training.Field, training.Loss));
        }
    }
}
