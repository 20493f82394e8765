using System.Text.Json.Nodes;
using Inflaton.Networks;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Cli;

/// <summary>
/// Weights that PyTorch's modules saved, in tests/cases/training; eigenvalues and kernels by an independent program (NumPy, Θ = J Jᵀ with J
/// written out layer by layer).
/// </summary>
public sealed class GivenWeightsTests
{
    private static readonly double[] SequentialEigenvalues =
    [
        1.1533607825062742e+01, 2.0587675443126057e+00, 1.4679798023834716e+00, 5.4266801780000207e-01, 2.4567507405923489e-01,
        5.7516089233929360e-03,
    ];

    [Fact]
    public void Names_of_a_sequential_mean_the_same_network_in_run_and_kernel()
    {
        using Session session = new();
        session.Run("run", Case("sequential-default.yaml"), "--out", session.In("out"), "-q", "--no-pictures").ShouldBe(0, session.Error);
        JsonNode summary = JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!;
        Numbers(summary["eigenvalues"]!).ShouldBe(SequentialEigenvalues, 1e-12);
        ((string)summary["parameterization"]!).ShouldBe("standard");
        summary["warnings"]!.AsArray().ShouldNotContain(w => ((string)w!).Contains("parameterisation"));

        session.Run("kernel", Case("sequential.safetensors"), "--inputs", Case("sequential-inputs.npy"), "--activation", "tanh", "--json")
            .ShouldBe(0, session.Error);
        Numbers(JsonNode.Parse(session.Output)!["eigenvalues"]!).ShouldBe(SequentialEigenvalues, 1e-12);
        session.Error.ShouldBe("");
    }

    [Fact]
    public void A_parameterisation_that_contradicts_the_names_is_taken_and_said()
    {
        const string said =
            "sequential.safetensors holds the weights of a network in the standard parameterisation, by its header or its names; they are "
            + "taken in "
            + "the ntk one, as was asked for: outputs and kernel are not those of the network that they come from.";
        using Session session = new();
        session.Run(
            "run", Case("sequential-default.yaml"), "--out", session.In("out"), "-q", "--no-pictures", "--set",
            "network.parameterization=ntk", "network.weight_std=1.5",
            "network.bias_std=0.1").ShouldBe(0, session.Error);
        JsonNode summary = JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!;
        ((double)summary["leading_eigenvalue"]!).ShouldBe(0.185, 0.001);
        summary["warnings"]!.AsArray().Select(w => (string)w!).ShouldContain(said);

        session.Run(
            "kernel", Case("sequential.safetensors"), "--inputs", Case("sequential-inputs.npy"), "--activation", "tanh",
            "--parameterization", "ntk",
            "--weight-std", "1.5", "--bias-std", "0.1", "--json").ShouldBe(0, session.Error);
        ((double)JsonNode.Parse(session.Output)!["eigenvalues"]![0]!).ShouldBe(0.185, 0.001);
        session.Error.ShouldContain(said);
    }

    [Fact]
    public void An_activation_that_is_not_given_is_asked_for()
    {
        using Session session = new();
        session.Run("kernel", Case("sequential.safetensors"), "--inputs", Case("sequential-inputs.npy")).ShouldBe(ExitCode.BadInput);
        session.Error.Trim().ShouldBe(
            $"inflaton: {Case("sequential.safetensors")}: does not say the activation of its network. Give it with --activation, such as "
            + $"--activation relu.");
    }

    [Fact]
    public void What_neither_names_nor_header_say_is_asked_for()
    {
        using Session session = new();
        string weights = session.In("list.safetensors");
        SafetensorsFile.Write(
            weights, [new("layers.0.weight", new([2, 4], new double[8])), new("layers.1.weight", new([1, 2], new double[2]))]);
        string[] kernel = ["kernel", weights, "--inputs", Case("sequential-inputs.npy"), "--activation", "tanh"];
        session.Run(kernel).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain(
            "list.safetensors: does not say by its names or its header where the scale of the weights stands; give --parameterization "
            + "standard for weights of PyTorch, ntk for weights behind factors σ_w/√n.");
        session.Run([.. kernel, "--parameterization", "ntk"]).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain(
            "does not say what weight_std its weights were drawn with, which the ntk parameterisation needs; give it with --weight-std.");
        session.Run([.. kernel, "--parameterization", "standard", "--infinite"]).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("which the limit of infinite width needs; give it with --weight-std.");
        session.Run([.. kernel, "--parameterization", "ntk", "--weight-std", "1"]).ShouldBe(0, session.Error);

        File.Copy(Case("sequential-data.npz"), session.In("d.npz"));
        string file = session.Write(
            "list.yaml",
            File.ReadAllText(Case("sequential-default.yaml")).Replace("sequential.", "list.").Replace("sequential-data", "d")
                .Replace("[8, 9]", "[2]"));
        session.Run("run", file, "--out", session.In("out"), "-q", "--no-pictures").ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("network.weights: ");
        session.Error.ShouldContain("give parameterization: standard for weights of PyTorch");
        session.Write("list.yaml", File.ReadAllText(file).Replace("network: {", "network: {parameterization: ntk, "));
        session.Run("run", file, "--out", session.In("out"), "-q", "--no-pictures").ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("which the ntk parameterisation needs; give weight_std.");
    }

    [Fact]
    public void What_the_program_wrote_says_its_own_scales()
    {
        using Session session = new();
        NetworkArchitecture architecture = new(4, [6], 1, new Tanh(), 1.7, 0.4);
        NetworkFile.Write(session.In("own.safetensors"), NetworkParameters.Draw(architecture, 9));
        string[] kernel =
            ["kernel", session.In("own.safetensors"), "--inputs", Case("sequential-inputs.npy"), "--activation", "tanh", "--json"];
        session.Run(kernel).ShouldBe(0, session.Error);
        JsonNode report = JsonNode.Parse(session.Output)!;
        ((string)report["parameterization"]!).ShouldBe("ntk");
        ((double)report["settings"]!["weight_std"]!).ShouldBe(1.7);
        double leading = (double)report["eigenvalues"]![0]!;
        session.Run([.. kernel, "--weight-std", "3.4"]).ShouldBe(0, session.Error);
        ((double)JsonNode.Parse(session.Output)!["eigenvalues"]![0]!).ShouldBeGreaterThan(1.5 * leading);
    }

    /// <summary>Widths, outputs and activation are the file's, in files and at the command line.</summary>
    [Fact]
    public void Weights_and_activation_are_enough()
    {
        using Session session = new();
        NetworkFile.Content given = NetworkFile.Read(Case("sequential.safetensors"));
        OrderedDictionary<string, NumericArray> renamed = [];
        foreach ((string name, NumericArray array) in given.Tensors)
        {
            renamed[$"module.net.fc{name}"] = array;
        }

        renamed["steps"] = new([], [3], ElementType.Int64);
        SafetensorsFile.Write(session.In("said.safetensors"), renamed, [new("activation", "tanh")]);
        SafetensorsFile.Write(session.In("unsaid.safetensors"), renamed);
        string warning = "said.safetensors holds tensors that are no layer and are left out: steps. If they act on the outputs, these are "
            + "not those of the network that they come from.";
        string rest = """
            }
            data: {points: [[0.1, 0.2, 0.3, -0.4], [0.5, -0.6, 0.7, 0.8]]}
            loss: {squared: {scale: 1}}
            optimizer: {gradient_descent: {learning_rate: 0.01}}
            epochs: 3
            """;
        string file = session.Write("said.yaml", "network: {weights: said.safetensors" + rest);
        session.Run("run", file, "--out", session.In("out"), "-q", "--no-pictures").ShouldBe(0, session.Error);
        JsonNode summary = JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!;
        summary["settings"]!["network"]!["hidden"]!.AsArray().Select(n => (int)n!).ShouldBe(given.Fans.Skip(1).SkipLast(1));
        ((string)summary["settings"]!["network"]!["activation"]!).ShouldBe("tanh");
        ((int)summary["outputs"]!).ShouldBe(given.Fans[^1]);
        summary["warnings"]!.AsArray().Select(w => (string)w!).ShouldContain(warning);
        OrderedDictionary<string, NumericArray> back = SafetensorsFile.Read(session.In("out/weights-trained.safetensors"));
        back.Keys.ShouldBe(renamed.Keys);
        back.Values.Select(array => array.ElementType).ShouldBe(renamed.Values.Select(array => array.ElementType));
        back["module.net.fc0.weight"].Values.ShouldNotBe(renamed["module.net.fc0.weight"].Values);
        SafetensorsFile.Read(session.In("out/weights-initial.safetensors")).Values.SelectMany(array => array.Values)
            .ShouldBe(renamed.Values.SelectMany(array => array.Values));
        session.Run("run", file, "--out", session.In("out"), "-q", "--no-pictures", "--set", "save_weights=never")
            .ShouldBe(0, session.Error);
        File.Exists(session.In("out/weights-trained.safetensors")).ShouldBeFalse();
        session.Run("run", file, "--out", session.In("out"), "-q", "--no-pictures", "--save-weights", "--set", "save_weights=never")
            .ShouldBe(0, session.Error);
        File.Exists(session.In("out/weights-trained.safetensors")).ShouldBeTrue();

        session.Write("said.yaml", "network: {weights: unsaid.safetensors" + rest);
        session.Run("run", file, "--out", session.In("out"), "-q", "--no-pictures").ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("said.yaml:1: network.activation: is missing. Give one of relu,");
        session.Write("said.yaml", "network: {weights: said.safetensors, activation: relu" + rest);
        session.Run("run", file, "--out", session.In("out"), "-q", "--no-pictures").ShouldBe(0, session.Error);
        JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!["warnings"]!.AsArray().Select(w => (string)w!)
            .ShouldContain("said.safetensors says that the activation of its network is tanh; relu is taken, as was asked for.");

        string[] kernel = ["kernel", session.In("said.safetensors"), "--inputs", Case("sequential-inputs.npy"), "--json"];
        session.Run(kernel).ShouldBe(0, session.Error);
        Numbers(JsonNode.Parse(session.Output)!["eigenvalues"]!).ShouldBe(SequentialEigenvalues, 1e-12);
        session.Error.ShouldContain(warning);
        session.Run([.. kernel, "--layers", "fc0"]).ShouldBe(0, session.Error);
        ((int)JsonNode.Parse(session.Output)!["outputs"]!).ShouldBe(given.Fans[1]);
        session.Run([.. kernel, "--layers", "fc7"]).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("'fc7': is no layer of the file, whose weights are module.net.fc0.weight,");
    }

    /// <summary>Linear(3, 16), activation, Linear(16, 1, bias=False).</summary>
    [Theory]
    [InlineData("relu", new[]
    {
        1.1732651329712913, 1.1379448128107215, 0.04729313506305318, 0.44925099868461493, 0.6029255703785686,
        1.1379448128107215, 1.9406471632498183, 0.03377857797419264, 0.7655134770648513, 1.115177145847899,
        0.04729313506305318, 0.03377857797419264, 1.837619984673477, 0.5415105544897154, 0.0880578430651083,
        0.44925099868461493, 0.7655134770648513, 0.5415105544897154, 1.0256716931205745, 1.0594351781462557,
        0.6029255703785686, 1.115177145847899, 0.0880578430651083, 1.0594351781462557, 1.5361138744591418,
    })]
    [InlineData("tanh", new[]
    {
        1.9325574925863178, 1.6089934661917866, -0.9622663350695899, 0.04756371047747256, 0.489797982626532,
        1.6089934661917866, 2.380899104130222, -0.7179407651931914, 1.3015582193484405, 1.5635128960725442,
        -0.9622663350695899, -0.7179407651931914, 5.205756467011408, 1.6728739204683782, -0.10920034795579076,
        0.04756371047747256, 1.3015582193484405, 1.6728739204683782, 2.6220274915303783, 2.075342323096295,
        0.489797982626532, 1.5635128960725442, -0.10920034795579076, 2.075342323096295, 2.2587112277177597,
    })]
    public void Layers_may_lack_their_bias(string activation, double[] expected)
    {
        using Session session = new();
        session.Run(
            "kernel", Case("last-bias-false.safetensors"), "--inputs", Case("inputs.npy"), "--activation", activation, "--out",
            session.In("out"), "-q")
            .ShouldBe(0, session.Error);
        NpzFile.Read(session.In("out/kernel.npz"))["kernel"].Values.ShouldBe(expected, 1e-12);
    }

    private static double[] Numbers(JsonNode list) => [.. list.AsArray().Select(value => (double)value!)];

    private static string Case(string name) => Path.Combine(Repository.Root, "tests", "cases", "training", name);
}
