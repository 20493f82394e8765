using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>What tells one sort of study file from the others.</summary>
/// <typeparam name="TFile">The file.</typeparam>
/// <typeparam name="TSettings">What it says.</typeparam>
/// <param name="NameOtherwise">Name of what a file describes where neither its text nor its own name gives one.</param>
/// <param name="TemplateCommand">The command that writes a file to start from.</param>
/// <param name="Read">Reads the settings: the one description of the file's keys.</param>
/// <param name="Write">Writes the settings down under the keys that they are read by.</param>
/// <param name="Checked">The file of settings that were read without a problem.</param>
internal sealed record StudyFormat<TFile, TSettings>(
    string NameOtherwise,
    string TemplateCommand,
    Func<SectionReader, Vocabulary, TSettings> Read,
    Action<TSettings, SectionWriter> Write,
    Func<SettingsTree, TSettings, MapNode, Vocabulary, TFile> Checked);

/// <summary>A file that has a format of its own.</summary>
/// <typeparam name="TFile">The file.</typeparam>
/// <typeparam name="TSettings">What it says.</typeparam>
public interface IStudyFormat<TFile, TSettings>
{
    /// <summary>The format.</summary>
    internal static abstract StudyFormat<TFile, TSettings> Format { get; }
}
