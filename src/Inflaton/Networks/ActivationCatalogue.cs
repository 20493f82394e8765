using System.Globalization;
using Inflaton.Networks.Activations;

namespace Inflaton.Networks;

/// <summary>The activations known by name: one list for networks and for the kernels of their limit of infinite width.</summary>
public static class ActivationCatalogue
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ActivationEntry> Entries { get; } =
    [
        new("relu", [], _ => new Relu()),
        new("leaky_relu", [0.01], p => new LeakyRelu(p[0])),
        new("abs", [], _ => new Absolute()),
        new("erf", [1, 1, 0], p => new Erf(p[0], p[1], p[2])),
        new("tanh", [], _ => new Tanh()),
        new("gelu", [], _ => new Gelu()),
        new("sin", [], _ => new Sine()),
        new("identity", [], _ => new Identity()),
        new("softplus", [], _ => new Softplus()),
        new("silu", [], _ => new Silu()),
        new("sigmoid", [], _ => new Sigmoid()),
        new("cos", [], _ => Sinusoid.Cosine),
        new("sinusoid", [1, 1, 0], p => new Sinusoid(p[0], p[1], p[2])),
        new("rbf", [1], p => Sinusoid.Radial(p[0])),
        new("exp", [1, 1], p => new ScaledExponential(p[0], p[1])),
        new("gaussian", [1, 1], p => new Gaussian(p[0], p[1])),
        new("sign", [], _ => new Sign()),
        new("piecewise_linear", [0, 1], p => new PiecewiseLinear(p[0], p[1])),
        new("monomial", [2], p => Polynomial.Monomial(Whole(p[0]))),
        new("rectified_monomial", [2], p => new RectifiedMonomial(Whole(p[0]))),
        new("polynomial", [0, 1], p => new Polynomial(p), IsOpen: true),
        new("hermite", [2], p => Polynomial.Hermite(Whole(p[0]))),
        new("gelu_tanh", [], _ => new GeluTanh()),
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

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
    public static Activation Create(string name, params ReadOnlySpan<double> parameters) => Make(Entries, name, parameters);

    /// <summary>The activation of a text, such as <c>erf</c>, <c>leaky_relu(0.1)</c> or <c>polynomial(1, 0, 0.5)</c>.</summary>
    /// <param name="text">A name, with numbers in parentheses where they are not the defaults.</param>
    /// <param name="among">The activations to look among; null for <see cref="Entries"/>.</param>
    /// <exception cref="ArgumentException">The text is not of that form, or <see cref="Create"/> refuses it.</exception>
    public static Activation Parse(string text, IReadOnlyList<ActivationEntry>? among = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        among ??= Entries;
        int open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return Make(among, text.Trim());
        }

        List<double> numbers = [];
        string inside = text.TrimEnd() is [.. var start, ')'] ? start[(open + 1)..] : "?";
        foreach (string part in inside.Split(','))
        {
            numbers.Add(double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number
                : throw new ArgumentException($"'{text}' is not an activation: write NAME or NAME(number, …).", nameof(text)));
        }

        return Make(among, text[..open].Trim(), [.. numbers]);
    }

    private static Activation Make(IReadOnlyList<ActivationEntry> among, string name, params ReadOnlySpan<double> parameters)
    {
        ActivationEntry entry = among.FirstOrDefault(one => one.Name == name)
            ?? throw new ArgumentException(
                $"No activation is named '{name}'; known are {string.Join(", ", among.Select(one => one.Name))}.", nameof(name));
        if (parameters.Length > entry.Defaults.Length && !entry.IsOpen)
        {
            throw new ArgumentException(
                $"The activation {name} takes {entry.Defaults.Length} numbers, not {parameters.Length}.", nameof(parameters));
        }

        return entry.Make(
            entry.IsOpen && parameters.Length > 0 ? parameters.ToArray() : [.. parameters, .. entry.Defaults[parameters.Length..]]);
    }

    private static int Whole(double value) => value == Math.Floor(value) && Math.Abs(value) <= 1000
        ? (int)value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A degree is a whole number.");
}
