using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Networks;

/// <summary>The weights and biases θ of a network, or any vector of their shape, such as a velocity.</summary>
/// <typeparam name="T">Element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public class NetworkParameters<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>All zeros.</summary>
    /// <param name="architecture">Shape.</param>
    public NetworkParameters(NetworkArchitecture architecture)
    {
        Architecture = architecture;
        Weights = new Matrix<T>[architecture.Layers];
        Biases = new T[architecture.Layers][];
        for (int l = 0; l < architecture.Layers; l++)
        {
            Weights[l] = new Matrix<T>(architecture.Fan(l + 1), architecture.Fan(l));
            Biases[l] = new T[architecture.Fan(l + 1)];
        }
    }

    /// <summary>Shape and scales.</summary>
    public NetworkArchitecture Architecture { get; }

    /// <summary>W_l, shape [n_{l+1}, n_l].</summary>
    public Matrix<T>[] Weights { get; }

    /// <summary>b_l, length n_{l+1}; zeros that never change where the layer has no biases.</summary>
    public T[][] Biases { get; }

    /// <summary>Hands over all weights and biases.</summary>
    /// <param name="state">Receives or has them.</param>
    public void Keep(KeptState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        for (int l = 0; l < Architecture.Layers; l++)
        {
            state.Exchange(Weights[l].Values);
            state.Exchange(Biases[l]);
        }
    }

    /// <summary>Takes over the values of others, rounded to <typeparamref name="T"/>.</summary>
    /// <typeparam name="TSource">Their element type.</typeparam>
    /// <param name="source">Parameters of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void CopyFrom<TSource>(NetworkParameters<TSource> source)
        where TSource : unmanaged, IFloatingPointIeee754<TSource>
    {
        if (!source.Architecture.Fans.SequenceEqual(Architecture.Fans))
        {
            throw new ArgumentException(
                $"Widths {string.Join(" → ", source.Architecture.Fans)} are not {string.Join(" → ", Architecture.Fans)}.", nameof(source));
        }

        for (int l = 0; l < Architecture.Layers; l++)
        {
            TensorPrimitives.ConvertTruncating<TSource, T>(source.Weights[l].Values, Weights[l].Values);
            TensorPrimitives.ConvertTruncating<TSource, T>(source.Biases[l], Biases[l]);
        }
    }
}
