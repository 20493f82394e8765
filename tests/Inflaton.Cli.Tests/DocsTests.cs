using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Inflaton.Experiments.Ensembles;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Training;

namespace Inflaton.Cli.Tests;

/// <summary>What the README and the pages of docs/ say of files, commands, keys and arrays is so.</summary>
public sealed partial class DocsTests
{
    private static readonly string[] AllPredictions =
    [
        "predictions=[mean_field, mean_kernel, perturbations, background, frozen_kernel, discrete, next_order, next_order_continuum]",
        "interactions={modes: 1}",
    ];

    private static readonly string Root = Repository.Root;

    public static TheoryData<string> Pages =>
        ["README.md", "CHANGELOG.md", .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md")
            .Select(path => "docs/" + Path.GetFileName(path)).Order()];

    public static TheoryData<string, string> Commands
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string page in Pages.Select(row => row.Data))
            {
                foreach (string command in CommandsOf(Read(page)).Distinct())
                {
                    data.Add(page, command);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public void Links_lead_somewhere(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Root, page))!;
        foreach (Match match in Link().Matches(WithoutFences(Read(page))))
        {
            string target = match.Groups["target"].Value;
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
            {
                continue;
            }

            string[] parts = target.Split('#');
            string path = parts[0].Length == 0 ? Path.Combine(Root, page) : Path.Combine(folder, parts[0]);
            (File.Exists(path) || Directory.Exists(path)).ShouldBeTrue($"{page} links to {target}");
            if (parts.Length == 2)
            {
                Anchors(File.ReadAllText(path)).ShouldContain(parts[1], $"{page} links to {target}");
            }
        }
    }

    [Fact]
    public void There_are_commands_to_check() => Commands.Count.ShouldBeGreaterThan(15);

    [Theory, MemberData(nameof(Commands))]
    public void Commands_parse_and_their_keys_exist(string page, string command)
    {
        string[] words = Words(command);
        Run([.. words, "--help"]).ShouldBe(ExitCode.Success, $"{page}: {command}");

        string[] assignments = [.. words.Where(word => Assignment().IsMatch(word))];
        if (words is ["run", ..])
        {
            string? file = words.FirstOrDefault(word => word.StartsWith("samples/", StringComparison.Ordinal));
            _ = file is null ? FromTemplate(assignments) : ExperimentFile.Read(Path.Combine(Root, file), assignments);
        }
    }

    [Theory]
    [InlineData("run samples/diabetes.yaml --nonsense --help")]
    [InlineData("runs samples/diabetes.yaml --help")]
    public void A_command_that_does_not_parse_is_seen(string command) => Run(Words(command)).ShouldBe(ExitCode.BadInput);

    [Theory, MemberData(nameof(Pages))]
    public void Keys_to_set_exist(string page)
    {
        if (page == "docs/universe-file.md")
        {
            // Its keys are those of universe files; their own tests read what the page shows.
            return;
        }

        string sample = Path.Combine(Root, "samples", "diabetes.yaml");
        foreach (Match match in InlineSet().Matches(Read(page)))
        {
            Should.NotThrow(() => ExperimentFile.Read(sample, [match.Groups["assignment"].Value]), $"{page}: {match.Value}");
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public void Experiments_shown_are_experiments(string page)
    {
        foreach (Match match in YamlBlock().Matches(Read(page)))
        {
            string text = match.Groups["text"].Value;
            if (text.Contains("\nnetwork:", StringComparison.Ordinal) && text.Contains("\ndata:", StringComparison.Ordinal))
            {
                string folder = Directory.CreateTempSubdirectory("inflaton-docs").FullName;
                foreach (Match file in NamedFile().Matches(text))
                {
                    string named = Path.Combine(folder, file.Groups["name"].Value);
                    if (named.EndsWith(".safetensors", StringComparison.Ordinal))
                    {
                        // What the page leaves to the weights is read from them.
                        File.Copy(Path.Combine(Repository.Root, "tests", "reference", "pytorch", "gelu.safetensors"), named);
                    }
                    else
                    {
                        File.WriteAllText(named, "");
                    }
                }

                bool isTuning = text.Contains("\ntune:", StringComparison.Ordinal);
                bool isEnsemble = text.Contains("\nensemble:", StringComparison.Ordinal);
                Should.NotThrow(
                    () => isTuning
                        ? TuningFile.Parse(text, "shown.yaml", folder).Experiment
                        : isEnsemble
                            ? EnsembleFile.Parse(text, "shown.yaml", folder).Experiment
                        : ExperimentFile.Parse(text, "shown.yaml", folder),
                    $"{page}: {text}");
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>On a study's own page those of every study, which the page of runs has, are left out.</summary>
    [Theory]
    [InlineData("docs/getting-started.md", typeof(RunSummary))]
    [InlineData("docs/ensembles.md", typeof(EnsembleSummary))]
    public void Every_key_of_the_summary_is_described(string page, Type summary)
    {
        string text = Read(page);
        IEnumerable<string> shared = summary == typeof(RunSummary) ? [] : [.. SummaryKeys(typeof(OutputSummary)), "status"];
        foreach (string key in SummaryKeys(summary).Except(shared))
        {
            text.ShouldContain($"`{key}`", customMessage: $"{page} describes no {key}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_array_is_described_with_its_shape(int outputs)
    {
        Dictionary<string, string[]> described = ArrayTable(Read("docs/getting-started.md"));
        string targets = outputs == 1 ? "[1, 0, -1]" : "[[1, 0], [0, 1], [-1, 0]]";
        string[] shared =
        [
            "network.hidden=[8]", "data.points=[[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]", "data.test=[[0.2, 0.2], [0.4, 0.4]]",
            "loss.squared.scale=1", "epochs=6", "record_every=2", "record_kernel_every=3", "spectral=true", .. AllPredictions,
        ];

        string[] followed =
        [
            "network.hidden=[8]", "data.point=[1.0]", "loss.squared.scale=1",
            "optimizer.friedmann={learning_rate: 0.01, universe: self_consistent}",
            "universe=universes/matter-era.yaml", "epochs=6", "record_every=2",
        ];

        // With targets of its own the run has none on the test inputs; without, they are zeros on both.
        KeyValuePair<string, NumericArray>[] arrays =
        [
            .. new[] { "data.targets=" + targets, $"network.outputs={outputs}" }
                .SelectMany(own => ExperimentRunner.Run(FromTemplate([.. shared, own]), new RunOptions()).Arrays),
            .. ExperimentRunner.Run(
                FromTemplate(
                [
                    .. shared, $"network.outputs={outputs}", "kernel=infinite", "output_kernel=full",
                    "posterior={at: [1, infinity], kernels: [ntk, nngp], covariance: true, samples: 3, "
                        + "regularization: {relative: 1e-6}}",
                ]),
                new RunOptions()).Arrays,
            .. ExperimentRunner.Run(
                FromTemplate(
                [
                    .. shared, $"network.outputs={outputs}",
                    "optimizer={gradient_descent: {learning_rate: 0.1, schedule: {cosine: {final: 0.1}}}}",
                ]),
                new RunOptions()).Arrays,
            .. ExperimentRunner.Run(
                FromTemplate(
                [
                    .. shared, $"network.outputs={outputs}", "epochs=2", "batches={size: 1, sampling: independent, seed: 1, seeds: 5}",
                    "predictions=[discrete, ensemble]",
                ]),
                new RunOptions()).Arrays,
            .. OfClasses(),
            .. OfTable(outputs),
            .. ExperimentRunner.Run(FromTemplate(followed), new RunOptions()).Arrays.Where(
                array => array.Key.StartsWith("hubble", StringComparison.Ordinal)
                    || array.Key.StartsWith("efolds", StringComparison.Ordinal)
                    || array.Key == "universe"),
            .. ExperimentRunner.Run(
                ExperimentFile.Read(
                    Path.Combine(Root, "samples", "lattice", "natural.yaml"),
                    [
                        "network.hidden=[8]", "data.orthogonal.points=3", "initial_field={uniform: 1}", $"network.outputs={outputs}",
                        "epochs=6", "record_every=2", "record_kernel_every=3",
                    ]),
                new RunOptions()).Arrays.Where(array => array.Key.EndsWith("lattice", StringComparison.Ordinal)),
            .. OfLattice("kinks", 3),
            .. OfLattice("strings", 4).Where(array => array.Key.StartsWith("strings", StringComparison.Ordinal)),
        ];
        Dictionary<string, int> lengths = new()
        {
            ["T"] = 4,
            ["m"] = 3 * outputs,
            ["N"] = 3,
            ["M"] = 2,
            ["C"] = outputs,
            ["d"] = 2,
            ["NC"] = 3 * outputs,
            ["MC"] = 2 * outputs,
            ["A"] = 2,
            ["G"] = 3,
            ["K"] = 3,
            ["P"] = 201,
            ["S"] = 2,
            ["E"] = 7,
            ["D"] = Math.Min(8, 3 * outputs),
            ["B"] = 2,
            ["J"] = 1,
            ["O"] = 5,
        };

        foreach ((string name, NumericArray array) in arrays)
        {
            described.ShouldContainKey(name);
            string[] axes = described[name];
            int[] shape = [.. axes.Select(axis => lengths[axis])];
            array.Shape.ShouldBe(outputs == 1 && axes is [_, .., "C"] ? shape[..^1] : shape, name);
        }

        described.Keys.ShouldBe(arrays.Select(array => array.Key).Distinct(), ignoreOrder: true);
    }

    /// <summary>What a run has besides where its targets are the two classes of the question whether a digit is a 3.</summary>
    private static IEnumerable<KeyValuePair<string, NumericArray>> OfClasses() => ExperimentRunner.Run(
        ExperimentFile.Read(
            Path.Combine(Root, "samples", "digits.yaml"),
            [
                "network.hidden=[8]", "data.file.rows=6", "data.file.test_fraction=0.5", "epochs=6", "record_every=2",
                "record_kernel_every=3", .. AllPredictions,
            ]),
        new RunOptions()).Arrays.Where(array => array.Key.Contains("accuracy", StringComparison.Ordinal)
            || array.Key.EndsWith("_by_class", StringComparison.Ordinal));

    /// <summary>What a run has besides where its inputs are the sites of a lattice whose field breaks a symmetry.</summary>
    private static IEnumerable<KeyValuePair<string, NumericArray>> OfLattice(string sample, int points)
    {
        string[] starts = ["order_", "walls_", "strings_", "spectrum_", "k_mean", "multiplicity"];
        IReadOnlyDictionary<string, NumericArray> arrays = ExperimentRunner.Run(
            ExperimentFile.Read(
                Path.Combine(Root, "samples", "lattice", sample + ".yaml"),
                ["network.hidden=[64]", $"data.orthogonal.points={points}", "epochs=6", "record_every=2"]),
            new RunOptions()).Arrays;
        return arrays.Where(array => array.Key == "k" || starts.Any(start => array.Key.StartsWith(start, StringComparison.Ordinal)));
    }

    /// <summary>What a run has besides where its data come from a table and are standardised.</summary>
    private static IEnumerable<KeyValuePair<string, NumericArray>> OfTable(int outputs)
    {
        string path = Path.Combine(Root, "tests", "cases", "training", "iris.csv");
        string[] targets = ["petal length (cm)", "petal width (cm)"];
        return ExperimentRunner.Run(
            FromTemplate(
            [
                "network.hidden=[8]", "loss.squared.scale=1", "epochs=6", "record_every=2",
                $"data.file={{path: '{path}', target: [{string.Join(", ", targets.Take(outputs))}], "
                + "features: [sepal length (cm), sepal width (cm)], "
                + "rows: {from: 49, to: 53}, test_fraction: 0.4, standardize: true}",
            ]),
            new RunOptions()).Arrays.Where(
                array => array.Key.EndsWith("_rows", StringComparison.Ordinal)
                    || array.Key.StartsWith("standardize", StringComparison.Ordinal));
    }

    [Fact]
    public void Exit_codes_are_those_of_the_program()
    {
        string page = Read("docs/getting-started.md");
        foreach (FieldInfo code in typeof(ExitCode).GetFields())
        {
            page.ShouldContain($"\n| {code.GetRawConstantValue()} | ", customMessage: code.Name);
        }
    }

    [Fact]
    public void Thresholds_are_those_of_the_program()
    {
        string page = Read("docs/accuracy.md");
        page.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"| `uniform_overlap` below {RunWarnings.LeastOverlap} |"));
        page.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"| `kernel_drift` above {100 * RunWarnings.LargestDrift:0} % |"));
        string factor = $"10{Superscript((int)Math.Log10(Trainer.DivergenceFactor))}";
        page.ShouldContain($"{factor} times its value at epoch 0");
    }

    private static string Superscript(int number) =>
        string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));

    private static int Run(IReadOnlyList<string> words)
    {
        Terminal terminal = new(new StringWriter(), new StringWriter(), OutputIsTerminal: false, ErrorIsTerminal: false, Root);
        return new CommandLine(terminal, CancellationToken.None).Run(words);
    }

    private static ExperimentFile FromTemplate(IEnumerable<string> assignments) =>
        ExperimentFile.Parse(ExperimentFile.Template("my-experiment"), "my-experiment.yaml", Path.Combine(Root, "samples"), assignments);

    /// <summary>Lines of shell blocks, and code within a line, that call the program; pipes and what follows left out.</summary>
    private static IEnumerable<string> CommandsOf(string text)
    {
        IEnumerable<string> blocks = ShellBlock().Matches(text).SelectMany(match => match.Groups["text"].Value.Split('\n'));
        IEnumerable<string> inline = InlineCode().Matches(WithoutFences(text)).Select(match => match.Groups["code"].Value);
        return blocks.Concat(inline)
            .SelectMany(line => ShellBreak().Split(line))
            .Select(part => part.Trim())
            .Where(part => Call().IsMatch(part))
            .Select(part => Call().Replace(part, ""));
    }

    private static string[] Words(string command) =>
        [.. Word().Matches(command)
            .Select(match => match.Value.Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal))];

    private static IEnumerable<string> SummaryKeys(Type type)
    {
        foreach (PropertyInfo property in type.GetProperties()
            .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null))
        {
            yield return OutputSummary.JsonOptions.PropertyNamingPolicy!.ConvertName(property.Name);
            IEnumerable<Type> parts = property.PropertyType.IsGenericType
                ? property.PropertyType.GetGenericArguments()
                : [property.PropertyType];
            foreach (Type part in parts.Where(part => part.Namespace == type.Namespace && part.IsClass))
            {
                foreach (string key in SummaryKeys(part))
                {
                    yield return key;
                }
            }
        }
    }

    /// <summary>Names and axes from rows such as <c>| `a`, `b` | [T, N, C] | … |</c>.</summary>
    private static Dictionary<string, string[]> ArrayTable(string page)
    {
        Dictionary<string, string[]> table = [];
        foreach (Match row in ArrayRow().Matches(page))
        {
            foreach (Match name in InlineCode().Matches(row.Groups["names"].Value))
            {
                table.Add(name.Groups["code"].Value, row.Groups["axes"].Value.Split(", "));
            }
        }

        return table;
    }

    private static IEnumerable<string> Anchors(string text) => Heading().Matches(WithoutFences(text)).Select(match =>
        NotInAnchor().Replace(match.Groups["title"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string WithoutFences(string text) => Fence().Replace(text, "");

    private static string Read(string page) => File.ReadAllText(Path.Combine(Root, page));

    [GeneratedRegex(@"(\]\((?<target>[^)\s]+)\))|(<img [^>]*src=""(?<target>[^""]+)"")")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^```(sh|bash)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"^```yaml\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex YamlBlock();

    [GeneratedRegex(@"(path|weights): (?<name>[\w.-]+)")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"`(?<code>[^`\n]+)`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@" && | \| | >>? | # |; ")]
    private static partial Regex ShellBreak();

    [GeneratedRegex(@"^(\./)?inflaton (?=\S)")]
    private static partial Regex Call();

    [GeneratedRegex(@"(""[^""]*""|'[^']*'|[^\s""'])+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^[a-z][a-z_.0-9]*=")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"`--set (?!key=value)(?<assignment>[a-z][a-z_.0-9]*=[^`]+)`")]
    private static partial Regex InlineSet();

    [GeneratedRegex(@"^\| (?<names>`[^|]+`) \| \[(?<axes>[A-Za-z, ]+)\] \|", RegexOptions.Multiline)]
    private static partial Regex ArrayRow();
}
