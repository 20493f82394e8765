namespace Inflaton.Data;

/// <summary>
/// Reads classes off the values of C outputs: the output with the largest value, the first among equals; with a single output its sign,
/// class 1 for values above 0 and class 0 otherwise.
/// </summary>
public static class Classification
{
    /// <summary>The class of every point.</summary>
    /// <param name="values">Outputs or targets, length N·C, the output running fastest.</param>
    /// <param name="outputs">C ≥ 1.</param>
    /// <exception cref="ArgumentException">The values are not whole points.</exception>
    public static int[] Labels(ReadOnlySpan<double> values, int outputs)
    {
        Check(values.Length, outputs);
        int[] labels = new int[values.Length / outputs];
        for (int x = 0; x < labels.Length; x++)
        {
            labels[x] = Label(values.Slice(x * outputs, outputs));
        }

        return labels;
    }

    /// <summary>Part of the points whose class is the given one, 0 to 1; NaN without points.</summary>
    /// <param name="values">Outputs, length N·C.</param>
    /// <param name="labels">Class of each point, length N.</param>
    /// <param name="outputs">C ≥ 1.</param>
    /// <exception cref="ArgumentException">There is not one label for each point.</exception>
    public static double Accuracy(ReadOnlySpan<double> values, ReadOnlySpan<int> labels, int outputs)
    {
        Check(values.Length, outputs);
        if (labels.Length * outputs != values.Length)
        {
            throw new ArgumentException(
                $"{labels.Length} labels do not belong to {values.Length} values of {outputs} outputs.", nameof(labels));
        }

        int right = 0;
        for (int x = 0; x < labels.Length; x++)
        {
            right += Label(values.Slice(x * outputs, outputs)) == labels[x] ? 1 : 0;
        }

        return (double)right / labels.Length;
    }

    private static int Label(ReadOnlySpan<double> outputs) =>
        outputs.Length == 1 ? (outputs[0] > 0 ? 1 : 0) : System.Numerics.Tensors.TensorPrimitives.IndexOfMax(outputs);

    private static void Check(int values, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        if (values % outputs != 0)
        {
            throw new ArgumentException($"{values} values are not whole points of {outputs} outputs.", nameof(values));
        }
    }
}
