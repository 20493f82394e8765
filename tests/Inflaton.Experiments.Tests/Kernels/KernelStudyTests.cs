using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Kernels;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Runs;
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

    /// <summary>
    /// 6000 inputs, four times the same 1500: Θ is that of the 1500 in all of 4 × 4 blocks, so that its modes are theirs repeated and its
    /// eigenvalues four times theirs. ‖Θu − λu‖ is taken with rows of Θ that another method makes.
    /// </summary>
    [Fact]
    public void Leading_modes_of_a_kernel_beyond_5000_are_those_of_a_smaller_one()
    {
        const int distinct = 1500, copies = 4, size = copies * distinct, count = 200;
        NetworkArchitecture architecture = new(6, [32, 32], 1, ActivationCatalogue.Parse("erf"), 1.5, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 3);
        NetworkFile.Write(folder.In("net.safetensors"), parameters);
        Matrix<double> few = Matrix.FromFunction(distinct, 6, (i, j) => Math.Sin((3.1 * i) + (j * (i + 1.7))));
        Matrix<double> many = Matrix.FromFunction(size, 6, (i, j) => few[i % distinct, j]);
        NpyFile.Write(folder.In("many.npy"), new NumericArray([size, 6], many.Values));

        KernelResult result = KernelRunner.Run(Parse($"inputs: many.npy\nweights: net.safetensors\nactivation: erf\nmodes: {count}\n"));

        MatrixProduct<double> product = new();
        TangentKernel<double> kernels = new(architecture, product, WorkerTeam.Single);
        double[] expected = KernelSpectrum.Of(kernels.Square(parameters, few)).Eigenvalues;
        double[] actual = result.Arrays["eigenvalues"].Values, bounds = result.Arrays["residuals"].Values;
        double largest = actual[0];
        result.Summary.Warnings.ShouldBeEmpty();
        Matrix<double> modes = new(size, count, result.Arrays["eigenvectors"].Values), image = new(size, count);
        for (int first = 0; first < size; first += distinct)
        {
            Matrix<double> rows = kernels.Between(
                parameters, new Matrix<double>(distinct, 6, many.Values[(first * 6)..((first + distinct) * 6)]), many);
            product.Multiply(1, rows, Transpose.No, modes, Transpose.No, 0, image.View.RowBlock(first, distinct));
        }

        for (int i = 0; i < count; i++)
        {
            actual[i].ShouldBe(copies * expected[i], bounds[i] + (1e-13 * largest));
            bounds[i].ShouldBeLessThan(1e-10 * largest);
            double square = 0, apart = 0;
            for (int x = 0; x < size; x++)
            {
                square += Math.Pow(image[x, i] - (actual[i] * modes[x, i]), 2);
                apart = Math.Max(apart, Math.Abs(modes[x, i] - modes[x % distinct, i]));
            }

            Math.Sqrt(square).ShouldBeLessThan(bounds[i] + (1e-13 * largest));
            apart.ShouldBeLessThan(2 * ((bounds[i] / actual[i]) + 1e-13));
        }
    }

    /// <summary>60000 × 60000 numbers are more than any array has, whatever the machine.</summary>
    [Theory]
    [InlineData(
        "weights: net.safetensors",
        "inputs: makes a kernel of 60\u202f000 × 60\u202f000 numbers, which with its eigen-system needs 134",
        "Take the leading modes alone, which need no matrix: modes: 200 (--modes 200); or fewer inputs.")]
    [InlineData(
        "weights: net.safetensors\noutput_kernel: shared\ntest_inputs: three.npy",
        "inputs: makes a kernel of 60\u202f000 × 60\u202f000 numbers and those of 3 test inputs",
        "modes: 200 (--modes 200), without test_inputs and output_kernel: shared; or fewer inputs.")]
    [InlineData("kernel: infinite\nhidden: [4]", "makes a kernel of 60\u202f000 × 60\u202f000 numbers", "(many.npy). Take fewer inputs.")]
    public void A_whole_kernel_that_does_not_fit_is_refused_with_its_size(string kernel, string problem, string remedy)
    {
        NetworkArchitecture architecture = new(1, [4], 1, ActivationCatalogue.Parse("erf"), 1, 0);
        NetworkFile.Write(folder.In("net.safetensors"), NetworkParameters.Draw(architecture, 1));
        NpyFile.Write(folder.In("many.npy"), new NumericArray([60000], new double[60000]));
        NpyFile.Write(folder.In("three.npy"), new NumericArray([3], [1, 2, 3]));

        string message = Should.Throw<ExperimentFileException>(
            () => KernelRunner.Run(Parse($"inputs: many.npy\nactivation: erf\n{kernel}\n"))).Message;
        message.ShouldContain(problem);
        message.ShouldContain(remedy);
    }

    [Fact]
    public void Leading_modes_of_a_kernel_beyond_the_numbers_are_none()
    {
        NetworkFile.Write(
            folder.In("net.safetensors"),
            NetworkParameters.Draw(new NetworkArchitecture(1, [4], 1, ActivationCatalogue.Parse("relu"), 1, 0), 1));
        NpyFile.Write(folder.In("large.npy"), new NumericArray([3], [-1e200, 1, 1e200]));

        Should.Throw<NumericalFailureException>(
            () => KernelRunner.Run(Parse("inputs: large.npy\nweights: net.safetensors\nactivation: relu\nmodes: 1\n")))
            .Message.ShouldContain("leaves the numbers of double precision. Scale the weights or the inputs.");
    }

    /// <summary>As many modes as there are inputs and outputs, and a basis that an array can hold.</summary>
    [Theory]
    [InlineData(3, 4, "modes: asks for more than the 3 modes that the kernel of 3 inputs and 1 outputs has")]
    [InlineData(60000, 60000, "GiB for 60\u202f000 vectors of 60\u202f000 numbers, more than there is")]
    public void More_modes_than_there_are_or_than_there_is_room_for_are_refused(int inputs, int modes, string problem)
    {
        NetworkFile.Write(
            folder.In("net.safetensors"),
            NetworkParameters.Draw(new NetworkArchitecture(1, [4], 1, ActivationCatalogue.Parse("erf"), 1, 0), 1));
        NpyFile.Write(folder.In("many.npy"), new NumericArray([inputs], new double[inputs]));

        Should.Throw<ExperimentFileException>(
            () => KernelRunner.Run(Parse($"inputs: many.npy\nweights: net.safetensors\nactivation: erf\nmodes: {modes}\n")))
            .Message.ShouldContain(problem);
    }

    /// <summary>The kernel, that of one output beside it, a quarter as large, and four matrices for the eigen-system.</summary>
    [Fact]
    public void A_kernel_fits_as_soon_as_there_is_the_memory_for_it()
    {
        NetworkArchitecture architecture = new(1, [4], 2, ActivationCatalogue.Parse("erf"), 1, 0);
        KernelFile file = Parse("inputs: table.csv\nkernel: infinite\nhidden: [4]\nactivation: erf\n");
        double matrix = sizeof(double) * Math.Pow(2.0 * 5000, 2);

        Should.NotThrow(() => KernelMemory.Check(file, architecture, 5000, 0, 5.26 * matrix));
        Should.Throw<ExperimentFileException>(() => KernelMemory.Check(file, architecture, 5000, 0, 5.2 * matrix))
            .Message.ShouldContain(
                "needs 3.91 GiB, and the machine has 3.87 GiB (table.csv). Take output_kernel: shared (--shared), or fewer inputs.");
    }

    private KernelFile Parse(string text) => KernelFile.Parse(text, "kernel.yaml", folder.Path);

    private sealed class Listener(Action<StudyProgress> told) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => told(value);
    }
}
