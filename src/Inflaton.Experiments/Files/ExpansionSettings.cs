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

    /// <summary>Writes the expansion, under its key.</summary>
    internal abstract void Write(SectionWriter section);

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
/// <param name="Curvature">K of space where a = 1, which adds −3K/a² to 3H²; default 0.</param>
public sealed record FriedmannSettings(FluidSettings Fluids, double Curvature = 0) : ExpansionSettings
{
    /// <summary>Without fluids.</summary>
    public FriedmannSettings()
        : this(new FluidSettings())
    {
    }

    internal override void Write(SectionWriter section) =>
        section.Section("friedmann", own => own.Section("fluids", Fluids.Write).Add("curvature", Curvature));

    internal static new FriedmannSettings Read(SectionReader r) => new(
        r.WithDefault(
            "fluids", Kinds.Section(FluidSettings.Read), "{}", "Densities of fluids beside the fields, where a = 1 at the beginning."),
        r.WithDefault(
            "curvature", Kinds.Number(), "0",
            "K of space where a = 1, in units of the Planck mass squared: it adds −3K/a² to 3H². Above 0 closed, below 0 open. No lattice "
                + "has it."));

    /// <inheritdoc/>
    public override Expansion Create() =>
        new FriedmannExpansion([.. Fluids.Create(), .. Curvature == 0 ? [] : new[] { Fluid.OfCurvature(Curvature) }]);
}

/// <summary>Densities at the beginning, in units of the Planck mass to the fourth: section <c>universe.friedmann.fluids</c>.</summary>
/// <param name="Radiation">ρ ∝ a⁻⁴.</param>
/// <param name="Matter">ρ ∝ a⁻³.</param>
/// <param name="Vacuum">ρ constant.</param>
/// <param name="CurvatureLike">ρ ∝ a⁻².</param>
/// <param name="Stiff">ρ ∝ a⁻⁶.</param>
/// <param name="Others">Further fluids, each with its w, −1 to 1, and its density; none by default.</param>
public sealed record FluidSettings(
    double Radiation = 0, double Matter = 0, double Vacuum = 0, double CurvatureLike = 0, double Stiff = 0,
    ValueList<ValueList<double>>? Others = null)
{
    /// <summary>Further fluids, each with its w and its density.</summary>
    public ValueList<ValueList<double>> Others { get; init; } = Others ?? [];

    internal static FluidSettings Read(SectionReader r)
    {
        FluidSettings settings = ReadAll(r);
        r.Check(
            settings.Others.All(other => other is [>= -1 and <= 1, >= 0]), "others",
            "has something else than pairs of w, from −1 to 1, and a density of at least 0", "For example others: [[-0.5, 1.0e-9]].");
        return settings;
    }

    private static FluidSettings ReadAll(SectionReader r) => new(
        Density(r, "radiation", "Radiation, w = 1/3: ρ ∝ a⁻⁴."),
        Density(r, "matter", "Matter, w = 0: ρ ∝ a⁻³."),
        Density(r, "vacuum", "Vacuum energy Λ, w = −1: ρ constant."),
        Density(r, "curvature_like", "What dilutes as curvature does, w = −1/3: ρ ∝ a⁻²."),
        Density(r, "stiff", "Stiff matter, w = 1: ρ ∝ a⁻⁶."),
        r.WithDefault(
            "others", Kinds.List(Kinds.List(Kinds.Number(), "numbers"), "pairs of w and a density", atLeast: 0), "[]",
            "Fluids of any w from −1 to 1, ρ ∝ a^(−3(1+w)): pairs of w and density. They are called `other_1`, …",
            example: "[[-0.5, 1.0e-9]]"));

    internal void Write(SectionWriter section) => section
        .Add("radiation", Radiation)
        .Add("matter", Matter)
        .Add("vacuum", Vacuum)
        .Add("curvature_like", CurvatureLike)
        .Add("stiff", Stiff)
        .Add("others", Others);

    /// <summary>Those whose density is not 0.</summary>
    public IEnumerable<Fluid> Create() => new[]
    {
        ("radiation", Radiation), ("matter", Matter), ("vacuum", Vacuum), ("curvature_like", CurvatureLike), ("stiff", Stiff),
    }.Where(fluid => fluid.Item2 > 0).Select(fluid => Fluid.Of(fluid.Item1, fluid.Item2))
        .Concat(Others.Where(other => other.Count == 2).Select((other, i) => new Fluid($"other_{i + 1}", other[0], other[1]))
            .Where(fluid => fluid.Density > 0));

    private static double Density(SectionReader r, string key, string doc) => r.WithDefault(key, Kinds.Number(atLeast: 0), "0", doc);
}

/// <summary>Constant H: key <c>universe.de_sitter</c>.</summary>
/// <param name="Hubble">H ≥ 0.</param>
public sealed record DeSitterSettings(double Hubble) : ExpansionSettings
{
    /// <inheritdoc/>
    public override Expansion Create() => new DeSitterExpansion(Hubble);

    internal override void Write(SectionWriter section) => section.Section("de_sitter", own => own.Add("hubble", Hubble));
}

/// <summary>H = p/t: key <c>universe.power_law</c>.</summary>
/// <param name="Power">p &gt; 0.</param>
/// <param name="Start">Age at the beginning &gt; 0; default 1.</param>
public sealed record PowerLawSettings(double Power, double Start = 1) : ExpansionSettings
{
    internal static new PowerLawSettings Read(SectionReader r) => new(
        r.Required("p", Kinds.Number(above: 0), "p: 1/2 for radiation, 2/3 for matter.", "0.6666666666666666"),
        r.WithDefault("start", Kinds.Number(above: 0), "1", "Age of the universe at the beginning."));

    /// <inheritdoc/>
    public override Expansion Create() => new PowerLawExpansion(Power, Start);

    internal override void Write(SectionWriter section) => section.Section("power_law", own => own.Add("p", Power).Add("start", Start));
}
