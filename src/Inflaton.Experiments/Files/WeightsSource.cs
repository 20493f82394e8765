using System.Text.Json;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Files;

/// <summary>The file of weights that a section names, and what it says of keys that are left out.</summary>
internal sealed class WeightsSource
{
    /// <summary>What a key that the file decides has for a rule.</summary>
    public const string Rule = "with `weights` what their file says";

    private readonly Lazy<NetworkFile.Outline?> outline;

    private WeightsSource(SectionReader r, string? path, ValueList<string>? layers)
    {
        (Path, Layers) = (path, layers);
        outline = new Lazy<NetworkFile.Outline?>(() =>
        {
            try
            {
                return NetworkFile.ReadOutline(path!, layers);
            }
            catch (ArrayFileException exception)
            {
                r.Refuse("weights", exception);
                return null;
            }
        });
    }

    /// <summary>Absolute path; null for none.</summary>
    public string? Path { get; }

    /// <summary>Names of its layers, in order; null to find them.</summary>
    public ValueList<string>? Layers { get; }

    /// <summary>The hidden widths as YAML; null without a file. Any for one that is refused.</summary>
    public string? Hidden() => Path is null ? null : $"[{string.Join(", ", outline.Value?.Fans.Skip(1).SkipLast(1) ?? [])}]";

    /// <summary>The activation as YAML; null where the file does not say one that is known. Any for a file that is refused.</summary>
    /// <param name="known">The activations that there are.</param>
    public string? Activation(IReadOnlyList<ActivationEntry> known)
    {
        if (Path is null)
        {
            return null;
        }

        if (outline.Value is not { } said)
        {
            return known[0].Name;
        }

        try
        {
            return said.Origin.Activation is { } text ? JsonSerializer.Serialize(ActivationCatalogue.Parse(text, known).ToString()) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Reads <c>weights</c> and <c>layers</c>.</summary>
    /// <param name="r">The section.</param>
    /// <param name="doc">What the weights are, to begin with.</param>
    public static WeightsSource Read(SectionReader r, string doc)
    {
        string? path = r.Optional(
            "weights", Kinds.File(".safetensors", ".npz"),
            $"{doc} A layer is a tensor `X.weight` [out, in], with or without `X.bias`, X being any name: `0.weight` of a PyTorch "
                + "`nn.Sequential`, `net.fc1.weight`, `module.layers.3.weight`; see [the order](getting-started.md#your-own-network).",
            "network.safetensors");
        ValueList<string>? layers = r.Optional(
            "layers", Kinds.List(Kinds.Text("the name of a layer", "net.fc1"), "names of layers", isSet: true),
            "Names of the layers in `weights` that make the network, in order, each whole or the end of one. Left out, they are all of "
                + "the file, ordered by their numbers, or as they stand there.",
            "[fc1, fc2, out]");
        r.Check(
            layers is null || path is not null, "layers", "names layers of a file of weights, and there is none", "Give weights.",
            "weights");
        return new WeightsSource(r, path, layers);
    }
}
