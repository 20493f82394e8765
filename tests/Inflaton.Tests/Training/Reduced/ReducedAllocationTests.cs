using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training.Reduced;

[Collection(nameof(AllocationTests))]
public sealed class ReducedAllocationTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 2)]
    public void A_step_allocates_nothing_while_no_basis_changes(int points, int threads)
    {
        using WorkerTeam team = new(threads);
        NetworkArchitecture architecture = new(1, [200, 200], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3);
        Matrix<double> inputs = Matrix.FromFunction(points, 1, (i, _) => 0.1 * Math.Sin(1.7 * (i + 1)));
        double[] targets = [.. Enumerable.Range(0, points).Select(i => Math.Cos(i))];
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 7);
        ReducedTraining training = new(
            parameters, inputs, targets, new SquaredLoss(), new MatrixProduct<double>(team), team, tolerance: 1e-4);
        Advance(training, 520);
        IReadOnlyList<BasisSize> sizes = training.BasisSizes;
        long allocated = Allocation.OfSteps(_ => Advance(training, 1), settling: 0);

        training.BasisSizes.ShouldBe(sizes);
        sizes[0].LeftAtStep.ShouldBeNull();
        allocated.ShouldBe(0);
    }

    private static void Advance(ReducedTraining training, int steps)
    {
        for (int k = 0; k < steps; k++)
        {
            training.Forward();
            training.Step(new StepCoefficients(0.5, 0.1));
        }
    }
}
