namespace Inflaton.Duality.Homogeneous;

/// <summary>What of a universe or of a training has no counterpart on the other side.</summary>
public enum DualityPart
{
    /// <summary>The field: how many there are, or how far it moves.</summary>
    Field,

    /// <summary>Its velocity at the beginning.</summary>
    Velocity,

    /// <summary>How long it is followed, and by which steps.</summary>
    Time,

    /// <summary>How the universe expands.</summary>
    Expansion,

    /// <summary>The optimiser.</summary>
    Optimizer,

    /// <summary>The network and the scale that its field is read off with.</summary>
    Network,
}

/// <summary>A universe has no network, or a training no universe. The message says what is wrong, and what to do.</summary>
public sealed class DualityException : Exception
{
    internal DualityException(DualityPart part, string problem, string remedy)
        : base($"{Named(part)} {problem}. {remedy}") => (Part, Problem, Remedy) = (part, problem, remedy);

    /// <summary>What has no counterpart.</summary>
    public DualityPart Part { get; }

    /// <summary>What is wrong with it, with the part for a subject and without a full stop.</summary>
    public string Problem { get; }

    /// <summary>What to do, a sentence.</summary>
    public string Remedy { get; }

    private static string Named(DualityPart part) => part switch
    {
        DualityPart.Field => "The field",
        DualityPart.Velocity => "The field's first velocity",
        DualityPart.Time => "The time",
        DualityPart.Expansion => "The expansion",
        DualityPart.Optimizer => "The optimiser",
        _ => "The network",
    };
}
