using Inflaton.Experiments;

namespace Inflaton.Fuzz.Readers;

/// <summary>Files of all kinds of study as the command line reads them, bytes and all, with values from elsewhere set over them.</summary>
/// <param name="corpus">Where seeds and data lie.</param>
/// <param name="text">Changes them.</param>
internal sealed class StudyFiles(Corpus corpus, TextMutation text) : Reader("file", corpus.Studies, Changes(text))
{
    private static readonly string[] Overrides = ["epochs=7", "name=other", "network.hidden=[3]", "data.points.0=[1,", "a.b.c=x", "seed"];

    private readonly string path = corpus.In("file.yaml");

    public override void Read(byte[] input)
    {
        File.WriteAllBytes(path, input);
        int chosen = input.Length % (2 * Overrides.Length);
        StudyCatalogue.Read(
            StudyCatalogue.Kinds[input.Length % StudyCatalogue.Kinds.Count], path, chosen < Overrides.Length ? [Overrides[chosen]] : null);
    }
}
