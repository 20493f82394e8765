using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>A study file of one sort, and the three ways to one: by path, by text and by settings, each checked as a whole.</summary>
/// <typeparam name="TFile">The file.</typeparam>
/// <typeparam name="TSettings">What it says.</typeparam>
public abstract class CheckedFile<TFile, TSettings> : StudyFile
    where TFile : CheckedFile<TFile, TSettings>, IStudyFormat<TFile, TSettings>
    where TSettings : class
{
    internal static readonly SectionKind<TSettings> Root = RootOf(Vocabulary.Standard);

    private protected CheckedFile(SettingsTree tree, TSettings settings, MapNode resolved)
        : base(tree, resolved) => Settings = settings;

    /// <summary>What the file says.</summary>
    public TSettings Settings { get; }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file; paths in it are relative to its folder.</param>
    /// <param name="overrides">
    /// <c>key=value</c> pairs applied in order before checking, the key being a dotted path (<c>network.hidden.0</c> for an item of a list)
    /// and the value YAML. Setting one of several alternatives takes the others away. Paths in them are relative to the file's folder too.
    /// </param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none.</exception>
    /// <exception cref="ExperimentFileException">The file or an override cannot be used; it lists everything wrong.</exception>
    public static TFile Read(string path, IEnumerable<string>? overrides = null, Vocabulary? vocabulary = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(SettingsTree.Read(path, TFile.Format.TemplateCommand), overrides, null, vocabulary);
    }

    /// <summary>Reads and checks the text of a file.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">What to call it in messages; its name without ending is the default name of the study.</param>
    /// <param name="directory">Folder that paths in it are relative to; default the current one.</param>
    /// <param name="overrides">As for <see cref="Read(string, IEnumerable{string}?, Vocabulary?)"/>.</param>
    /// <param name="memory">Bytes of memory that a run may use; null for what this machine has.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none.</exception>
    /// <exception cref="ExperimentFileException">It cannot be used; it lists everything wrong.</exception>
    public static TFile Parse(
        string text, string file, string directory = ".", IEnumerable<string>? overrides = null, double? memory = null,
        Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(file);
        return Read(SettingsTree.Parse(text, file, directory), overrides, memory, vocabulary);
    }

    /// <summary>The file that settings would be read from, checked as any; what is computed cannot tell the two.</summary>
    /// <param name="settings">The study.</param>
    /// <param name="directory">Folder that paths in it are relative to; default the current one.</param>
    /// <param name="memory">Bytes of memory that a run may use; null for what this machine has.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none; or no file can say it.</exception>
    /// <exception cref="NotSupportedException">A part of one's own does not say how it stands in a file.</exception>
    /// <exception cref="ExperimentFileException">They cannot be used; it lists everything wrong, by the keys that files have.</exception>
    public static TFile Of(TSettings settings, string directory = ".", double? memory = null, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Read(SettingsTree.Of(section => TFile.Format.Write(settings, section), directory), null, memory, vocabulary);
    }

    /// <summary>Checks values that were read already.</summary>
    internal static TFile Read(
        SettingsTree tree, IEnumerable<string>? overrides, double? memory = null, Vocabulary? vocabulary = null)
    {
        (SettingsTree read, TSettings settings, MapNode resolved) = FileReading.Whole(
            tree, overrides, vocabulary is null ? Root : RootOf(vocabulary.Checked()), DefaultName(tree, TFile.Format.NameOtherwise),
            memory ?? AvailableMemory);
        return TFile.Format.Checked(read, settings, resolved, vocabulary ?? Vocabulary.Standard);
    }

    private static SectionKind<TSettings> RootOf(Vocabulary vocabulary) => new(r => TFile.Format.Read(r, vocabulary));
}
