using System.Globalization;
using Inflaton.Networks.Activations;

namespace Inflaton.Networks;

/// <summary>The activations known by name: one list for networks and for the kernels of their limit of infinite width.</summary>
public static class ActivationCatalogue
{
    private static readonly Dictionary<string, Entry> Entries = new(StringComparer.Ordinal)
    {
        ["relu"] = new([], _ => new Relu()),
        ["leaky_relu"] = new([0.01], p => new LeakyRelu(p[0])),
        ["abs"] = new([], _ => new Absolute()),
        ["erf"] = new([1, 1, 0], p => new Erf(p[0], p[1], p[2])),
        ["tanh"] = new([], _ => new Tanh()),
        ["gelu"] = new([], _ => new Gelu()),
        ["sin"] = new([], _ => new Sine()),
        ["identity"] = new([], _ => new Identity()),
        ["softplus"] = new([], _ => new Softplus()),
        ["silu"] = new([], _ => new Silu()),
        ["sigmoid"] = new([], _ => new Sigmoid()),
        ["cos"] = new([], _ => Sinusoid.Cosine),
        ["sinusoid"] = new([1, 1, 0], p => new Sinusoid(p[0], p[1], p[2])),
        ["rbf"] = new([1], p => Sinusoid.Radial(p[0])),
        ["exp"] = new([1, 1], p => new ScaledExponential(p[0], p[1])),
        ["gaussian"] = new([1, 1], p => new Gaussian(p[0], p[1])),
        ["sign"] = new([], _ => new Sign()),
        ["piecewise_linear"] = new([0, 1], p => new PiecewiseLinear(p[0], p[1])),
        ["monomial"] = new([2], p => Polynomial.Monomial(Whole(p[0]))),
        ["rectified_monomial"] = new([2], p => new RectifiedMonomial(Whole(p[0]))),
        ["polynomial"] = new([0, 1], p => new Polynomial(p), IsOpen: true),
        ["hermite"] = new([2], p => Polynomial.Hermite(Whole(p[0]))),
        ["gelu_tanh"] = new([], _ => new GeluTanh()),
    };

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys];

    /// <summary>One of each, with default parameters.</summary>
    public static IReadOnlyList<Activation> All => [.. Names.Select(name => Create(name))];

    /// <summary>The activation of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="parameters">
    /// Its numbers, in order; those left out have their defaults: leaky_relu a = 0.01; piecewise_linear a, b = 0, 1; erf amplitude, scale,
    /// offset = 1, 1, 0; sinusoid amplitude, frequency, phase = 1, 1, 0; rbf γ = 1; exp amplitude, rate = 1, 1; gaussian amplitude,
    /// sharpness = 1, 1; monomial, rectified_monomial and hermite degree = 2; polynomial coefficients from the constant on.
    /// </param>
    /// <exception cref="ArgumentException">The name is not known, it does not take so many numbers, or one is out of its range.</exception>
    public static Activation Create(string name, params ReadOnlySpan<double> parameters)
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
    /// <exception cref="ArgumentException">The text is not of that form, or <see cref="Create"/> refuses it.</exception>
    public static Activation Parse(string text)
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

    private static int Whole(double value) => value == Math.Floor(value) && Math.Abs(value) <= 1000
        ? (int)value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A degree is a whole number.");

    private sealed record Entry(double[] Defaults, Func<double[], Activation> Make, bool IsOpen = false);
}
