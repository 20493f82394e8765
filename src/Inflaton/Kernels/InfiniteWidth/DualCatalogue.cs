using Inflaton.Kernels.InfiniteWidth.Duals;
using Inflaton.Networks;
using Inflaton.Networks.Activations;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>The kernels that activations have at infinite width.</summary>
public static class DualCatalogue
{
    // Those in closed form; every other activation is expanded.
    private static readonly Dictionary<Type, Func<Activation, DualActivation>> Closed = new(
    [
        Entry<Relu>(relu => new PiecewiseLinearDual(relu, 0, 1)),
        Entry<LeakyRelu>(leaky => new PiecewiseLinearDual(leaky, leaky.NegativeSlope, 1)),
        Entry<Absolute>(absolute => new PiecewiseLinearDual(absolute, -1, 1)),
        Entry<Identity>(identity => new PiecewiseLinearDual(identity, 1, 1)),
        Entry<PiecewiseLinear>(lines => new PiecewiseLinearDual(lines, lines.NegativeSlope, lines.PositiveSlope)),
        Entry<Erf>(erf => new ErfDual(erf)),
        Entry<Gelu>(gelu => new GeluDual(gelu)),
        Entry<Sine>(sine => new SinusoidDual(sine, 1, 1, 1)),
        Entry<Sinusoid>(wave => new SinusoidDual(wave)),
        Entry<ScaledExponential>(exponential => new ExponentialDual(exponential)),
        Entry<Gaussian>(bell => new GaussianDual(bell)),
        Entry<Sign>(sign => new SignDual(sign)),
        Entry<RectifiedMonomial>(
            monomial => monomial.Degree == 1 ? new PiecewiseLinearDual(monomial, 0, 1) : new RectifiedMonomialDual(monomial)),
    ]);

    /// <summary>All names, those of <see cref="ActivationCatalogue"/>.</summary>
    public static IReadOnlyList<string> Names => ActivationCatalogue.Names;

    /// <summary>One of each, with default parameters.</summary>
    public static IReadOnlyList<DualActivation> All => [.. ActivationCatalogue.All.Select(Of)];

    /// <summary>The dual of a network's activation.</summary>
    /// <param name="activation">Any of <see cref="ActivationCatalogue"/>, or another smooth one.</param>
    public static DualActivation Of(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return Closed.TryGetValue(activation.GetType(), out Func<Activation, DualActivation>? make)
            ? make(activation)
            : new ExpandedDual(activation);
    }

    /// <summary>The dual of the activation of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="parameters">As in <see cref="ActivationCatalogue.Create"/>.</param>
    /// <exception cref="ArgumentException">There is no such activation.</exception>
    public static DualActivation Create(string name, params ReadOnlySpan<double> parameters) =>
        Of(ActivationCatalogue.Create(name, parameters));

    /// <summary>The dual of the activation of a text, such as <c>erf</c>, <c>leaky_relu(0.1)</c> or <c>polynomial(1, 0, 0.5)</c>.</summary>
    /// <param name="text">A name, with numbers in parentheses where they are not the defaults.</param>
    /// <exception cref="ArgumentException">There is no such activation.</exception>
    public static DualActivation Parse(string text) => Of(ActivationCatalogue.Parse(text));

    private static KeyValuePair<Type, Func<Activation, DualActivation>> Entry<T>(Func<T, DualActivation> make)
        where T : Activation => new(typeof(T), activation => make((T)activation));
}
