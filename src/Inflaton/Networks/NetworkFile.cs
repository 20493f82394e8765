using System.Text.RegularExpressions;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Networks;

/// <summary>
/// Weights on disk: safetensors or NPZ with tensors <c>layers.{l}.weight</c> [out, in] and <c>layers.{l}.bias</c> [out], or the names
/// of a PyTorch <c>nn.Sequential</c> (<c>0.weight</c>, <c>2.weight</c>, …), with any common prefix.
/// </summary>
public static partial class NetworkFile
{
    /// <summary>The layers of a file, in order.</summary>
    /// <param name="Weights">One array [out, in] a layer.</param>
    /// <param name="Biases">One array [out] a layer; null for a network without biases.</param>
    public sealed record Content(IReadOnlyList<NumericArray> Weights, IReadOnlyList<NumericArray>? Biases)
    {
        /// <summary>Units per level: d, n_1, …, C.</summary>
        public IReadOnlyList<int> Fans => [Weights[0].Shape[1], .. Weights.Select(w => w.Shape[0])];
    }

    /// <summary>Reads the layers of a network.</summary>
    /// <param name="path">A <c>.safetensors</c> or <c>.npz</c> file.</param>
    /// <exception cref="ArrayFileException">
    /// The file is unreadable or damaged, has no such tensors, or their shapes do not chain.
    /// </exception>
    public static Content Read(string path)
    {
        IReadOnlyDictionary<string, NumericArray> arrays = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".safetensors" => SafetensorsFile.Read(path),
            ".npz" => NpzFile.Read(path),
            string other => throw new ArrayFileException(
                path, null, $"has the ending '{other}', which is not read as network weights", "give a .safetensors or .npz file"),
        };

        List<(string Prefix, int Number, string Kind, string Name)> found =
        [
            .. from name in arrays.Keys
               let match = TensorName().Match(name)
               where match.Success
               let number = int.Parse(match.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture)
               orderby number
               select (match.Groups["prefix"].Value, number, match.Groups["kind"].Value, name),
        ];
        string remedy = "name the tensors layers.0.weight, layers.0.bias, … or as PyTorch's nn.Sequential does";
        if (found.Find(t => t.Kind == "weight") is not { Name: { } } first)
        {
            throw new ArrayFileException(path, null, $"holds no layer weights (found: {Listed(arrays.Keys)})", remedy);
        }

        if (found.Find(t => t.Prefix != first.Prefix) is { Name: { } } stranger)
        {
            throw new ArrayFileException(path, stranger.Name, $"belongs to another network than {first.Name}", "keep one network in a file");
        }

        List<NumericArray> weights = [];
        List<NumericArray> biases = [];
        foreach ((_, int number, _, string name) in found.Where(t => t.Kind == "weight"))
        {
            NumericArray weight = arrays[name];
            if (weight.Shape.Count != 2 || weight.Shape[0] < 1 || weight.Shape[1] < 1)
            {
                throw new ArrayFileException(path, name, $"has shape [{string.Join(", ", weight.Shape)}]", "a weight has shape [out, in]");
            }

            if (weights.Count > 0 && weights[^1].Shape[0] != weight.Shape[1])
            {
                throw new ArrayFileException(
                    path, name, $"takes {weight.Shape[1]} inputs but the layer before gives {weights[^1].Shape[0]}", "check the order of the layers");
            }

            weights.Add(weight);
            string biasName = found.Find(t => t.Number == number && t.Kind == "bias").Name;
            if (biasName is not null)
            {
                NumericArray bias = arrays[biasName];
                if (bias.Shape.Count != 1 || bias.Shape[0] != weight.Shape[0])
                {
                    throw new ArrayFileException(
                        path, biasName, $"has shape [{string.Join(", ", bias.Shape)}] beside {weight.Shape[0]} units", $"give it shape [{weight.Shape[0]}]");
                }

                biases.Add(bias);
            }
        }

        if (biases.Count != 0 && biases.Count != weights.Count)
        {
            throw new ArrayFileException(
                path, null, $"has biases for {biases.Count} of {weights.Count} layers", "give every layer a bias (zeros will do) or none");
        }

        foreach (string name in found.Select(t => t.Name))
        {
            if (arrays[name].Values.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
            {
                throw new ArrayFileException(path, name, "holds a value that is not a finite number", "save the weights before they diverge");
            }
        }

        return new Content(weights, biases.Count == 0 ? null : biases);
    }

    /// <summary>Copies a file's layers into parameters.</summary>
    /// <param name="path">Where the content came from, for messages.</param>
    /// <param name="content">The layers.</param>
    /// <param name="architecture">The shape they must have.</param>
    /// <exception cref="ArrayFileException">The shapes are not those of <paramref name="architecture"/>.</exception>
    public static NetworkParameters ToParameters(string path, Content content, NetworkArchitecture architecture)
    {
        if (!content.Fans.SequenceEqual(architecture.Fans))
        {
            throw new ArrayFileException(
                path,
                null,
                $"holds a network of widths {string.Join(" → ", content.Fans)} but the experiment describes {string.Join(" → ", architecture.Fans)}",
                "make network.hidden, the data's columns and the outputs those of the file");
        }

        NetworkParameters parameters = NetworkParameters.Zero(architecture);
        for (int l = 0; l < architecture.Layers; l++)
        {
            content.Weights[l].Values.CopyTo(parameters.Weights[l].Values, 0);
            content.Biases?[l].Values.CopyTo(parameters.Biases[l], 0);
        }

        return parameters;
    }

    /// <summary>Writes parameters as float64 safetensors under the names <c>layers.{l}.weight</c> and <c>layers.{l}.bias</c>.</summary>
    /// <param name="path">File to write, whole or not at all.</param>
    /// <param name="parameters">What to write.</param>
    public static void Write(string path, NetworkParameters parameters)
    {
        List<KeyValuePair<string, NumericArray>> tensors = [];
        for (int l = 0; l < parameters.Architecture.Layers; l++)
        {
            var weight = parameters.Weights[l];
            tensors.Add(new($"layers.{l}.weight", new NumericArray([weight.Rows, weight.Columns], weight.Values)));
            if (parameters.Architecture.HasBiases)
            {
                tensors.Add(new($"layers.{l}.bias", new NumericArray([weight.Rows], parameters.Biases[l])));
            }
        }

        SafetensorsFile.Write(path, tensors);
    }

    private static string Listed(IEnumerable<string> names)
    {
        List<string> all = [.. names];
        return all.Count == 0 ? "nothing" : string.Join(", ", all.Take(6)) + (all.Count > 6 ? ", …" : "");
    }

    [GeneratedRegex(@"^(?<prefix>(?:.*\.)?)(?<number>\d{1,6})\.(?<kind>weight|bias)$", RegexOptions.CultureInvariant)]
    private static partial Regex TensorName();
}
