using System.Text.RegularExpressions;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Networks;

/// <summary>
/// Weights on disk: safetensors or NPZ with tensors <c>layers.{l}.weight</c> [out, in] and <c>layers.{l}.bias</c> [out], or the names
/// of a PyTorch <c>nn.Sequential</c> (<c>0.weight</c>, <c>2.weight</c>, …), with any common prefix. A layer may lack its bias.
/// </summary>
public static partial class NetworkFile
{
    /// <summary>The layers of a file, in order.</summary>
    /// <param name="Weights">One array [out, in] a layer.</param>
    /// <param name="Biases">One array [out] a layer; null for a layer without biases.</param>
    /// <param name="Origin">What the file says of the network.</param>
    public sealed record Content(IReadOnlyList<NumericArray> Weights, IReadOnlyList<NumericArray?> Biases, NetworkFileOrigin Origin)
    {
        /// <summary>Which layers have biases.</summary>
        public IReadOnlyList<bool> BiasedLayers => [.. Biases.Select(bias => bias is not null)];

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
            throw new ArrayFileException(
                path, stranger.Name, $"belongs to another network than {first.Name}", "keep one network in a file");
        }

        List<NumericArray> weights = [];
        List<NumericArray?> biases = [];
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
                    path, name, $"takes {weight.Shape[1]} inputs but the layer before gives {weights[^1].Shape[0]}",
                    "check the order of the layers");
            }

            weights.Add(weight);
            string biasName = found.Find(t => t.Number == number && t.Kind == "bias").Name;
            NumericArray? bias = biasName is null ? null : arrays[biasName];
            if (bias is not null && (bias.Shape.Count != 1 || bias.Shape[0] != weight.Shape[0]))
            {
                throw new ArrayFileException(
                    path, biasName, $"has shape [{string.Join(", ", bias.Shape)}] beside {weight.Shape[0]} units",
                    $"give it shape [{weight.Shape[0]}]");
            }

            biases.Add(bias);
        }

        if (found.Find(t => t.Kind == "bias" && !found.Exists(w => w.Kind == "weight" && w.Number == t.Number)) is { Name: { } lonely })
        {
            throw new ArrayFileException(
                path, lonely, "is the bias of a layer without weights", "layers other than affine ones are not read");
        }

        foreach (string name in found.Select(t => t.Name))
        {
            if (arrays[name].Values.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
            {
                throw new ArrayFileException(
                    path, name, "holds a value that is not a finite number", "save the weights before they diverge");
            }
        }

        bool isSequential = first.Prefix != "layers."
            || found.Where(t => t.Kind == "weight").Select((t, l) => t.Number != l).Any(gap => gap);
        return new Content(weights, biases, NetworkFileOrigin.Of(path, isSequential));
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
            throw OtherShape(path, content, architecture.Fans);
        }

        NetworkParameters parameters = NetworkParameters.Zero(architecture);
        for (int l = 0; l < architecture.Layers; l++)
        {
            content.Weights[l].Values.CopyTo(parameters.Weights[l].Values, 0);
            content.Biases[l]?.Values.CopyTo(parameters.Biases[l], 0);
        }

        return parameters;
    }

    /// <summary>What is said of a file that holds a network of another shape.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its layers.</param>
    /// <param name="fans">The units per level that were expected.</param>
    public static ArrayFileException OtherShape(string path, Content content, IReadOnlyList<int> fans) => new(
        path,
        null,
        $"holds a network of widths {string.Join(" → ", content.Fans)} but the experiment describes {string.Join(" → ", fans)}",
        "make network.hidden, the data's columns and the outputs those of the file");

    /// <summary>
    /// Writes parameters as float64 safetensors: in the standard parameterisation under the names of an <c>nn.Sequential</c> of affine
    /// layers and activations in turn (<c>0.weight</c>, <c>2.weight</c>, …), whose <c>load_state_dict</c> takes them; else under the names
    /// <c>layers.{l}.weight</c> and <c>layers.{l}.bias</c>. The header says parameterisation, activation, σ_w and σ_b.
    /// </summary>
    /// <param name="path">File to write, whole or not at all.</param>
    /// <param name="parameters">What to write.</param>
    public static void Write(string path, NetworkParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        NetworkArchitecture architecture = parameters.Architecture;
        List<KeyValuePair<string, NumericArray>> tensors = [];
        for (int l = 0; l < architecture.Layers; l++)
        {
            var weight = parameters.Weights[l];
            string layer = architecture.Parameterization == Parameterization.Standard ? $"{2 * l}" : $"layers.{l}";
            tensors.Add(new($"{layer}.weight", new NumericArray([weight.Rows, weight.Columns], weight.Values)));
            if (architecture.HasBias(l))
            {
                tensors.Add(new($"{layer}.bias", new NumericArray([weight.Rows], parameters.Biases[l])));
            }
        }

        SafetensorsFile.Write(path, tensors, NetworkFileOrigin.Header(architecture));
    }

    private static string Listed(IEnumerable<string> names)
    {
        List<string> all = [.. names];
        return all.Count == 0 ? "nothing" : string.Join(", ", all.Take(6)) + (all.Count > 6 ? ", …" : "");
    }

    [GeneratedRegex(@"^(?<prefix>(?:.*\.)?)(?<number>\d{1,6})\.(?<kind>weight|bias)$", RegexOptions.CultureInvariant)]
    private static partial Regex TensorName();
}
