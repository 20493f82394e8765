using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels;

/// <summary>
/// The empirical tangent kernel Θ(x, x') = Σ_θ ∂f(x)/∂θ ∂f(x')/∂θ by the structured formula
/// Θ = Σ_l (s_l² a_{l−1}·a'_{l−1} + r_l²) (δ_l·δ'_l): two Gram matrices and one Hadamard product a layer, never a Jacobian.
/// With C outputs it is an NC × NC matrix, the output running fastest: index (x, c) is x·C + c. Source: arXiv:2202.11104, section 2;
/// Jacot, Gabriel, Hongler (2018).
/// </summary>
public sealed class TangentKernel(NetworkArchitecture architecture, MatrixProduct<double> product, WorkerTeam team)
{
    /// <summary>Bytes that <see cref="Square"/> needs at its peak, its result included.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="points">Number N of inputs.</param>
    public static double MemoryNeeded(NetworkArchitecture architecture, int points)
    {
        double widths = architecture.Fans.Sum(fan => (double)fan);
        double size = (double)points * architecture.Outputs;
        return sizeof(double) * ((3.0 * points * widths) + (points * widths * (architecture.Outputs - 1)) + (2 * size * size) + ((double)points * points));
    }

    /// <summary>Θ on one set of inputs, symmetric to the bit.</summary>
    /// <param name="parameters">θ.</param>
    /// <param name="inputs">x, one a row, shape [N, d].</param>
    /// <returns>Shape [NC, NC].</returns>
    public Matrix<double> Square(NetworkParameters parameters, Matrix<double> inputs)
    {
        Propagated own = Propagate(parameters, inputs);
        return Accumulate(own, own);
    }

    /// <summary>Θ between two sets of inputs.</summary>
    /// <param name="parameters">θ.</param>
    /// <param name="rows">x, shape [M, d].</param>
    /// <param name="columns">x', shape [N, d].</param>
    /// <returns>Shape [MC, NC].</returns>
    public Matrix<double> Between(NetworkParameters parameters, Matrix<double> rows, Matrix<double> columns) =>
        Accumulate(Propagate(parameters, rows), Propagate(parameters, columns));

    private Propagated Propagate(NetworkParameters parameters, Matrix<double> inputs)
    {
        Propagation pass = new(architecture, inputs, product, team);
        pass.Forward(parameters);
        int outputs = architecture.Outputs;
        var deltas = new Matrix<double>[outputs][];
        for (int c = 0; c < outputs; c++)
        {
            Matrix<double> top = pass.Delta(architecture.Layers);
            top.Values.AsSpan().Clear();
            for (int x = 0; x < inputs.Rows; x++)
            {
                top[x, c] = 1;
            }

            pass.Backward(parameters);
            deltas[c] = new Matrix<double>[architecture.Layers];
            for (int level = 1; level < architecture.Layers; level++)
            {
                deltas[c][level] = c == outputs - 1 ? pass.Delta(level) : Copy(pass.Delta(level));
            }
        }

        return new Propagated(pass, deltas);
    }

    private Matrix<double> Accumulate(Propagated left, Propagated right)
    {
        bool square = ReferenceEquals(left, right);
        int rows = left.Pass.Rows, columns = right.Pass.Rows, outputs = architecture.Outputs;
        var kernel = new Matrix<double>(rows * outputs, columns * outputs);
        var signals = new Matrix<double>(rows, columns);
        var responses = new Matrix<double>(rows, columns);
        for (int layer = 0; layer < architecture.Layers; layer++)
        {
            double scale = architecture.WeightScale(layer);
            Gram(scale * scale, left.Pass.Activation(layer), right.Pass.Activation(layer), signals, square);
            double bias = architecture.BiasScale * architecture.BiasScale;
            int level = layer + 1;
            for (int c = 0; c < outputs; c++)
            {
                if (level == architecture.Layers)
                {
                    team.Run(new Hadamard(kernel, signals, null, bias, outputs, c, c), rows);
                    continue;
                }

                for (int other = square ? c : 0; other < outputs; other++)
                {
                    Gram(1, left.Deltas[c][level], right.Deltas[other][level], responses, square && other == c);
                    team.Run(new Hadamard(kernel, signals, responses, bias, outputs, c, other), rows);
                }
            }
        }

        if (square)
        {
            MirrorOutputs(kernel, outputs);
        }

        return kernel;
    }

    private void Gram(double scale, Matrix<double> left, Matrix<double> right, Matrix<double> result, bool symmetric)
    {
        if (symmetric)
        {
            product.SymmetricRankK(scale, left, Transpose.No, 0, result);
        }
        else
        {
            product.Multiply(scale, left, Transpose.No, right, Transpose.Yes, 0, result);
        }
    }

    /// <summary>Copies the blocks (c, c') with c &lt; c' to their mirror images (c', c).</summary>
    private static void MirrorOutputs(Matrix<double> kernel, int outputs)
    {
        for (int i = 0; i < kernel.Rows; i++)
        {
            for (int j = 0; j < kernel.Columns; j++)
            {
                if (i % outputs > j % outputs)
                {
                    kernel[i, j] = kernel[j, i];
                }
            }
        }
    }

    private static Matrix<double> Copy(Matrix<double> source)
    {
        Matrix<double> copy = new(source.Rows, source.Columns);
        source.Values.CopyTo(copy.Values, 0);
        return copy;
    }

    private sealed record Propagated(Propagation Pass, Matrix<double>[][] Deltas);

    /// <summary>Θ[(x, c), (x', c')] += (signals + bias) ∘ responses, a row of points a part; no responses means ones.</summary>
    private sealed class Hadamard(
        Matrix<double> kernel, Matrix<double> signals, Matrix<double>? responses, double bias, int outputs, int row, int column) : IWork
    {
        public void Execute(int part, int worker)
        {
            ReadOnlySpan<double> signal = signals.Row(part);
            ReadOnlySpan<double> response = responses is null ? default : responses.Row(part);
            Span<double> destination = kernel.Row((part * outputs) + row);
            for (int x = 0; x < signal.Length; x++)
            {
                double value = signal[x] + bias;
                destination[(x * outputs) + column] += response.IsEmpty ? value : value * response[x];
            }
        }
    }
}
