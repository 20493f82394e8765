using Inflaton.Dynamics;
using Inflaton.Numerics.Expressions;
using Inflaton.Potentials;

namespace Inflaton.Universe.Stochastic;

/// <summary>
/// One coarse-grained field in e-folds: what drives it, and what fluctuations that leave the horizon do to it. In slow roll dφ = μdN + σdW
/// (Itô) with μ = −V'/3H² and σ² = ν(H/2π)², where 3H² = V + Λ, or H is given; else φ'' + κφ' + V'/H² = κση, κ = 3 − ε, with the same σ
/// at the H that kinetic energy shares in, so that slow noise moves φ alike. Reduced Planck mass 1.
/// </summary>
public sealed class StochasticField
{
    private readonly Potential potential;
    private readonly CompiledFormulas<double>? compiled;
    private readonly double? hubble;
    private readonly double vacuum;

    /// <summary>A field of a universe.</summary>
    /// <param name="cosmology">One field in de Sitter space, or in a universe of its own and vacuum energy; no metric.</param>
    /// <param name="noise">ν ≥ 0: noise in units of (H/2π)² in an e-fold; 1 is the vacuum's.</param>
    /// <exception cref="ArgumentException">It is another universe; the message says what is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The noise is negative or not finite.</exception>
    public StochasticField(Cosmology cosmology, double noise = 1)
    {
        if (WhyNot(cosmology) is { } why)
        {
            throw new ArgumentException(why, nameof(cosmology));
        }

        Noise = noise >= 0 && double.IsFinite(noise)
            ? noise
            : throw new ArgumentOutOfRangeException(nameof(noise), noise, "The noise must be a number of at least 0.");
        (Cosmology, potential) = (cosmology, cosmology.Potential);
        hubble = cosmology.Expansion.ConstantHubble;
        vacuum = cosmology.Expansion.Fluids.Sum(fluid => fluid.Density);
        if (potential.AsFormula(1) is { } formula)
        {
            compiled = new CompiledFormulas<double>([formula, formula.Derivative(formula.Variables[0])]);
        }
    }

    /// <summary>The universe.</summary>
    public Cosmology Cosmology { get; }

    /// <summary>ν.</summary>
    public double Noise { get; }

    /// <summary>H, where it does not depend on the field; else null.</summary>
    public double? ConstantHubble => hubble;

    /// <summary>Why a universe has no such field; null where it has.</summary>
    /// <param name="cosmology">The universe.</param>
    public static string? WhyNot(Cosmology cosmology) =>
        cosmology.Fields != 1 ? "Noise is that of one field alone, and this universe has more."
        : cosmology.Space is not null ? "Noise is that of a field with the kinetic energy ½φ̇², and this universe has a metric."
        : cosmology.Expansion is DeSitterExpansion { ConstantHubble: > 0 } ? null
        : cosmology.Expansion is FriedmannExpansion && cosmology.Expansion.Fluids.All(fluid => fluid.EquationOfState == -1) ? null
        : "Noise is that of de Sitter space, or of a universe whose energy is the field's and the vacuum's.";

    /// <summary>V.</summary>
    /// <param name="field">φ.</param>
    public double Energy(double field) => potential.Energy([field]);

    /// <summary>V and V' of many φ at once.</summary>
    /// <param name="field">φ.</param>
    /// <param name="values">Receives V, then V' from entry <paramref name="stride"/> on.</param>
    /// <param name="stride">At least the number of fields.</param>
    public void Evaluate(ReadOnlySpan<double> field, Span<double> values, int stride)
    {
        if (compiled is not null)
        {
            compiled.Evaluate(field.Length, field, field.Length, values, stride);
            return;
        }

        if (potential is SingleFieldPotential single)
        {
            for (int i = 0; i < field.Length; i++)
            {
                values[i] = single.Value(field[i]);
            }
        }
        else
        {
            for (int i = 0; i < field.Length; i++)
            {
                values[i] = potential.Energy(field.Slice(i, 1));
            }
        }

        potential.Gradient(field, values.Slice(stride, field.Length));
    }

    /// <summary>Drift and noise of slow roll.</summary>
    /// <param name="field">φ.</param>
    /// <returns>μ in an e-fold, and σ in the root of one.</returns>
    public (double Drift, double Spread) At(double field)
    {
        Span<double> values = stackalloc double[2];
        Evaluate([field], values, 1);
        (double squared, double factor) = Scale;
        if (hubble is null)
        {
            squared = (values[0] + vacuum) / 3;
        }

        return (-values[1] / (3 * squared), Math.Sqrt(factor * squared));
    }

    /// <summary>Drift and noise of slow roll of many fields.</summary>
    /// <param name="values">V, then V' from entry <paramref name="stride"/> on; receives σ, then μ there.</param>
    /// <param name="count">Number of fields.</param>
    /// <param name="stride">At least the number of fields.</param>
    internal void Roll(Span<double> values, int count, int stride)
    {
        (double squared, double factor) = Scale;
        Span<double> slopes = values.Slice(stride, count);
        values = values[..count];
        if (hubble is not null)
        {
            double spread = Math.Sqrt(factor * squared), scale = -1 / (3 * squared);
            for (int i = 0; i < values.Length; i++)
            {
                (values[i], slopes[i]) = (spread, scale * slopes[i]);
            }

            return;
        }

        double third = factor / 3;
        for (int i = 0; i < values.Length; i++)
        {
            double energy = values[i] + vacuum;
            (values[i], slopes[i]) = (Math.Sqrt(third * energy), -slopes[i] / energy);
        }
    }

    /// <summary>Forces, frictions and noises of the whole equation, the velocity being centred on the step.</summary>
    /// <param name="values">V, then V' from entry <paramref name="stride"/> on; receives κ, then V'/H².</param>
    /// <param name="stride">At least the number of fields.</param>
    /// <param name="displacement">Δ.</param>
    /// <param name="noise">(ζ_k + ζ_{k+1})/2; receives it times κσ.</param>
    /// <param name="size">h.</param>
    internal void Push(Span<double> values, int stride, ReadOnlySpan<double> displacement, Span<double> noise, double size)
    {
        (double squared, double factor) = Scale;
        Span<double> slopes = values.Slice(stride, displacement.Length);
        values = values[..displacement.Length];
        if (hubble is not null)
        {
            double spread = 3 * Math.Sqrt(factor * squared), scale = 1 / squared;
            for (int i = 0; i < values.Length; i++)
            {
                (values[i], slopes[i], noise[i]) = (3, scale * slopes[i], spread * noise[i]);
            }

            return;
        }

        double root = 1 / Math.Sqrt(size);
        for (int i = 0; i < values.Length; i++)
        {
            double energy = values[i] + vacuum, steepness = slopes[i] / energy, velocity = displacement[i] / size;
            double friction = 3 - (0.5 * velocity * velocity), spread = 0;
            double before = velocity;
            for (int turn = 0; turn < 3; turn++)
            {
                // (1 + κh/2)φ' = Δ/h − (h/2)κ(V'/V − σζ̄/√h); H² = V/κ.
                spread = Math.Sqrt(factor * energy / friction);
                velocity = (before - (0.5 * size * friction * (steepness - (spread * noise[i] * root)))) / (1 + (0.5 * size * friction));
                friction = 3 - (0.5 * velocity * velocity);
            }

            spread = Math.Sqrt(factor * energy / friction);
            (values[i], slopes[i], noise[i]) = (friction, friction * steepness, friction * spread * noise[i]);
        }
    }

    /// <summary>H² where it is given, and ν/4π².</summary>
    private (double Squared, double Factor) Scale => ((hubble ?? 0) * (hubble ?? 0), Noise / (4 * Math.PI * Math.PI));
}
