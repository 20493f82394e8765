using Inflaton.Dynamics;

namespace Inflaton.Web;

/// <summary>One look at a lattice: a byte a site, and what is counted.</summary>
internal static class LatticePicture
{
    /// <summary>
    /// Time, e-folds, mean and root mean square of φ, the number of neighbouring pairs with a wall φ = 0 between them, and φ in steps of
    /// its largest magnitude over 127, from −127 to 127 as 1 to 255.
    /// </summary>
    /// <param name="state">The field; the first of its fields and, in three dimensions, the first plane of it is shown.</param>
    /// <param name="rows">Rows of the plane.</param>
    /// <param name="columns">Sites of a row.</param>
    /// <param name="stride">Every how manieth site is shown along each axis.</param>
    public static byte[] Of(FieldState state, int rows, int columns, int stride)
    {
        ReadOnlySpan<double> plane = state.Field[..(rows * columns)];
        double largest = double.Epsilon, sum = 0, squares = 0;
        foreach (double value in plane)
        {
            largest = Math.Max(largest, Math.Abs(value));
            sum += value;
            squares += value * value;
        }

        byte[] picture = new byte[((rows + stride - 1) / stride) * ((columns + stride - 1) / stride)];
        for (int row = 0, at = 0; row < rows; row += stride)
        {
            for (int column = 0; column < columns; column += stride)
            {
                picture[at++] = (byte)(128 + Math.Round(127 * plane[(row * columns) + column] / largest));
            }
        }

        (double time, double efolds, int walls, double mean, double spread) =
            (state.Time, state.Efolds, Walls(plane, rows, columns), sum / plane.Length, Math.Sqrt(squares / plane.Length));
        return Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("time", time);
            json.WriteNumber("efolds", efolds);
            json.WriteNumber("width", (columns + stride - 1) / stride);
            json.WriteNumber("largest", largest);
            json.WriteNumber("mean", mean);
            json.WriteNumber("rms", spread);
            json.WriteNumber("walls", walls);
            json.WriteBase64String("picture", picture);
            json.WriteEndObject();
        });
    }

    /// <summary>Pairs of neighbours, around the edges too, of which one lies above zero and one does not.</summary>
    internal static int Walls(ReadOnlySpan<double> plane, int rows, int columns)
    {
        int walls = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                bool isAbove = plane[(row * columns) + column] > 0;
                walls += isAbove != plane[(row * columns) + ((column + 1) % columns)] > 0 ? 1 : 0;
                walls += rows > 1 && isAbove != plane[((row + 1) % rows * columns) + column] > 0 ? 1 : 0;
            }
        }

        return walls;
    }
}
