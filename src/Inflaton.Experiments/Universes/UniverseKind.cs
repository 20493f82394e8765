using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Universes;

/// <summary>Universes: scalar fields in an expanding space, with their power spectra.</summary>
internal sealed class UniverseKind : StudyKind
{
    // Measured on the samples.
    private const double BackgroundSeconds = 1e-3;
    private const double EndSeconds = 2e-2;
    private const double PerturbationSeconds = 1e-2;
    private const double SecondsPerMode = 7e-4;
    private const double SecondsPerSeparateUniverse = 5e-3;
    private const double SecondsPerPathStep = 4e-8;
    private const double UsualEfolds = 100;
    private const double BytesPerPoint = 400;
    private const double BytesAtLeast = 1 << 20;

    /// <summary>The one there is.</summary>
    public static UniverseKind Instance { get; } = new();

    public override string Name => "universe";

    public override string Command => "universe";

    public override string ExampleKey => "perturbations.pivot_efolds";

    public override string ArraysFile => "universe.npz";

    public override string SettingsFile => "universe.yaml";

    internal override ValueKind Root => UniverseFile.Root;

    protected override Type Summary => typeof(UniverseSummary);

    protected override IReadOnlyDictionary<string, IReadOnlyList<string>> NamedMeasures { get; } =
        new Dictionary<string, IReadOnlyList<string>>
        {
            ["timings"] = ["background", "perturbations", "stochastic", "report", "total"],
        };

    public override string Template(string name) => UniverseFile.Template(name);

    public override string Documentation() => UniverseFile.Documentation();

    public override StudyResult Restore(string summaryFile, IReadOnlyDictionary<string, NumericArray> arrays, string resolvedYaml) =>
        new UniverseResult(SummaryJson.Read<UniverseSummary>(summaryFile), arrays, resolvedYaml);

    internal override bool Describes(Func<string, bool> has) => UniverseFile.Describes(has);

    internal override IStudy Read(SettingsTree tree, IEnumerable<string>? overrides, double memory) =>
        new UniverseStudy(UniverseFile.Read(tree, overrides));

    internal override Func<IStudy, StudyCost> Estimator() => study =>
    {
        UniverseSettings settings = ((UniverseStudy)study).File.Settings;
        int modes = settings.Perturbations is { } perturbations ? perturbations.Modes * (1 + perturbations.SpectatorMasses.Count) : 0;
        int fields = settings.Initial.Field.Count;
        double separate = settings.Perturbations is { NonGaussianity: true } ? 90 * (fields + 1) * SecondsPerSeparateUniverse : 0;
        double paths = settings.Stochastic is { } noise
            ? SecondsPerPathStep * noise.Paths * Math.Min(noise.Efolds, UsualEfolds) / noise.Step : 0;
        return new StudyCost(
            BackgroundSeconds + (settings.Time is { To: null, Efolds: null } ? EndSeconds : 0)
                + (settings.Perturbations is null ? 0 : PerturbationSeconds) + (SecondsPerMode * modes) + separate + paths,
            BytesAtLeast + (BytesPerPoint * settings.Time.Points * fields) + (BytesPerPoint * modes) + (settings.Stochastic?.Bytes ?? 0));
    };
}
