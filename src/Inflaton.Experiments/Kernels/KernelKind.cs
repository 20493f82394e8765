using System.Collections.Concurrent;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Studies;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Kernels.InfiniteWidth.Duals;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Experiments.Kernels;

/// <summary>Kernels: of networks that were trained elsewhere, and of the limit of infinite width.</summary>
internal sealed class KernelKind : StudyKind
{
    // Estimates.
    private const double Rate = 1e10;
    private const double Overhead = 2e-3;
    private const double ClosedSeconds = 5e-8;
    private const double ExpandedSeconds = 1e-5;
    private const double BytesPerWeight = 4;

    /// <summary>The one there is.</summary>
    public static KernelKind Instance { get; } = new();

    public override string Name => "kernel";

    public override string Command => "kernel";

    public override string ExampleKey => "weight_std";

    public override string ArraysFile => "kernel.npz";

    public override string SettingsFile => "kernel.yaml";

    internal override ValueKind Root => KernelFile.Root;

    protected override Type Summary => typeof(KernelSummary);

    protected override IReadOnlyDictionary<string, IReadOnlyList<string>> NamedMeasures { get; } =
        new Dictionary<string, IReadOnlyList<string>>
        {
            ["timings"] = ["kernel", "draws", "eigen", "report", "total"],
        };

    public override string Template(string name) => KernelFile.Template(name);

    public override string Documentation() => KernelFile.Documentation();

    public override StudyResult Restore(string summaryFile, IReadOnlyDictionary<string, NumericArray> arrays, string resolvedYaml) =>
        new KernelResult(SummaryJson.Read<KernelSummary>(summaryFile), arrays, resolvedYaml);

    internal override bool Describes(Func<string, bool> has) => KernelFile.Describes(has);

    internal override IStudy Read(SettingsTree tree, IEnumerable<string>? overrides, double memory) =>
        new KernelStudy(KernelFile.Read(tree, overrides));

    internal override Func<IStudy, StudyCost> Estimator()
    {
        ConcurrentDictionary<string, (int Points, int Dimension, int Tests)> sizes = [];
        return study =>
        {
            KernelFile file = ((KernelStudy)study).File;
            KernelSettings settings = file.Settings;
            (double points, int dimension, int tests) = sizes.GetOrAdd(
                $"{settings.Inputs}|{settings.TestInputs}|{settings.Classes}|{string.Join('|', settings.IgnoredColumns)}", _ => Size(file));
            double weights = settings.Weights is { } path ? new FileInfo(path).Length / BytesPerWeight : 0, fan = dimension, widths = 0;
            foreach (int width in settings.Hidden)
            {
                (weights, widths, fan) = (weights + (fan * width), widths + width, width);
            }

            widths = settings.Weights is null ? widths : Math.Sqrt(weights);
            if (settings.Modes is { } modes)
            {
                double vectors = Math.Min(points, Lanczos.BasisOf(modes));
                return new StudyCost(
                    Overhead + (4 * vectors * points * (weights + vectors) / Rate),
                    sizeof(double) * ((3 * weights) + (4 * points * widths) + (vectors * (points + (4 * vectors)))));
            }

            double entries = (points + tests) * (points + tests), networks = settings.IsInfinite ? settings.Draws : 1;
            return new StudyCost(
                Overhead + (settings.IsInfinite ? PairSeconds(settings) * entries * (settings.Hidden.Count + 1) : 0)
                    + (networks * ((4 * (points + tests) * weights) + (entries * widths)) / Rate) + (8 * points * points * points / Rate),
                sizeof(double) * ((2 * weights) + (4 * (points + tests) * widths) + (8 * entries)));
        };
    }

    /// <summary>Of a pair and a layer: without a closed form it is a series or a quadrature, longer where lengths differ.</summary>
    private static double PairSeconds(KernelSettings settings) =>
        DualCatalogue.Of(ActivationCatalogue.Parse(settings.Activation)) is ExpandedDual ? ExpandedSeconds : ClosedSeconds;

    /// <summary>How many inputs there are; few where they cannot be read, which the run then says.</summary>
    private static (int Points, int Dimension, int Tests) Size(KernelFile file)
    {
        try
        {
            KernelInputs inputs = KernelInputs.Read(file);
            return (inputs.Inputs.Rows, inputs.Inputs.Columns, inputs.Tests?.Rows ?? 0);
        }
        catch (ArrayFileException)
        {
            return (1, 1, 0);
        }
    }
}
