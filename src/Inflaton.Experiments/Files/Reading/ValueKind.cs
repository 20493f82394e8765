using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>
/// What a value of a file may be. The same object reads and checks the value, gives its JSON Schema and its words for the documentation,
/// so that the three cannot drift apart.
/// </summary>
public abstract class ValueKind
{
    private protected ValueKind()
    {
    }

    /// <summary>In words, to follow "give": <c>a number above 0</c>.</summary>
    internal abstract string Words { get; }

    /// <summary>The keys, where the value is a section.</summary>
    internal virtual SectionDescription? Section => null;

    /// <summary>The sections that the value may be or may contain directly.</summary>
    internal virtual IEnumerable<SectionDescription> Sections => Section is null ? [] : [Section];

    /// <summary>A value of this kind on one line, for templates; null where none can be made up.</summary>
    internal virtual string? Example => null;

    /// <summary>JSON Schema (draft 2020-12) of the value.</summary>
    internal abstract JsonObject Schema();

    /// <summary>Whether a value has this kind's form, so that what is wrong with it is this kind's to say.</summary>
    internal abstract bool Accepts(ValueNode node);
}

/// <summary>A kind of value that is read as a <typeparamref name="T"/>.</summary>
/// <typeparam name="T">What it is read as.</typeparam>
public abstract class ValueKind<T> : ValueKind
{
    private protected ValueKind()
    {
    }

    /// <summary>What stands in for a value that could not be read, and while the file is only described.</summary>
    internal abstract T Placeholder { get; }

    /// <summary>Reads and checks the value; null after reporting what is wrong.</summary>
    internal abstract Reading<T>? Read(ValueSlot slot);

    /// <summary>The same kind, converted.</summary>
    /// <typeparam name="TResult">What it is read as then.</typeparam>
    /// <param name="convert">Makes it of what is read.</param>
    public ValueKind<TResult> As<TResult>(Func<T, TResult> convert) => new ConvertedKind<T, TResult>(this, convert);
}

/// <summary>A value as read.</summary>
/// <param name="Value">The value.</param>
/// <param name="Resolved">The same with every default filled in, in one spelling.</param>
internal sealed record Reading<T>(T Value, ValueNode Resolved);

/// <summary>A kind read as something else.</summary>
internal sealed class ConvertedKind<T, TResult>(ValueKind<T> inner, Func<T, TResult> convert) : ValueKind<TResult>
{
    internal override string Words => inner.Words;

    internal override SectionDescription? Section => inner.Section;

    internal override IEnumerable<SectionDescription> Sections => inner.Sections;

    internal override string? Example => inner.Example;

    internal override TResult Placeholder => convert(inner.Placeholder);

    internal override JsonObject Schema() => inner.Schema();

    internal override bool Accepts(ValueNode node) => inner.Accepts(node);

    internal override Reading<TResult>? Read(ValueSlot slot) =>
        inner.Read(slot) is { } reading ? new Reading<TResult>(convert(reading.Value), reading.Resolved) : null;
}
