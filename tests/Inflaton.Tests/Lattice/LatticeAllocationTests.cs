using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Lattice;

/// <summary>Counts what the whole process allocates, so nothing else may run beside it.</summary>
[Collection(nameof(AllocationTests))]
public sealed class LatticeAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_whitened_training_step_on_a_lattice_allocates_nothing(int threads)
    {
        using WorkerTeam team = new(threads);
        MatrixProduct<double> product = new(team);
        NetworkArchitecture architecture = new(8, [50], 1, ActivationCatalogue.Create("erf"), 1.5, 0);
        Matrix<double> inputs = Matrix.FromFunction(8, 8, (i, j) => i == j ? Math.Sqrt(8) : 0);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 1);
        KernelSpectrum spectrum = KernelSpectrum.Of(
            new TangentKernel<double>(architecture, product, team).Square(parameters, inputs), 1, team);
        TrainingMethod training = new DirectTraining<double>(
            parameters, inputs, new double[8], new LatticeLoss(new PowerPotential(4, 1), new LatticeGrid(1, 8)), product, team,
            readOut: new ReadOut(3, new double[8], LatticeGridTests.Wave(new LatticeGrid(1, 8), [1])),
            natural: new NaturalGradient(spectrum, 1e-6, 1e6, team));

        Allocation.OfSteps(k =>
        {
            training.ScaleFactor = 1 + (0.01 * k);
            training.Forward();
            _ = training.Loss;
            training.Step(new StepCoefficients(0.9, 0.001));
        }).ShouldBe(0);
    }

    [Theory]
    [InlineData(new[] { 64 })]
    [InlineData(new[] { 8, 6, 4 })]
    public void A_step_allocates_nothing(int[] shape)
    {
        LatticeGrid grid = new(1, shape);
        LatticeSimulation simulation = new(
            grid, new PowerPotential(4, 1), new FriedmannExpansion(Fluid.Of("matter", 0.2)),
            0.05, LatticeGridTests.Wave(grid, [.. shape.Select(_ => 1)]));

        Allocation.OfSteps(_ => simulation.Step()).ShouldBe(0);
    }

    [Fact]
    public void A_step_of_coupled_fields_allocates_nothing()
    {
        LatticeSimulation simulation = new(
            new LatticeGrid(1, 6, 5), new ManyFieldPotential("a^2*b^2 + a^4", ["a", "b"]),
            new FriedmannExpansion(Fluid.Of("matter", 0.2)), 0.05,
            [.. Enumerable.Range(0, 60).Select(i => Math.Sin(i))]);

        Allocation.OfSteps(_ => simulation.Step()).ShouldBe(0);
    }

    [Theory]
    [InlineData(1, LatticePrecision.Double)]
    [InlineData(2, LatticePrecision.Double)]
    [InlineData(2, LatticePrecision.Single)]
    public void A_step_of_an_evolution_allocates_nothing(int threads, LatticePrecision precision)
    {
        using WorkerTeam team = new(threads);
        LatticeGrid grid = new(1, 16, 16, 17);
        LatticeFields fields = new(grid, 2, precision);
        fields.SetField(0, LatticeGridTests.Wave(grid, [1, 2, 3]));
        LatticeEvolution evolution = new(
            fields, LatticePotential.Of("phi1^4/4 + phi1^2*phi2^2 + 1 - cos(phi2)", 2),
            new FriedmannExpansion(Fluid.Of("matter", 0.2)), LatticeMethod.Yoshida4, 0.05, team);

        Allocation.OfSteps(_ => evolution.Advance(1)).ShouldBe(0);
    }

    [Theory]
    [InlineData(LatticePrecision.Double)]
    [InlineData(LatticePrecision.Single)]
    public void Velocities_and_spectra_of_an_evolution_allocate_nothing(LatticePrecision precision)
    {
        LatticeGrid grid = new(1, 16, 16, 16);
        LatticeFields fields = new(grid, 2, precision);
        fields.SetField(0, LatticeGridTests.Wave(grid, [1, 2, 3]));
        LatticeEvolution evolution = new(
            fields, LatticePotential.Of("phi1^4/4 + phi1^2*phi2^2 + 1", 2), new FriedmannExpansion(), LatticeMethod.Leapfrog, 0.05);
        LatticeSpectrum spectrum = new(grid, WorkerTeam.Single);
        FieldSpectrum found = new(spectrum.Bins);
        double[] velocity = new double[grid.Sites];

        Allocation.OfSteps(k =>
        {
            evolution.Velocity(k % 2, velocity);
            spectrum.Measure(evolution, k % 2, 1, found);
        }).ShouldBe(0);
    }
}
