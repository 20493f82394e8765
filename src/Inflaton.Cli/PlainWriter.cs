using System.Text;
using Inflaton.Numerics.Notation;

namespace Inflaton.Cli;

/// <summary>A writer of lines for people: characters that a terminal would obey are written as escapes.</summary>
/// <param name="inner">Where the text goes.</param>
internal sealed class PlainWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        if (PlainText.IsPlain(value))
        {
            inner.Write(value);
        }
        else
        {
            inner.Write(PlainText.Of($"{value}"));
        }
    }

    public override void Write(string? value) => inner.Write(PlainText.Of(value ?? ""));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void WriteLine(string? value)
    {
        Write(value);
        inner.WriteLine();
    }

    public override void Flush() => inner.Flush();
}
