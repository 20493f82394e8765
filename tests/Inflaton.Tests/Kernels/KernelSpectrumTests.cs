using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Kernels;

public sealed class KernelSpectrumTests
{
    /// <summary>
    /// All inputs alike, two outputs of which one has the larger kernel: the leading mode is uniform over the inputs in that output alone,
    /// which is as uniform as a mode can be.
    /// </summary>
    [Fact]
    public void A_mode_that_is_uniform_in_one_of_two_outputs_overlaps_wholly()
    {
        const int points = 3, outputs = 2;
        Matrix<double> kernel = Matrix.FromFunction(
            points * outputs, points * outputs, (a, b) => a % outputs != b % outputs ? 0 : a % outputs == 0 ? 2.0 : 0.5);

        KernelSpectrum spectrum = KernelSpectrum.Of(kernel, outputs);

        spectrum.Leading.ShouldBe(2.0 * points, 1e-12);
        spectrum.UniformOverlap.ShouldBe(1, 1e-12);
    }

    /// <summary>And where only one of three inputs has a kernel, 1/√3 of it is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_mode_of_one_input_overlaps_by_the_root_of_its_part(int outputs)
    {
        Matrix<double> kernel = new(3 * outputs, 3 * outputs);
        kernel[0, 0] = 1;

        KernelSpectrum.Of(kernel, outputs).UniformOverlap.ShouldBe(1 / Math.Sqrt(3), 1e-12);
    }

    [Fact]
    public void A_kernel_of_five_rows_has_not_two_outputs() =>
        Should.Throw<ArgumentException>(() => KernelSpectrum.Of(new Matrix<double>(5, 5), 2));
}
