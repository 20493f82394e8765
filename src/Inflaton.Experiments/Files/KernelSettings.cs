using Inflaton.Experiments.Files.Reading;
using Inflaton.Networks;

namespace Inflaton.Experiments.Files;

/// <summary>
/// Everything that a kernel file says: which kernel to take, of which network, on which inputs. Plain data: it equals another by its
/// values.
/// </summary>
public sealed record KernelSettings
{
    private const string Infinite = "infinite", Shared = "shared";

    /// <summary>Name of the kernel and of its output folder; default <c>kernel</c>, or the file's name without its ending.</summary>
    public string Name { get; init; } = "kernel";

    /// <summary>Inputs: <c>.npy</c> of shape [N] or [N, d], <c>.npz</c> or <c>.csv</c> with a header.</summary>
    public required string Inputs { get; init; }

    /// <summary>Test inputs, of the same kind, between which and the inputs the kernel is taken too; null for none.</summary>
    public string? TestInputs { get; init; }

    /// <summary>Columns of a table that are no inputs.</summary>
    public ValueList<string> IgnoredColumns { get; init; } = [];

    /// <summary>Column or array of the table that holds the class of each input, which is no input itself; null for none.</summary>
    public string? Classes { get; init; }

    /// <summary>Draws of a network of the hidden widths, whose kernels are held against their limit; 0 for none, else at least 2.</summary>
    public int Draws { get; init; }

    /// <summary>Number of leading modes, found without the kernel's matrix; null for the whole kernel. 1 to N·C.</summary>
    public int? Modes { get; init; }

    /// <summary>Seed of the first draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether one kernel stands for all outputs, the mean of theirs.</summary>
    public bool SharesOutputs { get; init; }

    /// <summary>Weights, <c>.safetensors</c> or <c>.npz</c>; null for the limit of infinite width of <see cref="Hidden"/>.</summary>
    public string? Weights { get; init; }

    /// <summary>Names of the layers in <see cref="Weights"/>, in order; null to find them.</summary>
    public ValueList<string>? Layers { get; init; }

    /// <summary>Whether to take the limit of infinite width.</summary>
    public bool IsInfinite { get; init; }

    /// <summary>
    /// Widths of the hidden layers where no weights say them; in the <c>ntk</c> parameterisation only their number matters.
    /// </summary>
    public ValueList<int> Hidden { get; init; } = [];

    /// <summary>Activation, such as <c>relu</c> or <c>leaky_relu(0.1)</c>.</summary>
    public required string Activation { get; init; }

    /// <summary>
    /// σ_w; it has no effect on the kernel of given weights in the <c>standard</c> parameterisation. Null for what the file of weights
    /// says, 1 without one.
    /// </summary>
    public double? WeightStd { get; init; }

    /// <summary>σ_b, likewise; 0 without a file.</summary>
    public double? BiasStd { get; init; }

    /// <summary>
    /// <c>standard</c> (as PyTorch trains) or <c>ntk</c>; null for what the file of weights says by its names or header, <c>ntk</c> without
    /// one.
    /// </summary>
    public string? Parameterization { get; init; }

    /// <summary>η, for the effective theory; null for none.</summary>
    public double? LearningRate { get; init; }

    /// <summary>γ.</summary>
    public double Momentum { get; init; }

    /// <summary>κ: scale of the loss ½κ(f − y)², whose masses are κλ/N.</summary>
    public double LossScale { get; init; } = 1;

    internal void Write(SectionWriter section) => section
        .Add("name", Name)
        .Path("inputs", Inputs)
        .Path("test_inputs", TestInputs)
        .Add("ignore", IgnoredColumns)
        .Add("classes", Classes)
        .Add("kernel", IsInfinite ? Infinite : "empirical")
        .Path("weights", Weights)
        .Add("layers", Layers)
        .Add("hidden", Hidden)
        .Add("activation", Activation)
        .Add("parameterization", Parameterization)
        .Add("weight_std", WeightStd)
        .Add("bias_std", BiasStd)
        .Add("output_kernel", SharesOutputs ? Shared : "full")
        .Add("modes", Modes)
        .Add("draws", Draws)
        .Add("seed", Seed)
        .Add("learning_rate", LearningRate)
        .Add("momentum", Momentum)
        .Add("loss_scale", LossScale);

    internal static KernelSettings Read(SectionReader r, Vocabulary vocabulary)
    {
        ValueKind<string> table = Kinds.File(".npy", ".npz", ".csv"), column = Kinds.Text("the name of a column", "target");
        WeightsSource weights;
        ValueKind<double?> positive = Kinds.Number(above: 0).As(value => (double?)value);
        KernelSettings settings = new()
        {
            Name = r.WithDefault(
                "name", Kinds.Name(), YamlWriter.Flow(new ScalarNode(Origin.Default, r.DefaultName, isQuoted: true)),
                "Name of the kernel, which also names the output folder.", "the file's name", "my-kernel"),
            Inputs = r.Required(
                "inputs", table,
                "The N inputs: an array of shape [N] or [N, d], or a table with a header, whose columns are the inputs.", "inputs.npy"),
            TestInputs = r.Optional(
                "test_inputs", table,
                "Test inputs, likewise: adds the kernels between them and the inputs and among themselves. "
                    + "Columns are found by their names.",
                "tests.npy"),
            IgnoredColumns = r.WithDefault(
                "ignore", Kinds.List(column, "names of columns", atLeast: 0, isSet: true),
                "[]", "Columns or arrays of the table that are no inputs, such as the target.",
                example: "[target]"),
            Classes = r.Optional(
                "classes", column,
                "Column or array of the table with the class of each input: adds the collective variables of each class.", "target"),
            IsInfinite = r.WithDefault(
                "kernel", Kinds.Choice("empirical", Infinite), "empirical",
                "`empirical` is the kernel of the network whose `weights` are given; `infinite` the limit of infinite width.") == Infinite,
            Weights = (weights = WeightsSource.Read(r, "Weights of a fully connected network.")).Path,
            Layers = weights.Layers,
            Hidden = r.WithDefault(
                "hidden", Kinds.List(Kinds.Integer(1), "whole numbers of at least 1", atLeast: 0), "[]",
                "Widths of the hidden layers, where no weights say them. With `parameterization: ntk` only their number matters, "
                    + "unless networks are drawn.",
                example: "[512, 512]"),
            Activation = r.RequiredUnlessSaid(
                "activation", new ActivationKind(vocabulary.Activations), () => weights.Activation(vocabulary.Activations),
                "with `weights` what their header says",
                "Activation φ of the hidden layers, as in [experiment files](experiment-file.md#network).", "erf"),
            Parameterization = r.Optional(
                "parameterization", Kinds.Choice(ParameterizationNames.All),
                "Where the scale of the weights stands: `standard` as PyTorch trains, `ntk` in factors σ_w/√n and σ_b. Left out, "
                + "it is what the file of weights says by its names or header, `ntk` without one."),
            WeightStd = r.Optional(
                "weight_std", positive,
                "σ_w. Left out, it is what the file of weights says, 1 without one. It has no effect on given weights in the `standard` "
                    + "parameterisation.", "1.5"),
            BiasStd = r.Optional(
                "bias_std", Kinds.Number(atLeast: 0).As(value => (double?)value), "σ_b, likewise; 0 without a file.", "0.1"),
            SharesOutputs = r.WithDefault(
                "output_kernel", Kinds.Choice("full", Shared), "full",
                "`full` knows each output; `shared` is one kernel for all of them, the mean of theirs.") == Shared,
            Modes = r.Optional(
                "modes", Kinds.Integer(1).As(value => (int?)value),
                "The leading modes alone, of the kernel of given `weights`: found by products with the kernel, whose matrix is never made, "
                    + "for as many inputs as it is too large for. Left out, the whole kernel is taken.",
                "200"),
            Draws = r.WithDefault(
                "draws", Kinds.Integer(0), "0",
                "Networks of the `hidden` widths that are drawn and whose kernels are held against the limit; 0 for none, "
                    + "else at least 2."),
            Seed = r.WithDefault("seed", Kinds.Seed(), "1", "Seed of the first draw."),
            LearningRate = r.Optional("learning_rate", positive, "η: adds the effective theory of training with it.", "0.1"),
            Momentum = r.WithDefault("momentum", Kinds.Number(atLeast: 0, below: 1), "0", "γ."),
            LossScale = r.WithDefault("loss_scale", Kinds.Number(above: 0), "1", "κ of the loss ½κ(f − y)², whose masses² are κλ/N."),
        };
        r.Check(
            settings.IsInfinite || settings.Weights is not null, "weights", "is missing, and the kernel is the empirical one",
            "Name a .safetensors or .npz file, or take kernel: infinite.", "kernel");
        r.Check(
            settings.Weights is null || settings.Hidden.Count == 0, "hidden",
            "stands beside weights, whose file has the widths", "Leave hidden out.", "weights");
        r.Check(
            settings.Draws == 0 || (settings.IsInfinite && settings.Weights is null && settings.Draws >= 2 && settings.Hidden.Count > 0),
            "draws",
            "draws networks of finite width beside their limit",
            "Take kernel: infinite without weights, hidden with widths, and at least 2 draws.", "kernel", "weights", "hidden");
        r.Check(
            settings.Modes is null
                || (!settings.IsInfinite && settings is { SharesOutputs: false, TestInputs: null, Classes: null, Draws: 0 }),
            "modes", "asks for the leading modes alone",
            "Take kernel: empirical with weights, and leave test_inputs, classes and output_kernel: shared out, or take the whole kernel.",
            "kernel", "output_kernel", "test_inputs", "classes", "draws");
        return settings;
    }
}
