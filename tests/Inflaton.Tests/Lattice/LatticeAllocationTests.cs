using Inflaton.Potentials;
using Inflaton.Training;
using Inflaton.Universe;

namespace Inflaton.Lattice;

/// <summary>Counts what the whole process allocates, so nothing else may run beside it.</summary>
[Collection(nameof(AllocationTests))]
public sealed class LatticeAllocationTests
{
    [Theory]
    [InlineData(new[] { 64 })]
    [InlineData(new[] { 8, 6, 4 })]
    public void A_step_allocates_nothing(int[] shape)
    {
        LatticeGrid grid = new(1, shape);
        LatticeSimulation simulation = new(
            grid, new PowerPotential(4, 1), new FriedmannExpansion(Fluid.Of("matter", 0.2)), 0.05, LatticeGridTests.Wave(grid, [.. shape.Select(_ => 1)]));
        long allocated = 0;
        for (int k = 0; k < 40; k++)
        {
            if (k == 20)
            {
                allocated = GC.GetTotalAllocatedBytes(precise: true);
            }

            simulation.Step();
        }

        (GC.GetTotalAllocatedBytes(precise: true) - allocated).ShouldBe(0);
    }
}
