using System.Numerics.Tensors;

namespace Inflaton.Networks;

/// <summary>
/// How a field is read off a network's outputs: φ(x) = φ_init(x) + α [f(x; θ) − f(x; θ_0)], or φ = αf where it is not centred. Its tangent
/// kernel is Θ_φ = α²Θ. The larger α, the less the weights move for the same field: kernel drift falls as the field's excursion over α.
/// Source: Chizat, Oyallon and Bach, arXiv:1812.07956, for centring and scale.
/// </summary>
public sealed class ReadOut
{
    private readonly double[]? reference;
    private readonly double[]? initial;

    /// <summary>φ = αf.</summary>
    /// <param name="scale">α, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is not a positive number.</exception>
    public ReadOut(double scale) => Scale = scale > 0 && double.IsFinite(scale)
        ? scale
        : throw new ArgumentOutOfRangeException(nameof(scale), scale, "The output scale must be a positive number.");

    /// <summary>φ = φ_init + α (f − f_0).</summary>
    /// <param name="scale">α, positive.</param>
    /// <param name="reference">f_0, the outputs at θ_0, length N·C; kept, not copied.</param>
    /// <param name="initial">φ_init, same length; kept, not copied. Null for 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is not a positive number.</exception>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public ReadOut(double scale, double[] reference, double[]? initial = null)
        : this(scale)
    {
        if (initial is not null && initial.Length != reference.Length)
        {
            throw new ArgumentException($"{initial.Length} initial values do not belong to {reference.Length} outputs.", nameof(initial));
        }

        this.reference = reference;
        this.initial = initial;
    }

    /// <summary>α.</summary>
    public double Scale { get; }

    /// <summary>φ of outputs f.</summary>
    /// <param name="outputs">f, length N·C.</param>
    /// <param name="field">Receives φ, same length; may be <paramref name="outputs"/>.</param>
    public void Read(ReadOnlySpan<double> outputs, Span<double> field)
    {
        if (reference is null)
        {
            TensorPrimitives.Multiply(outputs, Scale, field);
            return;
        }

        TensorPrimitives.Subtract(outputs, reference, field);
        if (initial is null)
        {
            TensorPrimitives.Multiply(field, Scale, field);
        }
        else
        {
            TensorPrimitives.MultiplyAdd(field, Scale, initial, field);
        }
    }

    /// <summary>φ of the outputs at some of the inputs.</summary>
    /// <param name="outputs">f at them, row by row.</param>
    /// <param name="rows">Which inputs they are.</param>
    /// <param name="field">Receives φ, at least as long; may be <paramref name="outputs"/>.</param>
    public void Read(ReadOnlySpan<double> outputs, ReadOnlySpan<int> rows, Span<double> field)
    {
        int components = outputs.Length / Math.Max(1, rows.Length);
        for (int i = 0; i < outputs.Length; i++)
        {
            int at = (rows[i / components] * components) + (i % components);
            field[i] = ((outputs[i] - (reference?[at] ?? 0)) * Scale) + (initial?[at] ?? 0);
        }
    }
}
