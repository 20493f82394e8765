using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>Mean and spread of the trained outputs over draws of the weights, in closed form: section <c>posterior</c>.</summary>
public sealed record PosteriorSettings
{
    private readonly int? samples;

    /// <summary>Epochs, each ≥ 0; +∞ for the limit; default the limit alone.</summary>
    public ValueList<double> At { get; init; } = [double.PositiveInfinity];

    /// <summary><c>ntk</c>, <c>nngp</c> or both: which kernel the outputs move by; default <c>ntk</c>.</summary>
    public ValueList<string> Kernels { get; init; } = ["ntk"];

    /// <summary>Whether the mean is wanted; default true.</summary>
    public bool Mean { get; init; } = true;

    /// <summary>Whether the covariance is wanted; default false.</summary>
    public bool Covariance { get; init; }

    /// <summary>Number of functions drawn from the prior and carried by training; default 5 with the covariance, else 0.</summary>
    public int Samples
    {
        get => samples ?? (Covariance ? 5 : 0);
        init => samples = value;
    }

    /// <summary>Seed of the samples; default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary><c>discrete</c> (default), <c>continuum</c> or <c>gradient_flow</c>.</summary>
    public string Dynamics { get; init; } = "discrete";

    /// <summary>ε, added to the kernel; null (default) for none.</summary>
    public RegularizationSettings? Regularization { get; init; }

    /// <summary>Largest number of samples.</summary>
    public const int MostSamples = 1000;

    /// <summary>What the closed form asks of the rest of the experiment.</summary>
    /// <param name="experiment">The whole.</param>
    internal IEnumerable<Requirement> Requirements(ExperimentSettings experiment)
    {
        bool isInfinite = experiment.Kernel == "infinite";
        string? open = experiment.Optimizer.WhyNoClosedForm(Dynamics);
        return
        [
            new(
                experiment.Loss.IsSquared, "posterior",
                "needs a squared loss: under any other the outputs have no closed form, and are not normal",
                "Take loss: squared, or leave posterior out.", "loss"),
            new(
                open is null, "posterior", open ?? "",
                "Take gradient_descent, or nesterov with a momentum that is a number and another dynamics.", "optimizer"),
            new(
                isInfinite || !Kernels.Contains("nngp"), "posterior.kernels", "names nngp, which is a kernel of infinite width",
                "Take kernel: infinite, or leave nngp out.", "kernel"),
            new(
                isInfinite || !Covariance, "posterior.covariance",
                "needs the covariance of the outputs before training, which is known at infinite width",
                "Take kernel: infinite, or covariance: false.", "kernel"),
            new(
                !Covariance || !(experiment.Network.Centered ?? experiment.InitialField is not null), "posterior.covariance",
                "vanishes where outputs are centred: every draw of the weights starts at the same field",
                "Take covariance: false, or outputs that are not centred.", "network", "initial_field"),
            new(
                isInfinite || experiment.Precision == "double", "posterior", "needs a kernel in double precision",
                "Take precision: double, or kernel: infinite.", "precision"),
        ];
    }

    internal void Write(SectionWriter section) => section
        .Add("at", At)
        .Add("kernels", Kernels)
        .Add("mean", Mean)
        .Add("covariance", Covariance)
        .Add("samples", samples)
        .Add("seed", Seed)
        .Add("dynamics", Dynamics)
        .Section("regularization", Regularization is null ? null : Regularization.Write);

    internal static PosteriorSettings Read(SectionReader r)
    {
        ValueList<double> at = r.WithDefault(
            "at",
            Kinds.List(
                Kinds.Either(Kinds.Choice("infinity").As(_ => double.PositiveInfinity), Kinds.Number(atLeast: 0, unit: "epochs")),
                "epochs, each a number of at least 0 or infinity", isSet: true),
            "[infinity]",
            "Epochs k at which the outputs are told, as late as you like; `infinity` for the end of training and 0 for the prior.",
            example: "[100, infinity]");
        ValueList<string> kernels = r.WithDefault(
            "kernels", Kinds.List(Kinds.Choice("ntk", "nngp"), "names among ntk, nngp", isSet: true), "[ntk]",
            "The kernel that the outputs move by: `ntk` where all layers are trained, `nngp` where the read-out alone is, "
            + "which ends at what a Bayesian believes whose prior is the network before training. `nngp` needs `kernel: infinite`.",
                example: "[ntk, nngp]");
        bool mean = r.WithDefault("mean", Kinds.Flag(), "true", "Whether the mean over draws of the weights is wanted.");
        bool covariance = r.WithDefault(
            "covariance", Kinds.Flag(), "false", "Whether the covariance over draws is wanted. It needs `kernel: infinite`.");
        PosteriorSettings settings = new()
        {
            At = at,
            Kernels = kernels,
            Mean = mean,
            Covariance = covariance,
            Samples = r.WithDefault(
                "samples", Kinds.Integer(0, MostSamples), covariance ? "5" : "0",
                "Number of functions that are drawn from the prior, and carried along by training, for arrays and figures.",
                "5 with covariance, else 0", "5"),
            Seed = r.WithDefault("seed", Kinds.Seed(), "1", "Seed of the samples."),
            Dynamics = r.WithDefault(
                "dynamics", Kinds.Choice("discrete", "continuum", "gradient_flow"), "discrete",
                "What the epochs mean: the optimiser's own recursion, the equation of `matching` that stands for it, "
                + "or gradient flow in the time ηk, without momentum. The end is the same."),
            Regularization = r.Optional(
                "regularization", Kinds.Section(RegularizationSettings.Read),
                "ε, added to the diagonal of the kernel between training inputs: a ridge for `ntk`, "
                    + "the variance of noise on the targets for `nngp`.",
                "{relative: 1e-10}"),
        };
        r.Check(mean || covariance, "mean", "is false, as is covariance, and nothing is left to tell", "Set one of them to true.",
            "covariance");
        r.Check(settings.Samples == 0 || covariance, "samples", "are drawn from the covariance, which is not asked for",
            "Set covariance: true.", "covariance");
        r.Check(
            settings.Dynamics != "discrete" || at.All(epoch => double.IsInfinity(epoch) || Math.Floor(epoch) == epoch), "at",
            "names a part of an epoch, and the recursion steps by whole ones", "Give whole numbers, or dynamics: continuum.", "dynamics");
        return settings;
    }
}

/// <summary>ε in units of the kernel or of its mean diagonal entry: section <c>posterior.regularization</c>.</summary>
/// <param name="Value">The number, ≥ 0.</param>
/// <param name="IsRelative">Whether ε is this times the mean diagonal entry of the kernel.</param>
public sealed record RegularizationSettings(double Value, bool IsRelative)
{
    internal void Write(SectionWriter section) => section.Add(IsRelative ? "relative" : "absolute", Value);

    internal static RegularizationSettings Read(SectionReader r) => r.ExactlyOneOf(
        new Alternative<RegularizationSettings>(
            "relative", Kinds.Number(atLeast: 0).As(value => new RegularizationSettings(value, true)),
            "ε over the mean diagonal entry of the kernel, of each kernel its own.", "1e-10"),
        new Alternative<RegularizationSettings>(
            "absolute", Kinds.Number(atLeast: 0).As(value => new RegularizationSettings(value, false)),
            "ε itself, in the kernel's units.", "0.01"));
}
