using System.Runtime.CompilerServices;
using Inflaton.Duality;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>Everything that an experiment file says, with defaults filled in. Plain data: it equals another by its values.</summary>
public sealed record ExperimentSettings
{
    private const string EveryMeaning =
        "Steps from one record of the field to the next; without batches a step is an epoch. The first and the last are always recorded.";

    private static readonly ConditionalWeakTable<Vocabulary, RungKey> RungKeys = [];

    private readonly int? recordEvery;
    private readonly ValueList<string>? predictions;

    /// <summary>Name of the experiment and of its output folder; default <c>experiment</c>, or the file's name without ending.</summary>
    public string Name { get; init; } = "experiment";

    /// <summary>Seed of the weights; default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The network.</summary>
    public required NetworkSettings Network { get; init; }

    /// <summary>Inputs and targets.</summary>
    public required DataSettings Data { get; init; }

    /// <summary>The field at epoch 0; null for the network's outputs, or 0 where they are centred.</summary>
    public InitialFieldSettings? InitialField { get; init; }

    /// <summary>The loss, which is the potential.</summary>
    public required LossSettings Loss { get; init; }

    /// <summary>The optimiser.</summary>
    public required OptimizerSettings Optimizer { get; init; }

    /// <summary>Number ≥ 0 of epochs to train, passes over the data; where <see cref="Steps"/> are given it is their number.</summary>
    public required int Epochs { get; init; }

    /// <summary>Number K ≥ 0 of steps to train; null (default) for those that the epochs have, one each without batches.</summary>
    public int? Steps { get; init; }

    /// <summary>The rows of each step; null for all at each.</summary>
    public BatchSettings? Batches { get; init; }

    /// <summary>
    /// Steps from one record of the field to the next, at least 1; default max(1, K/100), of which with batches and no
    /// <see cref="Steps"/> <see cref="RecordEveryOf"/> knows K.
    /// </summary>
    public int RecordEvery
    {
        get => recordEvery ?? Math.Max(1, Epochs / 100);
        init => recordEvery = value;
    }

    private int? RecordEveryOrNull
    {
        init => recordEvery = value;
    }

    /// <summary>Steps from one record to the next of a training of so many steps.</summary>
    /// <param name="steps">K.</param>
    public int RecordEveryOf(int steps) => recordEvery ?? Math.Max(1, steps / 100);

    /// <summary>K: the steps that are given, or those of the epochs.</summary>
    /// <param name="points">N.</param>
    public int StepsOf(int points) => Steps ?? (Batches?.Size is { } size && points > 0
        ? (int)Math.Min(int.MaxValue, (long)Epochs * ((points + Math.Min(size, points) - 1) / Math.Min(size, points)))
        : Epochs);

    /// <summary>Epochs from one record of the kernel to the next; null for the start and the end only.</summary>
    public int? RecordKernelEvery { get; init; }

    /// <summary><c>leapfrog</c> (default) or <c>leading</c>: the equation that stands for the optimiser.</summary>
    public string Matching { get; init; } = "leapfrog";

    /// <summary><c>empirical</c> (default) or <c>infinite</c>: the kernel that predictions are made from.</summary>
    public string Kernel { get; init; } = "empirical";

    /// <summary><c>auto</c> (default), <c>full</c> or <c>shared</c>: whether each output has a kernel of its own.</summary>
    public string OutputKernel { get; init; } = "auto";

    /// <summary>The predictions to make, from <see cref="Ladder.Names"/>; default all that the loss allows.</summary>
    public ValueList<string> Predictions
    {
        get => predictions ?? DefaultPredictions(Vocabulary.Standard, Loss.IsLattice);
        init => predictions = value;
    }

    /// <summary>R: vacuum energy over potential energy from which the vacuum is said to dominate, above 0; default 10.</summary>
    public double DominationRatio { get; init; } = 10;

    /// <summary>Predicted relative change over the run below which a mode is called frozen, above 0; default 0.01.</summary>
    public double FreezeThreshold { get; init; } = 0.01;

    /// <summary>Accuracy of the differential equations' solutions.</summary>
    public SolverSettings Solver { get; init; } = new();

    /// <summary>The background fields of the prediction <c>background</c>.</summary>
    public BackgroundSettings Background { get; init; } = new();

    /// <summary>The next order in 1/width.</summary>
    public InteractionSettings Interactions { get; init; } = new();

    /// <summary>Whether the part of each mode in the fall of the loss is recorded; false by default.</summary>
    public bool Spectral { get; init; }

    /// <summary>How the training is computed.</summary>
    public TrainingSettings Training { get; init; } = new();

    /// <summary>Path of a universe file whose exact field the network is held against; null for none.</summary>
    public string? Universe { get; init; }

    /// <summary>Mean and spread of the trained outputs over draws of the weights; null where they are not asked for.</summary>
    public PosteriorSettings? Posterior { get; init; }

    /// <summary>
    /// <c>double</c> (default) or <c>single</c>: what training and its kernels compute in. Predictions are always in double.
    /// </summary>
    public string Precision { get; init; } = "double";

    /// <summary><c>auto</c> (default), <c>always</c> or <c>never</c>: whether the drawn and the trained weights are written.</summary>
    public string SaveWeights { get; init; } = "auto";

    internal static ExperimentSettings Read(SectionReader r, Vocabulary vocabulary)
    {
        RungKey predictions = RungKeys.GetValue(vocabulary, RungKey.Of);
        string name = r.WithDefault(
            "name", Kinds.Name(), YamlWriter.Flow(new ScalarNode(Origin.Default, r.DefaultName, isQuoted: true)),
            "Name of the experiment, which also names the output folder.", "the file's name", "my-experiment");
        ulong seed = r.WithDefault(
            "seed", Kinds.Seed(), "1", "Seed of the weights. The same seed gives the same network, bit by bit, on every machine.");
        NetworkSettings network = r.Required(
            "network", Kinds.Section(NetworkSettings.Read, vocabulary), "The fully connected network.");
        DataSettings data = r.Required("data", Kinds.Section(DataSettings.Read), "What the network is trained on.");
        LossSettings loss = r.Required(
            "loss", Kinds.Section(LossSettings.Read, vocabulary),
            "The loss of one output at one input, which is the potential of the field. The training loss is its mean over the inputs.");
        InitialFieldSettings? initialField = r.Optional(
            "initial_field", Kinds.Section(InitialFieldSettings.Read),
            "The field at epoch 0, φ = φ_init + α(f − f₀), instead of the outputs that the weights give. What is given is added up. "
            + "Test inputs start at `uniform`, or at 0.", "{uniform: 1}");
        OptimizerSettings optimizer = r.Required(
            "optimizer", Kinds.Section(OptimizerSettings.Read, vocabulary), "How the network is trained.");
        BatchSettings? batches = r.Optional(
            "batches", Kinds.Section(BatchSettings.Read),
            "Which rows of the data each step sees; all of them when left out. Rungs that follow the mean take the gradient of all rows; "
            + "`discrete` takes the very batches, `ensemble` all orders.", "{size: 32, sampling: shuffled, seed: 1}");
        (int epochs, int? steps) = r.ExactlyOneOf(
            new Alternative<(int, int?)>(
                "epochs", Kinds.Integer(0).As(count => (count, (int?)null)),
                "Number K of epochs to train, passes over the data; each is a step unless there are batches. "
                + "0 looks at the network as it is drawn.", "1000"),
            new Alternative<(int, int?)>(
                "steps", Kinds.Integer(0).As(count => (count, (int?)count)),
                "Number of steps to train, in the place of epochs.", "1000"));
        ExperimentSettings settings = new()
        {
            Name = name,
            Seed = seed,
            Network = network,
            Data = data,
            InitialField = initialField,
            Loss = loss,
            Optimizer = optimizer,
            Epochs = epochs,
            Steps = steps,
            Batches = batches,
            RecordEveryOrNull = batches is not null && steps is null
                ? r.Optional("record_every", Kinds.Integer(1, unit: "steps").As(value => (int?)value), EveryMeaning)
                : r.WithDefault(
                    "record_every", Kinds.Integer(1, unit: "steps").As(value => (int?)value), $"{Math.Max(1, epochs / 100)}", EveryMeaning,
                    "max(1, steps/100)", "10"),
            RecordKernelEvery = r.Optional(
                "record_kernel_every", Kinds.Integer(1, unit: "epochs").As(value => (int?)value),
                "Epochs from one record of the tangent kernel to the next. When left out, the kernel is taken at the start and at the end.",
                "100"),
            Matching = r.WithDefault(
                "matching", Kinds.Choice("leapfrog", "leading"), "leapfrog",
                "The continuum equation that stands for the optimiser. `leapfrog` is exact to second order in √η; "
                + "`leading` is the first-order one, 3H = (1−γ)/√η."),
            Kernel = r.WithDefault(
                "kernel", Kinds.Choice("empirical", "infinite"), "empirical",
                "The kernel that predictions are made from. `empirical` is that of the network as it is drawn; "
                + "`infinite` is the limit of infinite width, which no draw enters."),
            OutputKernel = r.WithDefault(
                "output_kernel", Kinds.Choice("auto", "full", "shared"), "auto",
                "For C > 1 outputs: `full` predicts from all NC × NC entries of the kernel; "
                + "`shared` from one N × N kernel for all outputs, the mean of theirs, and none between different ones, "
                + "as is exact at infinite width. `auto` is `shared` with `kernel: infinite` and above N·C = 2000, else `full`; "
                + "the summary says which."),
            Predictions = r.WithDefault(
                "predictions", predictions.Kind, loss.IsLattice ? predictions.WithLattice : predictions.WithoutLattice, predictions.Meaning,
                predictions.Rule, "[mean_field, frozen_kernel, discrete]"),
            DominationRatio = r.WithDefault(
                "domination_ratio", Kinds.Number(above: 0), "10",
                "R: the vacuum dominates where its energy Λ is at least R times the field's potential energy at the start."),
            FreezeThreshold = r.WithDefault(
                "freeze_threshold", Kinds.Number(above: 0), "0.01",
                "A mode that is predicted to change by less than this part is called frozen."),
            Solver = r.WithDefault(
                "solver", Kinds.Section(SolverSettings.Read), "{}", "Accuracy of the differential equations' solutions."),
            Background = r.WithDefault(
                "background", Kinds.Section(BackgroundSettings.Read), "{}", "The background fields of the prediction `background`."),
            Interactions = r.WithDefault(
                "interactions", Kinds.Section(InteractionSettings.Read), "{}",
                "The next order in 1/width, of which `next_order` and `next_order_continuum` are made."),
            Spectral = r.WithDefault(
                "spectral", Kinds.Flag(), "false",
                "Whether to record which modes of the kernel drive the loss: "
                + "their parts of −d𝓛/dt along the training, predicted and trained."),
            Training = r.WithDefault("training", Kinds.Section(TrainingSettings.Read), "{}", "How the training is computed."),
            Universe = r.Optional(
                "universe", Kinds.File(".yaml", ".yml"),
                "A universe file whose exact field the network, at a single input, is held against: f is to be φ and a constant. "
                    + "`inflaton dual FILE` writes it.",
                "matter-era.yaml"),
            Posterior = r.Optional(
                "posterior", Kinds.Section(PosteriorSettings.Read),
                "Mean and spread of the trained outputs over draws of the weights, in closed form at any epochs, "
                + "on training and test inputs; for a squared loss.", "{at: [100, infinity]}"),
            Precision = r.WithDefault(
                "precision", Kinds.Choice("double", "single"), "double",
                "What training and kernels compute in. `single` is about twice as fast and has seven digits; predictions stay in double."),
            SaveWeights = r.WithDefault(
                "save_weights", Kinds.Choice("auto", "always", "never"), "auto",
                "Whether `weights-initial.safetensors` and `weights-trained.safetensors` are written. "
                    + "`auto` does up to 2¹⁷ weights and biases, a mebibyte a file."),
        };
        settings.Check(r, vocabulary);
        return settings;
    }

    /// <summary>Writes the file.</summary>
    internal void Write(SectionWriter section) => section
        .Add("name", Name)
        .Add("seed", Seed)
        .Section("network", Network is null ? null : Network.Write)
        .Section("data", Data is null ? null : Data.Write)
        .Part("loss", Loss, part => Loss.Write(part))
        .Section("initial_field", InitialField is null ? null : InitialField.Write)
        .Part("optimizer", Optimizer, part => Optimizer.WriteWhole(part))
        .Section("batches", Batches is null ? null : Batches.Write)
        .Add(Steps is null ? "epochs" : "steps", Steps ?? Epochs)
        .Add("record_every", recordEvery)
        .Add("record_kernel_every", RecordKernelEvery)
        .Add("matching", Matching)
        .Add("kernel", Kernel)
        .Add("output_kernel", OutputKernel)
        .Add("predictions", predictions)
        .Add("domination_ratio", DominationRatio)
        .Add("freeze_threshold", FreezeThreshold)
        .Section("solver", Solver is null ? null : Solver.Write)
        .Section("background", Background is null ? null : Background.Write)
        .Section("interactions", Interactions is null ? null : Interactions.Write)
        .Add("spectral", Spectral)
        .Section("training", Training is null ? null : Training.Write)
        .Path("universe", Universe)
        .Section("posterior", Posterior is null ? null : Posterior.Write)
        .Add("precision", Precision)
        .Add("save_weights", SaveWeights);

    private static ValueList<string> DefaultPredictions(Vocabulary vocabulary, bool isLattice) =>
        [.. vocabulary.Rungs.Where(rung => !rung.IsOnRequest && (isLattice || !rung.IsOfLattice)).Select(rung => rung.Name)];

    /// <summary>What is said of the key <c>predictions</c>: the same for every file that is read with one vocabulary.</summary>
    private sealed record RungKey(
        ValueKind<ValueList<string>> Kind, string WithLattice, string WithoutLattice, string Meaning, string Rule)
    {
        public static RungKey Of(Vocabulary vocabulary)
        {
            string[] rungs = [.. vocabulary.Rungs.Select(rung => rung.Name)];
            string[] ofLattice = [.. vocabulary.Rungs.Where(rung => rung.IsOfLattice).Select(rung => rung.Name)];
            string[] unasked = [.. vocabulary.Rungs.Where(rung => !rung.IsOnRequest && !rung.IsOfLattice).Select(rung => rung.Name)];
            return new RungKey(
                Kinds.List(Kinds.Choice(rungs), $"names among {string.Join(", ", rungs)}", atLeast: 0, isSet: true),
                $"[{string.Join(", ", DefaultPredictions(vocabulary, isLattice: true))}]",
                $"[{string.Join(", ", DefaultPredictions(vocabulary, isLattice: false))}]",
                $"The predictions to make, from the coarsest to the finest; {string.Join(", ", ofLattice.Select(rung => $"`{rung}`"))} for "
                    + "`loss.field` with its gradient alone.",
                $"[{string.Join(", ", unasked)}], {string.Join(", ", ofLattice)} for loss.field alone");
        }
    }

    private void Check(SectionReader r, Vocabulary vocabulary)
    {
        foreach (Requirement one in r.IsDescribing ? [] : Requirements(vocabulary))
        {
            r.Check(one.Holds, one.Key, one.Problem, one.Remedy, one.Others);
        }

        CheckMemory(r);
    }

    /// <summary>What the parts ask of each other.</summary>
    private IEnumerable<Requirement> Requirements(Vocabulary vocabulary) =>
    [
        .. InitialField?.Requirements(this) ?? [],
        .. Optimizer.Requirements(this),
        .. vocabulary.Rungs.Where(rung => rung.IsOfLattice && Predictions.Contains(rung.Name)).Select(rung => new Requirement(
            Loss.IsLattice, "predictions", $"names {rung.Name}, which needs loss.field with its gradient",
            $"Take {rung.Name} away.", "loss")),
        .. Loss.Requirements(this),
        .. Batches?.Requirements(this) ?? [],
        .. Posterior?.Requirements(this) ?? [],
        .. Training.Requirements(this),
        .. Data.Source.Requirements(this),
        .. Network.Requirements(this),
    ];

    /// <summary>
    /// Refuses what cannot fit: weights with their velocities, and the kernel with its eigenvectors, 16 bytes an entry each.
    /// </summary>
    private void CheckMemory(SectionReader r)
    {
        double weights = 0;
        double width = Data.Source.Dimension ?? 1;
        foreach (double next in Network.Hidden.Select(hidden => (double)hidden).Append(Network.Outputs ?? 1))
        {
            weights += (width + 1) * next;
            width = next;
        }

        double points = Data.Source.PointCount ?? 0;
        double parameters = 16 * weights, kernel = 16 * points * points;
        if (parameters <= r.Memory && kernel <= r.Memory)
        {
            // What is wrong is not worded where nothing is.
            return;
        }

        r.Check(
            parameters <= r.Memory, "network.hidden", $"makes {weights:0.#e0} weights, which need {Gibibytes(parameters)} GiB",
            $"The machine has {Gibibytes(r.Memory)} GiB: make the layers narrower.", "network", "data");
        r.Check(
            kernel <= r.Memory, $"data.{Data.Source.Key}.points",
            $"makes a kernel of {points:0.#e0} × {points:0.#e0}, which needs {Gibibytes(kernel)} GiB",
            $"The machine has {Gibibytes(r.Memory)} GiB: take fewer points.", "data");
    }

    private static string Gibibytes(double bytes) => (bytes / (1L << 30)).ToString(bytes < 10.0 * (1L << 30) ? "f1" : "f0");
}
