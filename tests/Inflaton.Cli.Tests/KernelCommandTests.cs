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

    [Theory]
    [InlineData("No weights are given", "kernel", "--inputs", "x.npy")]
    [InlineData("endings", "kernel", "--infinite", "--inputs", "x.txt")]
    [InlineData("No activation is named 'swish'", "kernel", "--infinite", "--inputs", "x.npy", "--activation", "swish")]
    [InlineData("has 3 columns but the network takes 2 inputs", "kernel", "net.safetensors", "--inputs", "x.npy", "--activation", "erf")]
    public void What_cannot_be_done_is_said(string message, params string[] words)
    {
        using Session session = new();
        NpyFile.Write(session.In("x.npy"), new NumericArray([4, 3], Inputs));
        session.Write("x.txt", "1");
        NetworkArchitecture architecture = new(words.Contains("rbf") ? 3 : 2, [4], 1, new Erf(), 1, 0);
        NetworkFile.Write(session.In("net.safetensors"), NetworkParameters.Draw(architecture, 1));

        session.Run([.. words.Select(word => word.Contains('.', StringComparison.Ordinal) ? session.In(word) : word)]).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain(message == "endings" ? "the ending '.txt'" : message);
        session.Error.ShouldNotContain("(Parameter");
    }

    [Fact]
    public void An_experiment_may_be_predicted_from_infinite_width()
    {
        using Session session = new();
        string[] smaller = ["network.hidden=[64,64]", "epochs=30"];
        session.Run(["run", Session.Sample("interval"), "--out", session.In("out"), "-q", "--no-pictures", "--set", "kernel=infinite", .. smaller]).ShouldBe(0, session.Error);
        OrderedDictionary<string, NumericArray> infinite = NpzFile.Read(session.In("out/trajectories.npz"));
        session.Run(["run", Session.Sample("interval"), "--out", session.In("own"), "-q", "--no-pictures", "--set", .. smaller]).ShouldBe(0, session.Error);
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
