using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels;

/// <summary>
/// The symmetric eigen-system Θ = U D Uᵀ, λ_1 ≥ λ_2 ≥ …: the masses and shapes of the field's modes. Eigenvalues that rounding has made
/// negative are set to zero.
/// </summary>
public sealed class KernelSpectrum
{
    private KernelSpectrum(double[] eigenvalues, Matrix<double> modes, int outputs)
    {
        Eigenvalues = eigenvalues;
        Modes = modes;
        Outputs = outputs;
        UniformOverlap = OverlapOf(modes, outputs);
    }

    /// <summary>λ_i, descending, of Θ itself (not divided by N), none negative.</summary>
    public double[] Eigenvalues { get; }

    /// <summary>U: mode i is column i; its entries' sum is not negative.</summary>
    public Matrix<double> Modes { get; }

    /// <summary>Number C of outputs.</summary>
    public int Outputs { get; }

    /// <summary>Number of modes, N·C.</summary>
    public int Count => Eigenvalues.Length;

    /// <summary>λ_1.</summary>
    public double Leading => Eigenvalues[0];

    /// <summary>
    /// |u_1·1|/√N, between 0 and 1: whether the leading mode is the mean field. With several outputs, the part of u_1 within the space
    /// of fields that are uniform over the inputs.
    /// </summary>
    public double UniformOverlap { get; }

    /// <summary>The eigen-system of a kernel.</summary>
    /// <param name="kernel">Θ, symmetric, [NC, NC].</param>
    /// <param name="outputs">C; 1 by default.</param>
    /// <param name="team">Threads; null (default) for the caller's alone.</param>
    /// <exception cref="ArgumentException">The kernel is empty, not square, or holds values that are not finite.</exception>
    public static KernelSpectrum Of(Matrix<double> kernel, int outputs = 1, WorkerTeam? team = null)
    {
        if (kernel.Rows == 0 || kernel.Rows != kernel.Columns || kernel.Rows % outputs != 0)
        {
            throw new ArgumentException(
                $"A kernel of shape [{kernel.Rows}, {kernel.Columns}] does not belong to {outputs} outputs.", nameof(kernel));
        }

        SymmetricEigen eigen = SymmetricEigen.Decompose(kernel, team ?? WorkerTeam.Single);
        double[] values = [.. eigen.Values.Select(value => Math.Max(value, 0))];
        return new KernelSpectrum(values, eigen.Vectors, outputs);
    }

    /// <summary><see cref="UniformOverlap"/> of the leading of some modes.</summary>
    /// <param name="modes">Modes, a column each, [NC, at least 1]; the first is u_1.</param>
    /// <param name="outputs">C.</param>
    public static double OverlapOf(Matrix<double> modes, int outputs)
    {
        double[] sums = new double[outputs];
        for (int row = 0; row < modes.Rows; row++)
        {
            sums[row % outputs] += modes[row, 0];
        }

        return Math.Sqrt(sums.Sum(sum => sum * sum) / (modes.Rows / outputs));
    }

    /// <summary>Relative spread of the eigenvalues, √(Σ(λ_i − λ̄)²/NC)/λ̄: 0 where all are equal and no mode is suppressed.</summary>
    public double Spread
    {
        get
        {
            double mean = System.Numerics.Tensors.TensorPrimitives.Sum<double>(Eigenvalues) / Count;
            return mean == 0 ? 0 : Math.Sqrt(Eigenvalues.Sum(eigenvalue => Math.Pow((eigenvalue / mean) - 1, 2)) / Count);
        }
    }

    /// <summary>
    /// ‖Θu − (uᵀΘu)u‖/(uᵀΘu) for the uniform vector u over the inputs, the largest over the outputs: 0 where a uniform field stays uniform,
    /// be it the leading mode or, among equal eigenvalues, one of many.
    /// </summary>
    public double UniformResidual
    {
        get
        {
            double largest = 0;
            for (int c = 0; c < Outputs; c++)
            {
                double[] amplitudes = UniformAmplitudes(c);
                double size = 0, first = 0, second = 0;
                for (int i = 0; i < Count; i++)
                {
                    double square = amplitudes[i] * amplitudes[i];
                    size += square;
                    first += square * Eigenvalues[i];
                }

                double quotient = first / size;
                for (int i = 0; i < Count; i++)
                {
                    second += amplitudes[i] * amplitudes[i] * Math.Pow(Eigenvalues[i] - quotient, 2);
                }

                largest = Math.Max(largest, quotient > 0 ? Math.Sqrt(second / size) / quotient : 0);
            }

            return largest;
        }
    }

    /// <summary>The same modes with other eigenvalues.</summary>
    /// <param name="change">What becomes of each; it must not turn their order around nor make one negative.</param>
    public KernelSpectrum Transformed(Func<double, double> change) => new([.. Eigenvalues.Select(change)], Modes, Outputs);

    /// <summary>Θ = U D Uᵀ.</summary>
    /// <param name="product">Matrix products.</param>
    public Matrix<double> Kernel(MatrixProduct<double> product)
    {
        Matrix<double> kernel = new(Count, Count);
        Compose(Eigenvalues, kernel, product);
        return kernel;
    }

    /// <summary>U diag(d) Uᵀ.</summary>
    /// <param name="factors">d, one a mode.</param>
    /// <param name="result">Receives the matrix, [NC, NC].</param>
    /// <param name="product">Matrix products.</param>
    public void Compose(ReadOnlySpan<double> factors, Matrix<double> result, MatrixProduct<double> product)
    {
        Matrix<double> scaled = Modes.Copy();
        for (int row = 0; row < Count; row++)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(scaled.Row(row), factors, scaled.Row(row));
        }

        product.Multiply(1, scaled, Transpose.No, Modes, Transpose.Yes, 0, result);
    }

    /// <summary>c_i = Σ_x U_{xi} over the rows of one output: the amplitude of a uniform field in mode i.</summary>
    /// <param name="output">0 to C − 1.</param>
    public double[] UniformAmplitudes(int output)
    {
        double[] amplitudes = new double[Count];
        for (int row = output; row < Modes.Rows; row += Outputs)
        {
            TensorPrimitives.Add<double>(amplitudes, Modes.Row(row), amplitudes);
        }

        return amplitudes;
    }

    /// <summary>f̃_i = Σ_x U_{xi} f_x.</summary>
    /// <param name="field">
    /// f, length N·C, or a multiple of it where each row of the kernel carries several values, these running fastest.
    /// </param>
    /// <param name="amplitudes">Receives f̃ in the same order; shorter for the leading modes alone.</param>
    public void ToModes(ReadOnlySpan<double> field, Span<double> amplitudes)
    {
        int copies = field.Length / Count, count = amplitudes.Length / copies;
        Matrix<double> columns = new(copies, count);
        for (int row = 0; row < Count; row++)
        {
            for (int c = 0; c < copies; c++)
            {
                TensorPrimitives.MultiplyAdd<double>(Modes.Row(row)[..count], field[(row * copies) + c], columns.Row(c), columns.Row(c));
            }
        }

        for (int i = 0; i < amplitudes.Length; i++)
        {
            amplitudes[i] = columns[i % copies, i / copies];
        }
    }

    /// <summary>f_x = Σ_i U_{xi} f̃_i.</summary>
    /// <param name="amplitudes">f̃, length N·C.</param>
    /// <param name="field">Receives f, same length.</param>
    public void ToField(ReadOnlySpan<double> amplitudes, Span<double> field)
    {
        for (int row = 0; row < Count; row++)
        {
            field[row] = TensorPrimitives.Dot<double>(Modes.Row(row), amplitudes);
        }
    }
}
