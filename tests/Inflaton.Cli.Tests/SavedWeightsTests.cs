using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Cli;

/// <summary>The weights that a run writes are those that it had: outputs written out by hand from the files are the run's.</summary>
public sealed class SavedWeightsTests
{
    [Theory]
    [InlineData("ntk", "weight_std: 1.4, bias_std: 0.3", "direct", "layers.0", "layers.1", 1.4, 0.3)]
    [InlineData("standard", "weight_std: 1.4, bias_std: 0.3", "reduced", "0", "2", 1, 1)]
    [InlineData("standard", "initialization: pytorch", "direct", "0", "2", 1, 1)]
    public void The_weights_of_both_ends_give_the_outputs_of_both_ends(
        string parameterization, string scales, string method, string first, string second, double weight, double bias)
    {
        using Session session = new();
        string file = session.Write("own.yaml", Experiment($"parameterization: {parameterization}, {scales}", method));
        session.Run("run", file, "--out", session.In("out"), "-q", "--no-pictures").ShouldBe(0, session.Error);
        OrderedDictionary<string, NumericArray> arrays = NpzFile.Read(session.In("out/trajectories.npz"));
        double[] trained = arrays["trained"].Values;
        Outputs("weights-initial").ShouldBe(trained[..3], 1e-13);
        Outputs("weights-trained").ShouldBe(trained[^3..], method == "reduced" ? 1e-6 : 1e-13);
        trained[..3].Zip(trained[^3..], (a, b) => Math.Abs(a - b)).Max().ShouldBeGreaterThan(0.1);
        NetworkFile.Read(session.In("out/weights-trained.safetensors")).Origin.Parameterization
            .ShouldBe(parameterization == "ntk" ? Parameterization.Ntk : Parameterization.Standard);

        // From the files, the same run again and the one that goes on from its end.
        foreach ((string name, double[] expected) in new[] { ("weights-initial", trained[..3]), ("weights-trained", trained[^3..]) })
        {
            string next = session.Write($"{name}.yaml", Experiment($"weights: 'out/{name}.safetensors'", "direct"));
            session.Run("run", next, "--out", session.In(name), "-q", "--no-pictures").ShouldBe(0, session.Error);
            NpzFile.Read(session.In($"{name}/trajectories.npz"))["trained"].Values[..3].ShouldBe(expected, 1e-6);
        }

        double[] Outputs(string name)
        {
            OrderedDictionary<string, NumericArray> tensors = SafetensorsFile.Read(session.In($"out/{name}.safetensors"));
            double[] w1 = tensors[$"{first}.weight"].Values, b1 = tensors[$"{first}.bias"].Values, w2 = tensors[$"{second}.weight"].Values,
            b2 = tensors[$"{second}.bias"].Values;
            double s1 = weight == 1 ? 1 : weight / Math.Sqrt(2), s2 = weight == 1 ? 1 : weight / Math.Sqrt(16);
            double[][] inputs = [[0.3, -0.2], [-0.5, 0.9], [0.1, 0.8]];
            return [.. inputs.Select(x => (bias * b2[0]) + Enumerable.Range(0, 16).Sum(i =>
                s2 * w2[i] * Math.Tanh((s1 * ((w1[2 * i] * x[0]) + (w1[(2 * i) + 1] * x[1]))) + (bias * b1[i]))))];
        }
    }

    [Fact]
    public void They_are_written_when_small_or_asked_for_and_never_left_from_an_earlier_run()
    {
        using Session session = new();
        string file = session.Write("own.yaml", Experiment("weight_std: 1.4", "direct"));
        string initial = session.In("out/weights-initial.safetensors"), trained = session.In("out/weights-trained.safetensors");
        string[] run = ["run", file, "--out", session.In("out"), "-q", "--no-pictures"];
        session.Run(run).ShouldBe(0, session.Error);
        (File.Exists(initial), File.Exists(trained)).ShouldBe((true, true));
        session.Run([.. run, "--set", "save_weights=never"]).ShouldBe(0, session.Error);
        (File.Exists(initial), File.Exists(trained)).ShouldBe((false, false));
        session.Run([.. run, "--set", "network.hidden=[40000]", "epochs=1"]).ShouldBe(0, session.Error);
        (File.Exists(initial), File.Exists(trained)).ShouldBe((false, false));
        session.Run([.. run, "--set", "network.hidden=[40000]", "epochs=1", "save_weights=always"]).ShouldBe(0, session.Error);
        (File.Exists(initial), File.Exists(trained)).ShouldBe((true, true));
        session.Run([.. run, "--set", "epochs=0"]).ShouldBe(0, session.Error);
        (File.Exists(initial), File.Exists(trained)).ShouldBe((true, false));
    }

    private static string Experiment(string network, string method) => string.Concat(
        "network: {hidden: [16], activation: tanh, ", network, "}\n",
        "data: {points: [[0.3, -0.2], [-0.5, 0.9], [0.1, 0.8]], targets: [1, -1, 0.5]}\n",
        "loss: {squared: {scale: 1}}\noptimizer: {gradient_descent: {learning_rate: 0.1, momentum: 0.5}}\nepochs: 40\nrecord_every: 10\n",
        "training: {method: ", method, "}\n");
}
