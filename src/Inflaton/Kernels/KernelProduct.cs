using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels;

/// <summary>
/// Products Θ v of the tangent kernel on one set of inputs, without Θ: G_l = Σ_{x,c} v_{xc} ∂f_c(x)/∂W_l is the gradient of v·f, and
/// (Θ v)_{xc} = Σ_l ∂f_c(x)/∂W_l · G_l its change along that gradient. Two matrix products a layer and vector, O(N n²), and memory
/// O(N n): for N so large that the N² numbers of Θ cannot be held; otherwise <see cref="TangentKernel{T}"/> is computed once and cheaper.
/// With <see cref="Lanczos"/> it gives the leading modes.
/// </summary>
/// <typeparam name="T">Precision of the computation, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class KernelProduct<T> : ISymmetricOperator
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly NetworkArchitecture architecture;
    private readonly MatrixProduct<T> product;
    private readonly WorkerTeam team;
    private readonly BlockPass<T> pass;
    private readonly Matrix<T>[] deltas;
    private readonly T[] responses;
    private readonly T[] ones;
    private readonly Matrix<T>[] gradients;
    private readonly T[][] biasGradients;
    private readonly T[] direction;
    private readonly T[] image;
    private readonly Weighted weighted;
    private readonly Contracted contracted;
    private readonly int points;

    /// <summary>The kernel of a network on inputs.</summary>
    /// <param name="parameters">θ.</param>
    /// <param name="inputs">x, one a row, shape [N, d].</param>
    /// <param name="product">Matrix products.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">The inputs do not have d columns.</exception>
    public KernelProduct(NetworkParameters parameters, Matrix<double> inputs, MatrixProduct<T> product, WorkerTeam team)
    {
        architecture = parameters.Architecture;
        this.product = product;
        this.team = team;
        points = inputs.Rows;
        NetworkParameters<T> weights = parameters.In<T>();
        pass = new BlockPass<T>(weights, inputs.In<T>(), product, team);
        deltas = new Matrix<T>[architecture.Layers + 1];
        for (int level = architecture.Layers - 1; level >= 1; level--)
        {
            pass.Descend();
            deltas[level] = pass.Deltas;
        }

        Size = points * architecture.Outputs;
        responses = new T[points * architecture.Fans.Skip(1).Max()];
        ones = new T[points];
        Array.Fill(ones, T.One);
        NetworkParameters<T> gradient = new(architecture);
        gradients = gradient.Weights;
        biasGradients = gradient.Biases;
        direction = new T[Size];
        image = new T[Size];
        weighted = new Weighted(architecture.Outputs);
        contracted = new Contracted(architecture.Outputs);
    }

    /// <summary>Number N·C of rows.</summary>
    public int Size { get; }

    /// <summary>Bytes that it needs beside parameters and inputs: the activations and derivatives of all levels, and a gradient.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="points">Number N of inputs.</param>
    public static double MemoryNeeded(NetworkArchitecture architecture, int points)
    {
        double widths = architecture.Fans.Sum(fan => (double)fan);
        return System.Runtime.CompilerServices.Unsafe.SizeOf<T>()
            * ((points * ((widths * (2 + architecture.Outputs)) + architecture.Fans.Max())) + architecture.ParameterCount);
    }

    /// <summary>Θ v. Nothing is allocated.</summary>
    /// <param name="x">v, length N·C, the output running fastest.</param>
    /// <param name="y">Receives Θ v, same length; disjoint from <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">A length is not N·C.</exception>
    public void Multiply(ReadOnlySpan<double> x, Span<double> y)
    {
        if (x.Length != Size || y.Length != Size)
        {
            throw new ArgumentException(
                $"Vectors of length {x.Length} and {y.Length} do not belong to a kernel of size {Size}.", nameof(x));
        }

        TensorPrimitives.ConvertTruncating(x, direction);
        image.AsSpan().Clear();
        for (int layer = 0; layer < architecture.Layers; layer++)
        {
            Matrix<T> activations = pass.Activation(layer);
            Matrix<T>? delta = deltas[layer + 1];
            MatrixView<T> response = new(responses, 0, points, architecture.Fan(layer + 1), architecture.Fan(layer + 1));
            weighted.Run(team, delta, direction, response);
            double scale = architecture.WeightScale(layer), bias = architecture.BiasScale(layer);
            product.Multiply(T.CreateChecked(scale * scale), response, Transpose.Yes, activations, Transpose.No, T.Zero, gradients[layer]);
            product.MatrixVector(T.CreateChecked(bias * bias), response, Transpose.Yes, ones, T.Zero, biasGradients[layer]);
            product.Multiply(T.One, activations, Transpose.No, gradients[layer], Transpose.Yes, T.Zero, response);
            contracted.Run(team, delta, response, biasGradients[layer], image);
        }

        TensorPrimitives.ConvertTruncating<T, double>(image, y);
    }

    /// <summary>u(x) = Σ_c v_{xc} δ(x, c); without δ, which are the identity then, u = v.</summary>
    private sealed class Weighted(int outputs) : IWork
    {
        private Matrix<T>? deltas;
        private T[] direction = [];
        private MatrixView<T> result;

        public void Run(WorkerTeam team, Matrix<T>? deltas, T[] direction, MatrixView<T> result)
        {
            this.deltas = deltas;
            this.direction = direction;
            this.result = result;
            team.Run(this, result.Rows);
        }

        public void Execute(int part, int worker)
        {
            ReadOnlySpan<T> weights = direction.AsSpan(part * outputs, outputs);
            Span<T> row = result.Row(part);
            if (deltas is null)
            {
                weights.CopyTo(row);
                return;
            }

            TensorPrimitives.Multiply(deltas.Row(part * outputs), weights[0], row);
            for (int c = 1; c < outputs; c++)
            {
                TensorPrimitives.MultiplyAdd(deltas.Row((part * outputs) + c), weights[c], row, row);
            }
        }
    }

    /// <summary>y_{xc} += δ(x, c)·(R(x) + g).</summary>
    private sealed class Contracted(int outputs) : IWork
    {
        private Matrix<T>? deltas;
        private MatrixView<T> responses;
        private T[] bias = [];
        private T[] result = [];

        public void Run(WorkerTeam team, Matrix<T>? deltas, MatrixView<T> responses, T[] bias, T[] result)
        {
            this.deltas = deltas;
            this.responses = responses;
            this.bias = bias;
            this.result = result;
            team.Run(this, responses.Rows);
        }

        public void Execute(int part, int worker)
        {
            Span<T> row = responses.Row(part);
            TensorPrimitives.Add(row, bias, row);
            for (int c = 0; c < outputs; c++)
            {
                result[(part * outputs) + c] += deltas is null ? row[c] : TensorPrimitives.Dot(deltas.Row((part * outputs) + c), row);
            }
        }
    }
}
