using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>
/// What a value of a file may be. The same object reads and checks the value, gives its JSON Schema and its words for the documentation,
/// so that the three cannot drift apart.
/// </summary>
internal abstract class ValueKind
{
    /// <summary>In words, to follow "give": <c>a number above 0</c>.</summary>
    public abstract string Words { get; }

    /// <summary>The keys, where the value is a section.</summary>
    public virtual SectionDescription? Section => null;

    /// <summary>The sections that the value may be or may contain directly.</summary>
    public virtual IEnumerable<SectionDescription> Sections => Section is null ? [] : [Section];

    /// <summary>A value of this kind on one line, for templates; null where none can be made up.</summary>
    public virtual string? Example => null;

    /// <summary>JSON Schema (draft 2020-12) of the value.</summary>
    public abstract JsonObject Schema();

    /// <summary>Whether a value has this kind's form, so that what is wrong with it is this kind's to say.</summary>
    public abstract bool Accepts(ValueNode node);
}

/// <summary>A kind of value that is read as a <typeparamref name="T"/>.</summary>
internal abstract class ValueKind<T> : ValueKind
{
    /// <summary>What stands in for a value that could not be read, and while the file is only described.</summary>
    public abstract T Placeholder { get; }

    /// <summary>Reads and checks the value; null after reporting what is wrong.</summary>
    public abstract Reading<T>? Read(ValueSlot slot);

    /// <summary>The same kind, converted.</summary>
    public ValueKind<TResult> As<TResult>(Func<T, TResult> convert) => new ConvertedKind<T, TResult>(this, convert);
}

/// <summary>A value as read.</summary>
/// <param name="Value">The value.</param>
/// <param name="Resolved">The same with every default filled in, in one spelling.</param>
internal sealed record Reading<T>(T Value, ValueNode Resolved);

/// <summary>A kind read as something else.</summary>
internal sealed class ConvertedKind<T, TResult>(ValueKind<T> inner, Func<T, TResult> convert) : ValueKind<TResult>
{
    public override string Words => inner.Words;

    public override SectionDescription? Section => inner.Section;

    public override IEnumerable<SectionDescription> Sections => inner.Sections;

    public override string? Example => inner.Example;

    public override TResult Placeholder => convert(inner.Placeholder);

    public override JsonObject Schema() => inner.Schema();

    public override bool Accepts(ValueNode node) => inner.Accepts(node);

    public override Reading<TResult>? Read(ValueSlot slot) =>
        inner.Read(slot) is { } reading ? new Reading<TResult>(convert(reading.Value), reading.Resolved) : null;
}
