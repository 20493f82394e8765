using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>What the network is trained on: section <c>data</c>.</summary>
public sealed record DataSettings
{
    /// <summary>Where the inputs come from.</summary>
    public required DataSourceSettings Source { get; init; }

    /// <summary>
    /// Targets [N][C] of inputs that are written in the file; null for none (the loss then has y = 0) or with a data file.
    /// </summary>
    public ValueList<ValueList<double>>? Targets { get; init; }

    /// <summary>Inputs that are predicted but not trained on; null for none or with a data file, which splits off its own.</summary>
    public TestSettings? Test { get; init; }

    /// <summary>Whether there are targets.</summary>
    public bool HasTargets => Targets is not null || Source.HasTargets;

    /// <summary>Number C of targets an input; null where there are none, or a data file decides it.</summary>
    public int? TargetCount => Targets?[0].Count ?? Source.TargetCount;

    internal static DataSettings Read(SectionReader r)
    {
        ValueKind<ValueList<ValueList<double>>> targets = TargetsKind();
        DataSourceSettings source = r.ExactlyOneOf(
            new Alternative<DataSourceSettings>(
                "point", Kinds.List(Kinds.Number(), "numbers").As(DataSourceSettings (point) => new PointSource(point)),
                "A single input: a homogeneous network, whose field has no perturbations.", "[1.0]"),
            new Alternative<DataSourceSettings>(
                "points",
                Kinds.Either(
                    Kinds.Points().As(DataSourceSettings (inputs) => new PointsSource(inputs, null)),
                    Kinds.Section<DataSourceSettings>(PointsSource.Read)),
                "The inputs one by one, as a list of lists; or a section with inputs and targets."),
            new Alternative<DataSourceSettings>(
                "interval", Kinds.Section<DataSourceSettings>(IntervalSource.Read),
                "Equally spaced inputs on a line, both ends included. Give either `hubble_lengths` or `from` and `to`.",
                "{hubble_lengths: 0.1, points: 50}"),
            new Alternative<DataSourceSettings>(
                "circle", Kinds.Section<DataSourceSettings>(CircleSource.Read),
                "Equally spaced inputs (r cos φ, r sin φ) on a circle in the plane, starting at φ = 0.", "{points: 64, radius: 1}"),
            new Alternative<DataSourceSettings>(
                "orthogonal", Kinds.Section<DataSourceSettings>(OrthogonalSource.Read),
                "Inputs at right angles to each other, of equal length: input i has its only entry at place i.", "{points: 64}"),
            new Alternative<DataSourceSettings>(
                "file", Kinds.Section<DataSourceSettings>(FileSource.Read),
                "Inputs and targets from the columns of a table.", "{path: data.csv, target: y}"));
        DataSettings settings = new()
        {
            Source = source,
            Targets = r.Optional(
                "targets", targets,
                "Targets y of the inputs: a number for each, or a list of C numbers for each. "
                + "Without targets a loss that compares with y has y = 0.", "[0.5, -0.5]"),
            Test = r.Optional(
                "test", TestSettings.Kind(),
                "Inputs that are predicted but not trained on: a list of points, or a grid on a line. A data file gives its own by "
                + "`test_fraction`.", "{from: -1, to: 1, points: 101}"),
        };
        return settings.Checked(r);
    }

    internal void Write(SectionWriter section)
    {
        Source?.Write(section);
        section.Add("targets", Targets);
        Test?.Write(section, "test");
    }

    internal static ValueKind<ValueList<ValueList<double>>> TargetsKind() => Kinds.Either(
        Kinds.List(Kinds.Number(), "numbers").As(column => ValueList.Create([.. column.Select(y => ValueList.Create([y]))])),
        Kinds.Points("targets"));

    private DataSettings Checked(SectionReader r)
    {
        bool isFile = Source is FileSource;
        r.Check(
            Targets is null || !isFile, "targets", "cannot stand beside file", "Name target columns under data.file.target.", Source.Key);
        r.Check(
            Test is null || !isFile, "test", "cannot stand beside file",
            "Give data.file.test_fraction to keep rows for testing.", Source.Key);
        bool hasBoth = Targets is not null && Source is PointsSource { Targets: not null };
        r.Check(!hasBoth, "targets", "are given twice", "Keep data.targets or data.points.targets.", Source.Key);
        if (!hasBoth && Targets is not null && Source.PointCount is int count)
        {
            r.Check(
                Targets.Count == count, "targets", $"has {Targets.Count} targets for {count} input{(count == 1 ? "" : "s")}",
                "Give one target for each input.", Source.Key);
        }

        if (Test is not null && Source.Dimension is int dimension)
        {
            r.Check(
                Test.Dimension == dimension, "test",
                $"has inputs of dimension {Test.Dimension} where the training inputs have dimension {dimension}",
                dimension == 1 ? "Give test inputs of one number each." : $"Give a list of test inputs of {dimension} numbers each.",
                Source.Key);
        }

        return Source is PointsSource { Targets: { } own } points && !hasBoth
            ? this with { Source = points with { Targets = null }, Targets = own }
            : this;
    }
}
