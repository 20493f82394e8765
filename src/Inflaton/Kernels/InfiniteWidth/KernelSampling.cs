using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>A kernel estimated from draws of a network's weights.</summary>
/// <param name="Mean">Mean over the draws.</param>
/// <param name="StandardError">Standard error of the mean, entry by entry: the draws' standard deviation over √draws.</param>
/// <param name="Draws">Number of draws.</param>
public sealed record KernelEstimate(Matrix<double> Mean, Matrix<double> StandardError, int Draws)
{
    /// <summary>
    /// What the width adds to a kernel, in units of 1/width: (mean − limit)·width, with its standard error. It tends to a constant as the
    /// width grows.
    /// </summary>
    /// <param name="limit">The kernel of infinite width, of the same shape.</param>
    /// <param name="width">n, at least 1.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public (Matrix<double> Correction, Matrix<double> StandardError) WidthCorrection(Matrix<double> limit, int width)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (limit.Rows != Mean.Rows || limit.Columns != Mean.Columns)
        {
            throw new ArgumentException(
                $"The limit has the shape [{limit.Rows}, {limit.Columns}], the estimate [{Mean.Rows}, {Mean.Columns}].", nameof(limit));
        }

        return (
            Matrix.FromFunction(Mean.Rows, Mean.Columns, (i, j) => (Mean[i, j] - limit[i, j]) * width),
            Matrix.FromFunction(Mean.Rows, Mean.Columns, (i, j) => StandardError[i, j] * width));
    }
}

/// <summary>Monte-Carlo estimates of the kernels of finite width, which tend to those of <see cref="InfiniteWidthKernel"/>.</summary>
public static class KernelSampling
{
    /// <summary>The mean tangent kernel over draws of the weights.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="inputs">x, shape [N, d].</param>
    /// <param name="firstSeed">Seed of the first draw; the others follow.</param>
    /// <param name="draws">Number of draws, at least 2.</param>
    /// <param name="team">Threads; null for the caller's alone.</param>
    /// <param name="drawn">Told the kernel of every draw; null for nobody.</param>
    public static KernelEstimate TangentKernel(
        NetworkArchitecture architecture,
        Matrix<double> inputs,
        ulong firstSeed,
        int draws,
        WorkerTeam? team = null,
        Action<Matrix<double>>? drawn = null)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        team ??= WorkerTeam.Single;
        TangentKernel<double> kernel = new(architecture, new MatrixProduct<double>(team), team);
        return Estimate(draws, draw =>
        {
            Matrix<double> square = kernel.Square(NetworkParameters.Draw(architecture, firstSeed + (ulong)draw), inputs);
            drawn?.Invoke(square);
            return square;
        });
    }

    private static KernelEstimate Estimate(int draws, Func<int, Matrix<double>> sample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 2);
        Matrix<double>? mean = null, spread = null;
        double[] before = [], after = [];
        for (int draw = 0; draw < draws; draw++)
        {
            Matrix<double> kernel = sample(draw);
            mean ??= new(kernel.Rows, kernel.Columns);
            spread ??= new(kernel.Rows, kernel.Columns);
            if (draw == 0)
            {
                (before, after) = (new double[kernel.Values.Length], new double[kernel.Values.Length]);
            }

            // Welford's update.
            TensorPrimitives.Subtract<double>(kernel.Values, mean.Values, before);
            TensorPrimitives.MultiplyAdd<double>(before, 1.0 / (draw + 1), mean.Values, mean.Values);
            TensorPrimitives.Subtract<double>(kernel.Values, mean.Values, after);
            TensorPrimitives.MultiplyAdd<double>(before, after, spread.Values, spread.Values);
        }

        Matrix<double> error = spread!;
        for (int i = 0; i < error.Values.Length; i++)
        {
            error.Values[i] = Math.Sqrt(error.Values[i] / (draws - 1.0) / draws);
        }

        return new KernelEstimate(mean!, error, draws);
    }
}
