using Inflaton.Numerics.Notation;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Inflaton.Cli;

/// <summary>Keeps what tables show from being obeyed by a terminal: the text of each segment is written plainly.</summary>
internal sealed class PlainSegments : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Plain(renderable));

    private sealed class Plain(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth).Select(
            segment => segment.IsControlCode || segment.IsLineBreak || segment.Text.All(PlainText.IsPlain)
                ? segment
                : new Segment(PlainText.Of(segment.Text), segment.Style));
    }
}
