using Inflaton.Experiments;
using Inflaton.Experiments.Outputs;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Web;

namespace Inflaton.Fuzz.Readers;

/// <summary>Folders of results whose summary was changed: read as <c>inflaton report</c> reads them.</summary>
/// <param name="corpus">Where seeds lie.</param>
/// <param name="text">Changes them.</param>
internal sealed class ResultFolders(Corpus corpus, TextMutation text)
    : Reader("results", [File.ReadAllBytes(Path.Combine(corpus.Results, OutputFolder.SummaryFile))], Changes(text))
{
    private readonly string folder = Copy(corpus);

    public override void Read(byte[] input)
    {
        File.WriteAllBytes(Path.Combine(folder, OutputFolder.SummaryFile), input);
        new RunList(folder, new WebLimits()).List();
        StudyCatalogue.ExistingFolder(folder).Read();
    }

    public override bool Documents(Exception exception) => exception is FormatException or IOException or ArrayFileException;

    private static string Copy(Corpus corpus)
    {
        string own = Directory.CreateDirectory(corpus.In("results")).FullName;
        foreach (string file in Directory.GetFiles(corpus.Results))
        {
            File.Copy(file, Path.Combine(own, Path.GetFileName(file)), overwrite: true);
        }

        return own;
    }
}
