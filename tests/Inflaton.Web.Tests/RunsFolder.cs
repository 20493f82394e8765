using Inflaton.Experiments;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Scans;

namespace Inflaton.Web;

/// <summary>A folder of runs and scans, which goes when it is disposed of.</summary>
internal sealed class RunsFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("inflaton-web-runs-").FullName;

    /// <summary>A small training over two biases.</summary>
    public static ScanFile Small(int seeds, string epochs = "40") => ScanFile.Parse(
        $"{Studies.Roll}\nscan: {{grid: [network.bias_std], seeds: {seeds}, measure: [theta0, loss_final]}}"
            .Replace("bias_std: 0.05", "bias_std: [0.1, 0.2]", StringComparison.Ordinal)
            .Replace("epochs: 40", $"epochs: {epochs}", StringComparison.Ordinal), "scan.yaml", ".");

    public void Run(string name, params string[] overrides)
    {
        ExperimentFile file = ExperimentFile.Parse(Studies.Roll, "roll.yaml", ".", overrides);
        StudyFolder folder = StudyCatalogue.Folder(System.IO.Path.Combine(Path, name), StudyCatalogue.Experiment);
        folder.Prepare();
        folder.Write(ExperimentRunner.Run(file), pictures: false);
    }

    public ScanStore Store(string name, ScanFile scan) => ScanStore.Open(scan, System.IO.Path.Combine(Path, name));

    public void Scan(string name, ScanFile scan)
    {
        using ScanStore store = Store(name, scan);
        ScanRunner.Run(scan, store, new ScanOptions());
    }

    /// <summary>Adds rows to a scan, as if its runs had ended.</summary>
    public static void Add(ScanStore store, ScanFile scan, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            store.Add(new ScanRow(
                i, $"{i}", "completed", null, 0.1, "test", [.. scan.Parameters.Select((_, j) => (object?)(double)(i % (j + 2)))],
                [Math.Sin(i), Math.Exp(i * 1e-3)], null));
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
