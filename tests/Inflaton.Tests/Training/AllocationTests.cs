using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Training;

/// <summary>Counts what the whole process allocates, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(17, 2)]
    public void A_step_allocates_nothing(int points, int threads)
    {
        using WorkerTeam team = new(threads);
        NetworkArchitecture architecture = new(3, [65, 40], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3);
        Matrix<double> inputs = Inputs(points);
        TrainingMethod step = new DirectTraining<double>(
            NetworkParameters.Draw(architecture, 1), inputs, new double[points], new PowerPotential(4, 1e-3), new MatrixProduct<double>(team), team);
        long allocated = 0;
        for (int k = 0; k < 40; k++)
        {
            if (k == 20)
            {
                allocated = GC.GetTotalAllocatedBytes(precise: true);
            }

            step.Forward();
            step.Step(new StepCoefficients(0.5, 0.01));
        }

        (GC.GetTotalAllocatedBytes(precise: true) - allocated).ShouldBe(0);
    }

    private static Matrix<double> Inputs(int points) =>
        new(points, 3, [.. Enumerable.Range(0, points * 3).Select(i => Math.Sin(1.7 * i))]);
}
