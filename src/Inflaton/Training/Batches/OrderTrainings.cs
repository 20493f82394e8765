using System.Numerics;
using Inflaton.Dynamics;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
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
    private readonly ITrainingKeeper? keeper;
    private readonly int[] epochs;
    private readonly double[][] losses;
    private readonly CounterStream seeds;

    // Those at work, as many as there are threads, which have the orders from the first one on.
    private readonly List<OrderTraining> atWork = [];
    private int first;

    private OrderTrainings(
        TrainingTask task, NetworkParameters start, int orders, CancellationToken cancellation, ITrainingKeeper? keeper)
    {
        (this.task, this.start, this.cancellation) = (task, start, cancellation);
        epochs = Trainer.RecordedEpochs(task.Epochs, task.RecordEvery);
        seeds = task.Batches!.OtherSeeds(Stream);
        losses = [.. Enumerable.Range(0, orders).Select(_ => Enumerable.Repeat(double.NaN, epochs.Length).ToArray())];
        this.keeper = keeper is not null && Begin(0).Keep(new KeptState()) ? keeper : null;
    }

    /// <summary>Trains them.</summary>
    /// <param name="task">The training, with batches that have another order.</param>
    /// <param name="start">θ₀; not changed.</param>
    /// <param name="orders">How many; none of them is the task's own, nor one that a prediction draws.</param>
    /// <param name="team">Threads.</param>
    /// <param name="cancellation">Ends them at the step in hand.</param>
    /// <param name="keeper">
    /// Where they keep what they can go on from, and go on from what was kept, with the same bits; null (default) for nowhere.
    /// </param>
    /// <returns>The losses at the recorded steps, order by order; NaN from where a training left the finite numbers or was ended.</returns>
    /// <exception cref="ArgumentException">
    /// There are no batches, or their order is given; or what was kept is of other trainings.
    /// </exception>
    public static double[][] Losses(
        TrainingTask task, NetworkParameters start, int orders, WorkerTeam team, CancellationToken cancellation = default,
        ITrainingKeeper? keeper = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(team);
        ArgumentOutOfRangeException.ThrowIfNegative(orders);
        if (task.Batches?.With(0) is null || task.Natural is not null)
        {
            throw new ArgumentException("The batches have no other order, or gradients are whitened.", nameof(task));
        }

        OrderTrainings all = new(task, start, orders, cancellation, keeper);
        all.Run(team);
        return all.losses;
    }

    void IWork.Execute(int part, int worker) => atWork[part].Go(() => cancellation.IsCancellationRequested, () => keeper?.IsDue == true);

    private void Run(WorkerTeam team)
    {
        keeper?.Restore(Exchange);
        bool isStopped = cancellation.IsCancellationRequested;
        while (first < losses.Length && !isStopped)
        {
            while (atWork.Count < Math.Min(team.Threads, losses.Length - first))
            {
                atWork.Add(Begin(first + atWork.Count));
            }

            team.Run(this, atWork.Count);
            if (atWork.TrueForAll(one => one.IsDone))
            {
                first += atWork.Count;
                atWork.Clear();
            }

            isStopped = cancellation.IsCancellationRequested;
            if (isStopped || keeper?.IsDue == true)
            {
                keeper?.Keep(Exchange);
            }
        }
    }

    private void Exchange(KeptState state)
    {
        state.Exchange(ref first);
        int count = state.Exchanged(atWork.Count);
        if (first > losses.Length || count > losses.Length - first)
        {
            throw new ArgumentException($"The state is of {first} orders that are done and {count} at work, of {losses.Length} orders.");
        }

        while (atWork.Count < count)
        {
            atWork.Add(Begin(first + atWork.Count));
        }

        for (int order = 0; order < first + count; order++)
        {
            state.Exchange(losses[order]);
        }

        atWork.ForEach(one => one.Keep(state));
        state.RequireEnd();
    }

    private OrderTraining Begin(int order)
    {
        double[] own = order < losses.Length ? losses[order] : new double[epochs.Length];
        return task.Precision == Precision.Double ? Begin<double>(order, own) : Begin<float>(order, own);
    }

    private OrderTraining Begin<T>(int order, double[] own)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        StepSequence steps = task.Optimizer.Begin();
        DirectTraining<T> training = new(
            start.Clone(), task.Inputs, task.Targets, task.Loss, new MatrixProduct<T>(), WorkerTeam.Single, readOut: task.ReadOut,
            rule: task.Optimizer.Rule<T>(steps, start.Architecture, WorkerTeam.Single),
            batches: task.Batches!.With(seeds.UInt64At((ulong)order)), weightDecay: task.Optimizer.WeightDecay,
            clipNorm: task.Optimizer.ClipNorm);
        return new OrderTraining(training, steps, epochs, own);
    }

    /// <summary>The training of one order.</summary>
    private sealed class OrderTraining(TrainingMethod training, StepSequence steps, int[] epochs, double[] losses)
    {
        private int step;
        private int recorded;
        private bool hasDiverged;

        /// <summary>Whether it is at its end, or has left the finite numbers.</summary>
        public bool IsDone => hasDiverged || recorded == epochs.Length;

        /// <summary>Trains until it is done or is to stop, or, once it has come further, until it is time to keep it.</summary>
        public void Go(Func<bool> isStopped, Func<bool> isDue)
        {
            for (int begin = step; !IsDone && !isStopped() && (step == begin || !isDue()); step++)
            {
                training.ScaleFactor = Math.Exp(steps.Efolds);
                if (epochs[recorded] == step)
                {
                    double loss = training.LossOf(training.FieldAtParameters());
                    hasDiverged = !double.IsFinite(loss);
                    if (!hasDiverged)
                    {
                        losses[recorded++] = loss;
                    }

                    if (IsDone)
                    {
                        return;
                    }
                }

                training.Forward();
                training.Step(steps.Next(training.Field, training.Loss));
            }
        }

        /// <summary>Hands over what the next steps depend on.</summary>
        /// <returns>Whether it did.</returns>
        public bool Keep(KeptState state)
        {
            state.Exchange(ref step);
            state.ExchangeIndex(ref recorded, epochs.Length + 1);
            state.Exchange(ref hasDiverged);
            return steps.Keep(state) && training.Keep(state);
        }
    }
}
