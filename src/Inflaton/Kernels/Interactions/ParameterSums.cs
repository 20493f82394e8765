using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.Interactions;

/// <summary>
/// Sums and overlaps of many vectors of the shape of a network's parameters, a piece at a time, so that each vector is read once. The
/// pieces do not depend on the number of threads.
/// </summary>
internal sealed class ParameterSums(WorkerTeam team) : IWork
{
    private const int Piece = 4096;

    private readonly List<(int Layer, bool IsBias, int First, int Count)> pieces = [];
    private IReadOnlyList<NetworkParameters> sources = [];
    private NetworkParameters? sum;
    private double[] coefficients = [];
    private double[] overlaps = [];

    /// <summary>sum += Σ_k c_k G_k.</summary>
    /// <param name="sources">G.</param>
    /// <param name="coefficients">c, one for each.</param>
    /// <param name="sum">The sum.</param>
    public void Add(IReadOnlyList<NetworkParameters> sources, ReadOnlySpan<double> coefficients, NetworkParameters sum)
    {
        if (sources.Count > 0)
        {
            this.coefficients = [.. coefficients];
            Run(sources, sum);
        }
    }

    /// <summary>G_k·G_l.</summary>
    /// <param name="sources">G.</param>
    public Matrix<double> Overlaps(IReadOnlyList<NetworkParameters> sources)
    {
        Matrix<double> result = new(sources.Count, sources.Count);
        if (sources.Count == 0)
        {
            return result;
        }

        int size = result.Values.Length;
        Cut(sources[0]);
        overlaps = new double[pieces.Count * size];
        Run(sources, null);
        for (int part = 0; part < pieces.Count; part++)
        {
            TensorPrimitives.Add(result.Values, overlaps.AsSpan(part * size, size), result.Values);
        }

        overlaps = [];
        return result;
    }

    public void Execute(int part, int worker)
    {
        (int layer, bool isBias, int first, int count) = pieces[part];
        if (sum is not null)
        {
            Span<double> into = Values(sum, layer, isBias).AsSpan(first, count);
            for (int k = 0; k < sources.Count; k++)
            {
                TensorPrimitives.MultiplyAdd(Values(sources[k], layer, isBias).AsSpan(first, count), coefficients[k], into, into);
            }

            return;
        }

        Span<double> products = overlaps.AsSpan(part * sources.Count * sources.Count, sources.Count * sources.Count);
        for (int k = 0; k < sources.Count; k++)
        {
            ReadOnlySpan<double> one = Values(sources[k], layer, isBias).AsSpan(first, count);
            for (int l = 0; l <= k; l++)
            {
                products[(k * sources.Count) + l] = products[(l * sources.Count) + k] =
                    TensorPrimitives.Dot(one, Values(sources[l], layer, isBias).AsSpan(first, count));
            }
        }
    }

    private static double[] Values(NetworkParameters parameters, int layer, bool isBias) =>
        isBias ? parameters.Biases[layer] : parameters.Weights[layer].Values;

    private void Run(IReadOnlyList<NetworkParameters> sources, NetworkParameters? sum)
    {
        (this.sources, this.sum) = (sources, sum);
        Cut(sources[0]);
        team.Run(this, pieces.Count);
    }

    private void Cut(NetworkParameters shape)
    {
        if (pieces.Count > 0)
        {
            return;
        }

        for (int layer = 0; layer < shape.Architecture.Layers; layer++)
        {
            foreach (bool isBias in new[] { false, true })
            {
                int length = Values(shape, layer, isBias).Length;
                for (int first = 0; first < length; first += Piece)
                {
                    pieces.Add((layer, isBias, first, Math.Min(Piece, length - first)));
                }
            }
        }
    }
}
