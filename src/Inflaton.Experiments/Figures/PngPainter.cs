using SkiaSharp;
using Svg.Skia;

namespace Inflaton.Experiments.Figures;

/// <summary>Paints SVG as PNG, on white, two pixels a unit.</summary>
internal static class PngPainter
{
    /// <summary>Pixels a unit of length.</summary>
    public const int Scale = 2;

    /// <summary>Paints a picture.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="font">The font of all its texts.</param>
    /// <param name="png">Where the PNG goes.</param>
    /// <exception cref="FormatException">It is no SVG, or has no extent.</exception>
    public static void Paint(string svg, FigureFont font, Stream png)
    {
        using SKSvg document = new();
        document.Settings.TypefaceProviders = [font];
        if (document.FromSvg(svg) is not { CullRect: { IsEmpty: false } bounds } picture)
        {
            throw new FormatException("the picture has no extent");
        }

        using SKBitmap bitmap = new((int)MathF.Ceiling(Scale * bounds.Width), (int)MathF.Ceiling(Scale * bounds.Height));
        using (SKCanvas canvas = new(bitmap))
        {
            canvas.Clear(SKColors.White);
            canvas.Scale(Scale);
            canvas.DrawPicture(picture);
        }

        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.NoFilters, 6))
            ?? throw new FormatException("the picture is too large");
        data.SaveTo(png);
    }
}
