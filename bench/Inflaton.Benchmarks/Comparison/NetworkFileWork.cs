using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>Writes the drawn weights, biases and inputs of a case, so that both sides compute with the same numbers.</summary>
internal static class NetworkFileWork
{
    public static WorkReport Write(WorkOrder order)
    {
        NetworkParameters parameters = order.Network!.Draw();
        Matrix<double> inputs = order.Network.DrawInputs();
        List<KeyValuePair<string, NumericArray>> tensors = [new("inputs", new([inputs.Rows, inputs.Columns], inputs.Values))];
        for (int l = 0; l < parameters.Architecture.Layers; l++)
        {
            Matrix<double> weight = parameters.Weights[l];
            tensors.Add(new($"layers.{l}.weight", new([weight.Rows, weight.Columns], weight.Values)));
            tensors.Add(new($"layers.{l}.bias", new([weight.Rows], parameters.Biases[l])));
        }

        SafetensorsFile.Write(order.Path, tensors);
        return new WorkReport();
    }
}
