using Inflaton.Kernels.InfiniteWidth.Duals;
using Inflaton.Networks;
using Inflaton.Networks.Activations;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>The kernels that activations have at infinite width.</summary>
public static class DualCatalogue
{
    /// <summary>All names, those of <see cref="ActivationCatalogue"/>.</summary>
    public static IReadOnlyList<string> Names => ActivationCatalogue.Names;

    /// <summary>One of each, with default parameters.</summary>
    public static IReadOnlyList<DualActivation> All => [.. ActivationCatalogue.All.Select(Of)];

    /// <summary>The dual of a network's activation.</summary>
    /// <param name="activation">Any of <see cref="ActivationCatalogue"/>, or another smooth one.</param>
    public static DualActivation Of(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return activation switch
        {
            Relu or RectifiedMonomial { Degree: 1 } => new PiecewiseLinearDual(activation, 0, 1),
            LeakyRelu leaky => new PiecewiseLinearDual(leaky, leaky.NegativeSlope, 1),
            Absolute => new PiecewiseLinearDual(activation, -1, 1),
            Identity => new PiecewiseLinearDual(activation, 1, 1),
            PiecewiseLinear lines => new PiecewiseLinearDual(lines, lines.NegativeSlope, lines.PositiveSlope),
            Erf erf => new ErfDual(erf),
            Gelu gelu => new GeluDual(gelu),
            Sine sine => new SinusoidDual(sine, 1, 1, 1),
            Sinusoid wave => new SinusoidDual(wave),
            ScaledExponential exponential => new ExponentialDual(exponential),
            Gaussian bell => new GaussianDual(bell),
            Sign sign => new SignDual(sign),
            RectifiedMonomial monomial => new RectifiedMonomialDual(monomial),
            _ => new ExpandedDual(activation),
        };
    }

    /// <summary>The dual of the activation of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="parameters">As in <see cref="ActivationCatalogue.Create"/>.</param>
    /// <exception cref="ArgumentException">There is no such activation.</exception>
    public static DualActivation Create(string name, params ReadOnlySpan<double> parameters) => Of(ActivationCatalogue.Create(name, parameters));

    /// <summary>The dual of the activation of a text, such as <c>erf</c>, <c>leaky_relu(0.1)</c> or <c>polynomial(1, 0, 0.5)</c>.</summary>
    /// <param name="text">A name, with numbers in parentheses where they are not the defaults.</param>
    /// <exception cref="ArgumentException">There is no such activation.</exception>
    public static DualActivation Parse(string text) => Of(ActivationCatalogue.Parse(text));
}
