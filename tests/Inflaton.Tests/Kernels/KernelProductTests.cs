using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels;

public sealed class KernelProductTests
{
    [Theory]
    [InlineData(1, Parameterization.Ntk, new[] { 40, 30 })]
    [InlineData(3, Parameterization.Standard, new[] { 20, 30, 25 })]
    [InlineData(2, Parameterization.Ntk, new int[0])]
    public void Is_the_product_of_the_kernel_with_a_vector(int outputs, Parameterization parameterization, int[] hidden)
    {
        NetworkArchitecture architecture = new(3, hidden, outputs, ActivationCatalogue.Create("gelu"), 1.3, 0.4, parameterization);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 7);
        Matrix<double> inputs = Inputs(11);
        MatrixProduct<double> product = new(WorkerTeam.Single);
        Matrix<double> kernel = new TangentKernel<double>(architecture, product, WorkerTeam.Single).Square(parameters, inputs);
        double[] v = [.. Enumerable.Range(0, 11 * outputs).Select(i => Math.Sin(2.1 * i) + 0.1)];
        double[] expected = new double[v.Length], actual = new double[v.Length], rounded = new double[v.Length];
        product.MatrixVector(1, kernel, Transpose.No, v, 0, expected);

        new KernelProduct<double>(parameters, inputs, product, WorkerTeam.Single).Multiply(v, actual);
        new KernelProduct<float>(parameters, inputs, new MatrixProduct<float>(WorkerTeam.Single), WorkerTeam.Single).Multiply(v, rounded);

        ReferenceCase.RelativeError(actual, expected).ShouldBeLessThan(1e-13);
        ReferenceCase.RelativeError(rounded, expected).ShouldBeInRange(1e-10, 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Its_leading_modes_are_those_of_the_full_eigen_system(int outputs)
    {
        NetworkArchitecture architecture = new(3, [60, 50], outputs, ActivationCatalogue.Create("relu"), 1.5, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 7);
        Matrix<double> inputs = Inputs(70);
        using WorkerTeam team = new(2);
        MatrixProduct<double> product = new(team);
        KernelSpectrum whole = KernelSpectrum.Of(
            new TangentKernel<double>(architecture, product, team).Square(parameters, inputs), outputs, team);

        LeadingModes modes = Lanczos.Leading(new KernelProduct<double>(parameters, inputs, product, team), 10, team);

        modes.Converged.ShouldBeTrue();
        for (int i = 0; i < 10; i++)
        {
            modes.Values[i].ShouldBe(whole.Eigenvalues[i], 1e-10 * whole.Leading);
            double overlap = Enumerable.Range(0, whole.Count).Sum(x => modes.Vectors[x, i] * whole.Modes[x, i]);
            Math.Abs(overlap).ShouldBe(1, 1e-8);
        }
    }

    [Fact]
    public void Allocates_nothing_and_does_not_depend_on_the_number_of_threads()
    {
        NetworkArchitecture architecture = new(3, [80, 90], 2, ActivationCatalogue.Create("erf"), 1.5, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 7);
        double[] v = [.. Enumerable.Range(0, 120).Select(i => Math.Cos(i))], one = new double[120], three = new double[120];
        using WorkerTeam team = new(3);
        new KernelProduct<double>(parameters, Inputs(60), new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single).Multiply(v, one);
        KernelProduct<double> several = new(parameters, Inputs(60), new MatrixProduct<double>(team), team);
        several.Multiply(v, three);
        Allocation.OfStepsOnThisThread(_ => several.Multiply(v, three), 1).ShouldBe(0);
        three.ShouldBe(one);
    }

    private static Matrix<double> Inputs(int points) =>
        Matrix.FromFunction<double>(points, 3, (i, j) => Math.Sin((1.3 * i) + (2.9 * j)) + 0.2);
}
