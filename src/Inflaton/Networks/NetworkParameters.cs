using System.Numerics.Tensors;
using Inflaton.Numerics.Random;

namespace Inflaton.Networks;

/// <summary>
/// Parameters in double precision, as they are drawn, read from files, trained in place and handed out. What computes in another
/// precision keeps a rounded copy (<see cref="NetworkParameters{T}"/>).
/// </summary>
public sealed class NetworkParameters : NetworkParameters<double>
{
    private NetworkParameters(NetworkArchitecture architecture)
        : base(architecture)
    {
    }

    /// <summary>All zeros.</summary>
    /// <param name="architecture">Shape.</param>
    public static NetworkParameters Zero(NetworkArchitecture architecture) => new(architecture);

    /// <summary>
    /// Independent normal draws. The bits of a layer depend on the seed and on the layer's number alone, not on the other layers.
    /// </summary>
    /// <param name="architecture">Shape and standard deviations.</param>
    /// <param name="seed">Any number.</param>
    public static NetworkParameters Draw(NetworkArchitecture architecture, ulong seed)
    {
        NetworkParameters parameters = new(architecture);
        for (int l = 0; l < architecture.Layers; l++)
        {
            Draw(seed, (ulong)(2 * l), architecture.WeightDrawStd(l), parameters.Weights[l].Values);
            if (architecture.HasBiases)
            {
                Draw(seed, (ulong)((2 * l) + 1), architecture.BiasDrawStd, parameters.Biases[l]);
            }
        }

        return parameters;
    }

    /// <summary>A copy that shares nothing.</summary>
    public NetworkParameters Clone()
    {
        NetworkParameters copy = new(Architecture);
        copy.CopyFrom(this);
        return copy;
    }

    private static void Draw(ulong seed, ulong stream, double std, double[] destination)
    {
        new CounterStream(seed, stream).FillNormal(destination);
        if (std != 1)
        {
            TensorPrimitives.Multiply<double>(destination, std, destination);
        }
    }
}
