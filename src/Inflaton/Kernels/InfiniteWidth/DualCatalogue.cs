using System.Globalization;
using Inflaton.Kernels.InfiniteWidth.Duals;
using Inflaton.Networks;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>The activations whose infinite-width kernels are known, by name.</summary>
public static class DualCatalogue
{
    private static readonly Dictionary<string, Entry> Entries = new(StringComparer.Ordinal)
    {
        ["relu"] = new([], _ => new PiecewiseLinearDual("relu", 0, 1)),
        ["leaky_relu"] = new([0.01], p => new PiecewiseLinearDual("leaky_relu", p[0], 1)),
        ["abs"] = new([], _ => new PiecewiseLinearDual("abs", -1, 1)),
        ["piecewise_linear"] = new([0, 1], p => new PiecewiseLinearDual("piecewise_linear", p[0], p[1])),
        ["identity"] = new([], _ => new PiecewiseLinearDual("identity", 1, 1)),
        ["erf"] = new([1, 1, 0], p => new ErfDual(p[0], p[1], p[2])),
        ["gelu"] = new([], _ => new GeluDual()),
        ["sin"] = new([], _ => SinusoidDual.Sine),
        ["cos"] = new([], _ => SinusoidDual.Cosine),
        ["sinusoid"] = new([1, 1, 0], p => new SinusoidDual(p[0], p[1], p[2])),
        ["rbf"] = new([1], p => SinusoidDual.Radial(p[0])),
        ["exp"] = new([1, 1], p => new ExponentialDual(p[0], p[1])),
        ["gaussian"] = new([1, 1], p => new GaussianDual(p[0], p[1])),
        ["sign"] = new([], _ => new SignDual()),
        ["monomial"] = new([2], p => ExpandedDual.Monomial(Whole(p[0]))),
        ["rectified_monomial"] = new([2], p => Rectified(Whole(p[0]))),
        ["polynomial"] = new([0, 1], p => ExpandedDual.Polynomial(p), IsOpen: true),
        ["hermite"] = new([2], p => ExpandedDual.Hermite(Whole(p[0]))),
        ["tanh"] = new([], _ => ExpandedDual.Of(new Tanh())),
        ["silu"] = new([], _ => ExpandedDual.Of(new Silu())),
        ["softplus"] = new([], _ => ExpandedDual.Of(new Networks.Activations.Softplus())),
        ["sigmoid"] = new([], _ => new ExpandedDual("sigmoid", Logistic.Evaluate, z => Logistic.Evaluate(z) * Logistic.Evaluate(-z))),
    };

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys];

    /// <summary>One of each, with default parameters.</summary>
    public static IReadOnlyList<DualActivation> All => [.. Names.Select(name => Create(name))];

    /// <summary>The dual of a network's activation.</summary>
    /// <param name="activation">Any of <see cref="ActivationCatalogue"/>, or another smooth one.</param>
    public static DualActivation Of(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return activation is LeakyRelu leaky ? Create(leaky.Name, leaky.NegativeSlope)
            : Entries.ContainsKey(activation.Name) ? Create(activation.Name)
            : ExpandedDual.Of(activation);
    }

    /// <summary>The activation of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="parameters">
    /// Its numbers, in order; those left out have their defaults: leaky_relu a = 0.01; piecewise_linear a, b = 0, 1; erf amplitude, scale,
    /// offset = 1, 1, 0; sinusoid amplitude, frequency, phase = 1, 1, 0; rbf γ = 1; exp amplitude, rate = 1, 1; gaussian amplitude,
    /// sharpness = 1, 1; monomial, rectified_monomial and hermite degree = 2; polynomial coefficients from the constant on.
    /// </param>
    /// <exception cref="ArgumentException">The name is not known, or it does not take so many numbers.</exception>
    public static DualActivation Create(string name, params ReadOnlySpan<double> parameters)
    {
        if (!Entries.TryGetValue(name, out Entry? entry))
        {
            throw new ArgumentException($"No activation is named '{name}'; known are {string.Join(", ", Names)}.", nameof(name));
        }

        if (parameters.Length > entry.Defaults.Length && !entry.IsOpen)
        {
            throw new ArgumentException($"The activation {name} takes {entry.Defaults.Length} numbers, not {parameters.Length}.", nameof(parameters));
        }

        return entry.Make(entry.IsOpen && parameters.Length > 0 ? parameters.ToArray() : [.. parameters, .. entry.Defaults[parameters.Length..]]);
    }

    /// <summary>The activation of a text, such as <c>erf</c>, <c>leaky_relu(0.1)</c> or <c>polynomial(1, 0, 0.5)</c>.</summary>
    /// <param name="text">A name, with numbers in parentheses where they are not the defaults.</param>
    /// <exception cref="ArgumentException">The text is not of that form, or the name is not known.</exception>
    public static DualActivation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return Create(text.Trim());
        }

        List<double> numbers = [];
        string inside = text.TrimEnd() is [.. var start, ')'] ? start[(open + 1)..] : "?";
        foreach (string part in inside.Split(','))
        {
            numbers.Add(double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number
                : throw new ArgumentException($"'{text}' is not an activation: write NAME or NAME(number, …).", nameof(text)));
        }

        return Create(text[..open].Trim(), [.. numbers]);
    }

    private static DualActivation Rectified(int degree) =>
        degree == 1 ? new PiecewiseLinearDual("rectified_monomial", 0, 1) : new RectifiedMonomialDual(degree);

    private static int Whole(double value) => value == Math.Floor(value) && Math.Abs(value) <= 1000
        ? (int)value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A degree is a whole number.");

    private sealed record Entry(double[] Defaults, Func<double[], DualActivation> Make, bool IsOpen = false);
}
