using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>Inputs and targets from the columns of a table or from arrays: key <c>data.file</c>.</summary>
public sealed record FileSource : DataSourceSettings
{
    /// <summary>Absolute paths: one table, one NPZ file, or NPY files of as many rows.</summary>
    public required ValueList<string> Paths { get; init; }

    /// <summary>The first of them.</summary>
    public string Path => Paths[0];

    /// <summary>Columns that hold the targets, one an output.</summary>
    public required ValueList<string> Target { get; init; }

    /// <summary>Columns that hold the inputs; null for all that are no targets.</summary>
    public ValueList<string>? Features { get; init; }

    /// <summary>First row used, from 1 and not counting the header; default 1.</summary>
    public int FirstRow { get; init; } = 1;

    /// <summary>Last row used; null for the last one of the table.</summary>
    public int? LastRow { get; init; }

    /// <summary>The value whose rows get the target +1, all others −1; null to use the targets as they are.</summary>
    public string? TargetEquals { get; init; }

    /// <summary><c>number</c> (default), <c>one_hot</c> or <c>centered_one_hot</c>.</summary>
    public string Encoding { get; init; } = "number";

    /// <summary>Input columns whose values are names; none by default.</summary>
    public ValueList<string> Categorical { get; init; } = ValueList.Create<string>([]);

    /// <summary><c>refuse</c> (default), <c>drop</c> or <c>mean</c>.</summary>
    public string Missing { get; init; } = "refuse";

    /// <summary><c>auto</c> (default), <c>comma</c>, <c>semicolon</c>, <c>tab</c> or <c>bar</c>.</summary>
    public string Separator { get; init; } = "auto";

    /// <summary><c>auto</c> (default), <c>point</c> or <c>comma</c>.</summary>
    public string Decimal { get; init; } = "auto";

    /// <summary>Number that every input is divided by, those of names aside, above 0; default 1.</summary>
    public double InputScale { get; init; } = 1;

    /// <summary>Whether inputs and targets are shifted and scaled to mean zero and variance one; default false.</summary>
    public bool Standardize { get; init; }

    /// <summary>Part of the rows, 0 ≤ f &lt; 1, that is kept for testing; default 0.</summary>
    public double TestFraction { get; init; }

    /// <summary>Whether the test rows are drawn at random (default) or are the last ones.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Seed of that draw; default 1.</summary>
    public ulong SplitSeed { get; init; } = 1;

    /// <inheritdoc/>
    public override string Key => "file";

    /// <inheritdoc/>
    public override int? PointCount => null;

    /// <inheritdoc/>
    public override int? Dimension => null;

    /// <summary>What stands between columns; null for what the header has.</summary>
    internal char? SeparatorMark => Separator switch
    {
        "comma" => ',',
        "semicolon" => ';',
        "tab" => '\t',
        "bar" => '|',
        _ => null,
    };

    /// <summary>The decimal mark; null for what can be found out.</summary>
    internal char? DecimalMark => Decimal switch
    {
        "point" => '.',
        "comma" => ',',
        _ => null,
    };

    /// <inheritdoc/>
    public override bool HasTargets => true;

    /// <inheritdoc/>
    public override int? TargetCount => Encoding == "number" ? Target.Count : null;

    /// <inheritdoc/>
    public override bool TargetsCanBeClasses => Encoding == "one_hot" || TargetCount > 1;

    internal override string HowToGiveClasses => "Give data.file.encoding: one_hot.";

    internal override void Write(SectionWriter section) => section.Section(Key, own => own
        .Path("path", Paths)
        .Add("target", Target)
        .Add("features", Features)
        .Section("rows", FirstRow == 1 && LastRow is null ? null : rows => rows.Add("from", FirstRow).Add("to", LastRow))
        .Add("target_equals", TargetEquals)
        .Add("encoding", Encoding)
        .Add("categorical", Categorical)
        .Add("missing", Missing)
        .Add("separator", Separator)
        .Add("decimal", Decimal)
        .Add("input_scale", InputScale)
        .Add("standardize", Standardize)
        .Add("test_fraction", TestFraction)
        .Add("shuffle", Shuffle)
        .Add("split_seed", SplitSeed));

    internal static FileSource Read(SectionReader r)
    {
        ValueKind<string> column = Kinds.Text("the name of a column", "y");
        ValueKind<ValueList<string>> columns = Kinds.List(column, "names of columns", isSet: true);
        ValueList<string> paths = r.Required(
            "path",
            Kinds.Either(Kinds.File(".csv", ".npz", ".npy").As(one => ValueList.Create([one])),
                Kinds.List(Kinds.File(".npy"), "paths of .npy files", isSet: true)),
            "The table: CSV with a header line and a number in every cell used. Or arrays of NumPy, an `.npz` file or a list "
            + "of `.npy` files, whose first axis runs over the rows: an array `x` of shape [N, m] is named as a whole by `x`, "
            + "its columns by `x.0`, `x.1`, …; an `.npy` file has its own name without the ending.",
            "data.csv");
        ValueList<string> target = r.Required(
            "target", Kinds.Either(column.As(one => ValueList.Create([one])), columns),
            "Column that holds the target; a list of columns makes as many outputs.", "y");
        ValueList<string>? features = r.Optional(
            "features", columns,
            "Columns that hold the inputs. All that are no targets when left out, an index without a name aside that counts the rows, "
            + "as pandas writes it.", "[x1, x2]");
        (int first, int? last) = r.Optional(
            "rows",
            Kinds.Either(Kinds.Integer(1).As(count => (First: 1, Last: (int?)count)), Kinds.Section(ReadRows)),
            "How many rows from the top are used, or which, counted from 1. All when left out.", "500") is { First: > 0 } rows
            ? rows
            : (1, null);
        FileSource source = new()
        {
            Paths = paths,
            Target = target,
            Features = features,
            FirstRow = first,
            LastRow = last,
            TargetEquals = r.Optional(
                "target_equals", Kinds.Text("a number or a text", "3"),
                "Turns the target into a question: +1 in rows where it has this value, −1 in all others. "
                    + "Such targets are not standardised.",
                "3"),
            Encoding = r.WithDefault(
                "encoding", Kinds.Choice("number", "one_hot", "centered_one_hot"), "number",
                "How cells become targets. `number` takes them as they are. `one_hot` reads them as C classes, which makes C outputs: "
                + "1 for the class of the row, 0 for the others. `centered_one_hot` takes 1/C off each, "
                + "so that the targets of a row sum to 0. Classes are not standardised."),
            Categorical = r.WithDefault(
                "categorical", Kinds.List(column, "names of columns", atLeast: 0, isSet: true), "[]",
                "Input columns whose values are names, such as True and False: each value makes an input, "
                    + "1 in its rows and 0 in the others.", example: "[colour]"),
            Missing = r.WithDefault(
                "missing", Kinds.Choice("refuse", "drop", "mean"), "refuse",
                "What is done about empty cells (nothing, NA, N/A, NaN or null) in the columns used. `refuse` names them all; "
                + "`drop` leaves their rows out, before the split; `mean` gives an input the mean of its column over the training rows. "
                + "A target is never filled in."),
            Separator = r.WithDefault(
                "separator", Kinds.Choice("auto", "comma", "semicolon", "tab", "bar"), "auto",
                "What stands between the columns of a CSV file. `auto` takes the comma where the header has one, "
                    + "else the one of the others that it has."),
            Decimal = r.WithDefault(
                "decimal", Kinds.Choice("auto", "point", "comma"), "auto",
                "The decimal mark of a CSV file. `auto` is the point, or the comma where columns are separated by another mark, "
                + "no number has a point and some can only have a decimal comma (`1,5`, not `1,500`)."),
            InputScale = r.WithDefault(
                "input_scale", Kinds.Number(above: 0), "1", "Every input is divided by this number, those of `categorical` aside."),
            Standardize = r.WithDefault(
                "standardize", Kinds.Flag(), "false",
                "Shifts and scales every input column and every target to mean 0 and variance 1 (population variance); "
                + "an input that is constant is 0. The means and variances are those of the training rows, "
                + "and the test rows get the same shift and scale."),
            TestFraction = r.WithDefault(
                "test_fraction", Kinds.Number(atLeast: 0, below: 1), "0",
                "Part of the rows kept for testing, rounded to whole rows. A fraction above 0 keeps at least one, "
                + "and at least one is left to train on."),
            Shuffle = r.WithDefault(
                "shuffle", Kinds.Flag(), "true", "Whether the test rows are drawn at random; otherwise they are the last ones."),
            SplitSeed = r.WithDefault(
                "split_seed", Kinds.Seed(), "1",
                "Seed of that draw. It is not the seed of the weights, so that many networks see one split."),
        };
        string? both = features?.FirstOrDefault(target.Contains);
        r.Check(both is null, "features", $"names the target {both} too", "A target cannot be an input: take it out.", "target");
        string? stray = source.Categorical.FirstOrDefault(name => target.Contains(name) || features?.Contains(name) == false);
        r.Check(
            stray is null, "categorical", $"names {stray}, which is no input",
            "For classes in a target give encoding: one_hot.", "target", "features");
        bool isText = System.IO.Path.GetExtension(paths[0]).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        r.Check(isText || source.Separator == "auto", "separator", "is for CSV files", "Leave it out.", "path");
        r.Check(isText || source.Decimal == "auto", "decimal", "is for CSV files", "Leave it out.", "path");
        if (source.Encoding != "number")
        {
            r.Check(
                source.TargetEquals is null, "target_equals", "makes a question of classes", "Keep target_equals or encoding.", "encoding");
            r.Check(target.Count == 1, "encoding", $"reads classes from {target.Count} columns", "Name one column under target.", "target");
        }

        return source;
    }

    private static (int First, int? Last) ReadRows(SectionReader r)
    {
        int first = r.WithDefault("from", Kinds.Integer(1), "1", "First row.");
        int last = r.Required("to", Kinds.Integer(1), "Last row.", "500");
        r.Check(first <= last, "to", "is below from", "from must not be above to.", "from");
        return (first, last);
    }
}
