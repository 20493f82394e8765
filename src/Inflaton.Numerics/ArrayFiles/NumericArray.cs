namespace Inflaton.Numerics.ArrayFiles;

/// <summary>
/// An n-dimensional array of numbers as files hold them: a shape, the elements in C order (last index fastest) and the type they are
/// stored as. A shape of rank 0 is one number. Neither list may be changed after construction: nothing is copied.
/// </summary>
public sealed class NumericArray
{
    /// <summary>Joins a shape to its elements.</summary>
    /// <param name="shape">Lengths of the axes, each ≥ 0; empty for a single number.</param>
    /// <param name="values">
    /// The elements in C order, as many as the product of <paramref name="shape"/>; owned by the array from here on.
    /// </param>
    /// <param name="elementType">How files store an element (default <see cref="ElementType.Float64"/>).</param>
    /// <exception cref="ArgumentException">
    /// The shape does not hold that many elements, or an element does not survive storage as <paramref name="elementType"/>: a fraction or
    /// an out-of-range number as an integer, a finite number that a narrow float would turn into infinity.
    /// </exception>
    public NumericArray(IReadOnlyList<int> shape, double[] values, ElementType elementType = ElementType.Float64)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(values);
        long count = 1;
        foreach (int length in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(shape));
            count = length == 0 || count <= Array.MaxLength ? count * length : count;
        }

        if (count != values.Length)
        {
            throw new ArgumentException($"Shape {ShapeText(shape)} does not hold {values.Length} values.", nameof(values));
        }

        if (elementType != ElementType.Float64)
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (!ElementCodec.Holds(elementType, values[i]))
                {
                    throw new ArgumentException($"Value {values[i]:R} at position {i} cannot be stored as {elementType}.", nameof(values));
                }
            }
        }

        (Shape, Values, ElementType) = ([.. shape], values, elementType);
    }

    /// <summary>Lengths of the axes; empty for a single number.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The elements in C order: element (i₀, i₁, …) of shape (n₀, n₁, …) is at (i₀·n₁ + i₁)·n₂ + ….</summary>
    public double[] Values { get; }

    /// <summary>How files store an element.</summary>
    public ElementType ElementType { get; }

    /// <summary>Number of axes.</summary>
    public int Rank => Shape.Count;

    /// <summary>The same shape and elements to be stored as another type.</summary>
    /// <param name="elementType">How files are to store an element.</param>
    /// <exception cref="ArgumentException">An element does not survive storage as <paramref name="elementType"/>.</exception>
    public NumericArray StoredAs(ElementType elementType) => new(Shape, Values, elementType);

    /// <summary>Whether elements survive storage as a type, up to its rounding.</summary>
    /// <param name="values">The elements.</param>
    /// <param name="elementType">How files would store them.</param>
    public static bool CanStore(ReadOnlySpan<double> values, ElementType elementType)
    {
        foreach (double value in values)
        {
            if (!ElementCodec.Holds(elementType, value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Element type and shape, for example <c>Float64 (3, 4)</c>.</summary>
    public override string ToString() => $"{ElementType} {ShapeText(Shape)}";

    /// <summary>A shape as Python writes it: <c>()</c>, <c>(3,)</c>, <c>(3, 4)</c>.</summary>
    internal static string ShapeText(IReadOnlyList<int> shape) => shape.Count == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape)})";
}
