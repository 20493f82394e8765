using Inflaton.Experiments.Scans;

namespace Inflaton.Fuzz.Readers;

/// <summary>Files of scans: what can be read has a first and a last run, which may combine values that do not go together.</summary>
/// <param name="corpus">Where seeds and data lie.</param>
/// <param name="text">Changes them.</param>
internal sealed class ScanTexts(Corpus corpus, TextMutation text) : Reader("scan", corpus.Scans, Changes(text))
{
    private const double SecondsPerRun = 1e-4;
    private const long BytesPerRun = 1 << 16;

    public override void Read(byte[] input)
    {
        (Allowed, AllowedBytes) = (0, 0);
        ScanFile scan = ScanFile.Parse(Text(input), "scan.yaml", corpus.Data);

        // Every value that is asked for is read, which for many is work.
        (Allowed, AllowedBytes) = (SecondsPerRun * scan.Count, BytesPerRun * scan.Count);
        foreach (int index in (int[])[0, scan.Count - 1])
        {
            scan.Hash(scan.Run(index));
        }
    }
}
