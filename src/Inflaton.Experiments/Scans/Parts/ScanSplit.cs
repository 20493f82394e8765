using System.Text.Json;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Scans.Parts;

/// <summary>
/// Which runs belong to which part, and what scan and what program they are of: the same for everybody who works on a part.
/// </summary>
internal sealed class ScanSplit
{
    private const int Format = 1;

    private static readonly JsonSerializerOptions OneLine = new(OutputSummary.JsonOptions) { WriteIndented = false };

    private readonly Header header;
    private readonly string[] lines;

    private ScanSplit(Header header, string[] lines) => (this.header, this.lines) = (header, lines);

    /// <summary>Number of parts.</summary>
    public int Count => lines.Length;

    /// <summary>Version of Inflaton that its rows are of.</summary>
    public string Version => header.Version;

    /// <summary>Predicted time of a part on one thread.</summary>
    /// <param name="part">From 1.</param>
    public double Seconds(int part) => Read(part).Seconds;

    /// <summary>The runs of a part, by their index from 0, in order.</summary>
    /// <param name="part">From 1.</param>
    /// <exception cref="IOException">The file is damaged: it names a run that no scan can have, or none at all.</exception>
    public int[] Runs(int part) => Within(part, ScanFile.MostRuns);

    /// <summary>The same, where it is known how many runs there are.</summary>
    /// <param name="part">From 1.</param>
    /// <param name="total">How many runs the scan has.</param>
    /// <exception cref="IOException">The file is damaged: it names a run that the scan does not have, or none at all.</exception>
    public int[] Within(int part, int total) =>
        Read(part).Runs is { } runs && Array.TrueForAll(runs, run => run >= 1 && run <= total)
            ? [.. runs.Select(run => run - 1)]
            : throw Damaged(ScanParts.SplitFile, new JsonException("A part has other runs than the scan."));

    /// <summary>
    /// Splits runs into parts of equal predicted time: the longest first, each to the part that has least so far. Long and short runs, and
    /// with them the errors of the prediction, are spread over all parts.
    /// </summary>
    /// <param name="scan">The scan.</param>
    /// <param name="plan">The runs that are to be made, and their costs.</param>
    /// <param name="count">Number of parts, at least 1.</param>
    public static ScanSplit Of(ScanFile scan, ScanPlan plan, int count)
    {
        int[] order = [.. plan.Order.OrderByDescending(run => plan.Cost(run).Seconds).ThenBy(run => run)];
        List<int>[] runs = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        double[] seconds = new double[count];
        PriorityQueue<int, (double Seconds, int Part)> least = new(Enumerable.Range(0, count).Select(part => (part, (0.0, part))));
        foreach (int run in order)
        {
            int part = least.Dequeue();
            runs[part].Add(run + 1);
            seconds[part] += plan.Cost(run).Seconds;
            least.Enqueue(part, (seconds[part], part));
        }

        ScanIdentity identity = ScanIdentity.Of(scan);
        Header header = new(
            Format, RunEnvironment.Version, RunEnvironment.Build, count, identity.Description, identity.Inputs.ToDictionary());
        return new ScanSplit(
            header, [.. runs.Select((one, part) => JsonSerializer.Serialize(new Part(seconds[part], [.. one.Order()]), OneLine))]);
    }

    /// <summary>Reads one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be read, or is damaged.</exception>
    public static ScanSplit Read(string path)
    {
        string[] all = File.ReadAllLines(path);
        try
        {
            return all.Length > 1 && JsonSerializer.Deserialize<Header>(all[0], OneLine) is
            {
                Format: Format, Version: not null, Build: not null, Description: not null, Inputs: not null,
            } header
                && header.Parts == all.Length - 1
                    ? new ScanSplit(header, all[1..])
                    : throw new JsonException("It is cut short, or of another version.");
        }
        catch (JsonException exception)
        {
            throw Damaged(path, exception);
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    public void Write(string path) => WholeFile.WriteText(
        path, string.Concat(lines.Prepend(JsonSerializer.Serialize(header, OneLine)).Select(line => line + "\n")));

    /// <summary>Makes sure that the scan and the program are those that it was made with.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="directory">Its folder, for messages.</param>
    /// <exception cref="Files.ExperimentFileException">It is another scan; the differences are listed.</exception>
    /// <exception cref="IOException">It is another version or build of the program.</exception>
    public void Require(ScanFile scan, string directory)
    {
        new ScanIdentity(header.Description, header.Inputs).Require(scan, directory);
        if (header.Version != RunEnvironment.Version || header.Build != RunEnvironment.Build)
        {
            throw new IOException(
                $"{directory}: the scan was begun by Inflaton {header.Version} (build {header.Build}), and this is "
                + $"{RunEnvironment.Version} (build {RunEnvironment.Build}). Rows of both would stand in one table: go on with the program "
                + "of before, or give another folder with --out.");
        }
    }

    private static IOException Damaged(string path, Exception exception) =>
        new($"{path}: is damaged. Remove {System.IO.Path.GetDirectoryName(path)} once its rows are merged, and split again.", exception);

    private Part Read(int part)
    {
        try
        {
            return JsonSerializer.Deserialize<Part>(lines[part - 1], OneLine) ?? throw new JsonException("A part is null.");
        }
        catch (JsonException exception)
        {
            throw Damaged(ScanParts.SplitFile, exception);
        }
    }

    private sealed record Header(
        int Format, string Version, string Build, int Parts, string Description, Dictionary<string, string> Inputs);

    private sealed record Part(double Seconds, int[] Runs);
}
