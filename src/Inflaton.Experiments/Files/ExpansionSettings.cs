using Inflaton.Dynamics;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>How the universe expands: section <c>universe</c>.</summary>
public abstract record ExpansionSettings
{
    /// <summary>The time at the beginning where the file gives none.</summary>
    public double DefaultStart => Create().DefaultStart;

    /// <summary>The expansion.</summary>
    public abstract Expansion Create();

    internal static ExpansionSettings Read(SectionReader r) => r.ExactlyOneOf(All);

    /// <summary>The ways to expand.</summary>
    internal static IReadOnlyList<Alternative<ExpansionSettings>> All { get; } =
    [
        new Alternative<ExpansionSettings>(
            "friedmann", Kinds.Section<ExpansionSettings>(FriedmannSettings.Read),
            "General relativity, 3H² = ½φ̇² + V + fluids, in units of the reduced Planck mass.", "{}"),
        new Alternative<ExpansionSettings>(
            "de_sitter", Kinds.Section<ExpansionSettings>(r => new DeSitterSettings(
                r.Required("hubble", Kinds.Number(atLeast: 0), "H. 0 is flat space.", "1"))),
            "A constant Hubble parameter, whatever the fields do."),
        new Alternative<ExpansionSettings>(
            "power_law", Kinds.Section<ExpansionSettings>(PowerLawSettings.Read),
            "a ∝ t^p, H = p/t, whatever the fields do."),
    ];
}

/// <summary>General relativity: key <c>universe.friedmann</c>.</summary>
/// <param name="Fluids">Densities at the beginning.</param>
public sealed record FriedmannSettings(FluidSettings Fluids) : ExpansionSettings
{
    internal static new FriedmannSettings Read(SectionReader r) => new(r.WithDefault(
        "fluids", Kinds.Section(FluidSettings.Read), "{}", "Densities of fluids beside the fields, where a = 1 at the beginning."));

    /// <inheritdoc/>
    public override Expansion Create() => new FriedmannExpansion(Fluids.Create());
}

/// <summary>Densities at the beginning, in units of the Planck mass to the fourth: section <c>universe.friedmann.fluids</c>.</summary>
/// <param name="Radiation">ρ ∝ a⁻⁴.</param>
/// <param name="Matter">ρ ∝ a⁻³.</param>
/// <param name="Vacuum">ρ constant.</param>
/// <param name="CurvatureLike">ρ ∝ a⁻².</param>
/// <param name="Stiff">ρ ∝ a⁻⁶.</param>
public sealed record FluidSettings(double Radiation, double Matter, double Vacuum, double CurvatureLike, double Stiff)
{
    internal static FluidSettings Read(SectionReader r) => new(
        Density(r, "radiation", "Radiation, w = 1/3: ρ ∝ a⁻⁴."),
        Density(r, "matter", "Matter, w = 0: ρ ∝ a⁻³."),
        Density(r, "vacuum", "Vacuum energy Λ, w = −1: ρ constant."),
        Density(r, "curvature_like", "What dilutes as curvature does, w = −1/3: ρ ∝ a⁻²."),
        Density(r, "stiff", "Stiff matter, w = 1: ρ ∝ a⁻⁶."));

    /// <summary>Those whose density is not 0.</summary>
    public IEnumerable<Fluid> Create() => new[]
    {
        ("radiation", Radiation), ("matter", Matter), ("vacuum", Vacuum), ("curvature_like", CurvatureLike), ("stiff", Stiff),
    }.Where(fluid => fluid.Item2 > 0).Select(fluid => Fluid.Of(fluid.Item1, fluid.Item2));

    private static double Density(SectionReader r, string key, string doc) => r.WithDefault(key, Kinds.Number(atLeast: 0), "0", doc);
}

/// <summary>Constant H: key <c>universe.de_sitter</c>.</summary>
/// <param name="Hubble">H ≥ 0.</param>
public sealed record DeSitterSettings(double Hubble) : ExpansionSettings
{
    /// <inheritdoc/>
    public override Expansion Create() => new DeSitterExpansion(Hubble);
}

/// <summary>H = p/t: key <c>universe.power_law</c>.</summary>
/// <param name="Power">p &gt; 0.</param>
/// <param name="Start">Age at the beginning &gt; 0; default 1.</param>
public sealed record PowerLawSettings(double Power, double Start) : ExpansionSettings
{
    internal static new PowerLawSettings Read(SectionReader r) => new(
        r.Required("p", Kinds.Number(above: 0), "p: 1/2 for radiation, 2/3 for matter.", "0.6666666666666666"),
        r.WithDefault("start", Kinds.Number(above: 0), "1", "Age of the universe at the beginning."));

    /// <inheritdoc/>
    public override Expansion Create() => new PowerLawExpansion(Power, Start);
}
