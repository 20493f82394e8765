using Inflaton.Experiments.Files.Reading;
using Inflaton.Networks;
using Inflaton.Networks.Activations;

namespace Inflaton.Experiments.Files;

/// <summary>The fully connected network: section <c>network</c>.</summary>
public sealed record NetworkSettings
{
    private const double DefaultWeightStd = 1.5;
    private const double DefaultBiasStd = 0.1;

    /// <summary>Widths n₁ … n_L of the hidden layers, each at least 1; empty for a model linear in its parameters.</summary>
    public required ValueList<int> Hidden { get; init; }

    /// <summary>Activation φ of the hidden layers, as <see cref="Networks.ActivationCatalogue.Parse"/> takes it.</summary>
    public required string Activation { get; init; }

    /// <summary>What <see cref="Activation"/> can name; default the activations that the program comes with.</summary>
    public IReadOnlyList<ActivationEntry> Activations { get; init; } = ActivationCatalogue.Entries;

    /// <summary>Slope of <c>leaky_relu</c> for negative arguments; default 0.01. Other activations do not use it.</summary>
    public double NegativeSlope { get; init; } = 0.01;

    /// <summary><c>normal</c> (default) or <c>pytorch</c>: how weights and biases are drawn.</summary>
    public string Initialization { get; init; } = "normal";

    /// <summary>
    /// σ_w &gt; 0, standard deviation of the weights (times √n of the layer before); null (default) for 1.5, what a file of weights says,
    /// or PyTorch's.
    /// </summary>
    public double? WeightStd { get; init; }

    /// <summary>σ_b ≥ 0, standard deviation of the biases; null (default) for 0.1, what a file of weights says, or PyTorch's.</summary>
    public double? BiasStd { get; init; }

    /// <summary><c>ntk</c> or <c>standard</c>; null (default) for <c>ntk</c>, what a file of weights says, or PyTorch's.</summary>
    public string? Parameterization { get; init; }

    /// <summary>Number of outputs, at least 1; null for as many as the data has targets (one without targets).</summary>
    public int? Outputs { get; init; }

    /// <summary>α &gt; 0, the factor between outputs and field; default 1.</summary>
    public double OutputScale { get; init; } = 1;

    /// <summary>Whether the field is φ_init + α(f − f₀); null for whether there is an <c>initial_field</c>.</summary>
    public bool? Centered { get; init; }

    /// <summary>Absolute path of the file that the weights are read from; null to draw them.</summary>
    public string? Weights { get; init; }

    /// <summary>Names of the layers in <see cref="Weights"/>, as <see cref="NetworkFile.Read"/> takes them; null to find them.</summary>
    public ValueList<string>? Layers { get; init; }

    /// <summary>φ.</summary>
    internal Activation CreateActivation() =>
        Activation == "leaky_relu" ? new LeakyRelu(NegativeSlope) : ActivationCatalogue.Parse(Activation, Activations);

    /// <summary>Network of these settings whose parameters are drawn.</summary>
    /// <param name="inputs">Dimension d of an input.</param>
    /// <param name="outputs">Number C of outputs.</param>
    internal NetworkArchitecture Drawn(int inputs, int outputs) => Initialization == "pytorch"
        ? NetworkArchitecture.PyTorch(inputs, Hidden, outputs, CreateActivation())
        : new NetworkArchitecture(
            inputs, Hidden, outputs, CreateActivation(), WeightStd ?? DefaultWeightStd, BiasStd ?? DefaultBiasStd,
            Parameterization == "standard" ? Networks.Parameterization.Standard : Networks.Parameterization.Ntk);

    /// <summary>What the network asks of the rest of the experiment.</summary>
    /// <param name="experiment">The whole.</param>
    internal IEnumerable<Requirement> Requirements(ExperimentSettings experiment) =>
    [
        new(
            experiment.Data.TargetCount is not { } targets || Outputs is null || targets == Outputs, "network.outputs",
            $"differs from the number of targets, {experiment.Data.TargetCount}",
            "Leave network.outputs out: the data decides it.", "data", "network"),
    ];

    internal static NetworkSettings Read(SectionReader r, Vocabulary vocabulary)
    {
        WeightsSource weights = WeightsSource.Read(r, "File to read the weights from instead of drawing them.");
        NetworkSettings settings = new()
        {
            Activations = vocabulary.Activations,
            Weights = weights.Path,
            Layers = weights.Layers,
            Hidden = r.RequiredUnlessSaid(
                "hidden", Kinds.List(Kinds.Integer(1), "whole numbers of at least 1", atLeast: 0), weights.Hidden, WeightsSource.Rule,
                "Widths of the hidden layers, from the input to the output. `[]` makes a model that is linear in its weights.",
                "[512, 512]"),
            Activation = r.RequiredUnlessSaid(
                "activation", new ActivationKind(vocabulary.Activations), () => weights.Activation(vocabulary.Activations),
                "with `weights` what their header says",
                "Activation φ of the hidden layers. Some take numbers in parentheses, in quotes where commas would end the value: "
                + "`\"leaky_relu(0.1)\"`, `\"erf(1, 0.5, 0)\"`, `\"polynomial(0, 1, 0.2)\"`; see [kernels](kernels.md#infinite-width).",
                    "erf"),
            NegativeSlope = r.WithDefault(
                "negative_slope", Kinds.Number(), "0.01",
                "Slope of `leaky_relu` for negative arguments, where it is not written in parentheses. Other activations ignore it."),
            Initialization = r.WithDefault(
                "initialization", Kinds.Choice("normal", "pytorch"), "normal",
                "How weights and biases are drawn. `normal`: from normal distributions, with `weight_std` and `bias_std`. `pytorch`: "
                + "as `nn.Linear` does, uniformly within ±1/√n in a layer with n inputs, biases too; "
                + "`parameterization` is then `standard`, σ_w is 1/√3 and σ_b is 1/√(3n)."),
            Outputs = r.Optional(
                "outputs", Kinds.Integer(1).As(value => (int?)value),
                "Number C of outputs. As many as the data has targets when left out; one without targets.", "1"),
            OutputScale = r.WithDefault(
                "output_scale", Kinds.Number(above: 0), "1",
                "α: the field is φ = αf, its kernel α²Θ. For the same motion of the field the weights move less by α, "
                    + "and with them the kernel."),
            Centered = r.Optional(
                "centered", Kinds.Flag().As(value => (bool?)value),
                "Whether the field starts at `initial_field` rather than at the outputs that the weights happen to give: "
                + "φ = φ_init + α(f − f₀). True with `initial_field`, false without; true without it starts at 0.", "true"),
        };
        return settings.WithScales(r);
    }

    internal void Write(SectionWriter section) => section
        .Add("hidden", Hidden)
        .Add("activation", Activation)
        .Add("negative_slope", NegativeSlope)
        .Path("weights", Weights)
        .Add("layers", Layers)
        .Add("initialization", Initialization)
        .Add("outputs", Outputs)
        .Add("output_scale", OutputScale)
        .Add("centered", Centered)
        .Add("weight_std", WeightStd)
        .Add("bias_std", BiasStd)
        .Add("parameterization", Parameterization);

    /// <summary>What the scales are when left out depends on where the weights come from.</summary>
    private NetworkSettings WithScales(SectionReader r)
    {
        const string fromFile = $"; {WeightsSource.Rule}";
        bool isPyTorch = Initialization == "pytorch";
        NetworkSettings settings = this with
        {
            WeightStd = Scale(
                "weight_std", Kinds.Number(above: 0), CoreNumber.Text(DefaultWeightStd),
                "σ_w: a weight of a layer with n inputs has standard deviation σ_w/√n, by its draw (`standard`) or by the factor that it "
                + "is multiplied with (`ntk`)."),
            BiasStd = Scale(
                "bias_std", Kinds.Number(atLeast: 0), CoreNumber.Text(DefaultBiasStd),
                "σ_b: standard deviation of the biases, by draw or by factor likewise."),
            Parameterization = LeftToFile(
                "parameterization", Kinds.Choice("ntk", "standard"), isPyTorch ? "standard" : "ntk",
                "Where the scale of the weights stands. `ntk`: in factors σ_w/√n and σ_b before weights drawn from N(0, 1); `standard`: "
                + "in the weights themselves, as PyTorch has it. Left out, it is `ntk`, or `standard` with `initialization: pytorch`; "
                + "`weights` under the names of PyTorch's modules are `standard`, and a file that the program wrote says its own."),
        };
        if (isPyTorch)
        {
            r.Check(Weights is null, "initialization", "draws weights, and weights names a file of them", "Keep initialization or weights.",
                "weights");
            r.Check(
                settings.WeightStd is null, "weight_std", "stands beside initialization: pytorch, which has its own",
                "Leave weight_std out, or take initialization: normal.",
                "initialization");
            r.Check(
                settings.BiasStd is null, "bias_std", "stands beside initialization: pytorch, which has its own",
                "Leave bias_std out, or take initialization: normal.",
                "initialization");
            r.Check(
                settings.Parameterization is null or "standard", "parameterization",
                "stands beside initialization: pytorch, which draws the weights themselves",
                "Leave parameterization out.", "initialization");
        }

        return settings;

        T? LeftToFile<T>(string key, ValueKind<T> kind, string value, string doc) =>
            Weights is null || r.IsDescribing
                ? r.WithDefault(key, kind, value, doc, $"`{value}`{fromFile}", value)
                : r.Optional(key, kind, doc);

        double? Scale(string key, ValueKind<double> kind, string value, string doc) => isPyTorch && !r.IsDescribing
            ? r.Optional(key, kind.As(number => (double?)number), doc)
            : LeftToFile(key, kind.As(number => (double?)number), value, doc);
    }
}
