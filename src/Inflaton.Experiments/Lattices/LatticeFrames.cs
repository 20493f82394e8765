using System.Globalization;
using Inflaton.Experiments.Figures;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Lattices;

/// <summary>
/// Slices as PNG pictures, <c>frames/phi1-0000.png</c> and so on, a pixel or a square of pixels a site, the colours of a field the same in
/// all frames; of one dimension one picture a field, <c>frames/phi1.png</c>, place to the right and time downwards.
/// </summary>
internal static class LatticeFrames
{
    /// <summary>Name of their folder.</summary>
    public const string Folder = "frames";

    private const int LeastSide = 256;

    // Blue over white to orange, as the figures have it.
    private static readonly (double Red, double Green, double Blue)[] Colours =
        [(19, 75, 133), (47, 121, 181), (133, 188, 217), (236, 239, 241), (250, 199, 140), (228, 128, 31), (157, 75, 4)];

    /// <summary>Writes them, in place of those of before.</summary>
    /// <param name="directory">Folder of the results.</param>
    /// <param name="slices">[frames, C, n, n], or [frames, C, n].</param>
    public static void Write(string directory, NumericArray slices)
    {
        string folder = Path.Combine(directory, Folder);
        Delete(directory);
        Directory.CreateDirectory(folder);
        int frames = slices.Shape[0], fields = slices.Shape[1], side = slices.Shape[2];
        for (int c = 0; c < fields; c++)
        {
            double[][] parts = [.. Enumerable.Range(0, frames).Select(frame => LatticeArrays.Part(slices, frame, c).ToArray())];
            (double low, double high) = (parts.Min(part => part.Min()), parts.Max(part => part.Max()));
            if (slices.Rank == 3)
            {
                Picture(
                    Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"phi{c + 1}.png")),
                    [.. parts.SelectMany(part => part)], side, low, high);
                continue;
            }

            for (int frame = 0; frame < frames; frame++)
            {
                Picture(
                    Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"phi{c + 1}-{frame:d4}.png")), parts[frame], side,
                    low, high);
            }
        }
    }

    /// <summary>Takes them away.</summary>
    /// <param name="directory">Folder of the results.</param>
    public static void Delete(string directory)
    {
        string folder = Path.Combine(directory, Folder);
        if (Directory.Exists(folder))
        {
            foreach (string frame in Directory.GetFiles(folder, "phi*.png"))
            {
                File.Delete(frame);
            }
        }
    }

    private static void Picture(string path, double[] values, int width, double low, double high)
    {
        int scale = Math.Max(1, LeastSide / width), height = values.Length / width;
        byte[] pixels = new byte[3 * width * height * scale * scale];
        for (int row = 0; row < height * scale; row++)
        {
            for (int column = 0; column < width * scale; column++)
            {
                (byte red, byte green, byte blue) = Colour((values[(row / scale * width) + (column / scale)] - low) / (high - low));
                int at = 3 * ((row * width * scale) + column);
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (red, green, blue);
            }
        }

        WholeFile.Write(path, stream => PngFile.Write(stream, width * scale, pixels));
    }

    private static (byte Red, byte Green, byte Blue) Colour(double share)
    {
        double place = (double.IsFinite(share) ? Math.Clamp(share, 0, 1) : 0.5) * (Colours.Length - 1);
        int below = Math.Min((int)place, Colours.Length - 2);
        double part = place - below;
        ((double r, double g, double b), (double red, double green, double blue)) = (Colours[below], Colours[below + 1]);
        return (Mixed(r, red), Mixed(g, green), Mixed(b, blue));

        byte Mixed(double from, double to) => (byte)Math.Round(from + (part * (to - from)));
    }
}
