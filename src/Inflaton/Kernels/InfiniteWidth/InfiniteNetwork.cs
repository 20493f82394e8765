using Inflaton.Networks;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>
/// A network of infinite width as a chain of layers. Activations and layer norm stand behind affine layers (or sums of such), where the
/// units are normal; a branch around which a residual block skips ends in an affine layer.
/// </summary>
public sealed class InfiniteNetwork
{
    /// <summary>A chain of layers.</summary>
    /// <param name="layers">From the input on, at least one.</param>
    /// <exception cref="ArgumentException">A layer stands where the limit does not hold.</exception>
    public InfiniteNetwork(params IReadOnlyList<InfiniteLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0)
        {
            throw new ArgumentException("A network has at least one layer.", nameof(layers));
        }

        Check(layers, isNormal: false, nameof(layers));
        Layers = layers;
    }

    /// <summary>The layers, from the input on.</summary>
    public IReadOnlyList<InfiniteLayer> Layers { get; }

    /// <summary>The limit of a fully connected network; its widths matter for the <c>standard</c> parameterisation alone.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="dual">φ where it is not the architecture's own activation.</param>
    public static InfiniteNetwork Of(NetworkArchitecture architecture, DualActivation? dual = null)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        dual ??= DualCatalogue.Of(architecture.Activation);
        List<InfiniteLayer> layers = [];
        for (int l = 0; l < architecture.Layers; l++)
        {
            if (l > 0)
            {
                layers.Add(new ActivationLayer(dual));
            }

            layers.Add(new DenseLayer(
                architecture.WeightStd, architecture.BiasStdOf(l), architecture.HasBias(l), architecture.Parameterization,
                architecture.Fan(l)));
        }

        return new InfiniteNetwork(layers);
    }

    /// <summary>A fully connected network with the same σ_w and σ_b in all layers, in the <c>ntk</c> parameterisation.</summary>
    /// <param name="hiddenLayers">Number of hidden layers, not negative.</param>
    /// <param name="dual">φ.</param>
    /// <param name="weightStd">σ_w.</param>
    /// <param name="biasStd">σ_b.</param>
    public static InfiniteNetwork FullyConnected(int hiddenLayers, DualActivation dual, double weightStd, double biasStd = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hiddenLayers);
        DenseLayer dense = new(weightStd, biasStd);
        List<InfiniteLayer> layers = [dense];
        for (int l = 0; l < hiddenLayers; l++)
        {
            layers.Add(new ActivationLayer(dual));
            layers.Add(dense);
        }

        return new InfiniteNetwork(layers);
    }

    private static bool Check(IReadOnlyList<InfiniteLayer> layers, bool isNormal, string parameter)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            switch (layers[i])
            {
                case DenseLayer dense:
                    if (dense.Parameterization == Parameterization.Standard && dense.UnitsIn == 0 && (i > 0 || isNormal))
                    {
                        throw new ArgumentException(
                            $"Layer {i} has the standard parameterisation, which needs unitsIn, the width before it.", parameter);
                    }

                    isNormal = true;
                    break;
                case ActivationLayer activation:
                    Require(isNormal, $"activation {activation.Dual}", i, parameter);
                    isNormal = false;
                    break;
                case LayerNormLayer norm:
                    Require(isNormal, "layer norm", i, parameter);
                    if (!(norm.Epsilon >= 0 && double.IsFinite(norm.Epsilon)))
                    {
                        throw new ArgumentOutOfRangeException(parameter, norm.Epsilon, "ε of layer norm is zero or a positive number.");
                    }

                    break;
                case ResidualLayer residual:
                    Require(isNormal, "residual block", i, parameter);
                    if (residual.Branch.Count == 0 || residual.Branch[^1] is not DenseLayer)
                    {
                        throw new ArgumentException(
                            $"The branch of the residual block in layer {i} must end in an affine layer.", parameter);
                    }

                    Check(residual.Branch, isNormal: true, parameter);
                    break;
                default:
                    throw new ArgumentException($"Layer {i} is missing.", parameter);
            }
        }

        return isNormal;
    }

    private static void Require(bool isNormal, string what, int layer, string parameter)
    {
        if (!isNormal)
        {
            throw new ArgumentException($"The {what} in layer {layer} must follow an affine layer.", parameter);
        }
    }
}
