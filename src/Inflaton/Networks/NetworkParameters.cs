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
    /// Independent draws as <see cref="NetworkArchitecture.Initialization"/> says. The bits of a layer depend on the seed and on the
    /// layer's number alone, not on the other layers.
    /// </summary>
    /// <param name="architecture">Shape and standard deviations.</param>
    /// <param name="seed">Any number.</param>
    public static NetworkParameters Draw(NetworkArchitecture architecture, ulong seed)
    {
        NetworkParameters parameters = new(architecture);
        for (int l = 0; l < architecture.Layers; l++)
        {
            Draw(architecture, seed, (ulong)(2 * l), architecture.WeightDrawStd(l), parameters.Weights[l].Values);
            if (architecture.HasBias(l))
            {
                Draw(architecture, seed, (ulong)((2 * l) + 1), architecture.BiasDrawStd(l), parameters.Biases[l]);
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

    private static void Draw(NetworkArchitecture architecture, ulong seed, ulong stream, double std, double[] destination)
    {
        CounterStream source = new(seed, stream);
        if (architecture.Initialization == Initialization.PyTorch)
        {
            double bound = Math.Sqrt(3) * std;
            source.FillUniform(destination);
            TensorPrimitives.Multiply<double>(destination, 2 * bound, destination);
            TensorPrimitives.Subtract<double>(destination, bound, destination);
            return;
        }

        source.FillNormal(destination);
        if (std != 1)
        {
            TensorPrimitives.Multiply<double>(destination, std, destination);
        }
    }
}
