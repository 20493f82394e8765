using System.Globalization;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Ensembles;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Fits;
using Inflaton.Experiments.Kernels;
using Inflaton.Experiments.Lattices;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tuning;
using Inflaton.Experiments.Universes;

namespace Inflaton.Experiments.Tests.Files.Reading;

/// <summary>
/// Settings write what they are read from: file → settings → written → settings is the identity, for every file and every key that there
/// is.
/// </summary>
public sealed class SectionWriterTests : IDisposable
{
    private const double Unlimited = double.PositiveInfinity;

    // Keys that have another spelling, which settings are written in: mass² is a coupling, spacing times sites a length, and so on.
    private static readonly string[] Respelled = ["mass", "spacing", "static", "parameters"];

    private static readonly string[] Bases =
    [
        "{network: {hidden: [8], activation: erf}, data: {interval: {points: 4, from: -1, to: 1}}, loss: {squared: {}}, "
            + "optimizer: {gradient_descent: {learning_rate: 0.1}}, epochs: 250}",
        "{network: {hidden: [8], activation: erf}, data: {points: [[1.0, 0.5], [0.5, 2.0]], targets: [[0, 1], [1, 0]]}, "
            + "loss: {squared: {}}, optimizer: {gradient_descent: {learning_rate: 0.1}}, epochs: 250}",
        "{network: {hidden: [8], activation: erf}, data: {orthogonal: {points: 8}}, "
            + "loss: {field: {potential: {expression: m^2*phi^2 + lambda*phi^4, parameters: {m: 1, lambda: 1}}}}, "
            + "optimizer: {friedmann: {learning_rate: 0.1, universe: {power_law: {p: 0.5}}}}, epochs: 250}",
        "{network: {hidden: [8], activation: erf, initialization: pytorch}, data: {interval: {points: 4, from: -1, to: 1}}, "
            + "loss: {squared: {}}, optimizer: {gradient_descent: {learning_rate: 0.1}}, "
            + "epochs: 250, kernel: infinite, posterior: {covariance: true, dynamics: continuum, at: [0.5, infinity]}}",
        "{network: {hidden: [8], activation: erf, weights: network.safetensors}, "
            + "data: {file: {path: data.csv, target: y, features: [x1, x2, x3]}}, loss: {squared: {}}, optimizer: {adam: {}}, epochs: 250}",
        "{network: {hidden: [8], activation: erf}, data: {file: {path: data.csv, target: y, categorical: [colour]}}, loss: {squared: {}}, "
            + "optimizer: {nesterov: {learning_rate: 0.1}}, epochs: 250}",
        "{potential: {expression: m^2*phi^2 + lambda*phi^4, parameters: {m: 1, lambda: 1}}, initial: {phi: 17}, "
            + "time: {to: end_of_inflation}}",
        "{potential: {expression: m^2*phi^2 + lambda*phi^4, parameters: {m: 1, lambda: 1}}, "
            + "metric: {expression: 1 + alpha*phi^2, parameters: {alpha: 1}}, initial: {phi: 17}, time: {efolds: 5}}",
        "{potential: {expression: phi1^2 + phi2^2}, metric: {expression: [\"1\", \"phi1^2\"]}, initial: {phi: [17, 1]}, time: {efolds: 5}}",
        "{potential: {monomial: {degree: 2, mass: 1}}, universe: {power_law: {p: 0.5}}, initial: {phi: 17, phidot: 0}, "
            + "time: {from: 2, efolds: 3}}",
        "{potential: {monomial: {degree: 2, mass: 1}}, universe: {friedmann: {}}, initial: {phi: 17}, time: {to: end_of_inflation}, "
            + "perturbations: {}, reheating: {efolds: 1}, normalize: {A_s: 1}, black_holes: {}}",
        "{potential: {expression: m^2*phi^2 + lambda*phi^4, parameters: {m: 1, lambda: 1}}, "
            + "lattice: {dimensions: 3, sites: 32, length: 40}, initial: {phi: 1}, time: {to: 60}}",
        "{potential: {monomial: {degree: 4, coupling: 1}}, lattice: {dimensions: 2, sites: 32, spacing: 0.5}, "
            + "initial: {phi: [1, 2], phidot: [0, 1], fluctuations: {file: start.npz}}, "
            + "time: {efolds: 2}}",
        "{inputs: data.csv, kernel: infinite, hidden: [8, 8], activation: erf, draws: 2}",
        "{inputs: data.csv, weights: network.safetensors, activation: erf}",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("inflaton-settings-").FullName;

    public SectionWriterTests()
    {
        Directory.CreateDirectory(Path.Combine(folder, "samples", "data"));
        foreach (string name in new[] { "data.csv", "inputs.npy", "tests.npy", "samples/data/diabetes.csv", "network.safetensors",
            "field.npy", "start.npz", "matter-era.yaml", "rates.csv", "order.npy" })
        {
            File.WriteAllText(Path.Combine(folder, name), "");
        }
    }

    public static TheoryData<string> Committed { get; } =
    [
        .. new[] { "samples", Path.Combine("tests", "cases") }
            .SelectMany(root => Directory.GetFiles(Path.Combine(Repository.Root, root), "*.yaml", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path)).Order(),
    ];

    [Theory]
    [MemberData(nameof(Committed))]
    public void Committed_files(string path)
    {
        string full = Path.Combine(Repository.Root, path);
        SettingsTree tree = SettingsTree.Read(full);

        Problem(tree.At("scan") is null ? Study(tree) : ScanFile.Read(full).First).ShouldBeNull();
    }

    [Fact]
    public void Templates()
    {
        foreach (StudyKind kind in StudyCatalogue.Kinds)
        {
            Problem(Study(SettingsTree.Parse(kind.Template("mine"), "mine.yaml", folder))).ShouldBeNull(kind.Name);
        }
    }

    /// <summary>Each key is given each word that it may be, or a number beside its default, in one of the files above.</summary>
    [Fact]
    public void Every_key_with_every_word()
    {
        SettingsTree[] trees = [.. Bases.Select(text => SettingsTree.Parse(text, "base.yaml", folder))];
        List<string> problems = [];
        foreach (SettingsTree tree in trees)
        {
            Problem(Study(tree)).ShouldBeNull(tree.Root.ToJson().ToJsonString());
        }

        int count = 0;
        StudyKind[] elsewhere = [TuningKind.Instance, StudyCatalogue.Fit, EnsembleKind.Instance];
        foreach (StudyKind kind in StudyCatalogue.Kinds.Except(elsewhere))
        {
            SettingsTree[] own = [.. trees.Where(tree => StudyCatalogue.Of(tree.Root) == kind)];
            foreach ((string path, KeyDescription key, string[] parents) in Keys(kind.Root.Section!, "", []))
            {
                bool isRead = false;
                foreach (string value in Values(key))
                {
                    count++;
                    foreach (SettingsTree tree in own)
                    {
                        foreach (string[] overrides in new string[][] { [$"{path}={value}"], [.. parents, $"{path}={value}"] })
                        {
                            if (Readable(tree, overrides) is { } study)
                            {
                                isRead = true;
                                problems.AddRange(
                                    Problem(study) is { } problem ? [$"{string.Join(' ', overrides)}: {problem}"] : Array.Empty<string>());
                            }
                        }
                    }
                }

                if (!isRead)
                {
                    problems.Add($"{kind.Name}: {path} is taken by none of the files above");
                }
            }
        }

        problems.Distinct().ShouldBeEmpty();
        count.ShouldBeGreaterThan(300);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Every key at its dotted path, and what has to be set before it can be.</summary>
    private static IEnumerable<(string Path, KeyDescription Key, string[] Parents)> Keys(
        SectionDescription section, string path, string[] parents)
    {
        foreach (KeyDescription key in section.Keys)
        {
            string full = path.Length == 0 ? key.Name : $"{path}.{key.Name}";
            yield return (full, key, parents);
            if (key.Kind.Section is { } inner)
            {
                // The section as it is shown; where a whole value is shown in its place, the least that it needs.
                IEnumerable<string> least = inner.Keys
                    .Where(one => one.IsRequired || one == inner.Alternatives.FirstOrDefault())
                    .Select(one => $"{one.Name}: {one.Sample}");
                string sample = key.Sample is { } shown && shown.StartsWith('{') ? shown
                    : inner.HasRequiredKeys ? $"{{{string.Join(", ", least)}}}" : "{}";
                foreach ((string, KeyDescription, string[]) below in Keys(inner, full, [.. parents, $"{full}={sample}"]))
                {
                    yield return below;
                }
            }
        }
    }

    private static IEnumerable<string> Values(KeyDescription key) =>
        Values(key.Kind.Schema(), key.Sample).Concat(key.Sample is { } sample ? [sample] : Array.Empty<string>()).Distinct();

    private static IEnumerable<string> Values(JsonObject schema, string? sample)
    {
        if (schema["anyOf"] is JsonArray kinds)
        {
            return kinds.SelectMany(kind => Values((JsonObject)kind!, sample));
        }

        if (schema["enum"] is JsonArray words)
        {
            return words.Select(word => (string)word!);
        }

        bool isNumber = double.TryParse(sample, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        return (string?)(schema["type"] as JsonValue) switch
        {
            "boolean" => ["true", "false"],
            "integer" => [isNumber ? CoreNumber.Text(number + 2) : "2", isNumber ? CoreNumber.Text(number + 3) : "3"],
            "number" => [isNumber && number != 0 ? CoreNumber.Text(0.75 * number) : "0.75",
                isNumber && number != 0 ? CoreNumber.Text(1.25 * number) : "-0.75"],
            "string" when sample?.EndsWith('}') != true => sample is null ? [] : [sample],
            _ => [],
        };
    }

    private static IStudy Study(SettingsTree tree, params string[] overrides) =>
        StudyCatalogue.Of(tree.Root).Read(tree, overrides, Unlimited);

    /// <summary>The study; null where what is set does not go together with the rest of the file.</summary>
    private static IStudy? Readable(SettingsTree tree, string[] overrides)
    {
        try
        {
            return Study(tree, overrides);
        }
        catch (ExperimentFileException)
        {
            return null;
        }
    }

    /// <summary>What is lost on the way back; null where nothing is.</summary>
    private static string? Problem(IStudy study)
    {
        (object settings, object again, MapNode written) = study switch
        {
            ExperimentStudy { File: var file } when ExperimentFile.Of(file.Settings, "/", Unlimited) is var back =>
                (file.Settings, back.Settings, back.Resolved),
            UniverseStudy { File: var file } when UniverseFile.Of(file.Settings) is var back =>
                (file.Settings, back.Settings, back.Resolved),
            LatticeStudy { File: var file } when LatticeFile.Of(file.Settings, "/", Unlimited) is var back =>
                ((object)file.Settings, (object)back.Settings, back.Resolved),
            KernelStudy { File: var file } when KernelFile.Of(file.Settings, "/") is var back =>
                ((object)file.Settings, (object)back.Settings, back.Resolved),
            TuningStudy { File: var file } when TuningFile.Of(file.Settings, "/", Unlimited) is var back =>
                ((object)file.Settings, (object)back.Settings, back.Resolved),
            FitStudy { File: var file } when FitFile.Of(file.Settings) is var back =>
                ((object)file.Settings, (object)back.Settings, back.Resolved),
            EnsembleStudy { File: var file } when EnsembleFile.Of(file.Settings, "/", Unlimited) is var back =>
                ((object)file.Settings, (object)back.Settings, back.Resolved),
            _ => throw new ArgumentException($"{study} is no study that settings make.", nameof(study)),
        };
        return !settings.Equals(again) ? $"{settings} is not {again}" : Difference("", study.File.Resolved, written);
    }

    private static string? Difference(string path, MapNode resolved, MapNode written)
    {
        foreach (MapEntry entry in resolved.Entries)
        {
            string? difference = (entry.Value, written.Find(entry.Key)?.Value) switch
            {
                (_, null) => Respelled.Contains(entry.Key)
                    ? null
                    : $"{path}.{entry.Key} is not written",
                (ScalarNode one, ScalarNode other) =>
                    one.Text == other.Text ? null : $"{path}.{entry.Key} is {one.Text} and written as {other.Text}",
                (MapNode one, MapNode other) => Difference($"{path}.{entry.Key}", one, other),
                _ => null,
            };
            if (difference is not null)
            {
                return difference;
            }
        }

        return null;
    }
}
