using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;

namespace Inflaton.Networks;

/// <summary>The weights and biases θ of a network (or any vector of their shape, such as a velocity).</summary>
public sealed class NetworkParameters
{
    private NetworkParameters(NetworkArchitecture architecture)
    {
        Architecture = architecture;
        Weights = new Matrix<double>[architecture.Layers];
        Biases = new double[architecture.Layers][];
        for (int l = 0; l < architecture.Layers; l++)
        {
            Weights[l] = new Matrix<double>(architecture.Fan(l + 1), architecture.Fan(l));
            Biases[l] = new double[architecture.Fan(l + 1)];
        }
    }

    /// <summary>Shape and scales.</summary>
    public NetworkArchitecture Architecture { get; }

    /// <summary>W_l, shape [n_{l+1}, n_l].</summary>
    public Matrix<double>[] Weights { get; }

    /// <summary>b_l, length n_{l+1}; zeros that never change where the network has no biases.</summary>
    public double[][] Biases { get; }

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
        for (int l = 0; l < Architecture.Layers; l++)
        {
            Weights[l].Values.CopyTo(copy.Weights[l].Values, 0);
            Biases[l].CopyTo(copy.Biases[l], 0);
        }

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
