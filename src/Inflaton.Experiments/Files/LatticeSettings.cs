using Inflaton.Experiments.Files.Reading;
using Inflaton.Lattice;
using Inflaton.Numerics.Expressions;

namespace Inflaton.Experiments.Files;

/// <summary>Everything that a lattice file says, with defaults filled in. Plain data: it equals another by its values.</summary>
public sealed record LatticeSettings
{
    /// <summary>Fields that a lattice may have: there are as many masses as pairs of them, at every site.</summary>
    public const int MostFields = 100;

    private const string SnapshotsKey = "record.snapshots";
    private const double GibibyteBytes = 1L << 30;
    private const int MostDrawnSites = 1 << 21;
    private const int LargestArray = 2_147_483_527;

    /// <summary>Name of the lattice and of its output folder; default <c>lattice</c>, or the file's name without its ending.</summary>
    public string Name { get; init; } = "lattice";

    /// <summary>V.</summary>
    public required PotentialSettings Potential { get; init; }

    /// <summary>The sites.</summary>
    public required LatticeGridSettings Lattice { get; init; }

    /// <summary>How the universe expands; default by the fields' own energy.</summary>
    public LatticeUniverseSettings Universe { get; init; } = new(new FriedmannSettings());

    /// <summary>The fields at the beginning.</summary>
    public required LatticeStartSettings Initial { get; init; }

    /// <summary>How to step, when to end and to write down.</summary>
    public required LatticeTimeSettings Time { get; init; }

    /// <summary>Name of the method; default <c>leapfrog</c>.</summary>
    public string Method { get; init; } = "leapfrog";

    /// <summary>What to write down.</summary>
    public LatticeRecordSettings Record { get; init; } = new();

    /// <summary>Whether gravitational waves are followed; default no.</summary>
    public bool GravitationalWaves { get; init; }

    /// <summary>Number C of fields.</summary>
    public int Fields => Initial.Fields;

    /// <summary>V, ready for the lattice.</summary>
    /// <exception cref="FormulaException">The potential's formula is none.</exception>
    public LatticePotential CreatePotential() => Potential is ExpressionSettings expression
        ? LatticePotential.Of(expression.Formula, Fields, expression.Parameters.ToDictionary(p => p.Key, p => p.Value))
        : LatticePotential.Of(Potential.Create(Fields), Fields);

    /// <summary>Bytes of memory at the peak: fields and momenta, what measures them, and what is recorded until it is written.</summary>
    public double Memory => MemoryAt(Lattice.Sites)
        + Recorded().Where(one => one.Key != SnapshotsKey).Sum(one => sizeof(double) * one.Arrays * one.Numbers);

    internal static LatticeSettings Read(SectionReader r, Vocabulary vocabulary)
    {
        LatticeSettings settings = new()
        {
            Name = r.WithDefault(
                "name", Kinds.Name(), YamlWriter.Flow(new ScalarNode(Origin.Default, r.DefaultName, isQuoted: true)),
                "Name of the lattice, which also names the output folder.", "the file's name", "my-lattice"),
            Potential = r.Required(
                "potential", Kinds.Section(PotentialSettings.Read, vocabulary),
                "Potential energy V of the fields, in reduced Planck units."),
            Lattice = r.Required(
                "lattice", Kinds.Section(LatticeGridSettings.Read),
                "The sites, periodic and comoving.", "{dimensions: 3, sites: 32, length: 40}"),
            Universe = r.WithDefault(
                "universe", Kinds.Section(LatticeUniverseSettings.Read),
                "{friedmann: {}}", "How the universe expands, as in three dimensions."),
            Initial = r.Required(
                "initial", Kinds.Section(LatticeStartSettings.Read), "The fields at the beginning, where a = 1.", "{phi: 1}"),
            Time = r.Required("time", Kinds.Section(LatticeTimeSettings.Read), "How to step, when to end and to write down.", "{to: 60}"),
            Method = r.WithDefault(
                "method", Kinds.Choice([.. LatticeMethod.All.Select(method => method.Name)]), "leapfrog",
                "How to step: " + string.Join(", ", LatticeMethod.All.Select(method => $"`{method.Name}` of order {method.Order}"))
                    + ", all symplectic."),
            Record = r.WithDefault(
                "record", Kinds.Section(LatticeRecordSettings.Read), "{}",
                "What to write down beside the means, which all output times have."),
            GravitationalWaves = r.WithDefault(
                "gravitational_waves", Kinds.Flag(), "false",
                "Whether the gravitational waves that the fields' gradients emit are followed. In three dimensions; "
                    + "costs as much as six fields."),
        };
        settings.Check(r);
        return settings;
    }

    /// <summary>Writes the file.</summary>
    internal void Write(SectionWriter section) => section
        .Add("name", Name)
        .Part("potential", Potential, part => Potential.Write(part))
        .Section("lattice", Lattice is null ? null : Lattice.Write)
        .Section("universe", Universe is null ? null : Universe.Write)
        .Section("initial", Initial is null ? null : Initial.Write)
        .Section("time", Time is null ? null : Time.Write)
        .Add("method", Method)
        .Section("record", Record is null ? null : Record.Write)
        .Add("gravitational_waves", GravitationalWaves);

    private void Check(SectionReader r)
    {
        if (r.IsDescribing)
        {
            return;
        }

        r.Check(!GravitationalWaves || Lattice.Dimensions == 3, "gravitational_waves", "need three dimensions",
            "Leave them out, or give lattice.dimensions: 3.", "lattice");
        r.Check(
            !GravitationalWaves || Record.SpectraEvery > 0, "gravitational_waves",
            "are written down with the spectra, and there are none", "Give record.spectra_every.", "record");
        r.Check(
            Initial.Fluctuations is null or FileStartSettings || Lattice.Sites < MostDrawnSites, "lattice.sites",
            $"makes more waves along an axis than are drawn, which are those of fewer than {MostDrawnSites} sites",
            "Give fewer, or the fields as a file.", "lattice", "initial");
        r.Check(Time.Efolds is null || !Universe.IsStatic, "time.efolds", "are never reached in a universe that does not expand",
            "Give time.to.", "universe");
        string? late = Time.To is { } to && Record.Snapshots.Any(time => time > to)
            ? CoreNumber.Text(Record.Snapshots.First(time => time > to))
            : null;
        r.Check(late is null, "record.snapshots", $"asks for a time after the end, {late}", "Leave it out, or raise time.to.", "time");
        (string Key, string Problem, string Remedy)? large = TooLarge(r.Memory);
        r.Check(large is null, large?.Key ?? "", large?.Problem ?? "", large?.Remedy ?? "", "lattice", "initial", "record", "time");
        r.Check(
            Fields <= MostFields, "initial.phi", $"has {Fields} fields, whose couplings are too many", $"Give at most {MostFields}.",
            "initial.phi");
        if (Potential is ExpressionSettings expression && Fields <= MostFields)
        {
            (string Problem, string Remedy)? count = ExpressionSettings.ProblemOf(() => CreatePotential()) is null
                ? null
                : expression.ProblemWithCount(Fields);
            r.Check(count is null, "initial.phi", count?.Problem ?? "", count?.Remedy ?? "", "potential", "initial.phi");
            string? problem = count is null ? ExpressionSettings.ProblemOf(() => CreatePotential()) : null;
            r.Check(
                problem is null, "potential.expression", problem ?? "",
                (Fields == 1 ? "The field is called phi"
                    : $"The fields are called {string.Join(", ", ExpressionSettings.FieldNames(Fields))}")
                    + "; other names stand under potential.parameters.",
                "potential", "initial.phi");
            string? absent = count is null && problem is null ? expression.AbsentField(Fields) : null;
            (string Problem, string Remedy) why = ExpressionSettings.Absent(absent);
            r.Check(absent is null, "potential.expression", why.Problem, why.Remedy, "potential", "initial.phi");
        }
    }

    /// <summary>What of the file is more than arrays hold, or memory; null where all fits.</summary>
    private (string Key, string Problem, string Remedy)? TooLarge(double memory)
    {
        string machine = $"The machine has {Gibibytes(memory)} GiB: ";
        string sites = string.Join(" × ", Enumerable.Repeat(Lattice.Sites, Lattice.Dimensions));
        string fields = $"makes {(Fields == 1 ? "a field" : $"{Fields} fields")} on {sites} sites, ";
        if (MemoryAt(Lattice.Sites) > memory)
        {
            return ("lattice.sites", fields + $"which need {Gibibytes(MemoryAt(Lattice.Sites))} GiB of memory",
                $"{machine}at most {LargestWithin(memory)} sites a side fit"
                + (Lattice.Precision == LatticePrecision.Double ? ", or more in single precision" : "")
                + (Record.Snapshots.Count > 0 ? ", or fewer snapshots" : "") + ".");
        }

        if (Math.Pow(Lattice.Sites, Lattice.Dimensions) * Fields > LargestArray)
        {
            return (
                "lattice.sites", fields + $"more numbers than the {LargestArray} that one array holds",
                "Give fewer sites, or fewer fields.");
        }

        (string Key, double Arrays, double Numbers) longest = Recorded().MaxBy(one => one.Numbers);
        if (longest.Numbers > LargestArray)
        {
            return (longest.Key, $"records {CoreNumber.Text(longest.Numbers)} numbers, more than the {LargestArray} that one array holds",
                "Record at fewer times.");
        }

        (string key, double arrays, double numbers) = Recorded().MaxBy(one => one.Arrays * one.Numbers);
        return Memory <= memory ? null : (key,
            $"records {Gibibytes(sizeof(double) * arrays * numbers)} GiB, which with the rest make {Gibibytes(Memory)} GiB of memory",
            $"{machine}record at fewer times.");
    }

    /// <summary>What is recorded, by the key that asks for it: so many arrays of so many numbers.</summary>
    private IEnumerable<(string Key, double Arrays, double Numbers)> Recorded()
    {
        double Rows(int every) => every == 0 ? 0 : Math.Ceiling((Time.Points - 1.0) / every) + 1;
        double spectra = Rows(Record.SpectraEvery), bins = Math.Round(Math.Sqrt(Lattice.Dimensions) * Lattice.Sites / 2) + 1;
        const int histogram = 65, series = 9;
        yield return ("record.spectra_every", 3, spectra * Fields * bins);
        yield return ("record.spectra_every", GravitationalWaves ? 2 : 0, spectra * bins);
        yield return ("record.spectra_every", Record.Histogram ? 2 : 0, Record.Histogram ? spectra * Fields * histogram : 0);
        yield return (
            "record.slices_every", 1, Rows(Record.SlicesEvery) * Fields * Math.Pow(Lattice.Sites, Math.Min(Lattice.Dimensions, 2)));
        yield return (
            SnapshotsKey, 2, (double)Record.Snapshots.Count * Fields * Math.Pow(Lattice.Sites, Lattice.Dimensions));
        yield return ("time.points", 2, (double)Time.Points * Fields);
        yield return ("time.points", series, Time.Points);
    }

    private double MemoryAt(double side)
    {
        double sites = Math.Pow(side, Lattice.Dimensions);
        double bytes = Lattice.Precision == LatticePrecision.Double ? sizeof(double) : sizeof(float);
        double measuring = 3 * sizeof(double) * sites;
        double waves = GravitationalWaves ? 18 * sizeof(double) * sites : 0;
        double kept = 2 * sizeof(double) * sites * Fields * Record.Snapshots.Count;
        return (2 * bytes * sites * Fields) + measuring + waves + kept;
    }

    private int LargestWithin(double memory) =>
        LatticeGridSettings.LargestSide(side => side <= Lattice.Sites && MemoryAt(side) <= memory);

    private static string Gibibytes(double bytes) =>
        CoreNumber.Text(double.Round(bytes / GibibyteBytes, bytes < 10 * GibibyteBytes ? 2 : 0));
}

/// <summary>The sites of a lattice: section <c>lattice</c> of a lattice file.</summary>
/// <param name="Dimensions">D, 1 to 3.</param>
/// <param name="Sites">n, along each axis; even, a product of 2, 3, 5 and 7.</param>
/// <param name="Length">L = n dx &gt; 0.</param>
/// <param name="Precision">Precision of the fields in memory.</param>
public sealed record LatticeGridSettings(int Dimensions, int Sites, double Length, LatticePrecision Precision = LatticePrecision.Double)
{
    /// <summary>Sites that a lattice may have in all: its transform has twice as many numbers, and an array holds 2³¹.</summary>
    internal const int MostSites = (1 << 30) - 1;

    /// <summary>dx.</summary>
    public double Spacing => Length / Sites;

    /// <summary>The lattice.</summary>
    public LatticeGrid Create() => new(Spacing, [.. Enumerable.Repeat(Sites, Dimensions)]);

    /// <summary>The shape of C fields, [C, n, …].</summary>
    /// <param name="fields">C.</param>
    public int[] Shape(int fields) => [fields, .. Enumerable.Repeat(Sites, Dimensions)];

    internal void Write(SectionWriter section) => section
        .Add("dimensions", Dimensions)
        .Add("sites", Sites)
        .Add("length", Length)
        .Add("precision", Precision == LatticePrecision.Single ? "single" : "double");

    internal static LatticeGridSettings Read(SectionReader r)
    {
        int dimensions = r.Required("dimensions", Kinds.Integer(1, 3), "D: 1, 2 or 3.", "3");
        int sites = r.Required("sites", Kinds.Integer(2, 1 << 26), "n, sites along each axis: even, a product of 2, 3, 5 and 7.", "64");
        (double length, bool isSpacing) = r.ExactlyOneOf(
            new Alternative<(double, bool)>(
                "length", Kinds.Number(above: 0).As(value => (value, false)), "L, comoving length of each axis.", "40"),
            new Alternative<(double, bool)>("spacing", Kinds.Number(above: 0).As(value => (value, true)), "dx = L/n.", "0.625"));
        string precision = r.WithDefault(
            "precision", Kinds.Choice("double", "single"), "double",
            "Precision of the fields in memory. `single` takes half of it and of the time, and is good to about 1e-6; times, "
                + "scale factor and sums are double always.");
        bool transforms = IsTransformable(sites), fits = Fits(sites);
        r.Check(
            transforms, "sites", "is not an even number that 2, 3, 5 and 7 make",
            transforms ? "" : $"The nearest are {Near(sites, -1)} and {Near(sites, 1)}.");
        r.Check(
            fits, "sites",
            $"makes {string.Join(" × ", Enumerable.Repeat(sites, dimensions))} sites, more than the 2^30 - 1 that a lattice may have",
            fits ? "" : $"Give at most {LargestSide(Fits)} a side: arrays are counted by whole numbers of 32 bits.", "dimensions");
        double spacing = isSpacing ? length : length / sites;
        r.Check(
            spacing * spacing > 0 && double.IsFinite(spacing * spacing * sites * sites), isSpacing ? "spacing" : "length",
            "makes squares of distances that are no numbers of doubles", "Give fields and times in other units.");
        return new LatticeGridSettings(
            dimensions, sites, isSpacing ? length * sites : length,
            precision == "single" ? LatticePrecision.Single : LatticePrecision.Double);

        bool Fits(long side) => Math.Pow(side, dimensions) <= MostSites;
    }

    internal static bool IsTransformable(int sites)
    {
        int rest = sites;
        foreach (int prime in new[] { 2, 3, 5, 7 })
        {
            while (rest > 1 && rest % prime == 0)
            {
                rest /= prime;
            }
        }

        return rest == 1 && int.IsEvenInteger(sites);
    }

    /// <summary>
    /// The largest side that fits, 2 where none does. By what 2, 3, 5 and 7 make: beside those as large as a line may be lie millions of
    /// other numbers.
    /// </summary>
    /// <param name="fits">Whether a side fits; what is smaller fits, too.</param>
    internal static int LargestSide(Func<long, bool> fits)
    {
        long largest = 2;
        for (long two = 2; fits(two); two *= 2)
        {
            for (long three = two; fits(three); three *= 3)
            {
                for (long five = three; fits(five); five *= 5)
                {
                    for (long side = five; fits(side); side *= 7)
                    {
                        largest = Math.Max(largest, side);
                    }
                }
            }
        }

        return (int)largest;
    }

    private static int Near(int sites, int direction)
    {
        int near = sites + direction;
        while (near > 2 && !IsTransformable(near))
        {
            near += direction;
        }

        return Math.Max(near, 2);
    }
}

/// <summary>The fields of a lattice at the beginning: section <c>initial</c> of a lattice file.</summary>
/// <param name="Field">Mean φ of each of the C fields; those of the file's number of fields, 0, where a file gives the fields.</param>
/// <param name="Velocity">Mean φ̇ of each.</param>
/// <param name="Fluctuations">How they differ from place to place; null where they do not.</param>
public sealed record LatticeStartSettings(
    ValueList<double> Field, ValueList<double>? Velocity = null, FluctuationSettings? Fluctuations = null)
{
    /// <summary>Mean φ̇ of each; at rest by default.</summary>
    public ValueList<double> Velocity { get; init; } = Velocity ?? [.. Field.Select(_ => 0.0)];

    /// <summary>Number C of fields.</summary>
    public int Fields => Field.Count;

    internal void Write(SectionWriter section)
    {
        section.Add("phi", Field).Add("phidot", Velocity);
        _ = Fluctuations is null ? section.Add("fluctuations", "none") : section.Section("fluctuations", Fluctuations.Write);
    }

    internal static LatticeStartSettings Read(SectionReader r)
    {
        ValueKind<ValueList<double>> numbers = Kinds.Either(
            Kinds.Number().As(value => (ValueList<double>)[value]), Kinds.List(Kinds.Number(), "numbers"));
        ValueList<double> field = r.Required("phi", numbers, "Mean φ, or a list of one number a field, in Planck masses.", "[0.9, 0]");
        ValueList<double>? velocity = r.Optional(
            "phidot", numbers, "Mean φ̇ = dφ/dt, a number for each field. At rest when left out.", "[-0.05, 0]");
        FluctuationSettings? fluctuations = r.WithDefault(
            "fluctuations", FluctuationSettings.Kind, "none",
            "How the fields differ from place to place.", example: "{vacuum: {cutoff: auto, seed: 1}}");
        r.Check(
            velocity is null || velocity.Count == field.Count, "phidot",
            $"has {velocity?.Count} numbers for {field.Count} field{(field.Count == 1 ? "" : "s")}", "Give one for each.", "phi");
        return new LatticeStartSettings(field, velocity?.Count == field.Count ? velocity : null, fluctuations);
    }
}

/// <summary>How to step, when to end and to write down: section <c>time</c> of a lattice file.</summary>
/// <param name="Step">h &gt; 0; null for <c>auto</c>, a fifth of the longest stable step at the beginning, or 0.1/√V''.</param>
/// <param name="To">t at the end; null where e-folds are given.</param>
/// <param name="Efolds">e-folds until the end, the output times then being equally spaced in them; null where a time is given.</param>
/// <param name="Points">Output times, at least 2, both ends included; default 121.</param>
public sealed record LatticeTimeSettings(double? Step = null, double? To = null, double? Efolds = null, int Points = 121)
{
    internal void Write(SectionWriter section) => section
        .Add("step", Step, orElse: "auto")
        .Add("to", To)
        .Add("efolds", Efolds)
        .Add("points", Points);

    internal static LatticeTimeSettings Read(SectionReader r)
    {
        double? step = r.WithDefault(
            "step", Kinds.Either(Kinds.Choice("auto").As(_ => (double?)null), Kinds.Number(above: 0).As(value => (double?)value)), "auto",
            "h, the longest step; output times and snapshots are met exactly by steps that are a little shorter. "
                + "`auto` takes a fifth of the longest stable step at the beginning, or 0.1/√|V''| of the largest V'' there where that is "
                + "shorter.",
            example: "0.1");
        (double? to, double? efolds) = r.ExactlyOneOf(
            new Alternative<(double?, double?)>(
                "to", Kinds.Number(above: 0).As(value => ((double?)value, (double?)null)),
                "t at the end, counted from the beginning.", "60"),
            new Alternative<(double?, double?)>(
                "efolds", Kinds.Number(above: 0).As(value => ((double?)null, (double?)value)),
                "e-folds N = ln a until the end; the output times are then equally spaced in N.", "2"));
        return new LatticeTimeSettings(
            step, to, efolds, r.WithDefault("points", Kinds.Integer(2, 1_000_000), "121", "Output times, both ends included."));
    }
}

/// <summary>What to write down: section <c>record</c> of a lattice file.</summary>
/// <param name="SpectraEvery">Spectra, histograms and defects at every so many output times; 0 for none. Default 10.</param>
/// <param name="SlicesEvery">Slices at every so many output times; 0 for none. Default 10.</param>
/// <param name="Snapshots">Times of snapshots of the whole fields, ascending; none by default.</param>
/// <param name="Histogram">Whether the distribution of the fields' values is written down; default yes.</param>
/// <param name="Frames">Whether slices are also written as PNG frames; default no.</param>
/// <param name="Hdf5">Whether snapshots and spectra are also written as HDF5; default no.</param>
public sealed record LatticeRecordSettings(
    int SpectraEvery = 10,
    int SlicesEvery = 10,
    ValueList<double>? Snapshots = null,
    bool Histogram = true,
    bool Frames = false,
    bool Hdf5 = false)
{
    /// <summary>Times of snapshots of the whole fields, ascending; none by default.</summary>
    public ValueList<double> Snapshots { get; init; } = Snapshots ?? [];

    internal void Write(SectionWriter section) => section
        .Add("spectra_every", SpectraEvery)
        .Add("slices_every", SlicesEvery)
        .Add("snapshots", Snapshots)
        .Add("histogram", Histogram)
        .Add("frames", Frames)
        .Add("hdf5", Hdf5);

    internal static LatticeRecordSettings Read(SectionReader r)
    {
        LatticeRecordSettings settings = new(
            r.WithDefault(
                "spectra_every", Kinds.Integer(0), "10",
                "Power spectra, occupation numbers and topological defects at every so many output times, "
                    + "the first and the last among them; 0 for none."),
            r.WithDefault("slices_every", Kinds.Integer(0), "10",
                "Slices through the lattice at every so many output times, the first and the last among them; 0 for none."),
            r.WithDefault(
                "snapshots", Kinds.List(Kinds.Number(atLeast: 0), "times", atLeast: 0, isSet: true), "[]",
                "Times at which all fields and their velocities are kept, met exactly.", example: "[5, 20, 60]"),
            r.WithDefault("histogram", Kinds.Flag(), "true",
                "Whether the distribution of the values of each field is written down, at the times of the spectra."),
            r.WithDefault("frames", Kinds.Flag(), "false", "Whether the slices are also drawn as PNG pictures, `frames/`."),
            r.WithDefault("hdf5", Kinds.Flag(), "false", "Whether snapshots and spectra are also written as HDF5, `lattice.h5`."));
        r.Check(!settings.Frames || settings.SlicesEvery > 0, "frames", "draws slices, and there are none", "Give slices_every.",
            "slices_every");
        return settings with { Snapshots = [.. settings.Snapshots.Order()] };
    }
}
