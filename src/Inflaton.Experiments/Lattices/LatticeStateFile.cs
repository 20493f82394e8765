using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Lattices;

/// <summary>
/// The file that a lattice goes on from: fields, momenta and all that belongs to them, what was recorded so far, and a fingerprint of the
/// settings and of the start file. It is written whole or not at all.
/// </summary>
/// <param name="folder">The folder of the results.</param>
/// <param name="file">The lattice file.</param>
internal sealed class LatticeStateFile(string folder, LatticeFile file)
{
    /// <summary>Name of the file.</summary>
    public const string Name = "state.npz";

    private const string Fingerprint = "fingerprint";
    private const string Evolution = "evolution";
    private const string Schedule = "schedule";
    private const string Limits = "steps";
    private const string Further = "further";
    private const string Recorded = "recorded_";

    private const double MostSteps = 1L << 53;

    private double[]? fingerprint;

    /// <summary>The settings with all defaults, to tell what is different.</summary>
    private string Description => file.ResolvedYaml(folder);

    /// <summary>Its path.</summary>
    public string Path => System.IO.Path.Combine(folder, Name);

    /// <summary>Writes a state.</summary>
    /// <param name="evolution">The lattice.</param>
    /// <param name="schedule">When it is looked at.</param>
    /// <param name="stable">The longest stable step at the beginning.</param>
    /// <param name="series">What was recorded.</param>
    /// <param name="further">Arrays of what goes along with the fields; none by default.</param>
    public void Write(
        LatticeEvolution evolution, LatticeSchedule schedule, double stable, IReadOnlyDictionary<string, RecordedSeries> series,
        IEnumerable<KeyValuePair<string, NumericArray>> further) =>
        NpzFile.Write(
            Path,
            // Lazily: each field in turn is in the buffer while it is written.
            ((IEnumerable<KeyValuePair<string, NumericArray>>)
            [
                Entry(Fingerprint, Hash()),
                KeyValuePair.Create(StudyState.Settings, StudyState.Described(Description)),
                Entry(Evolution, Numbers(evolution.State)),
                Entry(Schedule, schedule.State),
                Entry(Limits, [schedule.Longest, stable]),
                .. series.Select(one => KeyValuePair.Create(Recorded + one.Key, one.Value.ToArray())),
                .. further.Select(one => KeyValuePair.Create($"{Further}_{one.Key}", one.Value)),
            ]).Concat(Fields(evolution.Fields)));

    /// <summary>Reads a state.</summary>
    /// <param name="fields">Receives fields and momenta.</param>
    /// <param name="series">Receive what was recorded.</param>
    /// <returns>
    /// The state of the evolution, when it is looked at, the longest stable step at the beginning, and what went along with the fields.
    /// </returns>
    /// <exception cref="StateException">There is no state, it is damaged, or it is of another file.</exception>
    public (LatticeState State, LatticeSchedule Schedule, double Stable, IReadOnlyDictionary<string, NumericArray> Further) Read(
        LatticeFields fields, IReadOnlyDictionary<string, RecordedSeries> series)
    {
        if (!File.Exists(Path))
        {
            throw StudyState.Absent(folder, Name, "what was run there is finished");
        }

        OrderedDictionary<string, NumericArray> arrays = StudyState.Read(Path);
        if (!arrays.TryGetValue(Fingerprint, out NumericArray? made) || !made.Values.SequenceEqual(Hash()))
        {
            throw StudyState.OfAnother(Path, file, arrays.GetValueOrDefault(StudyState.Settings), Description);
        }

        double[] Known(string name, int length) =>
            arrays.GetValueOrDefault(name)?.Values is { } values && values.Length == length ? values : throw Incomplete();
        double[] numbers = Known(Evolution, 13), stops = Known(Schedule, 3), limits = Known(Limits, 2);
        LatticeSchedule schedule = new(file.Settings, limits[0]);
        if (series.Any(one => !one.Value.Restore(arrays.GetValueOrDefault(Recorded + one.Key))) || !IsSound(numbers)
            || !limits.All(double.IsPositive) || !limits.All(double.IsFinite) || !schedule.TryRestore(stops))
        {
            throw Incomplete();
        }

        for (int c = 0; c < fields.Components; c++)
        {
            fields.SetField(c, Known($"phi_{c + 1}", fields.Grid.Sites));
            fields.SetMomentum(c, Known($"momentum_{c + 1}", fields.Grid.Sites));
        }

        string prefix = $"{Further}_";
        Dictionary<string, NumericArray> further = arrays.Where(one => one.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(one => one.Key[prefix.Length..], one => one.Value);
        return (State(numbers), schedule, limits[1], further);
    }

    /// <summary>That the state lacks something, or holds what no run leaves.</summary>
    public StateException Incomplete() => StudyState.Incomplete(Path);

    private static KeyValuePair<string, NumericArray> Entry(string name, double[] values) =>
        KeyValuePair.Create(name, new NumericArray([values.Length], values));

    /// <summary>Fields and momenta, one after another through one buffer.</summary>
    private static IEnumerable<KeyValuePair<string, NumericArray>> Fields(LatticeFields fields)
    {
        ElementType type = fields.Precision == LatticePrecision.Single ? ElementType.Float32 : ElementType.Float64;
        double[] buffer = new double[fields.Grid.Sites];
        for (int c = 0; c < fields.Components; c++)
        {
            fields.CopyField(c, buffer);
            yield return KeyValuePair.Create($"phi_{c + 1}", new NumericArray(fields.Grid.Shape, buffer, type));
            fields.CopyMomentum(c, buffer);
            yield return KeyValuePair.Create($"momentum_{c + 1}", new NumericArray(fields.Grid.Shape, buffer, type));
        }
    }

    private static double[] Numbers(LatticeState state) =>
    [
        state.Steps, state.TimeStep, state.StepStart, state.StepsSince, state.Volume, state.VolumeMomentum, state.OpenVolumeMomentum,
        state.OpenSquare,
        state.Energy.Kinetic, state.Energy.Gradient, state.Energy.Potential, (int)state.Status,
        state.ConformalTime,
    ];

    /// <summary>Whether an evolution can stand there: counts and times go forward, the volume is one.</summary>
    private static bool IsSound(double[] numbers)
    {
        bool isCounted = numbers[0] < MostSteps && double.IsInteger(numbers[0]) && double.IsInteger(numbers[3]);
        return isCounted && numbers[3] >= 0 && numbers[3] <= numbers[0] && numbers[11] == (int)LatticeStatus.Sound
            && numbers[1] > 0 && double.IsFinite(numbers[1]) && numbers[2] >= 0 && double.IsFinite(numbers[2])
            && numbers[4] > 0 && double.IsFinite(numbers[4]) && double.IsFinite(numbers[12]);
    }

    private static LatticeState State(double[] numbers) => new()
    {
        Steps = (long)numbers[0],
        TimeStep = numbers[1],
        StepStart = numbers[2],
        StepsSince = (long)numbers[3],
        Volume = numbers[4],
        VolumeMomentum = numbers[5],
        OpenVolumeMomentum = numbers[6],
        OpenSquare = numbers[7],
        Energy = new LatticeEnergy(numbers[8], numbers[9], numbers[10]),
        Status = (LatticeStatus)(int)numbers[11],
        ConformalTime = numbers[12],
    };

    /// <summary>Of the settings with all defaults, where the start file lies aside, and of the start file's content.</summary>
    private double[] Hash()
    {
        if (fingerprint is null)
        {
            string start = file.Settings.Initial.Fluctuations is FileStartSettings given ? InputFile.Of(given.Path).Sha256 : "";
            LatticeSettings settings = file.Settings with { Initial = file.Settings.Initial with { Fluctuations = null } };
            string rest = file.Settings.Initial.Fluctuations is FileStartSettings from
                ? $"file{from.Snapshot}" : $"{file.Settings.Initial.Fluctuations}";
            fingerprint = StudyState.Fingerprint($"{settings}\n{rest}\n{start}");
        }

        return fingerprint;
    }
}
