using System.Text.Json.Nodes;
using Inflaton.Experiments.Ensembles;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Fits;
using Inflaton.Experiments.Kernels;
using Inflaton.Experiments.Lattices;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tuning;
using Inflaton.Experiments.Universes;

namespace Inflaton.Experiments;

/// <summary>The kinds of study, and what shows their results.</summary>
public static class StudyCatalogue
{
    /// <summary>A network, trained and predicted.</summary>
    public static StudyKind Experiment { get; } = ExperimentKind.Instance;

    /// <summary>Scalar fields in an expanding universe.</summary>
    public static StudyKind Universe { get; } = UniverseKind.Instance;

    /// <summary>Scalar fields on a lattice.</summary>
    public static StudyKind Lattice { get; } = LatticeKind.Instance;

    /// <summary>A universe whose numbers are drawn from their posterior.</summary>
    public static StudyKind Fit { get; } = FitKind.Instance;

    /// <summary>The kernel of a network trained elsewhere, or of the limit of infinite width.</summary>
    public static StudyKind Kernel { get; } = KernelKind.Instance;

    /// <summary>A network whose learning rate and momentum are chosen.</summary>
    public static StudyKind Tuning { get; } = TuningKind.Instance;

    /// <summary>A network that is drawn and trained many times.</summary>
    public static StudyKind Ensemble { get; } = EnsembleKind.Instance;

    /// <summary>All of them; a file that no other one describes is an experiment, whose messages then say what is missing.</summary>
    public static IReadOnlyList<StudyKind> Kinds { get; } = [Kernel, Lattice, Fit, Universe, Tuning, Ensemble, Experiment];

    private static readonly StudyPresenter[] Presenters =
    [
        new KernelPresenter(), new LatticePresenter(), new FitPresenter(), new UniversePresenter(), new TuningPresenter(),
        new EnsemblePresenter(), new ExperimentPresenter(),
    ];

    /// <summary>Reads and checks a file of one kind whole.</summary>
    /// <param name="kind">The kind that the file is to be of.</param>
    /// <param name="path">The file; paths in it are relative to its folder.</param>
    /// <param name="overrides"><c>key=value</c> pairs, applied in order.</param>
    /// <exception cref="ExperimentFileException">It is of another kind, or anything is wrong; it lists everything.</exception>
    public static IStudy Read(StudyKind kind, string path, IEnumerable<string>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentException.ThrowIfNullOrEmpty(path);
        SettingsTree tree = SettingsTree.Read(path, kind == Experiment ? "inflaton new" : $"inflaton new --{kind.Name}");
        bool Has(string key) => tree.Root.Find(key) is not null;
        StudyKind found = Of(Has);
        return kind.Reads(Has) || !found.Describes(Has)
            ? kind.Read(tree, overrides, StudyFile.AvailableMemory)
            : throw new ExperimentFileException(new FileProblem(
                path, 0, "", null, $"describes {found.NameWithArticle}, not {kind.NameWithArticle}",
                $"Give it to 'inflaton {found.Command}'."));
    }

    /// <summary>
    /// Reads and checks the text of a file of any kind whole, text that comes from elsewhere: it may name files below one folder alone.
    /// </summary>
    /// <param name="text">YAML, of which JSON is a part.</param>
    /// <param name="file">What to call it in messages; its name without ending is the default name of the study.</param>
    /// <param name="directory">Folder that paths in it are relative to, and may not leave.</param>
    /// <param name="kind">The kind that it is to be read as; null for the one that its keys describe.</param>
    /// <param name="memory">Bytes of memory that a run may use; null for what this machine has.</param>
    /// <exception cref="ExperimentFileException">Anything is wrong; it lists everything.</exception>
    public static IStudy Parse(string text, string file, string directory, StudyKind? kind = null, double? memory = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        SettingsTree tree = SettingsTree.Parse(text, file, directory);
        SettingsTree confined = new(tree.Root, tree.File, tree.Directory) { IsConfined = true };
        return (kind ?? Of(tree.Root)).Read(confined, null, memory ?? StudyFile.AvailableMemory);
    }

    /// <summary>What a study will roughly cost.</summary>
    /// <param name="study">A study of any kind.</param>
    /// <exception cref="ExperimentFileException">A data file that it names cannot be used.</exception>
    public static StudyCost Cost(IStudy study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return study.Kind.Estimator()(study);
    }

    /// <summary>A folder for results of a kind of study.</summary>
    /// <param name="path">The folder's path; it need not exist yet.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    public static StudyFolder Folder(string path, StudyKind kind) => new(path, Presenters.First(presenter => presenter.Kind == kind));

    /// <summary>A folder that holds results, of the kind whose settings its summary has.</summary>
    /// <param name="path">The folder's path.</param>
    /// <exception cref="FileNotFoundException">It holds no finished results.</exception>
    /// <exception cref="FormatException">Its summary is damaged.</exception>
    public static StudyFolder ExistingFolder(string path)
    {
        string summary = Path.Combine(path, OutputFolder.SummaryFile);
        if (!File.Exists(summary))
        {
            string commands = string.Join(" or ", Kinds.Reverse().Select(kind => $"'inflaton {kind.Command}'"));
            throw new FileNotFoundException($"{path}: holds no {OutputFolder.SummaryFile}. Name the folder that {commands} wrote.");
        }

        JsonObject settings = SummaryJson.ReadSettings(summary);
        return Folder(path, Of(settings.ContainsKey));
    }

    /// <summary>The kind of study that a file describes.</summary>
    internal static StudyKind Of(MapNode root) => Of(key => root.Find(key) is not null);

    private static StudyKind Of(Func<string, bool> has) => Kinds.FirstOrDefault(kind => kind.Describes(has)) ?? Experiment;
}
