using Inflaton.Networks.Activations;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Networks;

public sealed class NetworkFileTests
{
    [Theory]
    [InlineData("0.", "2.", Parameterization.Standard)]
    [InlineData("net.0.", "net.2.", Parameterization.Standard)]
    [InlineData("layers.0.", "layers.2.", Parameterization.Standard)]
    [InlineData("0.", "1.", Parameterization.Standard)]
    [InlineData("layers.0.", "layers.1.", null)]
    public void Names_of_a_sequential_imply_the_standard_parameterisation(string first, string second, Parameterization? expected)
    {
        using TempFolder files = new();
        string path = files.In("w.safetensors");
        SafetensorsFile.Write(
            path, [new($"{first}weight", new([2, 3], new double[6])), new($"{second}weight", new([1, 2], new double[2]))]);

        NetworkFile.Read(path).Origin.ShouldBe(new NetworkFileOrigin(expected, null, null));
    }

    /// <summary>Weights, or biases, of a training that has diverged are no network.</summary>
    [Theory]
    [InlineData("0.weight", double.NaN)]
    [InlineData("0.bias", double.PositiveInfinity)]
    [InlineData("2.weight", double.NegativeInfinity)]
    public void Weights_that_are_not_finite_are_refused_by_name(string name, double value)
    {
        using TempFolder files = new();
        string path = files.In("w.safetensors");
        double[] first = new double[6], bias = new double[2], last = new double[2];
        (name == "0.weight" ? first : name == "0.bias" ? bias : last)[1] = value;
        SafetensorsFile.Write(
            path, [new("0.weight", new([2, 3], first)), new("0.bias", new([2], bias)), new("2.weight", new([1, 2], last))]);

        ArrayFileException refused = Should.Throw<ArrayFileException>(() => NetworkFile.Read(path));
        refused.Message.ShouldContain(name);
        refused.Message.ShouldContain("not a finite number");
    }

    [Fact]
    public void A_tensor_that_is_called_weight_of_nothing_is_no_layer()
    {
        using TempFolder files = new();
        string path = files.In("w.safetensors");
        SafetensorsFile.Write(path, [new("0.weight", new([1, 3], new double[3])), new(".weight", new([1, 3], new double[3]))]);
        NetworkFile.Read(path).Layers.ShouldBe(["0"]);
    }

    [Theory]
    [InlineData(Parameterization.Ntk, "layers.0.weight", "layers.0.bias", "layers.1.weight")]
    [InlineData(Parameterization.Standard, "0.weight", "0.bias", "2.weight")]
    public void What_is_written_is_read_again_with_the_biases_that_there_are(Parameterization parameterization, params string[] names)
    {
        using TempFolder files = new();
        string path = files.In("w.safetensors");
        NetworkArchitecture architecture = new(3, [4], 2, new Tanh(), 1.3, 0.2, parameterization, biasedLayers: [true, false]);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 5);
        NetworkFile.Write(path, parameters);
        SafetensorsFile.Read(path).Keys.ShouldBe(names);

        NetworkFile.Content read = NetworkFile.Read(path);
        read.Origin.ShouldBe(new NetworkFileOrigin(parameterization, 1.3, 0.2) { Activation = "tanh" });
        read.BiasedLayers.ShouldBe([true, false]);
        NetworkParameters same = NetworkFile.ToParameters(path, read, architecture);
        same.Weights.SelectMany(w => w.Values).ShouldBe(parameters.Weights.SelectMany(w => w.Values));
        same.Biases.SelectMany(b => b).ShouldBe(parameters.Biases.SelectMany(b => b));
        same.Biases[0].ShouldContain(b => b != 0);
        same.Biases[1].ShouldBe([0, 0]);
    }

    [Fact]
    public void A_bias_without_weights_is_refused()
    {
        using TempFolder files = new();
        string path = files.In("w.safetensors");
        SafetensorsFile.Write(path, [new("0.weight", new([2, 3], new double[6])), new("1.bias", new([2], new double[2]))]);

        Should.Throw<ArrayFileException>(() => NetworkFile.Read(path)).Message
            .ShouldBe($"{path}: '1.bias': is the bias of a layer without weights; layers other than affine ones are not read.");
    }

    /// <summary>Tensors as name [out, in]; first the order of the file, then that of the network.</summary>
    [Theory]
    [InlineData("layers.10 5 4; layers.2 4 3; layers.1 3 2", "layers.1 layers.2 layers.10")]
    [InlineData("module.model.0 4 2; module.model.2 1 4", "module.model.0 module.model.2")]
    [InlineData("net.fc1 4 2; net.fc2 4 4; net.fc10 1 4", "net.fc1 net.fc2 net.fc10")]
    [InlineData("blocks.0.lin1 4 4; blocks.0.lin2 4 4; blocks.1.lin1 4 4; blocks.1.lin2 4 4",
        "blocks.0.lin1 blocks.0.lin2 blocks.1.lin1 blocks.1.lin2")]
    [InlineData("input 4 4; hidden 4 4; output 4 4", "input hidden output")]
    [InlineData("a 4 4; b 4 4; c 4 4", "a b c", ".npz")]
    [InlineData("output 1 4; hidden 4 4; input 4 2", "input hidden output", ".safetensors", true)]
    [InlineData("hidden 4 4; input 4 2; output 1 4", "input hidden output", ".safetensors", true)]
    [InlineData("fc1 4 2; fc2 4 4; out 1 4", "fc1 fc2 out", ".safetensors", true)]
    public void Layers_are_ordered_by_numbers_by_the_file_or_by_their_shapes(
        string inFile, string expected, string ending = ".safetensors", bool isByShapes = false)
    {
        using TempFolder files = new();
        string path = Save(files, ending, inFile);
        NetworkFile.Content read = NetworkFile.Read(path);
        read.Layers.ShouldBe(expected.Split(' '));
        read.Weights.Select(w => w.Values[0]).ShouldBe(read.Layers.Select(First));
        read.Origin.Parameterization.ShouldBe(Parameterization.Standard);
        NetworkFile.ReadOutline(path).Fans.ShouldBe(read.Fans);
        if (isByShapes)
        {
            read.Remarks.ShouldBe([$"w.safetensors does not say the order of its layers; the one in which shapes chain is taken: "
                + $"{string.Join(", ", read.Layers)}."]);
        }
        else
        {
            read.Remarks.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("a 4 4; b 4 4; c 1 4",
        "does not say the order of its layers, and their shapes allow several: a.weight [4, 4], b.weight [4, 4], c.weight [1, 4]; "
        + "name the layers in order by layers.")]
    [InlineData("actor.0 8 3; actor.2 2 8; critic.0 8 3; critic.2 1 8",
        "holds several networks, or layers whose order is not known: actor.0.weight [8, 3], actor.2.weight [2, 8], critic.0.weight [8, 3], "
        + "critic.2.weight [1, 8]; name the layers in order by layers, those of one network.")]
    [InlineData("a 3 2; b 7 5",
        "holds layers that do not chain in any order: a.weight [3, 2], b.weight [7, 5]; name the layers in order "
        + "by layers, those of one network.")]
    [InlineData("0 2 4; 2 4 1", "'2.weight': takes 1 inputs but the layer before gives 2; "
        + "the weights stand as [in, out]: store them transposed, as PyTorch's are, [out, in].")]
    [InlineData("0 4 2; 2 1 5", "'2.weight': takes 5 inputs but the layer before gives 4; check the order of the layers, or name them in "
        + "order by layers.")]
    [InlineData("fc1 4 2; fc01 1 4", "'fc01.weight': has the number of fc1.weight; number the layers differently.")]
    [InlineData("0 4 2; 1 4; 2 1 4", "'1.weight': has shape [4]; a weight has shape [out, in]; where it takes no part in the network, "
        + "name the layers that do by layers.")]
    public void What_does_not_say_one_network_is_refused(string inFile, string says)
    {
        using TempFolder files = new();
        string path = Save(files, ".safetensors", inFile);
        Should.Throw<ArrayFileException>(() => NetworkFile.Read(path)).Message.ShouldEndWith(says);
        Should.Throw<ArrayFileException>(() => NetworkFile.ReadOutline(path)).Message.ShouldEndWith(says);
    }

    [Fact]
    public void Transposed_weights_are_found_by_their_biases_and_by_the_data()
    {
        using TempFolder files = new();
        string path = files.In("t.npz");
        NpzFile.Write(path, [new("0.weight", new([1, 6], new double[6])), new("0.bias", new([6], new double[6])),
            new("2.weight", new([6, 1], new double[6]))]);
        Should.Throw<ArrayFileException>(() => NetworkFile.Read(path)).Message.ShouldContain(
            "'0.bias': has shape [6] beside 1 units; the weights stand as [in, out]: store them transposed");
        NpzFile.Write(path, [new("0.weight", new([1, 6], new double[6])), new("2.weight", new([6, 1], new double[6]))]);
        NetworkFile.Content read = NetworkFile.Read(path);
        Should.Throw<ArrayFileException>(() => NetworkFile.ToParameters(path, read, new NetworkArchitecture(1, [6], 1, new Tanh(), 1, 1)))
            .Message.ShouldContain("6 → 1 → 6 but the experiment describes 1 → 6 → 1; the weights stand as [in, out]");
    }

    [Fact]
    public void Named_layers_are_taken_in_the_order_named_and_the_rest_is_said()
    {
        using TempFolder files = new();
        string path = Save(files, ".safetensors", "net.actor.0 8 3; net.actor.2 2 8; net.critic.0 8 3; net.critic.2 1 8; norm 8");
        NetworkFile.Content read = NetworkFile.Read(path, ["critic.0", "net.critic.2"]);
        read.Layers.ShouldBe(["net.critic.0", "net.critic.2"]);
        read.Fans.ShouldBe([3, 8, 1]);
        read.Remarks.ShouldBe(["w.safetensors holds tensors that are no layer and are left out: net.actor.0.weight, net.actor.2.weight, "
            + "norm.weight. If they act on the outputs, these are not those of the network that they come from."]);
        Should.Throw<ArrayFileException>(() => NetworkFile.Read(path, ["0", "critic.2"])).Message.ShouldContain(
            "'0': may be net.actor.0.weight, net.critic.0.weight; give more of the name.");
        Should.Throw<ArrayFileException>(() => NetworkFile.Read(path, ["actr.0"])).Message
            .ShouldContain("'actr.0': is no layer of the file");
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    public void A_network_goes_back_under_the_names_it_came_with(ElementType type)
    {
        using TempFolder files = new();
        string path = files.In("w.safetensors"), back = files.In("back.safetensors");
        SafetensorsFile.Write(
            path,
            [
                new("net.out.weight", new([1, 2], [0.5, -2], type)), new("steps", new([], [7], ElementType.Int64)),
                new("net.in.weight", new([2, 3], [1, 2, 3, 4, 5, 6], type)), new("net.in.bias", new([2], [0.25, -1], type)),
            ],
            [new("format", "pt"), new("made by", "a test")]);
        NetworkFile.Content read = NetworkFile.Read(path);
        read.Layers.ShouldBe(["net.in", "net.out"]);
        NetworkArchitecture architecture = new(3, [2], 1, new Relu(), 1, 1, Parameterization.Standard, biasedLayers: read.BiasedLayers);
        NetworkParameters parameters = NetworkFile.ToParameters(path, read, architecture);
        parameters.Weights[1].Values[0] = 1.0 / 3;
        parameters.Biases[0][0] = 1e39;
        NetworkFile.Write(back, parameters, read);

        OrderedDictionary<string, NumericArray> written = SafetensorsFile.Read(back);
        written.Keys.ShouldBe(["net.out.weight", "steps", "net.in.weight", "net.in.bias"]);
        written["steps"].ElementType.ShouldBe(ElementType.Int64);
        written["steps"].Values.ShouldBe([7]);
        written["net.out.weight"].ElementType.ShouldBe(type);
        written["net.out.weight"].Values[1].ShouldBe(-2);
        written["net.out.weight"].Values[0].ShouldBe(
            1.0 / 3, type == ElementType.Float64 ? 1e-300 : type == ElementType.Float32 ? 1e-7 : 2e-3);
        written["net.in.bias"].ElementType.ShouldBe(ElementType.Float64);
        written["net.in.bias"].Values.ShouldBe([1e39, -1]);
        SafetensorsFile.ReadMetadata(back).ShouldBe([
            new("format", "pt"), new("made by", "a test"), new("parameterization", "standard"), new("activation", "relu"),
            new("weight_std", "1"), new("bias_std", "1"),
        ]);
        NetworkFile.Read(back).Origin.Activation.ShouldBe("relu");
    }

    [Fact]
    public void Quantised_weights_are_refused()
    {
        using TempFolder files = new();
        string path = files.In("q.safetensors");
        SafetensorsFile.Write(path, [new("0.weight", new([1, 2], [3, -4], ElementType.Int8))]);
        Should.Throw<ArrayFileException>(() => NetworkFile.Read(path)).Message.ShouldContain("holds Int8, as quantised weights do");
    }

    [Theory]
    [InlineData("pt", Parameterization.Standard)]
    [InlineData("np", null)]
    public void A_header_that_PyTorch_wrote_implies_the_standard_parameterisation(string format, Parameterization? expected)
    {
        using TempFolder files = new();
        string path = files.In("w.safetensors");
        SafetensorsFile.Write(path, [new("layers.0.weight", new([2, 3], new double[6]))], [new("format", format)]);
        NetworkFile.Read(path).Origin.Parameterization.ShouldBe(expected);
    }

    /// <summary>A number that only this layer's weights begin with.</summary>
    private static double First(string layer) => layer.Aggregate(1.0, (sum, c) => (sum * 31 % 1021) + c);

    /// <summary>Writes tensors <c>name out in</c>, or <c>name length</c>.</summary>
    private static string Save(TempFolder files, string ending, string tensors)
    {
        string path = files.In("w" + ending);
        List<KeyValuePair<string, NumericArray>> arrays = [];
        foreach (string[] words in tensors.Split("; ").Select(text => text.Split(' ')))
        {
            int[] shape = [.. words.Skip(1).Select(int.Parse)];
            double[] values = new double[shape.Aggregate(1, (product, length) => product * length)];
            values[0] = First(words[0]);
            arrays.Add(new($"{words[0]}.weight", new(shape, values)));
        }

        if (ending == ".npz")
        {
            NpzFile.Write(path, arrays);
        }
        else
        {
            SafetensorsFile.Write(path, arrays);
        }

        return path;
    }

    private sealed class TempFolder : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inflaton-test-");

        public string In(string name) => Path.Combine(folder.FullName, name);

        public void Dispose() => folder.Delete(recursive: true);
    }
}
