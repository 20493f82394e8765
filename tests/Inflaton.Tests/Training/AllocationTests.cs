using Inflaton.Dynamics;
using Inflaton.Dynamics.Schedules;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training.Batches;

namespace Inflaton.Training;

/// <summary>Counts what the whole process allocates, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    [Theory]
    [InlineData(1, 1, "heavy ball")]
    [InlineData(17, 2, "heavy ball")]
    [InlineData(1, 1, "nesterov")]
    [InlineData(17, 2, "nesterov")]
    [InlineData(17, 2, "born_infeld")]
    [InlineData(17, 2, "adam")]
    public void A_step_allocates_nothing(int points, int threads, string name)
    {
        Optimizer optimizer = name switch
        {
            "nesterov" => new NesterovDescent(0.01),
            "born_infeld" => new BornInfeldDescent(0.01),
            "adam" => new Adam(0.01),
            _ => new GradientDescent(0.01, 0.5),
        };
        StepSequence steps = optimizer.Begin();
        using WorkerTeam team = new(threads);
        NetworkArchitecture architecture = new(3, [65, 40], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3);
        Matrix<double> inputs = Inputs(points);
        TrainingMethod step = new DirectTraining<double>(
            NetworkParameters.Draw(architecture, 1), inputs, new double[points], new ResidualLoss(new PowerPotential(4, 1e-3)),
            new MatrixProduct<double>(team), team,
            rule: optimizer.Rule<double>(steps, architecture, team));

        Allocation.OfSteps(_ =>
        {
            step.Forward();
            step.FieldAtParameters();
            step.Step(steps.Next(step.Field, step.Loss));
        }).ShouldBe(0);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 5)]
    public void A_step_of_a_batch_with_a_schedule_and_weight_decay_allocates_nothing(int threads, int size)
    {
        GradientDescent optimizer = new(0.01, 0.5, new CosineSchedule(0.1, 10_000), 1e-3);
        StepSequence steps = optimizer.Begin();
        using WorkerTeam team = new(threads);
        NetworkArchitecture architecture = new(3, [65, 40], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3);
        TrainingMethod step = new DirectTraining<double>(
            NetworkParameters.Draw(architecture, 1), Inputs(17), new double[17], new ResidualLoss(new PowerPotential(4, 1e-3)),
            new MatrixProduct<double>(team), team, batches: new ShuffledBatches(17, size, 1), weightDecay: optimizer.WeightDecay);

        Allocation.OfSteps(_ =>
        {
            step.Forward();
            step.Step(steps.Next(step.Field, step.Loss));
        }).ShouldBe(0);
    }

    [Fact]
    public void An_observer_of_the_training_costs_it_no_allocation()
    {
        const int points = 9, epochs = 400;
        NetworkArchitecture architecture = new(3, [16], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3);
        NetworkParameters start = NetworkParameters.Draw(architecture, 1);
        Matrix<double> kernel = new Kernels.TangentKernel<double>(architecture, team: WorkerTeam.Single).Square(start, Inputs(points));
        int seen = 0;

        long alone = Allocated([]), watched = Allocated([_ => seen++]);

        seen.ShouldBe(3 * (epochs + 1));
        (watched - alone).ShouldBeLessThan(epochs, "bytes, so less than one an epoch");

        long Allocated(IReadOnlyList<FieldObserver> observers)
        {
            TrainingTask task = new()
            {
                Inputs = Inputs(points),
                Targets = new double[points],
                Loss = new SquaredLoss(),
                Optimizer = new GradientDescent(0.01),
                Epochs = epochs,
                Observers = observers,
            };
            long least = long.MaxValue;
            for (int attempt = 0; attempt < 3; attempt++)
            {
                NetworkParameters parameters = start.Clone();
                long before = GC.GetAllocatedBytesForCurrentThread();
                new Trainer(WorkerTeam.Single).Train(task, parameters, kernel);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            return least;
        }
    }

    private static Matrix<double> Inputs(int points) =>
        new(points, 3, [.. Enumerable.Range(0, points * 3).Select(i => Math.Sin(1.7 * i))]);
}
