using System.Numerics.Tensors;
using Inflaton.Duality.Interactions;
using Inflaton.Dynamics;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;
using Inflaton.Training.Batches;

namespace Inflaton.Duality.Batches;

/// <summary>
/// The recursion under many orders of the batches, none of them that of the training. Orders are followed a few at a time, and added in
/// order: the same bits for any number of threads.
/// </summary>
public sealed class OrderDraws : IWork
{
    private const int AtATime = 8;
    private const ulong OwnStream = 0x0D4A3;

    private readonly PredictionProblem problem;
    private readonly WorkerTeam team;
    private readonly BatchForce.KernelRows kernels;
    private readonly int draws;
    private readonly CounterStream seeds;
    private readonly KernelDrift? drift;
    private readonly int values;
    private readonly int training;
    private readonly Follower[] followers;
    private readonly double[][] losses;
    private int first;

    /// <summary>Orders of a problem's batches.</summary>
    /// <param name="problem">The problem, with batches that have another order.</param>
    /// <param name="draws">How many, at least 2.</param>
    /// <param name="drift">What the kernel's motion adds to the field of each; null (default) for the frozen kernel.</param>
    /// <param name="stream">Names the orders: others for another number, and for another seed of the batches.</param>
    /// <exception cref="ArgumentException">There are no batches, or their order is given.</exception>
    public OrderDraws(PredictionProblem problem, int draws, KernelDrift? drift = null, ulong stream = OwnStream)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 2);
        if (problem.Batches is not { } batches || batches.With(0) is null)
        {
            throw new ArgumentException("The batches have no other order.", nameof(problem));
        }

        this.problem = problem with { Team = WorkerTeam.Single };
        team = problem.Team;
        (this.draws, this.drift, seeds) = (draws, drift, batches.OtherSeeds(stream));
        kernels = new BatchForce.KernelRows(problem);
        training = problem.InitialField.Length;
        values = training + (problem.TestInitialField?.Length ?? 0);
        followers = [.. Enumerable.Range(0, Math.Min(AtATime, draws)).Select(_ => new Follower(this))];
        losses = [.. Enumerable.Range(0, problem.Epochs.Length).Select(_ => new double[draws])];
    }

    /// <summary>Follows them.</summary>
    /// <param name="rung">The name that the prediction bears.</param>
    public Prediction Follow(string rung)
    {
        int records = problem.Epochs.Length;
        Trajectory mean = new(problem.Times, values), spread = new(problem.Times, values);
        int reached = records;
        double[] change = new double[values];
        for (first = 0; first < draws; first += AtATime)
        {
            int some = Math.Min(AtATime, draws - first);
            problem.Solver.Cancellation.ThrowIfCancellationRequested();
            team.Run(this, some);
            for (int i = 0; i < some; i++)
            {
                reached = Math.Min(reached, followers[i].Reached);
                for (int record = 0; record < reached; record++)
                {
                    // Welford: the mean and the sum of squared differences from it.
                    TensorPrimitives.Subtract(followers[i].Fields.At(record), mean.At(record), change);
                    TensorPrimitives.MultiplyAdd<double>(change, 1.0 / (first + i + 1), mean.At(record), mean.At(record));
                    TensorPrimitives.Multiply<double>(change, change, change);
                    TensorPrimitives.MultiplyAdd<double>(change, (first + i) / (first + i + 1.0), spread.At(record), spread.At(record));
                    losses[record][first + i] = followers[i].Losses[record];
                }
            }
        }

        (Trajectory field, Trajectory? test) = FrozenKernelRung.Split(mean.First(reached), training);
        TensorPrimitives.Multiply<double>(spread.Values, 1.0 / Math.Max(1, draws - 1), spread.Values);
        TensorPrimitives.Sqrt<double>(spread.Values, spread.Values);
        (Trajectory own, Trajectory? tests) = FrozenKernelRung.Split(spread.First(reached), training);
        double[] loss = new double[reached], off = new double[reached], low = new double[reached], high = new double[reached];
        for (int record = 0; record < reached; record++)
        {
            double[] all = [.. losses[record].Order()];
            loss[record] = all.Average();
            off[record] = Math.Sqrt(all.Sum(one => (one - loss[record]) * (one - loss[record])) / Math.Max(1, draws - 1));
            (low[record], high[record]) = (At(all, 0.025), At(all, 0.975));
        }

        return new Prediction
        {
            Rung = rung,
            Field = field,
            TestField = test,
            Loss = loss,
            IsComplete = reached == records,
            Message = reached == records ? null
                : $"An order of the batches leaves the finite numbers: {LargestMass.Reason(problem)}",
            Ensemble = new OrderEnsemble(own, tests, off, low, high, draws) { LossDrift = drift?.Loss[..reached] },
        };
    }

    void IWork.Execute(int part, int worker) => followers[part].Run(problem.Batches!.With(seeds.UInt64At((ulong)(first + part)))!);

    /// <summary>A quantile between order statistics, at q(M+1): of M draws and one more it has a part q below it.</summary>
    private static double At(double[] ordered, double part)
    {
        double place = Math.Clamp((part * (ordered.Length + 1)) - 1, 0, ordered.Length - 1);
        int below = (int)place;
        return below + 1 == ordered.Length ? ordered[below]
            : ordered[below] + ((place - below) * (ordered[below + 1] - ordered[below]));
    }

    /// <summary>One order at a time.</summary>
    private sealed class Follower(OrderDraws all)
    {
        public Trajectory Fields { get; } = new(all.problem.Times, all.values);

        public double[] Losses { get; } = new double[all.problem.Epochs.Length];

        public int Reached { get; private set; }

        public void Run(BatchPlan plan)
        {
            Prediction one = Recursion.Follow(
                all.problem with { Batches = plan, Solver = all.problem.Solver with { Reached = null } },
                new BatchForce(all.problem, plan, all.kernels), "ensemble",
                [.. all.problem.InitialField, .. all.problem.TestInitialField ?? []]);
            one = all.drift?.AddTo(one, all.problem) ?? one;
            Reached = one.Field.Count;
            for (int record = 0; record < Reached; record++)
            {
                one.Field.At(record).CopyTo(Fields.At(record));
                one.TestField?.At(record).CopyTo(Fields.At(record)[all.training..]);
                Losses[record] = one.Loss[record];
            }
        }
    }
}
