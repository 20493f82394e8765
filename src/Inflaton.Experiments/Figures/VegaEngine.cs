using Microsoft.ClearScript;
using Microsoft.ClearScript.V8;

namespace Inflaton.Experiments.Figures;

/// <summary>
/// Vega and Vega-Lite in a V8 of their own, which sees nothing of the program, the files or the network: text goes in, text comes out.
/// </summary>
internal sealed class VegaEngine : IDisposable
{
    private const int LargestHeap = 1 << 30;
    private readonly V8ScriptEngine engine = new(V8ScriptEngineFlags.HideHostExceptions)
    {
        MaxRuntimeHeapSize = LargestHeap,
        RuntimeHeapSizeSampleInterval = TimeSpan.FromMilliseconds(100),
    };

    /// <summary>Loads the scripts.</summary>
    /// <param name="font">What texts are measured with.</param>
    public VegaEngine(FigureFont font)
    {
        foreach (string script in (string[])["drawing.js", "vega.min.js", "vega-lite.min.js"])
        {
            engine.Execute(script, EmbeddedFile.Text(script));
        }

        engine.Invoke("measureTexts", font.Advances(), font.UnitsPerEm);
    }

    /// <summary>A specification as SVG.</summary>
    /// <param name="specification">Vega-Lite, as JSON.</param>
    /// <param name="isStrict">Whether a warning of the compiler is a failure.</param>
    /// <exception cref="FormatException">It cannot be drawn; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The engine was interrupted.</exception>
    public string Svg(string specification, bool isStrict)
    {
        try
        {
            engine.Invoke("draw", specification, isStrict);
            return Text("drawing.svg") ?? throw new FormatException(Text("drawing.failure") ?? "the drawing did not come to an end");
        }
        catch (ScriptEngineException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    /// <summary>The value of an expression, or null where it is no text.</summary>
    public string? Text(string expression) => engine.Evaluate(expression) as string;

    /// <summary>Ends, from another thread, what the engine is at.</summary>
    public void Interrupt() => engine.Interrupt();

    /// <inheritdoc/>
    public void Dispose() => engine.Dispose();
}
