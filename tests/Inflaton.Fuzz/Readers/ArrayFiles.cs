using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Fuzz.Readers;

/// <summary>Files of arrays.</summary>
/// <param name="name">Its name on the command line, which ends as the files do.</param>
/// <param name="corpus">Where seeds lie.</param>
/// <param name="seeds">Files that can be read.</param>
/// <param name="mutate">Changes them.</param>
/// <param name="read">Reads the file at a path.</param>
internal sealed class ArrayFiles(
    string name, Corpus corpus, IReadOnlyList<byte[]> seeds, Func<byte[], Dice, byte[]> mutate, Action<string> read)
    : Reader(name, seeds, mutate)
{
    private readonly string path = corpus.In("array." + name.Split('-')[^1]);

    public override void Read(byte[] input)
    {
        File.WriteAllBytes(path, input);
        read(path);
    }

    public override bool Documents(Exception exception) => exception is ArrayFileException && !exception.Message.Contains('\n');
}
