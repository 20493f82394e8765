using SkiaSharp;
using Svg.Skia.TypefaceProviders;

namespace Inflaton.Experiments.Figures;

/// <summary>
/// The one font of all pictures, carried by the program: the same picture on every machine, and a picture with text where there is no font
/// at all.
/// </summary>
internal sealed class FigureFont : ITypefaceProvider, IDisposable
{
    private const int Characters = 0x10000;
    private readonly SKTypeface typeface;

    /// <summary>Reads the font.</summary>
    public FigureFont()
    {
        using Stream file = EmbeddedFile.Open("DejaVuSans.ttf");
        typeface = SKTypeface.FromStream(file) ?? throw new InvalidOperationException("The font of figures cannot be read.");
    }

    /// <summary>How many units of <see cref="Advances"/> are an em.</summary>
    public int UnitsPerEm => typeface.UnitsPerEm;

    /// <summary>
    /// The widths of all characters of the basic plane, unit i of the text that of character i, and of a missing one as the last.
    /// </summary>
    public string Advances()
    {
        using SKFont font = new(typeface, UnitsPerEm) { Hinting = SKFontHinting.None, LinearMetrics = true, Subpixel = true };
        int[] codes = [.. Enumerable.Range(0, Characters), 0];
        ushort[] glyphs = new ushort[codes.Length];
        font.GetGlyphs(codes, glyphs);
        glyphs[^1] = 0;
        float[] widths = font.GetGlyphWidths(glyphs);
        return string.Create(widths.Length, widths, static (units, widths) =>
        {
            for (int i = 0; i < units.Length; i++)
            {
                units[i] = (char)Math.Round(widths[i]);
            }
        });
    }

    /// <inheritdoc/>
    public SKTypeface FromFamilyName(
        string fontFamily, SKFontStyleWeight fontWeight, SKFontStyleWidth fontWidth, SKFontStyleSlant fontStyle) =>
        typeface;

    /// <inheritdoc/>
    public void Dispose() => typeface.Dispose();
}
