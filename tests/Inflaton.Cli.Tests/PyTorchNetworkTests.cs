using System.Numerics.Tensors;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Cli;

/// <summary>
/// Networks that PyTorch trained and saved, with the kernels that its own gradients give: tests/reference/pytorch, made by make.py there.
/// </summary>
public sealed class PyTorchNetworkTests
{
    [Theory]
    [InlineData("gelu", "gelu.safetensors", 14)]
    [InlineData("tanh", "tanh.npz", 7)]
    public void The_kernel_is_that_of_PyTorch(string activation, string file, int size)
    {
        using Session session = new();
        session.Run(
            "kernel", Reference(file), "--inputs", Reference("inputs.npy"), "--activation", activation, "--out", session.In("out"),
            "--json")
            .ShouldBe(0, session.Error);

        NumericArray kernel = NpzFile.Read(session.In("out/kernel.npz"))["kernel"],
        expected = NpyFile.Read(Reference($"{activation}-kernel.npy"));
        kernel.Shape.ShouldBe([size, size]);
        expected.Shape.ShouldBe([size, size]);
        double largest = TensorPrimitives.MaxMagnitude<double>(expected.Values);
        largest.ShouldBeGreaterThan(1);
        (TensorPrimitives.Distance<double>(kernel.Values, expected.Values) / largest).ShouldBeLessThan(1e-13);
    }

    /// <summary>The same network as the start of an experiment: PyTorch's widths, weights and kernel.</summary>
    [Fact]
    public void An_experiment_starts_from_it()
    {
        using Session session = new();
        string inputs = string.Join(", ", NpyFile.Read(Reference("inputs.npy")).Values.Chunk(3).Select(
            x => $"[{string.Join(", ", x.Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}]"));
        string file = session.Write("torch.yaml", $$$"""
            network:
              {hidden: [24, 16], activation: gelu, parameterization: standard, outputs: 2, weights: '{{{Reference("gelu.safetensors")}}}'}
            data: {points: [{{{inputs}}}]}
            loss: {squared: {scale: 1}}
            optimizer: {gradient_descent: {learning_rate: 0.01}}
            epochs: 5
            """);
        session.Run("run", file, "--out", session.In("out"), "-q", "--no-pictures").ShouldBe(0, session.Error);

        double[] kernel = NpzFile.Read(session.In("out/trajectories.npz"))["kernel_initial"].Values,
        expected = NpyFile.Read(Reference("gelu-kernel.npy")).Values;
        (TensorPrimitives.Distance<double>(kernel, expected) / TensorPrimitives.MaxMagnitude<double>(expected)).ShouldBeLessThan(1e-13);
    }

    private static string Reference(string name) => Path.Combine(Repository.Root, "tests", "reference", "pytorch", name);
}
