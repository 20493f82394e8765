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
        read.Origin.ShouldBe(new NetworkFileOrigin(parameterization, 1.3, 0.2));
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

    private sealed class TempFolder : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inflaton-test-");

        public string In(string name) => Path.Combine(folder.FullName, name);

        public void Dispose() => folder.Delete(recursive: true);
    }
}
