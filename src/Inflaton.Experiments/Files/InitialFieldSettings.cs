using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>The field at epoch 0, φ_init, which is the sum of what is given: section <c>initial_field</c>.</summary>
/// <param name="Uniform">φ₀ at every input; 0 where left out.</param>
/// <param name="Modes">Waves on the inputs; empty where left out.</param>
/// <param name="File">Absolute path of a .npy file with a value for each input and output; null for none.</param>
/// <param name="Vacuum">Vacuum fluctuations; null for none.</param>
public sealed record InitialFieldSettings(
    double Uniform = 0, ValueList<FieldModeSettings>? Modes = null, string? File = null, VacuumSettings? Vacuum = null)
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
    ];

    internal void Write(SectionWriter section) => section
        .Add("uniform", Uniform)
        .Sections("modes", Modes.Count == 0 ? null : Modes.Select(mode => (Action<SectionWriter>)mode.Write))
        .Path("file", File)
        .Section("vacuum", Vacuum is null ? null : Vacuum.Write);

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
        r.Check(
            uniform is not null || modes is not null || file is not null || vacuum is not null,
            "uniform", "is missing, as are modes, file and vacuum",
            "Give at least one of them; what is given is added up.");
        return new InitialFieldSettings(uniform ?? 0, modes ?? [], file, vacuum);
    }
}

/// <summary>amplitude · cos(2πkn/N + phase) at the n-th of N inputs: an item of <c>initial_field.modes</c>.</summary>
/// <param name="WaveNumber">k ≥ 0, a whole number.</param>
/// <param name="Amplitude">The amplitude.</param>
/// <param name="Phase">The phase in radians; default 0.</param>
public sealed record FieldModeSettings(int WaveNumber, double Amplitude, double Phase = 0)
{
    internal void Write(SectionWriter section) => section.Add("k", WaveNumber).Add("amplitude", Amplitude).Add("phase", Phase);

    internal static FieldModeSettings Read(SectionReader r) => new(
        r.Required("k", Kinds.Integer(0), "Wavelengths that fit on the lattice.", "2"),
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
