using System.Text.Json.Nodes;
using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Cli;

public sealed class KernelCommandTests
{
    private static readonly double[] Inputs = [1, -0.5, 0.25, 0.2, 0.7, -1.1, 0, 0.3, 0.4, -2, 1, 0.1];

    [Fact]
    public void A_network_trained_elsewhere_gives_its_kernel()
    {
        using Session session = new();
        NetworkArchitecture architecture = new(3, [20, 10], 2, new Gelu(), 1, 0.3, Parameterization.Standard);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 3);

        // The names and the precision of a PyTorch nn.Sequential.
        List<KeyValuePair<string, NumericArray>> tensors = [];
        for (int l = 0; l < 3; l++)
        {
            Matrix<double> weight = parameters.Weights[l];
            tensors.Add(new($"net.{2 * l}.weight", new NumericArray([weight.Rows, weight.Columns], weight.Values)));
            tensors.Add(new($"net.{2 * l}.bias", new NumericArray([weight.Rows], parameters.Biases[l])));
        }

        SafetensorsFile.Write(session.In("network.safetensors"), tensors);
        NpyFile.Write(session.In("inputs.npy"), new NumericArray([4, 3], Inputs));
        session.Run(
            "kernel", session.In("network.safetensors"), "--inputs", session.In("inputs.npy"), "--activation", "gelu",
            "--learning-rate", "0.1", "--momentum", "0.5", "--out", session.In("out"), "--json").ShouldBe(0, session.Error);

        var product = new MatrixProduct<double>(WorkerTeam.Single);
        Matrix<double> expected = new TangentKernel<double>(architecture, product, WorkerTeam.Single)
            .Square(parameters, new Matrix<double>(4, 3, Inputs));
        OrderedDictionary<string, NumericArray> arrays = NpzFile.Read(session.In("out/kernel.npz"));
        arrays["kernel"].Shape.ShouldBe([8, 8]);
        arrays["kernel"].Values.ShouldBe(expected.Values, 1e-12);
        arrays.Keys.ShouldBe(["kernel", "eigenvalues", "eigenvectors", "inputs"]);

        JsonNode report = JsonNode.Parse(session.Output)!;
        File.ReadAllText(session.In("out/kernel.json")).ShouldBe(session.Output);
        double leading = report["eigenvalues"]![0]!.GetValue<double>();
        leading.ShouldBe(arrays["eigenvalues"].Values[0]);
        report["collective"]!["trace"]!.GetValue<double>().ShouldBe(arrays["eigenvalues"].Values.Sum(), 1e-12);
        report["theory"]!["lambda"]!.GetValue<double>().ShouldBe(0.25 / 0.3, 1e-14);
        report["theory"]!["stability_limit"]!.GetValue<double>().ShouldBe(2 * 1.5 / (leading / 4), 1e-12);
    }

    [Fact]
    public void Leading_modes_alone_are_those_of_the_whole_kernel_to_their_residuals()
    {
        using Session session = new();
        NetworkArchitecture architecture = new(3, [20, 10], 2, new Erf(), 1.5, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 3);
        NetworkFile.Write(session.In("network.safetensors"), parameters);
        Matrix<double> inputs = Matrix.FromFunction(40, 3, (i, j) => Math.Sin((3 * i) + (j * (i + 1.7))));
        NpyFile.Write(session.In("inputs.npy"), new NumericArray([40, 3], inputs.Values));
        string[] words =
        [
            "kernel", session.In("network.safetensors"), "--inputs", session.In("inputs.npy"), "--learning-rate", "0.1", "--json", "--out",
        ];
        session.Run([.. words, session.In("whole")]).ShouldBe(0, session.Error);
        JsonNode whole = JsonNode.Parse(session.Output)!;
        session.Run([.. words, session.In("leading"), "--modes", "7"]).ShouldBe(0, session.Error);
        JsonNode leading = JsonNode.Parse(session.Output)!;

        OrderedDictionary<string, NumericArray> arrays = NpzFile.Read(session.In("leading/kernel.npz"));
        arrays.Keys.ShouldBe(["eigenvalues", "eigenvectors", "residuals", "inputs"]);
        arrays["eigenvectors"].Shape.ShouldBe([80, 7]);
        Matrix<double> kernel = new(80, 80, NpzFile.Read(session.In("whole/kernel.npz"))["kernel"].Values);
        Matrix<double> modes = new(80, 7, arrays["eigenvectors"].Values), image = new(80, 7), gram = new(7, 7);
        MatrixProduct<double> product = new();
        product.Multiply(1, kernel, Transpose.No, modes, Transpose.No, 0, image);
        product.Multiply(1, modes, Transpose.Yes, modes, Transpose.No, 0, gram);
        double largest = arrays["eigenvalues"].Values[0];
        for (int i = 0; i < 7; i++)
        {
            double eigenvalue = arrays["eigenvalues"].Values[i], bound = arrays["residuals"].Values[i];
            eigenvalue.ShouldBe(whole["eigenvalues"]![i]!.GetValue<double>(), bound + (1e-13 * largest));
            bound.ShouldBeLessThan(1e-10 * largest);
            double residual = Math.Sqrt(Enumerable.Range(0, 80).Sum(row => Math.Pow(image[row, i] - (eigenvalue * modes[row, i]), 2)));
            residual.ShouldBeLessThan(bound + (1e-13 * largest));
            for (int j = 0; j < 7; j++)
            {
                gram[i, j].ShouldBe(i == j ? 1 : 0, 1e-13);
            }
        }

        leading["collective"].ShouldBeNull();
        leading["residuals"]!.AsArray().Count.ShouldBe(7);
        foreach (string path in new[] { "stability_limit", "largest_mass_squared" })
        {
            leading["theory"]![path]!.GetValue<double>().ShouldBe(whole["theory"]![path]!.GetValue<double>(), 1e-10);
        }

        leading["uniform_overlap"]!.GetValue<double>().ShouldBe(whole["uniform_overlap"]!.GetValue<double>(), 1e-8);
        session.Run([.. words[..^2], "--out", session.In("shown"), "--modes", "7"]).ShouldBe(0, session.Error);
        session.Output.ShouldContain("7 of 80");
    }

    [Fact]
    public void The_limit_of_infinite_width_reads_a_table()
    {
        using Session session = new();
        string table = session.Write("inputs.csv", "a,y,b,c\n1,9,-0.5,0.25\n0.2,9,0.7,-1.1\n");
        session.Run(
            "kernel", "--infinite", "--hidden", "5", "5", "--inputs", table, "--ignore", "y", "--activation", "relu",
            "--weight-std", "1.5", "--bias-std", "0.05", "--out", session.In("out")).ShouldBe(0, session.Error);

        session.Output.ShouldContain("Leading eigenvalue");
        OrderedDictionary<string, NumericArray> arrays = NpzFile.Read(session.In("out/kernel.npz"));
        arrays["kernel"].Values[1].ShouldBe(0.672721156460122, 1e-12);
        arrays["nngp"].Values[1].ShouldBe(0.608681895221612, 1e-12);
    }

    /// <summary>Inputs and test inputs in one set hold the same kernels; columns are found by their names.</summary>
    [Theory]
    [InlineData("--infinite", "--hidden", "5", "5")]
    [InlineData("network.safetensors")]
    public void Test_inputs_have_kernels_too(params string[] network)
    {
        using Session session = new();
        NetworkFile.Write(
            session.In("network.safetensors"),
            NetworkParameters.Draw(new NetworkArchitecture(3, [20], 2, new Erf(), 1, 0.3, Parameterization.Standard), 2));
        string own = session.Write("own.csv", "a,y,b,c\n1,9,-0.5,0.25\n0.2,9,0.7,-1.1\n"),
        tests = session.Write("tests.csv", "c,b,a\n0.4,0.3,0\n");
        string all = session.Write("all.csv", "a,b,c\n1,-0.5,0.25\n0.2,0.7,-1.1\n0,0.3,0.4\n");
        string[] words =
            ["kernel", .. network.Select(
                word => word.EndsWith("tensors", StringComparison.Ordinal) ? session.In(word) : word), "--activation", "erf"];
        session.Run([.. words, "--inputs", own, "--ignore", "y", "--test", tests, "--out", session.In("out")]).ShouldBe(0, session.Error);
        session.Output.ShouldContain("Test inputs");
        session.Run([.. words, "--inputs", all, "--out", session.In("all")]).ShouldBe(0, session.Error);

        OrderedDictionary<string, NumericArray> parts = NpzFile.Read(session.In("out/kernel.npz")),
        whole = NpzFile.Read(session.In("all/kernel.npz"));
        int outputs = network.Length == 1 ? 2 : 1;
        Compare("kernel", outputs);
        if (outputs == 1)
        {
            Compare("nngp", 1);
        }

        parts["test_inputs"].Values.ShouldBe([0, 0.3, 0.4]);
        NpyFile.Write(session.In("x.npy"), new NumericArray([1, 2], [1, 2]));
        session.Run([.. words, "--inputs", own, "--ignore", "y", "--test", session.In("x.npy")]).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("--test: has 2 columns but");
        session.Run([.. words, "--inputs", own, "--ignore", "y", "--test", session.Write("other.csv", "a,b\n1,2\n")])
            .ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("has no such column");

        void Compare(string name, int c)
        {
            int side = 3 * c;
            parts[$"{name}_test_train"].Shape.ShouldBe([c, 2 * c]);
            parts[$"{name}_test_train"]
                .Values.ShouldBe(
                    [.. Enumerable.Range(0, c)
                        .SelectMany(i => whole[name].Values[(((2 * c) + i) * side)..((((2 * c) + i) * side) + (2 * c))])],
                    1e-13);
            parts[$"{name}_test_test"]
                .Values.ShouldBe(
                    [.. Enumerable.Range(0, c)
                        .SelectMany(i => whole[name].Values[((((2 * c) + i) * side) + (2 * c))..((((2 * c) + i) * side) + side)])],
                    1e-13);
        }
    }

    [Fact]
    public void A_kernel_that_doubles_cannot_hold_is_a_numerical_failure_with_its_layer()
    {
        using Session session = new();
        string[] words =
            ["kernel", "--infinite", "--hidden", "8", "--activation", "exp", "--inputs", session.Write("x.csv", "a,b\n40,40\n1,2\n")];
        session.Run(words).ShouldBe(ExitCode.NumericalFailure);
        session.Error.ShouldContain(
            "inflaton: The kernel of infinite width cannot be represented: K(x, x) behind layer 2, the activation exp(1, 1), is above");
        session.Error.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public void Networks_of_finite_width_are_held_against_their_limit()
    {
        using Session session = new();
        NpyFile.Write(session.In("inputs.npy"), new NumericArray([4, 3], Inputs));
        KernelNumbers narrow = Drawn("64"), wide = Drawn("1024");

        // Sixteen times as wide: a fourth of the distance, and the same correction in units of 1/width.
        (wide.Distance / narrow.Distance).ShouldBe(0.25, 0.05);
        wide.Correction.ShouldBe(narrow.Correction, 3.5 * (wide.Error + narrow.Error));
        OrderedDictionary<string, NumericArray> arrays = NpzFile.Read(session.In("out/kernel.npz"));
        for (int i = 0; i < 16; i++)
        {
            double correction = 1024 * (arrays["draws_mean"].Values[i] - arrays["kernel"].Values[i]);
            arrays["width_correction"].Values[i].ShouldBe(correction, 1e-9);
            Math.Abs(correction).ShouldBeLessThan(5 * 1024 * arrays["draws_standard_error"].Values[i] + 10);
        }

        KernelNumbers Drawn(string width)
        {
            session.Run(
                "kernel", "--infinite", "--hidden", width, "--draws", "60", "--inputs", session.In("inputs.npy"), "--activation", "erf",
                "--weight-std", "1.5",
                "--out", session.In("out"), "--json").ShouldBe(0, session.Error);
            JsonNode draws = JsonNode.Parse(session.Output)!["draws"]!;
            return new((double)draws["distance"]!, (double)draws["trace_correction"]!, (double)draws["trace_correction_error"]!);
        }
    }

    [Fact]
    public void Classes_have_collective_variables_of_their_own_and_outputs_may_share_a_kernel()
    {
        using Session session = new();
        string table = session.Write("inputs.csv", "a,b,c,kind\n1,-0.5,0.25,cat\n0.2,0.7,-1.1,dog\n0,0.3,0.4,cat\n-2,1,0.1,dog\n");
        NetworkArchitecture architecture = new(3, [20], 5, new Erf(), 1, 0.3, Parameterization.Standard);
        NetworkFile.Write(session.In("network.safetensors"), NetworkParameters.Draw(architecture, 2));
        session.Run(
            "kernel", session.In("network.safetensors"), "--inputs", table, "--classes", "kind", "--activation", "erf", "--shared",
            "--json").ShouldBe(0, session.Error);

        JsonNode report = JsonNode.Parse(session.Output)!;
        report["eigenvalues"]!.AsArray().Count.ShouldBe(4);
        report["shares_outputs"]!.GetValue<bool>().ShouldBeTrue();
        double cats = (double)report["by_class"]!["cat"]!["trace"]!, dogs = (double)report["by_class"]!["dog"]!["trace"]!;
        (cats + dogs).ShouldBe((double)report["collective"]!["trace"]!, 1e-10);
    }

    /// <summary>Without momentum 1 − ηλ₁/N is below −1 from η = 2N/λ₁ on, and the leading mode grows.</summary>
    [Fact]
    public void A_learning_rate_above_the_stability_limit_is_said()
    {
        using Session session = new();
        string table = session.Write("x.csv", "a,b\n1,0\n0.5,1\n");
        string[] words =
            ["kernel", "--infinite", "--hidden", "8", "--inputs", table, "--json", "--out", session.In("out"), "--learning-rate"];
        session.Run([.. words, "0.1"]).ShouldBe(0, session.Error);
        session.Error.ShouldNotContain("stability limit");
        double limit = (double)JsonNode.Parse(session.Output)!["theory"]!["stability_limit"]!;
        double leading = (double)JsonNode.Parse(session.Output)!["eigenvalues"]![0]!;
        limit.ShouldBe(2 * 2 / leading, 1e-12);
        session.Run([.. words, limit.ToString("R", System.Globalization.CultureInfo.InvariantCulture)]).ShouldBe(0, session.Error);
        session.Error.ShouldNotContain("stability limit");
        session.Run([.. words, (1.01 * limit).ToString("R", System.Globalization.CultureInfo.InvariantCulture)]).ShouldBe(0, session.Error);
        session.Error.ShouldContain("is above the stability limit 2(1+γ)/m₁² =");
        ((string)JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!["warnings"]![0]!)
            .ShouldContain("is above the stability limit");
    }

    [Fact]
    public void Equal_inputs_have_one_mode_and_no_hierarchy()
    {
        using Session session = new();
        string table = session.Write("x.csv", "a,b\n0.3,1.7\n0.3,1.7\n0.3,1.7\n");
        session.Run("kernel", "--infinite", "--hidden", "8", "8", "--inputs", table, "--activation", "erf").ShouldBe(0, session.Error);
        session.Output.ShouldContain("λ₁/λ₂");
        session.Output.ShouldContain("none: λ₂ is zero to rounding");
    }

    private sealed record KernelNumbers(double Distance, double Correction, double Error);

    [Theory]
    [InlineData(
        "FILE: is missing, and the kernel is the empirical one. Name a .safetensors or .npz file, or take --infinite.", "kernel",
        "--inputs", "x.npy", "--activation", "erf")]
    [InlineData(
        "--set: draws: draws networks of finite width beside their limit (1).", "kernel", "--infinite", "--hidden", "8", "--inputs",
        "x.npy", "--set", "draws=1")]
    [InlineData("--inputs: does not exist", "kernel", "--infinite", "--inputs", "nowhere.npy")]
    [InlineData("Check the path.", "kernel", "--infinite", "--inputs", "nowhere.npy")]
    [InlineData("or leave the column out with --ignore.", "kernel", "--infinite", "--inputs", "words.csv")]
    [InlineData("Did you mean --infinite?", "kernel", "--infinit", "--inputs", "x.npy")]
    [InlineData("--weight-std: is not a number (1,5).", "kernel", "--infinite", "--weight-std", "1,5", "--inputs", "x.npy")]
    [InlineData("--draws: draws networks of finite width beside their limit (1).", "kernel", "--infinite", "--hidden", "8", "--draws", "1",
        "--inputs", "x.npy")]
    [InlineData("--classes: is a column, and", "kernel", "--infinite", "--inputs", "x.npy", "--classes", "y")]
    [InlineData("--inputs: is not a .npy or .npz or .csv file", "kernel", "--infinite", "--inputs", "x.txt")]
    [InlineData(
        "--hidden: is below 1 (0).", "kernel", "--infinite", "--hidden", "8", "0", "--inputs", "x.npy")]
    [InlineData("--weight-std: is not a finite number (NaN).", "kernel", "--infinite", "--weight-std", "NaN", "--inputs", "x.npy")]
    [InlineData("--bias-std: is below 0 (-1).", "kernel", "--infinite", "--bias-std", "-1", "--inputs", "x.npy")]
    [InlineData("--learning-rate: is not above 0 (0).", "kernel", "--infinite", "--learning-rate", "0", "--inputs", "x.npy")]
    [InlineData("--momentum: is not below 1 (1).", "kernel", "--infinite", "--momentum", "1", "--inputs", "x.npy")]
    [InlineData("--loss-scale: is not above 0 (-1).", "kernel", "--infinite", "--loss-scale", "-1", "--inputs", "x.npy")]
    [InlineData("--activation: is not a choice (swish).", "kernel", "--infinite", "--inputs", "x.npy", "--activation", "swish")]
    [InlineData("--inputs: is missing. Give the path of a .npy or .npz or .csv file", "kernel", "--infinite")]
    [InlineData("--modes: is below 1 (0).", "kernel", "net.safetensors", "--inputs", "x.npy", "--modes", "0")]
    [InlineData("--modes: asks for the leading modes alone (3). Take kernel: empirical with weights, and leave test_inputs", "kernel",
        "--infinite", "--inputs", "x.npy", "--modes", "3")]
    [InlineData("--modes: asks for more than the 4 modes that the kernel of 4 inputs and 1 outputs has (5).", "kernel",
        "three.safetensors", "--inputs", "x.npy", "--modes", "5")]
    [InlineData("--hidden: stands beside weights", "kernel", "net.safetensors", "--inputs", "x.npy", "--activation", "erf",
        "--hidden", "4")]
    [InlineData("--inputs: has 3 columns but the network takes 2 inputs", "kernel", "net.safetensors", "--inputs", "x.npy",
        "--activation", "erf")]
    public void What_cannot_be_done_is_said(string message, params string[] words)
    {
        using Session session = new();
        NpyFile.Write(session.In("x.npy"), new NumericArray([4, 3], Inputs));
        session.Write("x.txt", "1");
        session.Write("words.csv", "a,b\n1,2\nx,3\n");
        NetworkArchitecture architecture = new(words.Contains("rbf") ? 3 : 2, [4], 1, new Erf(), 1, 0);
        NetworkFile.Write(session.In("net.safetensors"), NetworkParameters.Draw(architecture, 1));
        NetworkFile.Write(session.In("three.safetensors"), NetworkParameters.Draw(new NetworkArchitecture(3, [4], 1, new Erf(), 1, 0), 1));

        session.Run([.. words.Select(word => word.Contains('.', StringComparison.Ordinal) ? session.In(word) : word)])
            .ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain(message);
        session.Error.ShouldNotContain("(Parameter");
    }

    [Fact]
    public void A_kernel_that_doubles_cannot_hold_is_a_numerical_failure()
    {
        using Session session = new();
        NpyFile.Write(session.In("x.npy"), new NumericArray([4, 3], Inputs));
        NpzFile.Write(session.In("net.npz"), new OrderedDictionary<string, NumericArray>
        {
            ["0.weight"] = new([2, 3], [1e200, 0, 0, 0, 1e200, 0]),
            ["2.weight"] = new([1, 2], [1e200, 1e200]),
        });

        session.Run("kernel", session.In("net.npz"), "--inputs", session.In("x.npy"), "--activation", "relu")
            .ShouldBe(ExitCode.NumericalFailure);
        session.Error.ShouldContain("The tangent kernel on these inputs leaves the numbers of double precision.");
    }

    [Fact]
    public void An_experiment_may_be_predicted_from_infinite_width()
    {
        using Session session = new();
        string[] smaller = ["network.hidden=[64,64]", "epochs=30"];
        session.Run(
            ["run", Session.Sample("interval"), "--out", session.In("out"), "-q", "--no-pictures", "--set", "kernel=infinite", .. smaller])
                .ShouldBe(0, session.Error);
        OrderedDictionary<string, NumericArray> infinite = NpzFile.Read(session.In("out/trajectories.npz"));
        session.Run(["run", Session.Sample("interval"), "--out", session.In("own"), "-q", "--no-pictures", "--set", .. smaller])
            .ShouldBe(0, session.Error);
        OrderedDictionary<string, NumericArray> empirical = NpzFile.Read(session.In("own/trajectories.npz"));

        infinite["kernel_empirical"].Values.ShouldBe(empirical["kernel_initial"].Values);
        infinite["trained"].Values.ShouldBe(empirical["trained"].Values);
        infinite["kernel_initial"].Values.ShouldNotBe(empirical["kernel_initial"].Values);
        infinite["nngp"].Shape.ShouldBe([infinite["inputs"].Shape[0], infinite["inputs"].Shape[0]]);
        empirical.ContainsKey("nngp").ShouldBeFalse();

        JsonNode summary = JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!;
        summary["collective"]!["empirical"]!["entropy"]!.GetValue<double>().ShouldBeGreaterThan(0);
        summary["collective"]!["trained"]!["leading_ratio"]!.GetValue<double>().ShouldBeGreaterThan(1);
        File.ReadAllText(session.In("out/report.html")).ShouldContain("of infinite width");
    }
}
