using System.Text;

namespace Inflaton.Cli;

/// <summary>
/// A writer of what is told along the way, which no work may end for: once nobody takes it, because the terminal is closed or the disk that
/// it is written to is full, it is dropped.
/// </summary>
/// <param name="inner">Where the text goes.</param>
/// <param name="stop">What is not taken is an error until this is asked for; by default it never is.</param>
internal sealed class LastingWriter(TextWriter inner, CancellationToken? stop = null) : TextWriter
{
    private volatile bool isGone;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void WriteLine() => Try(inner.WriteLine);

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        if (isGone)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            && stop is not { IsCancellationRequested: false })
        {
            isGone = true;
        }
    }
}
