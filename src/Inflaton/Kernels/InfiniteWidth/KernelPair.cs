using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>The two kernels of a network of infinite width, for one output.</summary>
/// <param name="Nngp">K: covariance of the network's output over its draws of weights.</param>
/// <param name="Ntk">Θ: the tangent kernel, the same for every draw.</param>
public sealed record KernelPair(Matrix<double> Nngp, Matrix<double> Ntk)
{
    /// <summary>Why there is no kernel; null where there is one. Where there is none, the matrices hold NaN.</summary>
    public KernelFailure? Failure { get; init; }

    /// <summary>
    /// Bound on the error of K beyond rounding, relative to √(K₁₁K₂₂), where activations without a closed form take part: from two orders
    /// of quadrature, carried through the layers. 0 for closed forms.
    /// </summary>
    public double NngpError { get; init; }

    /// <summary>The same of Θ, relative to √(Θ₁₁Θ₂₂).</summary>
    public double NtkError { get; init; }

    /// <summary>The kernel of C independent outputs, Θ ⊗ 1, the output running fastest: index (x, c) is x·C + c.</summary>
    /// <param name="kernel">Kernel of one output, [M, N].</param>
    /// <param name="outputs">C, at least 1.</param>
    /// <returns>Shape [MC, NC]; the kernel itself for one output.</returns>
    public static Matrix<double> ForOutputs(Matrix<double> kernel, int outputs)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        if (outputs == 1)
        {
            return kernel;
        }

        Matrix<double> result = new(kernel.Rows * outputs, kernel.Columns * outputs);
        for (int i = 0; i < kernel.Rows; i++)
        {
            ReadOnlySpan<double> source = kernel.Row(i);
            for (int c = 0; c < outputs; c++)
            {
                Span<double> row = result.Row((i * outputs) + c);
                for (int j = 0; j < source.Length; j++)
                {
                    row[(j * outputs) + c] = source[j];
                }
            }
        }

        return result;
    }
}
