namespace Inflaton.Networks;

/// <summary>The words by which files name a <see cref="Parameterization"/>.</summary>
public static class ParameterizationNames
{
    /// <summary>The word of <see cref="Parameterization.Ntk"/>.</summary>
    public const string Ntk = "ntk";

    /// <summary>The word of <see cref="Parameterization.Standard"/>.</summary>
    public const string Standard = "standard";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Ntk, Standard];

    /// <summary>The word of a parameterisation.</summary>
    /// <param name="parameterization">The parameterisation.</param>
    public static string Of(Parameterization parameterization) => parameterization == Parameterization.Ntk ? Ntk : Standard;

    /// <summary>What a word names; null where it is none of them.</summary>
    /// <param name="name">The word.</param>
    public static Parameterization? Find(string? name) => name switch
    {
        Ntk => Parameterization.Ntk,
        Standard => Parameterization.Standard,
        _ => null,
    };
}
