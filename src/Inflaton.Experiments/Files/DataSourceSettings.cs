using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>Where inputs come from: one of the alternatives of section <c>data</c>.</summary>
public abstract record DataSourceSettings
{
    /// <summary>The key of this alternative.</summary>
    public abstract string Key { get; }

    /// <summary>Number of inputs N; null where a data file decides it.</summary>
    public abstract int? PointCount { get; }

    /// <summary>Dimension d of an input; null where a data file decides it.</summary>
    public abstract int? Dimension { get; }

    /// <summary>Whether targets come with the inputs, rather than from <see cref="DataSettings.Targets"/>.</summary>
    public virtual bool HasTargets => false;

    /// <summary>Number of those targets an input; null where the values decide it, or there are none.</summary>
    public virtual int? TargetCount => null;

    /// <summary>Whether targets may be weights of classes.</summary>
    public virtual bool TargetsCanBeClasses => true;

    /// <summary>What to do where targets are to be classes.</summary>
    internal virtual string HowToGiveClasses => "Give data.targets, for each input C weights that sum to 1.";

    /// <summary>Writes the inputs, under <see cref="Key"/>.</summary>
    internal abstract void Write(SectionWriter section);

    /// <summary>What the inputs ask of the rest of the experiment.</summary>
    /// <param name="experiment">The whole.</param>
    internal virtual IEnumerable<Requirement> Requirements(ExperimentSettings experiment) => [];
}

/// <summary>A single input: key <c>data.point</c>.</summary>
/// <param name="Point">The d numbers of the input.</param>
public sealed record PointSource(ValueList<double> Point) : DataSourceSettings
{
    /// <inheritdoc/>
    public override string Key => "point";

    /// <inheritdoc/>
    public override int? PointCount => 1;

    /// <inheritdoc/>
    public override int? Dimension => Point.Count;

    internal override void Write(SectionWriter section) => section.Add(Key, Point);
}

/// <summary>Inputs written one by one: key <c>data.points</c>.</summary>
/// <param name="Inputs">The inputs [N][d].</param>
/// <param name="Targets">Always null in settings that were read: they are in <see cref="DataSettings.Targets"/>.</param>
public sealed record PointsSource(ValueList<ValueList<double>> Inputs, ValueList<ValueList<double>>? Targets = null) : DataSourceSettings
{
    /// <inheritdoc/>
    public override string Key => "points";

    /// <inheritdoc/>
    public override int? PointCount => Inputs.Count;

    /// <inheritdoc/>
    public override int? Dimension => Inputs[0].Count;

    internal override void Write(SectionWriter section) => _ = Targets is null
        ? section.Add(Key, Inputs)
        : section.Section(Key, own => own.Add("inputs", Inputs).Add("targets", Targets));

    internal static PointsSource Read(SectionReader r)
    {
        PointsSource source = new(
            r.Required("inputs", Kinds.Points(), "The inputs, a list of d numbers each."),
            r.Optional("targets", DataSettings.TargetsKind(), "Targets y, a number or a list of C numbers for each input.", "[0.5, -0.5]"));
        int targets = source.Targets?.Count ?? source.Inputs.Count;
        r.Check(
            targets == source.Inputs.Count, "targets", $"has {targets} targets for {source.Inputs.Count} inputs",
            "Give one target for each input.", "inputs");
        return source;
    }
}

/// <summary>Equally spaced inputs on a line: key <c>data.interval</c>.</summary>
/// <param name="Points">Number of inputs N ≥ 2, both ends included.</param>
/// <param name="HubbleLengths">Half the length in Hubble lengths 1/H; null where the ends are given.</param>
/// <param name="From">First input; null where Hubble lengths are given.</param>
/// <param name="To">Last input; null where Hubble lengths are given.</param>
public sealed record IntervalSource(int Points, double? HubbleLengths = null, double? From = null, double? To = null) : DataSourceSettings
{
    /// <inheritdoc/>
    public override string Key => "interval";

    /// <inheritdoc/>
    public override int? PointCount => Points;

    /// <inheritdoc/>
    public override int? Dimension => 1;

    internal override IEnumerable<Requirement> Requirements(ExperimentSettings experiment) => HubbleLengths is null ? [] :
    [
        experiment.Optimizer.HasConstantHubble
            ? new(
                experiment.Optimizer.LeadingHubble is not null, "data.interval.hubble_lengths",
                "needs a Hubble length, and learning_rate: auto is only known after the inputs",
                "Give data.interval.from and to, or a learning rate that is a number.", "optimizer", "data")
            : new(
                experiment.Optimizer.LeadingHubble is not null,
                "data.interval.hubble_lengths", "needs a Hubble length that does not change",
                "Give data.interval.from and to.", "optimizer", "data"),
    ];

    internal override void Write(SectionWriter section) => section.Section(
        Key, own => own.Add("points", Points).Add("hubble_lengths", HubbleLengths).Add("from", From).Add("to", To));

    internal static IntervalSource Read(SectionReader r)
    {
        IntervalSource source = new(
            r.Required("points", Kinds.Integer(2), "Number N of inputs.", "50"),
            r.Optional(
                "hubble_lengths", Kinds.Number(above: 0, unit: "1/H").As(value => (double?)value),
                "The inputs reach from −L to L, L being this many Hubble lengths 1/H. H = (1−γ)/(3√η) is that of the leading matching, "
                + "so that the inputs do not depend on `matching`; it needs a learning rate that is a number.", "0.1"),
            r.Optional("from", Kinds.Number().As(value => (double?)value), "First input.", "-1"),
            r.Optional("to", Kinds.Number().As(value => (double?)value), "Last input.", "1"));
        const string oneWay = "Give either hubble_lengths, or from and to.";
        bool hasEnds = source.From is not null && source.To is not null;
        bool hasAnEnd = source.From is not null || source.To is not null;
        string[] all = ["points", "hubble_lengths", "from", "to"];
        if (source.HubbleLengths is not null)
        {
            r.Check(!hasAnEnd, "hubble_lengths", "stands beside from or to", oneWay, all);
        }
        else
        {
            r.Check(hasEnds, hasAnEnd ? (source.From is null ? "from" : "to") : "hubble_lengths", "is missing", oneWay, all);
            r.Check(!hasEnds || source.From < source.To, "to", "is not above from", "from must be the smaller one.", all);
        }

        return source;
    }
}

/// <summary>Equally spaced inputs on a circle: key <c>data.circle</c>.</summary>
/// <param name="Points">Number of inputs N ≥ 1.</param>
/// <param name="Radius">Radius r &gt; 0; default 1.</param>
public sealed record CircleSource(int Points, double Radius = 1) : DataSourceSettings
{
    /// <inheritdoc/>
    public override string Key => "circle";

    /// <inheritdoc/>
    public override int? PointCount => Points;

    /// <inheritdoc/>
    public override int? Dimension => 2;

    internal override void Write(SectionWriter section) => section.Section(Key, own => own.Add("points", Points).Add("radius", Radius));

    internal static CircleSource Read(SectionReader r) => new(
        r.Required("points", Kinds.Integer(1), "Number N of inputs.", "64"),
        r.WithDefault("radius", Kinds.Number(above: 0), "1", "Radius r."));
}

/// <summary>Orthogonal inputs of equal length: key <c>data.orthogonal</c>.</summary>
/// <param name="Points">Number of inputs N ≥ 1.</param>
/// <param name="InputDimension">Dimension d ≥ N of the inputs; default N.</param>
/// <param name="Norm">Length of each input &gt; 0; default √d, so that x·x/d = 1.</param>
public sealed record OrthogonalSource(int Points, int InputDimension, double Norm) : DataSourceSettings
{
    /// <summary>Inputs of length √d.</summary>
    /// <param name="points">Number N of inputs, at least 1.</param>
    /// <param name="dimension">Dimension d, at least N; null for N.</param>
    public OrthogonalSource(int points, int? dimension = null)
        : this(points, dimension ?? points, Math.Sqrt(dimension ?? points))
    {
    }

    /// <inheritdoc/>
    public override string Key => "orthogonal";

    /// <inheritdoc/>
    public override int? PointCount => Points;

    /// <inheritdoc/>
    public override int? Dimension => InputDimension;

    internal override void Write(SectionWriter section) => section.Section(
        Key, own => own.Add("points", Points).Add("dimension", InputDimension).Add("norm", Norm));

    internal static OrthogonalSource Read(SectionReader r)
    {
        int points = r.Required("points", Kinds.Integer(1), "Number N of inputs.", "64");
        int dimension = r.WithDefault(
            "dimension", Kinds.Integer(1), $"{points}", "Dimension d of the inputs, at least N.", "`points`", "64");
        double norm = r.WithDefault(
            "norm", Kinds.Number(above: 0), CoreNumber.Text(Math.Sqrt(dimension)), "Length of each input.", "√`dimension`", "8");
        r.Check(dimension >= points, "dimension", $"is below points, {points}", "No more than d inputs can be orthogonal.", "points");
        return new OrthogonalSource(points, dimension, norm);
    }
}
