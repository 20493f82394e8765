using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Inflaton.Numerics.Notation;

namespace Inflaton.Networks;

/// <summary>
/// A point-wise activation φ(z) with its first and second derivative. Where φ has a kink the derivatives are those of the
/// field's custom (<c>φ'(0) = 0</c> for relu and abs, as in PyTorch), and φ'' is its regular part.
/// </summary>
/// <remarks>
/// To add one: derive from this class, override <c>Evaluate</c> where a vectorised form exists, and add it to
/// <see cref="ActivationCatalogue"/>; every specification of activations then runs over it.
/// </remarks>
public abstract class Activation
{
    /// <summary>The name used in files, in snake_case.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Its numbers, in the order in which they are written behind the name; empty where it takes none or has its defaults.
    /// </summary>
    public virtual IReadOnlyList<double> Parameters => [];

    /// <summary>Whether φ(−z) = −φ(z). With little bias such a network has no uniform leading mode around x = 0.</summary>
    public virtual bool IsOdd => false;

    /// <summary>
    /// Whether φ'' is all there is, without a delta function: true unless φ has a kink or a step. Where it has one, the next order in
    /// 1/width misses the units that switch.
    /// </summary>
    public virtual bool IsSmooth => true;

    /// <summary>φ(z).</summary>
    /// <param name="z">Pre-activation, any real number.</param>
    public abstract double Value(double z);

    /// <summary>φ'(z).</summary>
    /// <param name="z">Pre-activation, any real number.</param>
    public abstract double Slope(double z);

    /// <summary>φ''(z), without the delta function at a kink.</summary>
    /// <param name="z">Pre-activation, any real number.</param>
    public abstract double Curvature(double z);

    /// <summary>φ'''(z), without what a kink puts in one point.</summary>
    /// <param name="z">Pre-activation, any real number.</param>
    public abstract double ThirdDerivative(double z);

    /// <summary>
    /// φ and φ' of many pre-activations. Each element's bits depend on that element alone, so that work may be divided at will.
    /// </summary>
    /// <param name="preactivations">z, any length.</param>
    /// <param name="values">Receives φ(z), same length; may be <paramref name="preactivations"/> itself.</param>
    /// <param name="slopes">Receives φ'(z), same length; disjoint from the others.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public virtual void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        CheckLengths<double>(preactivations, values, slopes);
        for (int i = 0; i < preactivations.Length; i++)
        {
            double z = preactivations[i];
            values[i] = Value(z);
            slopes[i] = Slope(z);
        }
    }

    /// <summary>
    /// φ and φ' of many pre-activations in single precision: computed in double precision and rounded, unless overridden.
    /// </summary>
    /// <param name="preactivations">z, any length.</param>
    /// <param name="values">Receives φ(z), same length; may be <paramref name="preactivations"/> itself.</param>
    /// <param name="slopes">Receives φ'(z), same length; disjoint from the others.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public virtual void Evaluate(ReadOnlySpan<float> preactivations, Span<float> values, Span<float> slopes)
    {
        CheckLengths<float>(preactivations, values, slopes);
        const int block = 512;
        Span<double> z = stackalloc double[block];
        Span<double> slope = stackalloc double[block];
        for (int first = 0; first < preactivations.Length; first += block)
        {
            int count = Math.Min(block, preactivations.Length - first);
            TensorPrimitives.ConvertTruncating(preactivations.Slice(first, count), z[..count]);
            Evaluate(z[..count], z[..count], slope[..count]);
            TensorPrimitives.ConvertTruncating<double, float>(z[..count], values.Slice(first, count));
            TensorPrimitives.ConvertTruncating<double, float>(slope[..count], slopes.Slice(first, count));
        }
    }

    /// <summary>φ and φ' of many pre-activations in the precision of <typeparamref name="T"/>.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="preactivations">z, any length.</param>
    /// <param name="values">Receives φ(z), same length; may be <paramref name="preactivations"/> itself.</param>
    /// <param name="slopes">Receives φ'(z), same length; disjoint from the others.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public void EvaluateAs<T>(ReadOnlySpan<T> preactivations, Span<T> values, Span<T> slopes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            Evaluate(
                MemoryMarshal.Cast<T, double>(preactivations), MemoryMarshal.Cast<T, double>(values),
                MemoryMarshal.Cast<T, double>(slopes));
        }
        else if (typeof(T) == typeof(float))
        {
            Evaluate(
                MemoryMarshal.Cast<T, float>(preactivations), MemoryMarshal.Cast<T, float>(values), MemoryMarshal.Cast<T, float>(slopes));
        }
        else
        {
            throw new NotSupportedException($"Activations are made for float and double, not for {typeof(T)}.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Parameters.Count == 0
        ? Name
        : $"{Name}({string.Join(", ", Parameters.Select(PlainNumber.Of))})";

    /// <summary>Throws unless a parameter is a finite number.</summary>
    /// <param name="value">The parameter.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    protected static double CheckFinite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "It must be a finite number.");

    /// <summary>Throws unless the three spans have one length.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="preactivations">z.</param>
    /// <param name="values">φ(z).</param>
    /// <param name="slopes">φ'(z).</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    protected static void CheckLengths<T>(ReadOnlySpan<T> preactivations, Span<T> values, Span<T> slopes)
    {
        if (values.Length != preactivations.Length || slopes.Length != preactivations.Length)
        {
            throw new ArgumentException(
                $"Lengths differ: {preactivations.Length} pre-activations, {values.Length} values, {slopes.Length} slopes.");
        }
    }
}
