namespace Inflaton.Lattice;

/// <summary>
/// A symmetric composition of leapfrog steps: a step h is a sequence of leapfrog steps w₁h, …, w_sh whose weights read the same backwards
/// and add up to 1. Its order is even; it is symplectic and reversible whatever the weights.
/// </summary>
public sealed class LatticeMethod
{
    private readonly double[] weights;

    /// <summary>A composition of one's own.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="order">Its order, even.</param>
    /// <param name="half">w₁ … w_m, m = (s − 1)/2; the middle weight is what is left to 1.</param>
    /// <exception cref="ArgumentException">The weights do not make the order: Σwᵏ is not 0 for k = 3, 5, … below it.</exception>
    public LatticeMethod(string name, int order, params ReadOnlySpan<double> half)
    {
        Name = name;
        Order = order;
        weights = new double[(2 * half.Length) + 1];
        double middle = 1;
        for (int i = 0; i < half.Length; i++)
        {
            weights[i] = weights[^(i + 1)] = half[i];
            middle -= 2 * half[i];
        }

        weights[half.Length] = middle;
        for (int k = 3; k < order; k += 2)
        {
            double sum = weights.Sum(w => Math.Pow(w, k)), size = weights.Sum(w => Math.Pow(Math.Abs(w), k));
            if (Math.Abs(sum) > 1e-13 * size)
            {
                throw new ArgumentException($"The weights of {name} are not of order {order}: Σw^{k} = {sum:G3}.", nameof(half));
            }
        }

        double earliest = 0, latest = 1, at = 0;
        foreach (double w in weights)
        {
            at += w;
            (earliest, latest) = (Math.Min(earliest, at), Math.Max(latest, at));
        }

        Earliest = earliest;
        StabilityLimit = FindLimit();
    }

    /// <summary>Leapfrog, order 2: one pass over the fields a step.</summary>
    public static LatticeMethod Leapfrog { get; } = new("leapfrog", 2);

    /// <summary>Order 4 in three passes. Source: Yoshida, Phys. Lett. A 150 (1990) 262.</summary>
    public static LatticeMethod Yoshida4 { get; } = new("yoshida4", 4, 1 / (2 - Math.Cbrt(2)));

    /// <summary>Order 6 in seven passes. Source: Yoshida, Phys. Lett. A 150 (1990) 262, solution A.</summary>
    public static LatticeMethod Yoshida6 { get; } = new(
        "yoshida6", 6, 0.784513610477557263819497633866, 0.235573213359358133684793182979, -1.17767998417887100694641568096);

    /// <summary>The methods by name, from low to high order.</summary>
    public static IReadOnlyList<LatticeMethod> All { get; } = [Leapfrog, Yoshida4, Yoshida6];

    /// <summary>The method of a name; null where there is none.</summary>
    /// <param name="name">As <see cref="Name"/> has it.</param>
    public static LatticeMethod? Find(string name) => All.FirstOrDefault(method => method.Name == name);

    /// <summary>The name used in files.</summary>
    public string Name { get; }

    /// <summary>Its order in h.</summary>
    public int Order { get; }

    /// <summary>w₁ … w_s.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>Passes over the fields a step, s.</summary>
    public int Stages => weights.Length;

    /// <summary>
    /// Where in a step the earliest time is that the method looks at, in units of h: 0, or below it for weights that are negative.
    /// </summary>
    public double Earliest { get; }

    /// <summary>Largest hω up to which the oscillator φ̈ + ω²φ = 0 stays bounded; 2 for leapfrog.</summary>
    public double StabilityLimit { get; }

    /// <summary>
    /// The frequency with which the method moves the oscillator φ̈ + ω²φ = 0: cos ω̃h = ½ tr of a step. NaN where that is unstable.
    /// </summary>
    /// <param name="frequency">ω.</param>
    /// <param name="step">h.</param>
    public double DiscreteFrequency(double frequency, double step) => Math.Acos(HalfTrace(frequency * step)) / step;

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>½ tr of the product over the weights of half a kick, a drift, half a kick.</summary>
    private double HalfTrace(double angle)
    {
        (double a, double b, double c, double d) = (1, 0, 0, 1);
        foreach (double w in weights)
        {
            double x = w * angle, m = 1 - (x * x / 2), k = -x * (1 - (x * x / 4));
            (a, b, c, d) = ((m * a) + (x * c), (m * b) + (x * d), (k * a) + (m * c), (k * b) + (m * d));
        }

        return (a + d) / 2;
    }

    private double FindLimit()
    {
        const double fine = 1e-3;
        double stable = 0;
        while (Math.Abs(HalfTrace(stable + fine)) < 1)
        {
            stable += fine;
        }

        double unstable = stable + fine;
        for (int i = 0; i < 60; i++)
        {
            double middle = (stable + unstable) / 2;
            (stable, unstable) = Math.Abs(HalfTrace(middle)) <= 1 ? (middle, unstable) : (stable, middle);
        }

        return stable;
    }
}
