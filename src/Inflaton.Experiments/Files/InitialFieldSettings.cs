using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>The field at epoch 0, φ_init, which is the sum of what is given: section <c>initial_field</c>.</summary>
/// <param name="Uniform">φ₀ at every input; 0 where left out.</param>
/// <param name="Modes">Waves on the inputs; empty where left out.</param>
/// <param name="File">Absolute path of a .npy file with a value for each input and output; null for none.</param>
/// <param name="Vacuum">Vacuum fluctuations; null for none.</param>
/// <param name="White">White noise; null for none.</param>
/// <param name="Thermal">Thermal fluctuations; null for none.</param>
public sealed record InitialFieldSettings(
    double Uniform = 0, ValueList<FieldModeSettings>? Modes = null, string? File = null, VacuumSettings? Vacuum = null,
    WhiteSettings? White = null, ThermalSettings? Thermal = null)
{
    /// <summary>Waves on the inputs; empty where left out.</summary>
    public ValueList<FieldModeSettings> Modes { get; init; } = Modes ?? [];

    /// <summary>What the field at epoch 0 asks of the rest of the experiment.</summary>
    /// <param name="experiment">The whole.</param>
    internal IEnumerable<Requirement> Requirements(ExperimentSettings experiment) =>
    [
        new(
            experiment.Network.Centered != false, "network.centered", "is false, and initial_field needs outputs that are centred",
            "Leave network.centered out.", "initial_field", "network"),
        new(
            Modes.All(mode => mode.WaveNumbers.Count == Dimensions(experiment)), "initial_field.modes",
            $"has a wave whose k is not {(Dimensions(experiment) == 1 ? "one number" : $"{Dimensions(experiment)} numbers, one an axis")}",
            Dimensions(experiment) == 1 ? "Give k: 2." : $"Give k: [{string.Join(", ", Enumerable.Range(1, Dimensions(experiment)))}].",
            "initial_field", "loss"),
    ];

    private static int Dimensions(ExperimentSettings experiment) => (experiment.Loss as FieldLossSettings)?.Dimensions ?? 1;

    internal void Write(SectionWriter section) => section
        .Add("uniform", Uniform)
        .Sections("modes", Modes.Count == 0 ? null : Modes.Select(mode => (Action<SectionWriter>)mode.Write))
        .Path("file", File)
        .Section("vacuum", Vacuum is null ? null : Vacuum.Write)
        .Section("white", White is null ? null : White.Write)
        .Section("thermal", Thermal is null ? null : Thermal.Write);

    internal static InitialFieldSettings Read(SectionReader r)
    {
        double? uniform = r.Optional(
            "uniform", Kinds.Number().As(value => (double?)value), "φ₀, the same at every input, test inputs included.", "1");
        ValueList<FieldModeSettings>? modes = r.Optional(
            "modes", Kinds.List(Kinds.Section(FieldModeSettings.Read), "sections with k, amplitude, phase"),
            "Waves on the inputs taken as the sites of a periodic lattice, in their order. 0 at test inputs.",
            "[{k: 2, amplitude: 0.1, phase: 0}]");
        string? file = r.Optional(
            "file", Kinds.File(".npy"), "NumPy file with the field at every input, [N] or [N, C]. 0 at test inputs.", "field.npy");
        VacuumSettings? vacuum = r.Optional(
            "vacuum", Kinds.Section(VacuumSettings.Read),
            "A classical draw of the vacuum of a free field on the lattice of the inputs; of the field alone, "
                + "since a network starts at rest. 0 at test inputs.",
            "{seed: 1}");
        WhiteSettings? white = r.Optional(
            "white", Kinds.Section(WhiteSettings.Read),
            "Gaussian numbers at the inputs, each output its own: the very field of `white` in a [lattice file](lattice-file.md) "
                + "of as many sites. 0 at test inputs.",
            "{rms: 0.1, seed: 1}");
        ThermalSettings? thermal = r.Optional(
            "thermal", Kinds.Section(ThermalSettings.Read),
            "A draw of a free field at a temperature, each output its own: "
            + "the very field of `thermal` in a [lattice file](lattice-file.md) of the same sites, "
            + "length and mass. 0 at test inputs.", "{temperature: 0.1, seed: 1}");
        r.Check(
            uniform is not null || modes is not null || file is not null || vacuum is not null || white is not null || thermal is not null,
            "uniform",
            "is missing, as are modes, file, vacuum, white and thermal", "Give at least one of them; what is given is added up.");
        return new InitialFieldSettings(uniform ?? 0, modes ?? [], file, vacuum, white, thermal);
    }
}

/// <summary>amplitude · cos(2πk·n/N + phase) at the input n of a lattice of N an axis: an item of <c>initial_field.modes</c>.</summary>
/// <param name="WaveNumbers">k ≥ 0, whole numbers, one an axis.</param>
/// <param name="Amplitude">The amplitude.</param>
/// <param name="Phase">The phase in radians; default 0.</param>
public sealed record FieldModeSettings(ValueList<int> WaveNumbers, double Amplitude, double Phase = 0)
{
    internal void Write(SectionWriter section)
    {
        _ = WaveNumbers.Count == 1 ? section.Add("k", WaveNumbers[0]) : section.Add("k", WaveNumbers);
        section.Add("amplitude", Amplitude).Add("phase", Phase);
    }

    internal static FieldModeSettings Read(SectionReader r) => new(
        r.Required(
            "k", Kinds.Either(Kinds.Integer(0).As(value => (ValueList<int>)[value]), Kinds.List(Kinds.Integer(0), "whole numbers")),
            "Wavelengths that fit on the lattice; where it has several dimensions a list of one number an axis.", "2"),
        r.Required("amplitude", Kinds.Number(), "Amplitude.", "0.1"),
        r.WithDefault("phase", Kinds.Number(unit: "radians"), "0", "Phase."));
}

/// <summary>Vacuum fluctuations: section <c>initial_field.vacuum</c>.</summary>
/// <param name="Cutoff">Largest wave number k_lat that fluctuates, above 0; null for all that the lattice holds.</param>
/// <param name="Seed">Seed; default 1.</param>
/// <param name="Mass">m ≥ 0 of the free field; default 0.</param>
/// <param name="Amplitude">A factor before the field, above 0; default 1.</param>
public sealed record VacuumSettings(double? Cutoff = null, ulong Seed = 1, double Mass = 0, double Amplitude = 1)
{
    internal void Write(SectionWriter section) => section
        .Add("cutoff", Cutoff)
        .Add("seed", Seed)
        .Add("mass", Mass)
        .Add("amplitude", Amplitude);

    internal static VacuumSettings Read(SectionReader r) => new(
        r.Optional(
            "cutoff", Kinds.Number(above: 0).As(value => (double?)value), "Largest wave number that fluctuates; all when left out.", "2"),
        r.WithDefault("seed", Kinds.Seed(), "1", "Seed of the fluctuations."),
        r.WithDefault("mass", Kinds.Number(atLeast: 0), "0", "Mass m of the free field whose vacuum is drawn, ω² = k² + m²."),
        r.WithDefault("amplitude", Kinds.Number(above: 0), "1", "A factor before the fluctuations, whose unit is ħ = 1."));
}

/// <summary>White noise: section <c>initial_field.white</c>.</summary>
/// <param name="Rms">Standard deviation of φ, not negative.</param>
/// <param name="Seed">Seed; default 1.</param>
public sealed record WhiteSettings(double Rms, ulong Seed = 1)
{
    internal void Write(SectionWriter section) => section.Add("rms", Rms).Add("seed", Seed);

    internal static WhiteSettings Read(SectionReader r) => new(
        r.Required("rms", Kinds.Number(atLeast: 0), "Standard deviation of φ at an input.", "0.1"),
        r.WithDefault("seed", Kinds.Seed(), "1", "Seed of the draw."));
}

/// <summary>Thermal fluctuations: section <c>initial_field.thermal</c>.</summary>
/// <param name="Temperature">T &gt; 0, ħ = k_B = 1.</param>
/// <param name="Mass">m ≥ 0 of the free field; default 0.</param>
/// <param name="Cutoff">
/// Largest k = 2π|n|/L that fluctuates, above 0; null for <c>auto</c>, half of the largest along an axis, π/2dx.
/// </param>
/// <param name="Seed">Seed; default 1.</param>
/// <param name="Amplitude">A factor before the field, above 0; default 1.</param>
public sealed record ThermalSettings(double Temperature, double Mass = 0, double? Cutoff = null, ulong Seed = 1, double Amplitude = 1)
{
    internal void Write(SectionWriter section) => section
        .Add("temperature", Temperature)
        .Add("mass", Mass)
        .Add("cutoff", Cutoff, orElse: "auto")
        .Add("seed", Seed)
        .Add("amplitude", Amplitude);

    internal static ThermalSettings Read(SectionReader r) => new(
        r.Required("temperature", Kinds.Number(above: 0),
            "T, in units where ħ = k_B = 1: waves of frequency ω hold 1/(e^(ω/T) − 1) quanta.", "0.1"),
        r.WithDefault("mass", Kinds.Number(atLeast: 0), "0", "Mass m of the free field that is drawn, ω² = k_lat² + m²."),
        FluctuationSettings.ReadCutoff(r),
        r.WithDefault("seed", Kinds.Seed(), "1", "Seed of the draw."),
        r.WithDefault("amplitude", Kinds.Number(above: 0), "1", "A factor before the fluctuations, whose unit is ħ = 1."));
}
