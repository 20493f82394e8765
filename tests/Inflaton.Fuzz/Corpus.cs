using System.IO.Compression;
using Inflaton.Experiments;
using Inflaton.Experiments.Ensembles;
using Inflaton.Experiments.Fits;
using Inflaton.Experiments.Lattices;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Scans.Parts;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Fuzz;

/// <summary>
/// The files that inputs are made from: the samples and test cases, small files of arrays, and what tiny studies leave behind. They lie
/// in a folder that is gone afterwards.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="own">Folder of one worker in it, which its readers write what they read into.</param>
internal sealed class Corpus(string folder, string own)
{
    private const int Rows = 40;

    /// <summary>A small scan.</summary>
    public const string Scan = """
        name: scanned
        network: {hidden: [4], activation: [erf, relu], weight_std: {from: 1, to: 2, steps: 3}}
        data: {point: [1.0]}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.1, momentum: 0}}
        epochs: 3
        scan: {grid: [network.activation, network.weight_std], keep: summary, measure: [theta0, error_budget.drift, eigenvalues.0]}
        """;

    private const string Lattice = """
        potential: {expression: "phi1^2*phi2^2/2"}
        lattice: {dimensions: 1, sites: 8, length: 20}
        initial: {phi: [0.9, 0.1], phidot: [-0.05, 0], fluctuations: {vacuum: {cutoff: auto, seed: 1}}}
        time: {to: 10, points: 11}
        record: {spectra_every: 3, slices_every: 4, snapshots: [0, 3.3, 10]}
        """;

    private const string Ensemble = """
        network: {hidden: [3], activation: erf}
        data: {interval: {from: -1, to: 1, points: 3}, targets: [1, 0, -1]}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.2}}
        epochs: 2
        record_every: 1
        ensemble: {draws: 4, points: [0, 2]}
        """;

    private const string Training = """
        network: {hidden: [3], activation: erf}
        data: {interval: {from: -1, to: 1, points: 3}, targets: [1, 0, -1]}
        loss: {squared: {}}
        optimizer: {nesterov: {learning_rate: 0.05, momentum: 0.5}}
        batches: {size: 2, sampling: shuffled, seed: 1}
        epochs: 400
        record_every: 10
        record_kernel_every: 50
        predictions: []
        training: {method: direct}
        """;

    private const string Fit = """
        potential: {starobinsky: {height: 1.0e-10}}
        initial: {phi: 5.7}
        time: {to: end_of_inflation, points: 2}
        tolerance: 1e-8
        solver: {mode_tolerance: 1e-6}
        perturbations: {modes: 2, k_range: [1, 2]}
        fit:
          parameters: [{key: perturbations.pivot_efolds, uniform: [40, 70]}]
          likelihood:
            gaussian: {measure: [pivot.efolds], mean: [55], covariance: [[4]]}
          walkers: 4
          steps: 2
        """;

    /// <summary>The folder that files may be named from.</summary>
    public string Data { get; } = Path.Combine(folder, "data");

    /// <summary>A folder of results.</summary>
    public string Results => Path.Combine(folder, "results");

    /// <summary>Path of a file or folder that one worker alone writes.</summary>
    public string In(string name) => Path.Combine(folder, own, name);

    /// <summary>A database of a scan.</summary>
    public string ScanDatabase => Path.Combine(folder, "scan", ScanStore.DatabaseFile);

    /// <summary>Files of all kinds of study.</summary>
    public IReadOnlyList<byte[]> Studies => Read("studies", "*.yaml");

    /// <summary>Files of scans.</summary>
    public IReadOnlyList<byte[]> Scans => Read("scans", "*.yaml");

    /// <summary>Tables as text.</summary>
    public IReadOnlyList<byte[]> Tables => Read("data", "*.csv");

    /// <summary>Files of arrays.</summary>
    /// <param name="ending">Which.</param>
    public IReadOnlyList<byte[]> Arrays(string ending) => Read("arrays", $"*.{ending}");

    /// <summary>A study of a kind that keeps a state.</summary>
    public static string LongStudy(StudyKind kind) =>
        kind == StudyCatalogue.Lattice ? Lattice : kind == StudyCatalogue.Ensemble ? Ensemble
        : kind == StudyCatalogue.Experiment ? Training : Fit;

    /// <summary>The state that it has left.</summary>
    public string State(StudyKind kind) => Path.Combine(folder, kind.Name, kind == StudyCatalogue.Lattice ? LatticeStateFile.Name
        : kind == StudyCatalogue.Ensemble ? EnsembleStateFile.Name
        : kind == StudyCatalogue.Experiment ? TrainingStateFile.Name : FitChain.File);

    /// <summary>The folder of a scan of two parts, the first of which is made and not yet merged.</summary>
    public string Parts => Path.Combine(folder, "parted");

    /// <summary>The files of its parts, as text.</summary>
    public IEnumerable<string> PartTexts => Directory.GetFiles(Path.Combine(Parts, ScanParts.Folder), "*")
        .Where(file => Path.GetExtension(file) is ".rows" or "").Order(StringComparer.Ordinal).Select(File.ReadAllText);

    /// <summary>Makes all of it.</summary>
    public void Make()
    {
        foreach (string name in (string[])["data", "studies", "scans", "arrays"])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        string tests = Path.Combine(Repository.Root, "tests");
        foreach (string path in Files("*.csv", Repository.Samples, Path.Combine(tests, "cases")))
        {
            File.WriteAllLines(Path.Combine(Data, Path.GetFileName(path)), File.ReadLines(path).Take(Rows));
        }

        File.WriteAllText(Path.Combine(Data, "odd.csv"), "a;b;\"c \"\"d\"\"\"\r\n1,5;NA;red\r\n-2e3;0,25;\"blue\r\n\"\r\n");
        int number = 0;
        foreach (string path in Files("*.yaml", Repository.Samples, Path.Combine(tests, "cases")))
        {
            string text = File.ReadAllText(path), kind = text.Contains("\nscan:", StringComparison.Ordinal) ? "scans" : "studies";
            Write(kind, ++number, text.Replace("../data/", "", StringComparison.Ordinal));
        }

        foreach (string text in (string[])[Lattice, Ensemble, Fit, .. StudyCatalogue.Kinds.Select(kind => kind.Template("new"))])
        {
            Write("studies", ++number, text);
        }

        Write("scans", ++number, Scan);
        foreach (string path in (string[])
            [
                .. Files("*.np?", Path.Combine(tests, "Inflaton.Numerics.Tests", "ArrayFiles", "numpy"), Path.Combine(tests, "cases")),
                .. Files("*.safetensors", Path.Combine(tests, "cases")),
            ])
        {
            File.Copy(path, Path.Combine(folder, "arrays", $"{++number}{Path.GetExtension(path)}"));
            File.Copy(path, Path.Combine(Data, Path.GetFileName(path)), overwrite: true);
        }

        MakeArrays();
        MakeStates();
    }

    private void MakeArrays()
    {
        KeyValuePair<string, NumericArray>[] network =
        [
            new("0.weight", new NumericArray([3, 2], [1, 2, 3, 4, 5, 6], ElementType.Float32)),
            new("0.bias", new NumericArray([3], [0.5, -1, 0], ElementType.Float32)),
            new("2.weight", new NumericArray([1, 3], [1, -1, 0.25])),
            new("2.bias", new NumericArray([1], [0])),
        ];
        string arrays = Path.Combine(folder, "arrays");
        NpzFile.Write(Path.Combine(arrays, "network.npz"), network);
        NpzFile.Write(Path.Combine(arrays, "packed.npz"), network, CompressionLevel.SmallestSize);
        SafetensorsFile.Write(Path.Combine(arrays, "network.safetensors"), network, [new("activation", "relu"), new("format", "pt")]);
    }

    private void MakeStates()
    {
        foreach (StudyKind kind in (StudyKind[])
            [StudyCatalogue.Lattice, StudyCatalogue.Ensemble, StudyCatalogue.Fit, StudyCatalogue.Experiment])
        {
            string into = Directory.CreateDirectory(Path.GetDirectoryName(State(kind))!).FullName;
            using CancellationTokenSource stop = new();
            StudyOptions options = new() { OutputDirectory = into, Figures = false, Cancellation = stop.Token };
            IStudy study = StudyCatalogue.Parse(LongStudy(kind), "long.yaml", Data, kind);
            StudyResult result = study.Run(kind == StudyCatalogue.Lattice
                ? new LatticeOptions(options with { Progress = new Halfway(stop) }) { SaveEvery = TimeSpan.Zero }
                : kind == StudyCatalogue.Experiment ? new RunOptions(options with { Observer = StopAfter(stop, 5) })
                : options);
            if (kind == StudyCatalogue.Fit)
            {
                NpzFile.Write(State(kind), result.Arrays);
            }
        }

        ScanFile scan = ScanFile.Parse(Scan, "scan.yaml", Data);
        using (ScanStore store = ScanStore.Open(scan, Path.GetDirectoryName(ScanDatabase)!))
        {
            ScanRunner.Run(scan, store, new ScanOptions { Workers = 1 });
        }

        using (ScanPart part = ScanParts.Join(scan, Parts, 2, default)!.Open(scan, 1, _ => { }, default))
        {
            part.Run(scan, new ScanOptions { Workers = 1 });
        }

        StudyCatalogue.Folder(Directory.CreateDirectory(Results).FullName, StudyCatalogue.Experiment).Write(
            StudyCatalogue.Parse(Scan[..Scan.IndexOf("scan:", StringComparison.Ordinal)]
                .Replace("[erf, relu]", "erf", StringComparison.Ordinal)
                .Replace("{from: 1, to: 2, steps: 3}", "1", StringComparison.Ordinal),
                "run.yaml", Data).Run(new StudyOptions()), pictures: false);
    }

    /// <summary>Stops a training at one of its records.</summary>
    private static StudyObserver StopAfter(CancellationTokenSource stop, int records) => (phase, _, _) =>
    {
        if (phase == StudyPhase.Training && --records == 0)
        {
            stop.Cancel();
        }
    };

    private void Write(string kind, int number, string text) => File.WriteAllText(Path.Combine(folder, kind, $"{number}.yaml"), text);

    private byte[][] Read(string name, string pattern) =>
        [.. Files(pattern, Path.Combine(folder, name)).Select(File.ReadAllBytes)];

    private static string[] Files(string pattern, params string[] folders) =>
        [.. folders.SelectMany(one => Directory.GetFiles(one, pattern, SearchOption.AllDirectories)).Order(StringComparer.Ordinal)];

    /// <summary>Stops a study once it has moved.</summary>
    private sealed class Halfway(CancellationTokenSource stop) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value)
        {
            if (value.Phase == StudyPhase.Solving)
            {
                stop.Cancel();
            }
        }
    }
}
