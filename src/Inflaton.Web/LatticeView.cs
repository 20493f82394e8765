using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Lattice;
using Inflaton.Numerics.Threading;

namespace Inflaton.Web;

/// <summary>
/// What a page sees of a lattice, output time by output time: a picture, what is counted in it, and now and then its spectrum.
/// </summary>
internal sealed class LatticeView
{
    /// <summary>Most pixels of a picture along an axis.</summary>
    public const int Widest = 256;

    private const int Spectra = 100;

    private readonly LatticeGrid grid;
    private readonly LatticeSpectrum spectrum;
    private readonly double[] power;
    private readonly int points;
    private readonly int every;
    private int index;

    /// <summary>The view of a lattice at its start.</summary>
    /// <param name="settings">The file.</param>
    public LatticeView(LatticeSettings settings)
    {
        grid = settings.Lattice.Create();
        spectrum = new LatticeSpectrum(grid, WorkerTeam.Single);
        power = new double[spectrum.Bins.Count];
        points = settings.Time.Points;
        every = Math.Max(1, points / Spectra);
    }

    /// <summary>
    /// The next output time, of the first of the fields: time, e-folds, mean and root mean square, how much there is of the surface φ = 0,
    /// P(k) at one in so many times, and a picture of the first plane: φ in steps of its largest magnitude over 127, from −127 to 127 as
    /// 1 to 255.
    /// </summary>
    /// <param name="state">The fields, one behind the other.</param>
    public byte[] Of(FieldState state)
    {
        ReadOnlySpan<double> field = state.Field[..grid.Sites];
        int columns = grid.Shape[^1], rows = grid.Dimensions == 1 ? 1 : columns, stride = (columns + Widest - 1) / Widest;
        (byte[] picture, double largest) = Picture(field[..(rows * columns)], columns, stride);
        double sum = 0, squares = 0;
        foreach (double value in field)
        {
            sum += value;
            squares += value * value;
        }

        bool hasSpectrum = index % every == 0 || index == points - 1;
        index++;
        if (hasSpectrum)
        {
            spectrum.Power(field, power);
        }

        (double time, double efolds, double walls, double mean, double size) =
            (state.Time, state.Efolds, TopologicalDefects.Walls(grid, field), sum / field.Length, Math.Sqrt(squares / field.Length));
        return Answer.Write(json =>
        {
            json.WriteStartObject();
            foreach ((string name, double value) in new[]
            {
                ("time", time), ("efolds", efolds), ("largest", largest), ("mean", mean), ("rms", size), ("walls", walls),
            })
            {
                json.WritePropertyName(name);
                Answer.WriteNumber(json, value);
            }

            json.WriteNumber("width", (columns + stride - 1) / stride);
            json.WriteBase64String("picture", picture);
            if (hasSpectrum)
            {
                json.WriteStartObject("spectrum");
                json.WritePropertyName("k");
                Answer.WriteNumbers(json, spectrum.Bins.WaveNumbers);
                json.WritePropertyName("power");
                Answer.WriteNumbers(json, power);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        });
    }

    /// <summary>A plane as a byte a pixel, and the largest magnitude in it.</summary>
    private static (byte[] Pixels, double Largest) Picture(ReadOnlySpan<double> plane, int columns, int stride)
    {
        int rows = plane.Length / columns;
        double largest = double.Epsilon;
        foreach (double value in plane)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        byte[] pixels = new byte[((rows + stride - 1) / stride) * ((columns + stride - 1) / stride)];
        for (int row = 0, at = 0; row < rows; row += stride)
        {
            for (int column = 0; column < columns; column += stride)
            {
                pixels[at++] = (byte)(128 + Math.Round(127 * plane[(row * columns) + column] / largest));
            }
        }

        return (pixels, largest);
    }
}
