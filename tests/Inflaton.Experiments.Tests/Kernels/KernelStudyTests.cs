using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Kernels;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tests.Scans;
using Inflaton.Kernels;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Tests.Kernels;

/// <summary>Kernels as studies: run, written, shown, scanned and stopped as all others are.</summary>
public sealed class KernelStudyTests : IDisposable
{
    private const string Yaml = """
        inputs: table.csv
        ignore: [y]
        kernel: infinite
        hidden: [16, 16]
        activation: erf
        weight_std: 1.5
        learning_rate: 0.1
        momentum: 0.5
        """;

    private readonly TemporaryFolder folder = new();

    public KernelStudyTests() => File.WriteAllText(folder.In("table.csv"), "a,y,b\n1,9,-0.5\n0.2,9,0.7\n-1,9,0.3\n");

    public void Dispose() => folder.Dispose();

    /// <summary>The numbers are those of the library, and λ_i, m² = κλ/N and 2(1+γ)/m² follow from them.</summary>
    [Fact]
    public void It_says_what_the_kernel_is()
    {
        KernelResult result = KernelRunner.Run(Parse(Yaml));

        Matrix<double> inputs = new(3, 2, [1, -0.5, 0.2, 0.7, -1, 0.3]);
        NetworkArchitecture network = new(2, [16, 16], 1, ActivationCatalogue.Parse("erf"), 1.5, 0);
        Matrix<double> expected = new InfiniteWidthKernel(InfiniteNetwork.Of(network)).Square(inputs).Ntk;
        result.Arrays["kernel"].Values.ShouldBe(expected.Values);
        KernelSummary summary = result.Summary;
        summary.Eigenvalues.Sum().ShouldBe(expected[0, 0] + expected[1, 1] + expected[2, 2], 1e-13);
        summary.Theory!.LargestMassSquared.ShouldBe(summary.Eigenvalues[0] / 3, 1e-15);
        summary.Theory.StabilityLimit.ShouldBe(2 * 1.5 / summary.Theory.LargestMassSquared, 1e-14);
        summary.Timings.Keys.ShouldBe(["kernel", "eigen", "total"]);
        summary.Warnings.ShouldBeEmpty();
    }

    /// <summary>Of two draws the mean has the standard error |t₁ − t₂|/2, t being (Tr Θ − Tr Θ_∞)/Tr Θ_∞.</summary>
    [Fact]
    public void Draws_are_held_against_the_limit()
    {
        KernelResult result = KernelRunner.Run(Parse(Yaml + "\ndraws: 2\nseed: 5\n"));
        Matrix<double> inputs = new(3, 2, [1, -0.5, 0.2, 0.7, -1, 0.3]);
        NetworkArchitecture network = new(2, [16, 16], 1, ActivationCatalogue.Parse("erf"), 1.5, 0);
        TangentKernel<double> kernels = new(network, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        double limit = Trace(result.Arrays["kernel"].Values);
        double[] off = [.. new ulong[] { 5, 6 }.Select(
            seed => (Trace(kernels.Square(NetworkParameters.Draw(network, seed), inputs).Values) / limit) - 1)];

        KernelDraws draws = result.Summary.Draws!;

        (draws.Draws, draws.Width).ShouldBe((2, 16));
        draws.TraceCorrection.ShouldBe(16 * (off[0] + off[1]) / 2, 1e-12);
        draws.TraceCorrectionError.ShouldBe(16 * Math.Abs(off[0] - off[1]) / 2, 1e-12);

        static double Trace(double[] kernel) => kernel[0] + kernel[4] + kernel[8];
    }

    [Fact]
    public void Its_folder_holds_all_and_the_report_can_be_made_anew()
    {
        StudyFolder output = StudyCatalogue.Folder(folder.In("out"), StudyCatalogue.Kernel);
        output.Prepare();
        KernelFile file = Parse(Yaml);
        KernelResult result = KernelRunner.Run(file, new StudyOptions { OutputDirectory = output.Path });
        output.Write(result, pictures: false);

        JsonNode json = JsonNode.Parse(File.ReadAllText(folder.In("out/kernel.json")))!;
        JsonNode summary = JsonNode.Parse(File.ReadAllText(folder.In("out/summary.json")))!;
        json["eigenvalues"]!.ToJsonString().ShouldBe(summary["eigenvalues"]!.ToJsonString());
        JsonNode used = json["settings"]!;
        ((double)used["weight_std"]!, (double)used["bias_std"]!, (string)used["parameterization"]!).ShouldBe((1.5, 0, "ntk"));
        ((string)summary["settings"]!["inputs"]!).ShouldBe("../table.csv");
        File.Exists(folder.In("out/figures/spectrum.vl.json")).ShouldBeTrue();
        File.Exists(folder.In("out/figures/kernel.vl.json")).ShouldBeTrue();
        File.ReadAllText(folder.In("out/report.html")).ShouldContain("Leading eigenvalue");

        StudyFolder again = StudyCatalogue.ExistingFolder(output.Path);
        KernelResult read = (KernelResult)again.Read();
        read.Summary.Collective.ShouldBe(result.Summary.Collective);
        again.WriteReport(read, pictures: false).ShouldBeNull();
        KernelRunner.Run(KernelFile.Read(folder.In("out/kernel.yaml"))).Arrays["kernel"].Values.ShouldBe(result.Arrays["kernel"].Values);
    }

    [Fact]
    public void What_is_stopped_while_it_is_written_has_all_but_the_pictures()
    {
        Assert.SkipUnless(new FigureRenderer().IsAvailable, "Figures are drawn on Linux on x64 alone.");
        StudyFolder output = StudyCatalogue.Folder(folder.In("out"), StudyCatalogue.Kernel);
        output.Prepare();
        CancellationToken stopped = new(canceled: true);

        output.Write(KernelRunner.Run(Parse(Yaml)), cancellation: stopped).Warnings.ShouldHaveSingleItem().ShouldContain("stopped");

        File.Exists(folder.In("out/figures/spectrum.vl.json")).ShouldBeTrue();
        File.Exists(folder.In("out/figures/spectrum.svg")).ShouldBeFalse();
        File.Exists(folder.In("out/report.html")).ShouldBeTrue();
    }

    /// <summary>
    /// Draws of a scan: each row is the kernel taken alone, and the distance to the limit falls as the width to the power −½.
    /// </summary>
    [Fact]
    public void A_scan_takes_many()
    {
        string text = Yaml.Replace("[16, 16]", "[[16], [256]]") + """

            draws: 40
            seed: 3
            scan:
              {grid: [hidden], seeds: 2, measure: [eigenvalues.0, draws.distance, collective.effective_rank, theory.stability_limit]}
            """;
        ScanFile scan = ScanFile.Parse(text, "scan.yaml", folder.Path);
        scan.Kind.ShouldBe(StudyCatalogue.Kernel);
        using ScanStore store = ScanStore.Open(scan, folder.In("scan"));
        ScanRunner.Run(scan, store, new ScanOptions { Workers = 2 }).IsComplete.ShouldBeTrue();
        object?[][] rows = [.. store.Rows(["status", "seed", .. scan.Measures.Select(measure => measure.Path)])];

        rows.Length.ShouldBe(4);
        for (int index = 0; index < 4; index++)
        {
            KernelSummary alone = KernelRunner.Run(((KernelStudy)scan.Run(index)).File).Summary;
            rows[index].ShouldBe(
            [
                "completed", (long)(3 + (index % 2)), alone.Eigenvalues[0], alone.Draws!.Distance, alone.Collective!.EffectiveRank,
                alone.Theory!.StabilityLimit,
            ]);
        }

        ((double)rows[2][3]! / (double)rows[0][3]!).ShouldBe(0.25, 0.08);
    }

    [Fact]
    public void Draws_are_told_and_can_be_stopped()
    {
        using CancellationTokenSource stop = new();
        List<StudyProgress> told = [];
        KernelFile file = Parse(Yaml + "\ndraws: 1000\n");
        Listener listener = new(progress =>
        {
            told.Add(progress);
            if (progress.Step == 3)
            {
                stop.Cancel();
            }
        });

        StudyOptions options = new() { Progress = listener, Cancellation = stop.Token };
        Should.Throw<OperationCanceledException>(() => KernelRunner.Run(file, options));
        told.Select(one => (one.Phase, one.Part)).Distinct()
            .ShouldBe([(StudyPhase.Preparing, "data"), (StudyPhase.Kernel, "kernel"), (StudyPhase.Kernel, "draw")]);
        told[^1].Steps.ShouldBe(1000);
        told[^1].Step.ShouldBeLessThan(10);
        told[^1].Values.Single().Value.ShouldBeInRange(1e-3, 1);
    }

    [Theory]
    [InlineData("ignore: [y]", "ignore: [z]", "has no such column")]
    [InlineData("kernel: infinite", "kernel: empirical", "kernel.yaml:1: weights: is missing, and the kernel is the empirical one.")]
    [InlineData("hidden: [16, 16]", "draws: 4", "kernel.yaml:4: draws: draws networks of finite width beside their limit (4).")]
    [InlineData(
        "inputs: table.csv", "inputs: cube.npy",
        "kernel.yaml:1: inputs: has shape [1, 1, 1] (cube.npy). Inputs have shape [N] or [N, d].")]
    [InlineData(
        "inputs: table.csv", "inputs: infinite.npy",
        "kernel.yaml:1: inputs: holds a value that is not a finite number, in row 2 counted from 0 (infinite.npy). Take the row out")]
    [InlineData(
        "inputs: table.csv", "inputs: table.csv\ntest_inputs: line.npy",
        "kernel.yaml:2: test_inputs: has 1 columns but inputs has 2 (line.npy).")]
    public void What_cannot_be_done_is_said_with_its_line(string good, string bad, string message)
    {
        NpyFile.Write(folder.In("cube.npy"), new NumericArray([1, 1, 1], [1]));
        NpyFile.Write(folder.In("line.npy"), new NumericArray([1], [1]));
        NpyFile.Write(folder.In("infinite.npy"), new NumericArray([3, 2], [1, 2, 3, 4, 5, double.PositiveInfinity]));

        Should.Throw<ExperimentFileException>(() => KernelRunner.Run(Parse(Yaml.Replace(good, bad)))).Message.ShouldContain(message);
    }

    private KernelFile Parse(string text) => KernelFile.Parse(text, "kernel.yaml", folder.Path);

    private sealed class Listener(Action<StudyProgress> told) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => told(value);
    }
}
