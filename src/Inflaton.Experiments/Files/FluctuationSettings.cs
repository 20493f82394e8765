using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>
/// How the fields of a lattice differ from place to place at the beginning: section <c>initial.fluctuations</c> of a lattice file.
/// </summary>
public abstract record FluctuationSettings
{
    internal static ValueKind<FluctuationSettings?> Kind => Kinds.Either(
        Kinds.Choice("none").As(_ => (FluctuationSettings?)null), Kinds.Section(Read).As(FluctuationSettings? (settings) => settings));

    /// <summary>Writes the fluctuations, under their key.</summary>
    internal abstract void Write(SectionWriter section);

    internal static double? ReadCutoff(SectionReader r) => r.WithDefault(
        "cutoff", NumberOrAuto(Kinds.Number(above: 0)), "auto",
        "Largest wave number k = 2π|n|/L that fluctuates. `auto` takes half of the largest along an axis, π/(2dx).", example: "2.5");

    private protected static ulong ReadSeed(SectionReader r) => r.WithDefault("seed", Kinds.Seed(), "1", "Seed of the draw.");

    private protected static double ReadAmplitude(SectionReader r) =>
        r.WithDefault("amplitude", Kinds.Number(above: 0), "1", "A factor before the fluctuations, whose unit is ħ = 1.");

    private protected static ValueKind<double?> NumberOrAuto(ValueKind<double> number) =>
        Kinds.Either(Kinds.Choice("auto").As(_ => (double?)null), number.As(value => (double?)value));

    private static FluctuationSettings Read(SectionReader r)
    {
        FluctuationSettings settings = ReadAny(r);
        int? snapshot = r.Optional(
            "snapshot", Kinds.Integer(0).As(value => (int?)value),
            "With `file`: which of the snapshots of a `lattice.npz` is the beginning, counted from 0. Where a is not 1 in it, "
                + "`lattice.length` is to be a times that of the file.", "2");
        r.Check(snapshot is null || settings is FileStartSettings, "snapshot", "belongs to file", "Leave it out, or give file.", "file");
        return settings is FileStartSettings file ? file with { Snapshot = snapshot } : settings;
    }

    private static FluctuationSettings ReadAny(SectionReader r) => r.ExactlyOneOf(
        new Alternative<FluctuationSettings>(
            "vacuum", Kinds.Section<FluctuationSettings>(VacuumStartSettings.Read),
            "A classical draw of the vacuum of all fields, ⟨|φ_k|²⟩ = L^D/2ω and ⟨|φ̇_k|²⟩ = L^D ω/2 with ω² = k_lat² + V'' of the mean "
            + "field, around `phi` and `phidot`. Drawn wave vector by wave vector, so that a finer lattice of the same length begins with "
            + "the same waves.", "{cutoff: auto, seed: 1}"),
        new Alternative<FluctuationSettings>(
            "thermal", Kinds.Section<FluctuationSettings>(ThermalStartSettings.Read),
            "A classical draw of all fields at a temperature, with 1/(e^(ω/T) − 1) quanta of every wave: "
            + "⟨|φ_k|²⟩ = L^D n/ω and ⟨|φ̇_k|²⟩ = L^D ωn with the ω of `vacuum`.",
            "{temperature: 0.5, seed: 1}"),
        new Alternative<FluctuationSettings>(
            "white", Kinds.Section<FluctuationSettings>(WhiteStartSettings.Read),
            "Gaussian numbers, independent from site to site, around `phi` and `phidot`.", "{rms: 0.03, rms_velocity: 0.01, seed: 1}"),
        new Alternative<FluctuationSettings>(
            "file", Kinds.File(".npz").As(FluctuationSettings (path) => new FileStartSettings(path)),
            "The fields themselves: an `.npz` file with `phi` and `phidot` of shape [C, n, …], or with `snapshot` [snapshots, C, n, …]; "
                + "φ̇ = dφ/dt where a = 1. "
                + "`phi` and `phidot` of this file are then of no matter.",
            "start.npz"));
}

/// <summary>The vacuum: section <c>initial.fluctuations.vacuum</c>.</summary>
/// <param name="Cutoff">Largest k that fluctuates, above 0; null for <c>auto</c>, half of the largest along an axis, π/2dx.</param>
/// <param name="Seed">Seed; default 1.</param>
/// <param name="Amplitude">A factor before the fluctuations, above 0; default 1.</param>
/// <param name="Hubble">H ≥ 0 of the de Sitter space whose vacuum it is; null for <c>auto</c>, H at the beginning; default 0.</param>
public sealed record VacuumStartSettings(
    double? Cutoff = null, ulong Seed = 1, double Amplitude = 1, double? Hubble = 0) : FluctuationSettings
{
    internal override void Write(SectionWriter section) => section.Section(
        "vacuum", own => own.Add("cutoff", Cutoff, orElse: "auto").Add("seed", Seed).Add("amplitude", Amplitude)
            .Add("hubble", Hubble, orElse: "auto"));

    internal static VacuumStartSettings Read(SectionReader r) => new(
        ReadCutoff(r), ReadSeed(r), ReadAmplitude(r),
        r.WithDefault(
            "hubble", NumberOrAuto(Kinds.Number(atLeast: 0)), "0",
            "H of the de Sitter space whose vacuum this is, of Bunch and Davies: ⟨|φ_k|²⟩ = L^D (1 + H²/ω²)/2ω, "
            + "and φ̇ that goes with it; exact for massless fields. "
            + "`auto` takes H at the beginning, 0 the vacuum of space at rest.", example: "auto"));
}

/// <summary>Thermal fluctuations: section <c>initial.fluctuations.thermal</c>.</summary>
/// <param name="Temperature">T &gt; 0.</param>
/// <param name="Cutoff">Largest k that fluctuates, above 0; null for <c>auto</c>, half of the largest along an axis, π/2dx.</param>
/// <param name="Seed">Seed; default 1.</param>
/// <param name="Amplitude">A factor before the fluctuations, above 0; default 1.</param>
/// <param name="WithVacuum">Whether the vacuum's half a quantum is there too; default false.</param>
public sealed record ThermalStartSettings(
    double Temperature, double? Cutoff = null, ulong Seed = 1, double Amplitude = 1, bool WithVacuum = false) : FluctuationSettings
{
    internal override void Write(SectionWriter section) => section.Section(
        "thermal", own => own.Add("temperature", Temperature).Add("cutoff", Cutoff, orElse: "auto").Add("seed", Seed)
            .Add("amplitude", Amplitude).Add("with_vacuum", WithVacuum));

    internal static ThermalStartSettings Read(SectionReader r) => new(
        r.Required("temperature", Kinds.Number(above: 0), "T, with ħ = k_B = 1.", "0.5"),
        ReadCutoff(r), ReadSeed(r), ReadAmplitude(r),
        r.WithDefault("with_vacuum", Kinds.Flag(), "false", "Whether the vacuum's half a quantum of every wave is there too."));
}

/// <summary>White noise: section <c>initial.fluctuations.white</c>.</summary>
/// <param name="Rms">Standard deviation of φ, not negative.</param>
/// <param name="RmsVelocity">That of φ̇, not negative; default 0.</param>
/// <param name="Seed">Seed; default 1.</param>
public sealed record WhiteStartSettings(double Rms, double RmsVelocity = 0, ulong Seed = 1) : FluctuationSettings
{
    internal override void Write(SectionWriter section) => section.Section(
        "white", own => own.Add("rms", Rms).Add("rms_velocity", RmsVelocity).Add("seed", Seed));

    internal static WhiteStartSettings Read(SectionReader r) => new(
        r.Required("rms", Kinds.Number(atLeast: 0), "Standard deviation of φ at a site.", "0.03"),
        r.WithDefault("rms_velocity", Kinds.Number(atLeast: 0), "0", "Standard deviation of φ̇ at a site."),
        ReadSeed(r));
}

/// <summary>Fields from a file: key <c>initial.fluctuations.file</c>.</summary>
/// <param name="Path">Absolute path of an NPZ file with <c>phi</c> and <c>phidot</c>, [C, n, …] or [snapshots, C, n, …].</param>
/// <param name="Snapshot">Which snapshot, from 0; null where the file holds the fields of one time.</param>
public sealed record FileStartSettings(string Path, int? Snapshot = null) : FluctuationSettings
{
    internal override void Write(SectionWriter section) => section.Path("file", Path).Add("snapshot", Snapshot);
}
