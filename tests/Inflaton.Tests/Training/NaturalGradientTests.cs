using Inflaton.Kernels;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

public sealed class NaturalGradientTests
{
    private static readonly Matrix<double> Kernel = Matrix.FromFunction(
        5, 5, (i, j) => (i == j ? 3.0 + (0.3 * i) : 0) + (0.4 * Math.Cos(i + j)) + Math.Exp(-Math.Abs(i - j)));

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    public void It_applies_the_regularised_inverse(double regularization)
    {
        NaturalGradient natural = Of(Kernel, regularization);
        double mean = Enumerable.Range(0, 5).Average(i => Kernel[i, i]);
        double[] gradient = [0.3, -1, 0.2, 0.9, 0.1], whitened = [.. gradient];

        natural.Apply(whitened);

        natural.Mean.ShouldBe(mean, 1e-13);
        for (int i = 0; i < 5; i++)
        {
            // (Θ + ε) g' = Θ̄ g.
            double image = Enumerable.Range(0, 5).Sum(j => Kernel[i, j] * whitened[j]) + (regularization * mean * whitened[i]);
            image.ShouldBe(mean * gradient[i], 1e-12);
        }

        KernelSpectrum.Of(Kernel, 1, WorkerTeam.Single).Eigenvalues.Zip(natural.Effective.Eigenvalues)
            .ShouldAllBe(pair => Math.Abs(pair.Second - (mean * pair.First / (pair.First + (regularization * mean)))) < 1e-12);
        if (regularization == 0)
        {
            natural.Effective.Spread.ShouldBeLessThan(1e-13);
            natural.Effective.UniformResidual.ShouldBeLessThan(1e-13);
            Matrix<double> effective = natural.Effective.Kernel(new MatrixProduct<double>(WorkerTeam.Single));
            natural.EffectiveTestKernel(Kernel).Values.Zip(effective.Values, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-12);
        }
    }

    [Fact]
    public void A_kernel_that_cannot_be_inverted_is_refused()
    {
        Matrix<double> singular = Matrix.FromFunction(3, 3, (_, _) => 1.0);

        NaturalGradient.ConditionNumber(KernelSpectrum.Of(singular, 1, WorkerTeam.Single), 0).ShouldBeGreaterThan(1e10);
        Should.Throw<ArgumentException>(() => Of(singular, 1e-9)).Message.ShouldContain("above 1\u202f000\u202f000");
        NaturalGradient natural = Of(singular, 1e-3);
        natural.InitialConditionNumber.ShouldBe((3 + 1e-3) / 1e-3, 1e-6);
        Should.Throw<ArgumentOutOfRangeException>(() => Of(Kernel, -1));
    }

    [Fact]
    public void Refreshing_takes_the_new_kernel_and_keeps_the_mean()
    {
        NaturalGradient natural = Of(Kernel, 0), doubled = Of(Kernel, 0);
        Matrix<double> twice = Matrix.FromFunction(5, 5, (i, j) => 2 * Kernel[i, j]);
        double[] before = [1, 2, 3, 4, 5], after = [1, 2, 3, 4, 5];
        natural.Apply(before);

        doubled.Refresh(twice).ShouldBeTrue();
        doubled.Apply(after);
        after.Zip(before, (a, b) => Math.Abs((2 * a) - b)).Max().ShouldBeLessThan(1e-12);
        doubled.Refreshed.ShouldBe(1);

        doubled.Refresh(Matrix.FromFunction(5, 5, (_, _) => 1.0)).ShouldBeFalse();
        double[] kept = [1, 2, 3, 4, 5];
        doubled.Apply(kept);
        kept.ShouldBe(after);
    }

    [Fact]
    public void Spread_and_uniform_residual_see_what_is_unequal()
    {
        KernelSpectrum.Of(Matrix.Diagonal(1.0, 3.0), 1, WorkerTeam.Single).Spread.ShouldBe(0.5, 1e-14);
        KernelSpectrum.Of(Matrix.Diagonal(1.0, 3.0), 1, WorkerTeam.Single).UniformResidual.ShouldBe(0.5, 1e-14);
        KernelSpectrum.Of(Matrix.FromFunction(3, 3, (i, j) => i == j ? 2.0 : 0.7), 1, WorkerTeam.Single)
            .UniformResidual.ShouldBeLessThan(1e-14);
    }

    private static NaturalGradient Of(Matrix<double> kernel, double regularization) =>
        new(KernelSpectrum.Of(kernel, 1, WorkerTeam.Single), regularization, NaturalGradient.DefaultConditionLimit, WorkerTeam.Single);
}
