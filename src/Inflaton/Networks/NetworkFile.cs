using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Networks;

/// <summary>
/// Weights on disk: safetensors or NPZ with a tensor <c>X.weight</c> [out, in] a layer and <c>X.bias</c> [out] where it has biases, X being
/// whatever PyTorch calls the module: <c>0</c>, <c>net.fc1</c>, <c>module.layers.3</c>; in the order of <see cref="Read"/>.
/// </summary>
public static class NetworkFile
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

        /// <summary>Names of the layers: those of the modules, without <c>.weight</c>.</summary>
        public required IReadOnlyList<string> Layers { get; init; }

        /// <summary>All tensors of the file by name, in its order, those that are no layer too.</summary>
        public required IReadOnlyDictionary<string, NumericArray> Tensors { get; init; }

        /// <summary>Free text that the file carries.</summary>
        public required IReadOnlyDictionary<string, string> Metadata { get; init; }

        /// <summary>What is to be said of the reading: tensors left out, an order that shapes decided.</summary>
        public required IReadOnlyList<string> Remarks { get; init; }

        /// <summary>What is to be said of a network that is made of the file: the remarks, and what of it contradicts the file.</summary>
        /// <param name="architecture">The network.</param>
        /// <param name="path">The file, as messages call it.</param>
        public IEnumerable<string> Warnings(NetworkArchitecture architecture, string path) =>
        [
            .. Remarks,
            .. Origin.Contradiction(architecture.Parameterization, path) is { } scale ? new[] { scale } : [],
            .. Origin.Contradiction(architecture.Activation, path) is { } function ? new[] { function } : [],
        ];
    }

    /// <summary>Widths and origin of the network that a file holds, without its weights.</summary>
    /// <param name="Fans">Units per level: d, n_1, …, C.</param>
    /// <param name="Origin">What the file says of the network.</param>
    public sealed record Outline(IReadOnlyList<int> Fans, NetworkFileOrigin Origin);

    /// <summary>
    /// Reads the layers of a network. Names that differ in numbers alone are ordered by these, <c>layers.2</c> before <c>layers.10</c>.
    /// Others stand in the order of the file; where that says nothing, because a safetensors file is sorted by name, in the one order in
    /// which their shapes chain, and if there are several the file is refused.
    /// </summary>
    /// <param name="path">A <c>.safetensors</c> or <c>.npz</c> file.</param>
    /// <param name="layers">
    /// Names of the layers in order, each whole or the end of one (<c>fc1</c> for <c>net.fc1</c>); null to find them.
    /// </param>
    /// <exception cref="ArrayFileException">
    /// The file is unreadable or damaged, has no such tensors, does not say their order, or their shapes do not chain.
    /// </exception>
    public static Content Read(string path, IReadOnlyList<string>? layers = null)
    {
        OrderedDictionary<string, NumericArray> arrays = IsSafetensors(path) ? SafetensorsFile.Read(path) : NpzFile.Read(path);
        NetworkLayout layout = NetworkLayout.Of(path, Shapes(path, arrays), layers);
        List<NumericArray> weights = [.. layout.Layers.Select(layer => arrays[NetworkLayout.WeightOf(layer)])];
        List<NumericArray?> biases = [.. layout.Layers.Select(layer => arrays.GetValueOrDefault(NetworkLayout.BiasOf(layer)))];
        foreach ((string name, NumericArray array) in arrays.Where(one => !layout.Others.Contains(one.Key)))
        {
            if (array.Values.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
            {
                throw new ArrayFileException(
                    path, name, "holds a value that is not a finite number", "save the weights before they diverge");
            }

            if (array.ElementType is ElementType.Int8 or ElementType.UInt8 or ElementType.Boolean)
            {
                throw new ArrayFileException(
                    path, name, $"holds {array.ElementType}, as quantised weights do, whose scale stands elsewhere",
                    "save the weights as they are multiplied with, in F64, F32, F16 or BF16");
            }
        }

        OrderedDictionary<string, string> metadata = Metadata(path);
        return new Content(weights, biases, NetworkFileOrigin.Of(metadata, layout.Layers))
        {
            Layers = layout.Layers,
            Tensors = arrays,
            Metadata = metadata,
            Remarks = [.. Remarks(Path.GetFileName(path), layout)],
        };
    }

    /// <summary>Reads widths and origin alone, as <see cref="Read"/> finds them.</summary>
    /// <param name="path">A <c>.safetensors</c> or <c>.npz</c> file.</param>
    /// <param name="layers">Names of the layers in order; null to find them.</param>
    /// <exception cref="ArrayFileException">As for <see cref="Read"/>.</exception>
    public static Outline ReadOutline(string path, IReadOnlyList<string>? layers = null)
    {
        NetworkLayout layout = NetworkLayout.Of(path, Shapes(path, IsSafetensors(path) ? null : NpzFile.Read(path)), layers);
        return new Outline(layout.Fans, NetworkFileOrigin.Of(Metadata(path), layout.Layers));
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
        content.Weights.Select(weight => weight.Shape[0]).SequenceEqual(fans.SkipLast(1))
            && content.Weights.Select(weight => weight.Shape[1]).SequenceEqual(fans.Skip(1))
            ? "the weights stand as [in, out]: store them transposed, as PyTorch's are, [out, in]"
            : "make network.hidden, the data's columns and the outputs those of the file");

    /// <summary>
    /// Writes parameters as float64 safetensors: in the standard parameterisation under the names of an <c>nn.Sequential</c> of affine
    /// layers and activations in turn (<c>0.weight</c>, <c>2.weight</c>, …), whose <c>load_state_dict</c> takes them; else under the names
    /// <c>layers.{l}.weight</c> and <c>layers.{l}.bias</c>. The header says parameterisation, activation, σ_w and σ_b. Parameters that came
    /// from a file are written back as it had them: its names, order, element types (a wider one where the numbers ask for it) and
    /// metadata, and the tensors that are no layer as they were.
    /// </summary>
    /// <param name="path">File to write, whole or not at all.</param>
    /// <param name="parameters">What to write.</param>
    /// <param name="source">The file that the network came from, of the same shape; null for none.</param>
    public static void Write(string path, NetworkParameters parameters, Content? source = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        NetworkArchitecture architecture = parameters.Architecture;
        OrderedDictionary<string, NumericArray> tensors = new(StringComparer.Ordinal);
        foreach ((string name, NumericArray array) in source?.Tensors ?? new Dictionary<string, NumericArray>())
        {
            tensors[name] = array;
        }

        for (int l = 0; l < architecture.Layers; l++)
        {
            var weight = parameters.Weights[l];
            string layer = source is not null ? source.Layers[l]
                : architecture.Parameterization == Parameterization.Standard ? $"{2 * l}" : $"layers.{l}";
            Put(NetworkLayout.WeightOf(layer), [weight.Rows, weight.Columns], weight.Values);
            if (architecture.HasBias(l))
            {
                Put(NetworkLayout.BiasOf(layer), [weight.Rows], parameters.Biases[l]);
            }
        }

        OrderedDictionary<string, string> metadata = new(source?.Metadata ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach ((string key, string text) in NetworkFileOrigin.Header(architecture))
        {
            metadata[key] = text;
        }

        SafetensorsFile.Write(path, tensors, metadata);

        void Put(string name, int[] shape, double[] values)
        {
            ElementType type = tensors.TryGetValue(name, out NumericArray? before) ? before.ElementType : ElementType.Float64;
            ElementType[] wider = [type, ElementType.Float32, ElementType.Float64];
            tensors[name] = new NumericArray(shape, values, wider.First(one => NumericArray.CanStore(values, one)));
        }
    }

    private static bool IsSafetensors(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".safetensors" => true,
        ".npz" => false,
        string other => throw new ArrayFileException(
            path, null, $"has the ending '{other}', which is not read as network weights", "give a .safetensors or .npz file"),
    };

    /// <summary>Names and shapes in the order of the data.</summary>
    private static OrderedDictionary<string, int[]> Shapes(string path, OrderedDictionary<string, NumericArray>? arrays)
    {
        if (IsSafetensors(path))
        {
            return SafetensorsFile.ReadShapes(path);
        }

        OrderedDictionary<string, int[]> shapes = new(StringComparer.Ordinal);
        foreach ((string name, NumericArray array) in arrays!)
        {
            shapes.Add(name, [.. array.Shape]);
        }

        return shapes;
    }

    private static OrderedDictionary<string, string> Metadata(string path) => IsSafetensors(path) ? SafetensorsFile.ReadMetadata(path) : [];

    private static IEnumerable<string> Remarks(string file, NetworkLayout layout)
    {
        if (layout.Others.Count > 0)
        {
            yield return $"{file} holds tensors that are no layer and are left out: {NetworkLayout.Listed(layout.Others)}. If they act on "
                + "the outputs, these are not those of the network that they come from.";
        }

        if (layout.IsByShapes)
        {
            yield return $"{file} does not say the order of its layers; the one in which shapes chain is taken: "
                + $"{string.Join(", ", layout.Layers)}.";
        }
    }
}
