using System.Text.RegularExpressions;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Networks;

/// <summary>
/// Which tensors of a file are the layers of a network, in which order, told by names and shapes alone. A layer X is a tensor
/// <c>X.weight</c> [out, in], with <c>X.bias</c> [out] where it has biases. Names that differ in numbers alone stand in the order of the
/// numbers (<c>layers.2</c> before <c>layers.10</c>), others in the order of the file, and where a file is sorted by name, which says
/// nothing, in the one order in which their shapes chain.
/// </summary>
internal sealed partial class NetworkLayout
{
    private const string WeightEnding = ".weight", BiasEnding = ".bias";
    private const int MostSteps = 100_000;

    private readonly string path;
    private readonly IReadOnlyDictionary<string, int[]> shapes;

    private NetworkLayout(string path, OrderedDictionary<string, int[]> shapes, IReadOnlyList<string>? asked)
    {
        (this.path, this.shapes) = (path, shapes);
        Layers = asked is null ? Found(shapes) : [.. asked.Select(Named)];
        CheckChain();
        HashSet<string> taken = [.. Layers.Select(WeightOf), .. Layers.Select(BiasOf)];
        Others = [.. shapes.Keys.Where(name => !taken.Contains(name))];
    }

    /// <summary>Names of the layers, in order: those of the modules, without <c>.weight</c>.</summary>
    public IReadOnlyList<string> Layers { get; private set; }

    /// <summary>Tensors that are no layer.</summary>
    public IReadOnlyList<string> Others { get; }

    /// <summary>Whether neither names nor file say the order, and shapes decided it.</summary>
    public bool IsByShapes { get; private set; }

    /// <summary>Units per level: d, n_1, …, C.</summary>
    public IReadOnlyList<int> Fans => [Shape(Layers[0])[1], .. Layers.Select(layer => Shape(layer)[0])];

    /// <summary>Name of a layer's weights.</summary>
    /// <param name="layer">One of <see cref="Layers"/>; empty for a file of one layer without a name.</param>
    public static string WeightOf(string layer) => layer.Length == 0 ? "weight" : layer + WeightEnding;

    /// <summary>Name of a layer's biases, whether it has them or not.</summary>
    /// <param name="layer">One of <see cref="Layers"/>.</param>
    public static string BiasOf(string layer) => layer.Length == 0 ? "bias" : layer + BiasEnding;

    /// <summary>Finds the layers.</summary>
    /// <param name="path">The file, for messages; the order of its data counts unless it is a sorted safetensors file.</param>
    /// <param name="shapes">Names and shapes of its tensors, in the order of their data.</param>
    /// <param name="asked">Names of the layers in order, each whole or the end of one; null to find them.</param>
    /// <exception cref="ArrayFileException">There are no layers, their order is not known, or their shapes do not chain.</exception>
    public static NetworkLayout Of(string path, OrderedDictionary<string, int[]> shapes, IReadOnlyList<string>? asked) =>
        new(path, shapes, asked);

    private int[] Shape(string layer) => shapes[WeightOf(layer)];

    private List<string> Found(OrderedDictionary<string, int[]> inFile)
    {
        List<string> layers = [.. inFile.Keys.Where(IsWeight).Select(name => name == "weight" ? "" : name[..^WeightEnding.Length])];
        if (layers.Count == 0)
        {
            throw new ArrayFileException(
                path, null, $"holds no layer weights (found: {Listed([.. inFile.Keys])})",
                "name the tensors layers.0.weight, layers.0.bias, … or as PyTorch's modules do");
        }

        foreach (string layer in layers.Where(layer => Shape(layer) is not [>= 1, >= 1]))
        {
            throw new ArrayFileException(
                path, WeightOf(layer), $"has shape [{string.Join(", ", Shape(layer))}]",
                "a weight has shape [out, in]; where it takes no part in the network, name the layers that do by layers");
        }

        string? lonely = inFile.Keys.FirstOrDefault(
            name => (name == "bias" || (name.Length > BiasEnding.Length && name.EndsWith(BiasEnding, StringComparison.Ordinal)))
                && !inFile.ContainsKey(WeightOf(name == "bias" ? "" : name[..^BiasEnding.Length])));
        return lonely is null
            ? Ordered(layers)
            : throw new ArrayFileException(
                path, lonely, "is the bias of a layer without weights", "layers other than affine ones are not read");
    }

    private List<string> Ordered(List<string> layers)
    {
        List<List<string>> families = [.. layers.GroupBy(layer => Digits().Replace(layer, "#")).Select(Numbered)];
        if (families.Count == 1)
        {
            return families[0];
        }

        string[] weights = [.. layers.Select(WeightOf)];
        bool isSorted = Path.GetExtension(path).Equals(".safetensors", StringComparison.OrdinalIgnoreCase)
            && weights.Zip(weights.Skip(1), string.CompareOrdinal).All(order => order < 0);
        if (!isSorted && Chains(layers))
        {
            return layers;
        }

        int steps = 0;
        List<List<string>> found = [];
        bool isWhole = Merge(families, new int[families.Count], [], found, ref steps);
        if (found.Count == 1 && isWhole)
        {
            IsByShapes = true;
            return found[0];
        }

        string shown = Listed([.. layers.Select(layer => $"{WeightOf(layer)} [{string.Join(", ", Shape(layer))}]")]);
        const string remedy = "name the layers in order by layers";
        throw found.Count == 0
            ? new ArrayFileException(
                path, null,
                families.Count(family => family.Count > 1) > 1 && families.All(Chains)
                    ? $"holds several networks, or layers whose order is not known: {shown}"
                    : $"holds layers that do not chain in any order: {shown}",
                $"{remedy}, those of one network")
            : new ArrayFileException(
                path, null, $"does not say the order of its layers, and their shapes allow several: {shown}", remedy);
    }

    /// <summary>Layers whose names differ in numbers alone, in the order of these.</summary>
    private List<string> Numbered(IEnumerable<string> family)
    {
        List<(string Layer, string[] Numbers)> keyed =
        [
            .. family.Select(layer => (layer, Digits().Matches(layer).Select(number => number.Value.TrimStart('0')).ToArray())),
        ];
        keyed.Sort((a, b) => Compare(a.Numbers, b.Numbers));
        for (int i = 1; i < keyed.Count; i++)
        {
            if (Compare(keyed[i - 1].Numbers, keyed[i].Numbers) == 0)
            {
                throw new ArrayFileException(
                    path, WeightOf(keyed[i].Layer), $"has the number of {WeightOf(keyed[i - 1].Layer)}", "number the layers differently");
            }
        }

        return [.. keyed.Select(one => one.Layer)];

        static int Compare(string[] a, string[] b)
        {
            for (int i = 0; i < a.Length; i++)
            {
                int order = a[i].Length != b[i].Length ? a[i].Length.CompareTo(b[i].Length) : string.CompareOrdinal(a[i], b[i]);
                if (order != 0)
                {
                    return order;
                }
            }

            return 0;
        }
    }

    /// <summary>
    /// All orders, up to two, that keep each family's and in which shapes chain; whether all were looked at that the answer hangs on.
    /// </summary>
    private bool Merge(List<List<string>> families, int[] next, List<string> start, List<List<string>> found, ref int steps)
    {
        if (start.Count == families.Sum(family => family.Count))
        {
            found.Add([.. start]);
            return true;
        }

        for (int i = 0; i < families.Count && found.Count < 2; i++)
        {
            if (next[i] == families[i].Count || (start.Count > 0 && Shape(families[i][next[i]])[1] != Shape(start[^1])[0]))
            {
                continue;
            }

            if (++steps > MostSteps)
            {
                return false;
            }

            start.Add(families[i][next[i]++]);
            bool isWhole = Merge(families, next, start, found, ref steps);
            next[i]--;
            start.RemoveAt(start.Count - 1);
            if (!isWhole)
            {
                return false;
            }
        }

        return true;
    }

    private string Named(string asked)
    {
        string[] all = [.. shapes.Keys.Where(IsWeight)];
        string whole = WeightOf(asked);
        string[] fitting = all.Contains(whole) ? [whole]
            : [.. all.Where(name => name.EndsWith("." + whole, StringComparison.Ordinal))];
        string name = fitting.Length switch
        {
            1 => fitting[0],
            0 => throw new ArrayFileException(
                path, asked, $"is no layer of the file, whose weights are {Listed(all)}", "give names of layers, such as net.0 or fc1"),
            _ => throw new ArrayFileException(path, asked, $"may be {Listed(fitting)}", "give more of the name"),
        };
        return shapes[name] is [>= 1, >= 1]
            ? name == "weight" ? "" : name[..^WeightEnding.Length]
            : throw new ArrayFileException(
                path, name, $"has shape [{string.Join(", ", shapes[name])}]", "a weight has shape [out, in]");
    }

    private bool Chains(IReadOnlyList<string> layers) =>
        layers.Zip(layers.Skip(1), (before, layer) => Shape(before)[0] == Shape(layer)[1]).All(fits => fits);

    private void CheckChain()
    {
        string? transposed = FitsTransposed()
            ? "the weights stand as [in, out]: store them transposed, as PyTorch's are, [out, in]"
            : null;
        for (int l = 0; l < Layers.Count; l++)
        {
            int[] shape = Shape(Layers[l]);
            if (l > 0 && Shape(Layers[l - 1])[0] != shape[1])
            {
                throw new ArrayFileException(
                    path, WeightOf(Layers[l]), $"takes {shape[1]} inputs but the layer before gives {Shape(Layers[l - 1])[0]}",
                    transposed ?? "check the order of the layers, or name them in order by layers");
            }

            if (shapes.TryGetValue(BiasOf(Layers[l]), out int[]? bias) && (bias.Length != 1 || bias[0] != shape[0]))
            {
                throw new ArrayFileException(
                    path, BiasOf(Layers[l]), $"has shape [{string.Join(", ", bias)}] beside {shape[0]} units",
                    transposed ?? $"give it shape [{shape[0]}]");
            }
        }
    }

    /// <summary>Whether the layers would be right were all weights transposed.</summary>
    private bool FitsTransposed() =>
        Layers.Zip(Layers.Skip(1), (before, layer) => Shape(before)[1] == Shape(layer)[0]).All(fits => fits)
        && Layers.All(layer => !shapes.TryGetValue(BiasOf(layer), out int[]? bias) || (bias.Length == 1 && bias[0] == Shape(layer)[1]));

    private static bool IsWeight(string name) =>
        name == "weight" || (name.Length > WeightEnding.Length && name.EndsWith(WeightEnding, StringComparison.Ordinal));

    /// <summary>At most six names, and how many more there are.</summary>
    internal static string Listed(IReadOnlyList<string> names) => names.Count == 0 ? "nothing"
        : string.Join(", ", names.Take(6)) + (names.Count > 6 ? $" and {names.Count - 6} more" : "");

    [GeneratedRegex(@"[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
