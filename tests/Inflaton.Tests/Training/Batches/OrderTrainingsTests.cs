using Inflaton.Dynamics.Schedules;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training.Batches;

/// <summary>
/// Trainings under several orders of the batches: each is that of its order alone, for any number of threads, and however often they are
/// stopped and go on from what they kept.
/// </summary>
public sealed class OrderTrainingsTests
{
    private const int Orders = 7;

    private static readonly Dictionary<string, Optimizer> Optimizers = new()
    {
        ["momentum"] = new GradientDescent(0.02, 0.8),
        ["schedule"] = new GradientDescent(0.02, 0.8, new CosineSchedule(0.1, 50), weightDecay: 0.01),
        ["adam"] = new Adam(0.003),
        ["diverges"] = new GradientDescent(1e12),
    };

    public static TheoryData<string, Precision> Cases
    {
        get
        {
            TheoryData<string, Precision> cases = [];
            foreach (string name in Optimizers.Keys)
            {
                cases.Add(name, Precision.Double);
                cases.Add(name, Precision.Single);
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void They_go_on_with_the_same_bits_wherever_they_are_stopped(string optimizer, Precision precision)
    {
        TrainingTask task = Task(Optimizers[optimizer], precision);
        NetworkParameters start = NetworkParameters.Draw(Architecture, 5);
        double[][] whole = OrderTrainings.Losses(task, start, Orders, WorkerTeam.Single);
        whole.Length.ShouldBe(Orders);
        whole.Select(losses => losses[^1]).Distinct().Count().ShouldBe(optimizer == "diverges" ? 1 : Orders);

        for (int threads = 1; threads <= 3; threads++)
        {
            Keeper keeper = new(stopAfter: 13);
            double[][] last;
            int gos = 0;
            do
            {
                // Each go on another number of threads, as on another machine.
                using WorkerTeam team = new(1 + ((threads + gos) % 3));
                last = OrderTrainings.Losses(task, start, Orders, team, keeper.Begin(), keeper);
                gos++;
            }
            while (keeper.HasStopped);

            last.ShouldBe(whole);
            gos.ShouldBeGreaterThan(optimizer == "diverges" ? 0 : 8);
        }
    }

    [Fact]
    public void What_was_kept_of_others_is_refused()
    {
        TrainingTask task = Task(Optimizers["momentum"], Precision.Double);
        NetworkParameters start = NetworkParameters.Draw(Architecture, 5);
        Keeper keeper = new(stopAfter: 70);
        OrderTrainings.Losses(task, start, Orders, WorkerTeam.Single, keeper.Begin(), keeper);
        keeper.HasStopped.ShouldBeTrue();

        Refused(task with { Optimizer = Optimizers["adam"] }, Orders, keeper.Kept);
        Refused(task with { Epochs = 20 }, Orders, keeper.Kept);
        Refused(task, 1, keeper.Kept);
        Refused(task, Orders, keeper.Kept[..^1]);
        Refused(task, Orders, [.. keeper.Kept, []]);
        Refused(task, Orders, []);
        foreach (double wrong in (double[])[-1, Orders + 1, 1e300, double.NaN])
        {
            Refused(task, Orders, [[wrong, .. keeper.Kept[0][1..]], .. keeper.Kept[1..]]);
            Refused(task, Orders, [[keeper.Kept[0][0], wrong, .. keeper.Kept[0][2..]], .. keeper.Kept[1..]]);
        }

        void Refused(TrainingTask other, int orders, double[][] kept)
        {
            Keeper before = new(int.MaxValue) { Kept = kept, IsGiven = true };
            Should.Throw<ArgumentException>(() => OrderTrainings.Losses(other, start, orders, WorkerTeam.Single, default, before));
        }
    }

    private static NetworkArchitecture Architecture => new(3, [20, 12], 2, ActivationCatalogue.Create("tanh"), 1.4, 0.3);

    private static TrainingTask Task(Optimizer optimizer, Precision precision) => new()
    {
        Inputs = Matrix.FromFunction(9, 3, (i, j) => Math.Sin(1.7 * ((3 * i) + j))),
        Targets = [.. Enumerable.Range(0, 18).Select(i => Math.Cos(i))],
        Loss = new SquaredLoss(),
        Optimizer = optimizer,
        Batches = new ShuffledBatches(9, 4, 7),
        Epochs = 50,
        RecordEvery = 7,
        Precision = precision,
    };

    /// <summary>In memory; stops the trainings after so many steps of them all.</summary>
    private sealed class Keeper(int stopAfter) : ITrainingKeeper
    {
        private CancellationTokenSource stop = new();
        private int asked;

        public double[][] Kept { get; set; } = [];

        public bool IsGiven { get; init; }

        public bool HasStopped => stop.IsCancellationRequested;

        public bool IsDue
        {
            get
            {
                if (Interlocked.Increment(ref asked) == stopAfter)
                {
                    stop.Cancel();
                }

                return asked % 5 == 0;
            }
        }

        public void Keep(Action<KeptState> exchange)
        {
            KeptState state = new();
            exchange(state);
            Kept = [.. state.Arrays.Select(array => (double[])array.Clone())];
        }

        public void Restore(Action<KeptState> exchange)
        {
            if (IsGiven || Kept.Length > 0)
            {
                exchange(new KeptState(Kept));
            }
        }

        public CancellationToken Begin()
        {
            stop = new();
            asked = 0;
            return stop.Token;
        }
    }
}
