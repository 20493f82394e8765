using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Scans.Parts;

namespace Inflaton.Fuzz.Readers;

/// <summary>What tasks on other machines, or a bad disk, have written of the parts of a scan: it is merged, or told.</summary>
/// <param name="corpus">Where seeds lie.</param>
/// <param name="text">Changes them.</param>
/// <param name="file">Which of the files is changed.</param>
internal sealed class ScanPartFiles(Corpus corpus, TextMutation text, string file)
    : Reader($"part-{file}", [File.ReadAllBytes(Path.Combine(corpus.Parts, ScanParts.Folder, file))], Changes(text))
{
    private readonly string folder = Directory.CreateDirectory(corpus.In($"part-{file}")).FullName;

    public override void Read(byte[] input)
    {
        string parts = Directory.CreateDirectory(Path.Combine(folder, ScanParts.Folder)).FullName;
        foreach (string old in (string[])[.. Directory.GetFiles(folder), .. Directory.GetFiles(parts)])
        {
            File.Delete(old);
        }

        File.Copy(Path.Combine(corpus.Parts, ScanStore.DatabaseFile), Path.Combine(folder, ScanStore.DatabaseFile));
        foreach (string other in Directory.GetFiles(Path.Combine(corpus.Parts, ScanParts.Folder)))
        {
            File.Copy(other, Path.Combine(parts, Path.GetFileName(other)));
        }

        File.WriteAllBytes(Path.Combine(parts, file), input);
        ScanParts all = ScanParts.Find(folder)!;
        all.Merge();
        all.Status(null);
    }

    public override bool Documents(Exception exception) => exception is IOException;
}
