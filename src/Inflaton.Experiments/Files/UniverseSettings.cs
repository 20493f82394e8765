using Inflaton.Experiments.Files.Reading;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Expressions;
using Inflaton.Universe;
using Inflaton.Universe.Stochastic;

namespace Inflaton.Experiments.Files;

/// <summary>Everything that a universe file says, with defaults filled in. Plain data: it equals another by its values.</summary>
public sealed record UniverseSettings
{
    /// <summary>Name of the universe and of its output folder; default <c>universe</c>, or the file's name without its ending.</summary>
    public string Name { get; init; } = "universe";

    /// <summary>V.</summary>
    public required PotentialSettings Potential { get; init; }

    /// <summary>The metric of the fields' space; null for a flat one, φ being its Cartesian coordinates.</summary>
    public MetricSettings? Metric { get; init; }

    /// <summary>How it expands; default by the Friedmann equation.</summary>
    public ExpansionSettings Universe { get; init; } = new FriedmannSettings();

    /// <summary>φ and φ̇ at the beginning.</summary>
    public required InitialSettings Initial { get; init; }

    /// <summary>When to begin, to end and to write down.</summary>
    public required TimeSettings Time { get; init; }

    /// <summary>Perturbations; null for the background alone.</summary>
    public PerturbationSettings? Perturbations { get; init; }

    /// <summary>From the end of inflation to radiation, which gives N*; null where N* is given.</summary>
    public ReheatingSettings? Reheating { get; init; }

    /// <summary>What the potential is scaled to; null for as it stands.</summary>
    public NormalizationSettings? Normalize { get; init; }

    /// <summary>Primordial black holes; null where nobody asks.</summary>
    public BlackHoleSettings? BlackHoles { get; init; }

    /// <summary>When is today; null where nobody asks.</summary>
    public TodaySettings? Today { get; init; }

    /// <summary>Paths of the field under noise; null where nobody asks.</summary>
    public StochasticSettings? Stochastic { get; init; }

    /// <summary>Error allowed in a step relative to the solution, 1e-14 to 1e-3; default 1e-13.</summary>
    public double Tolerance { get; init; } = 1e-13;

    /// <summary>Limits of the solver.</summary>
    public UniverseSolverSettings Solver { get; init; } = new();

    /// <summary>t at the beginning.</summary>
    public double Start => Time.From ?? Universe.DefaultStart;

    /// <summary>The universe, ready to be solved.</summary>
    /// <exception cref="FormulaException">The potential's formula, or one of the metric, is none.</exception>
    public Cosmology Create() => new()
    {
        Potential = Potential.Create(Initial.Field.Count),
        Space = Metric?.Create(Initial.Field.Count),
        Expansion = Universe.Create(),
        InitialField = [.. Initial.Field],
        InitialVelocity = Initial.Velocity is null ? null : [.. Initial.Velocity],
        Start = Start,
        Solver = new SolverOptions
        {
            RelativeTolerance = Tolerance,
            AbsoluteTolerance = 1e-100,
            MaximumSteps = Solver.Steps,
            MaximumStepsName = "solver.steps",
        },
    };

    internal static UniverseSettings Read(SectionReader r, Vocabulary vocabulary)
    {
        UniverseSettings settings = new()
        {
            Name = r.WithDefault(
                "name", Kinds.Name(), YamlWriter.Flow(new ScalarNode(Origin.Default, r.DefaultName, isQuoted: true)),
                "Name of the universe, which also names the output folder.", "the file's name", "my-universe"),
            Potential = r.Required(
                "potential", Kinds.Section(PotentialSettings.Read, vocabulary),
                "Potential energy V of the fields, in reduced Planck units."),
            Metric = r.Optional(
                "metric", Kinds.Section(MetricSettings.Read),
                "Metric of the space of the fields. When left out, it is flat, and the kinetic energy is ½Σφ̇².",
                "{expression: [\"1\", \"phi1^2\"]}"),
            Universe = r.WithDefault("universe", Kinds.Section(ExpansionSettings.Read), "{friedmann: {}}", "How the universe expands."),
            Initial = r.Required("initial", Kinds.Section(InitialSettings.Read), "The fields at the beginning, where a = 1."),
            Time = r.Required("time", Kinds.Section(TimeSettings.Read), "When to begin, to end and to write down."),
            Perturbations = r.Optional(
                "perturbations", Kinds.Section(PerturbationSettings.Read),
                "Power spectra of the curvature perturbation and of gravitational waves, taken at the end of inflation or, "
                + "where it does not end, of `time.efolds`. When left out, the background alone is solved.", "{pivot_efolds: 60}"),
            Reheating = r.Optional(
                "reheating", Kinds.Section(ReheatingSettings.Read),
                "From the end of inflation to radiation, by which N* of k* = 0.05 Mpc⁻¹ follows; "
                    + "`perturbations.pivot_efolds` is then left out.",
                "{temperature: 1.0e9}"),
            Normalize = r.Optional(
                "normalize", Kinds.Section(NormalizationSettings.Read),
                "What the potential is scaled to. Everything else in the file stays as it stands: fluids, velocities, times, "
                    + "masses of spectators.",
                "{A_s: 2.1e-9}"),
            BlackHoles = r.Optional(
                "black_holes", Kinds.Section(BlackHoleSettings.Read),
                "Primordial black holes of the curvature spectrum, by Press and Schechter: orders of magnitude.", "{threshold: 0.45}"),
            Today = r.Optional(
                "today", Kinds.Section(TodaySettings.Read),
                "When is today, for redshifts, H/H₀, age and dark energy of today.", "{omega_dark_energy: 0.69}"),
            Stochastic = r.Optional(
                "stochastic", Kinds.Section(StochasticSettings.Read),
                "Stochastic inflation: many paths of the one field under the noise of fluctuations that leave the horizon, their first "
                    + "passages, or their distribution.", "{paths: 10000}"),
            Tolerance = r.WithDefault(
                "tolerance", Kinds.Number(atLeast: 1e-14, atMost: 1e-3), "1e-13",
                "Error allowed in one step of the background, relative to the solution."),
            Solver = r.WithDefault(
                "solver", Kinds.Section(UniverseSolverSettings.Read), "{}",
                "Limits of the solver, for what needs more of it, or can do with less."),
        };
        settings.Check(r);
        return settings;
    }

    /// <summary>Writes the file.</summary>
    internal void Write(SectionWriter section) => section
        .Add("name", Name)
        .Part("potential", Potential, part => Potential.Write(part))
        .Section("metric", Metric is null ? null : Metric.Write)
        .Section("universe", Universe is null ? null : Universe.Write)
        .Section("initial", Initial is null ? null : Initial.Write)
        .Section("time", Time is null ? null : Time.Write)
        .Section("perturbations", Perturbations is null ? null : Perturbations.Write)
        .Section("reheating", Reheating is null ? null : Reheating.Write)
        .Section("normalize", Normalize is null ? null : Normalize.Write)
        .Section("black_holes", BlackHoles is null ? null : BlackHoles.Write)
        .Section("today", Today is null ? null : Today.Write)
        .Section("stochastic", Stochastic is null ? null : Stochastic.Write)
        .Add("tolerance", Tolerance)
        .Section("solver", Solver.Write);

    private void Check(SectionReader r)
    {
        int fields = Initial.Field.Count;
        r.Check(
            !(Time.To <= Start), "time.to", $"is not above the beginning, {CoreNumber.Text(Start)}",
            "Give a later time.", "time", "universe");
        r.Check(
            Perturbations is null || Universe is not DeSitterSettings { Hubble: 0 }, "perturbations", "need a universe that expands",
            "Leave them out, or give universe.de_sitter.hubble above 0.", "universe");
        r.Check(
            Perturbations is null || Universe is not FriedmannSettings { Curvature: not 0 }, "perturbations",
            "are those of flat space, and this one has curvature", "Leave them out, or universe.friedmann.curvature.", "universe");
        bool isInflation = Perturbations is not null && Universe is FriedmannSettings;
        r.Check(
            Reheating is null || isInflation, "reheating", "needs perturbations in a universe that expands by its fields",
            "Give perturbations and universe.friedmann, or leave it out.", "perturbations", "universe");
        r.Check(
            Reheating is null || Perturbations?.PivotEfolds is null,
            "perturbations.pivot_efolds", "stands beside reheating, which gives N* itself",
            "Keep one of the two.", "reheating");
        r.Check(
            Normalize is null || isInflation, "normalize", "needs perturbations in a universe that expands by its fields",
            "Give perturbations and universe.friedmann, or leave it out.", "perturbations", "universe");
        r.Check(
            BlackHoles is null || isInflation, "black_holes", "need perturbations in a universe that expands by its fields",
            "Give perturbations and universe.friedmann, or leave them out.", "perturbations", "universe");
        r.Check(
            Today is null || Universe is FriedmannSettings, "today", "needs a universe that expands by its energy",
            "Give universe.friedmann, or leave it out.", "universe");
        r.Check(
            !(Today?.Efolds > Time.Efolds), "today.efolds", $"is after the end, time.efolds: {CoreNumber.Text(Time.Efolds ?? 0)}",
            "Give a smaller one, or a later end.", "time");
        string? noiseProblem = Stochastic is null ? null : StochasticSettings.ProblemIn(Universe, fields, Metric is not null);
        r.Check(noiseProblem is null, "stochastic", noiseProblem ?? "", "Leave it out, or give such a universe.", "universe", "initial");
        string? barrierProblem = Stochastic is null || fields > 1
            ? null : StochasticOptions.WhyNot(Initial.Field[0], Stochastic.Absorbing ?? [], Stochastic.Reflecting);
        r.Check(
            barrierProblem is null, "stochastic", $"has barriers that do not do: {barrierProblem?.TrimEnd('.')}",
            "Give at most one barrier at each side of initial.phi, absorbing or reflecting.", "initial");
        string? metricProblem = Metric?.ProblemFor(fields);
        string many = $", a list of {fields}, or {fields} rows of {fields}";
        r.Check(
            metricProblem is null, "metric.expression", metricProblem ?? "",
            $"Give one formula{(fields == 1 ? "" : many)}, in {string.Join(", ", ExpressionSettings.FieldNames(fields))}; "
            + "other names stand under metric.parameters.",
            "metric.parameters", "initial");
        if (Potential is ExpressionSettings expression)
        {
            (string Problem, string Remedy)? count = expression.ProblemWithCount(fields);
            r.Check(count is null, "initial.phi", count?.Problem ?? "", count?.Remedy ?? "", "potential", "initial");
            IReadOnlyList<string> names = expression.NamesOf(fields);
            string? problem = count is not null ? null : ExpressionSettings.ProblemOf(
                () => Formula.Parse(expression.Formula, names, expression.Parameters.ToDictionary(p => p.Key, p => p.Value)));
            r.Check(
                problem is null, "potential.expression", problem ?? "",
                $"The fields are called {string.Join(", ", names)}; other names stand under potential.parameters.", "potential", "initial");
            string? absent = count is not null || problem is not null ? null
                : expression.AbsentField(fields, Metric?.Formulas ?? []);
            (string Problem, string Remedy) why = ExpressionSettings.Absent(absent);
            r.Check(absent is null, "potential.expression", why.Problem, why.Remedy, "potential", "initial", "metric");
        }
    }
}

/// <summary>The fields at the beginning: section <c>initial</c>.</summary>
/// <param name="Field">φ of each of the C fields.</param>
/// <param name="Velocity">φ̇ of each; null for slow roll, φ̇ = −V'/3H.</param>
public sealed record InitialSettings(ValueList<double> Field, ValueList<double>? Velocity = null)
{
    internal void Write(SectionWriter section)
    {
        section.Add("phi", Field);
        _ = Velocity is null ? section.Add("phidot", "slow_roll") : section.Add("phidot", Velocity);
    }

    internal static InitialSettings Read(SectionReader r)
    {
        ValueKind<ValueList<double>> numbers = Kinds.Either(
            Kinds.Number().As(value => (ValueList<double>)[value]), Kinds.List(Kinds.Number(), "numbers"));
        InitialSettings settings = new(
            r.Required("phi", numbers, "φ, or a list of one number a field, in Planck masses.", "16"),
            r.WithDefault(
                "phidot",
                Kinds.Either(
                    Kinds.Choice("slow_roll").As(_ => (ValueList<double>?)null),
                    Kinds.Number().As(ValueList<double>? (value) => [value]),
                    Kinds.List(Kinds.Number(), "numbers").As(ValueList<double>? (list) => list)),
                "slow_roll", "φ̇, a number for each field. `slow_roll` takes φ̇ = −V'/3H.", example: "0"));
        r.Check(
            settings.Velocity is null || settings.Velocity.Count == settings.Field.Count, "phidot",
            $"has {settings.Velocity?.Count} numbers for {settings.Field.Count} field{(settings.Field.Count == 1 ? "" : "s")}",
            "Give one for each, or slow_roll.", "phi");
        return settings;
    }
}

/// <summary>When to begin, to end and to write down: section <c>time</c>.</summary>
/// <param name="From">t at the beginning; null for 0, or the age of a power law.</param>
/// <param name="To">t at the end; null for the end of inflation, or where e-folds are given.</param>
/// <param name="Efolds">e-folds until the end, the output times then being equally spaced in them; null where a time is given.</param>
/// <param name="Points">Output times, at least 2, both ends included; default 201.</param>
/// <param name="End">Which end of inflation counts where it pauses and goes on; default the last.</param>
public sealed record TimeSettings(
    double? From = null, double? To = null, double? Efolds = null, int Points = 201, EndChoice End = EndChoice.Last)
{
    internal void Write(SectionWriter section)
    {
        section.Add("from", From);
        _ = Efolds is null ? section.Add("to", To, orElse: "end_of_inflation") : section.Add("to", To).Add("efolds", Efolds);
        section.Add("points", Points).Add("end", End == EndChoice.First ? "first" : "last");
    }

    internal static TimeSettings Read(SectionReader r)
    {
        double? from = r.Optional(
            "from", Kinds.Number().As(value => (double?)value), "t at the beginning. 0 when left out, or `start` of a power law.", "0");
        (double? to, double? efolds) = r.ExactlyOneOf(
            new Alternative<(double?, double?)>(
                "to",
                Kinds.Either(
                    Kinds.Choice("end_of_inflation").As(_ => ((double?)null, (double?)null)),
                    Kinds.Number().As(value => ((double?)value, (double?)null))),
                "t at the end, or `end_of_inflation`, where ε = −Ḣ/H² reaches 1.", "end_of_inflation"),
            new Alternative<(double?, double?)>(
                "efolds", Kinds.Number(above: 0).As(value => ((double?)null, (double?)value)),
                "e-folds N = ln a until the end; the output times are then equally spaced in N.", "70"));
        return new TimeSettings(
            from, to, efolds, r.WithDefault("points", Kinds.Integer(2, 1_000_000), "201", "Output times, both ends included."),
            r.WithDefault(
                "end", Kinds.Choice("first", "last").As(name => name == "first" ? EndChoice.First : EndChoice.Last), "last",
                "Which end of inflation is meant, by `end_of_inflation` and by N*, where inflation pauses and goes on."));
    }
}

/// <summary>Power spectra: section <c>perturbations</c>.</summary>
/// <param name="PivotEfolds">
/// N* ≥ 0: e-folds left when the pivot scale leaves the horizon; null for what reheating gives, or <see cref="UsualPivotEfolds"/> without.
/// </param>
/// <param name="Modes">Wavenumbers of the spectrum, at least 2; default 40.</param>
/// <param name="Lowest">Lowest k over the pivot's; default 0.1.</param>
/// <param name="Highest">Highest k over the pivot's; default 1000.</param>
/// <param name="Depth">k/aH at the start of a mode, at least 10; null for as late as the vacuum is exact.</param>
/// <param name="SpectatorMasses">Masses of spectator fields; none by default.</param>
/// <param name="At">N at which the spectra are taken; null for the end of inflation, or of the times where it does not end.</param>
/// <param name="NonGaussianity">Whether f_NL is computed, by δN; default not.</param>
public sealed record PerturbationSettings(
    double? PivotEfolds = null,
    int Modes = 40,
    double Lowest = 0.1,
    double Highest = 1000,
    double? Depth = null,
    ValueList<double>? SpectatorMasses = null,
    double? At = null,
    bool NonGaussianity = false)
{
    /// <summary>N* where nobody says.</summary>
    public const double UsualPivotEfolds = 60;

    /// <summary>Masses of spectator fields, not negative; none by default.</summary>
    public ValueList<double> SpectatorMasses { get; init; } = SpectatorMasses ?? [];

    internal void Write(SectionWriter section) => section
        .Add("pivot_efolds", PivotEfolds, orElse: "auto")
        .Add("modes", Modes)
        .Add("k_range", (ValueList<double>)[Lowest, Highest])
        .Add("depth", Depth, orElse: "auto")
        .Add("spectator_masses", SpectatorMasses)
        .Add("at_efolds", At)
        .Add("non_gaussianity", NonGaussianity);

    internal static PerturbationSettings Read(SectionReader r)
    {
        double? pivot = r.WithDefault(
            "pivot_efolds",
            Kinds.Either(Kinds.Choice("auto").As(_ => (double?)null), Kinds.Number(atLeast: 0).As(value => (double?)value)), "auto",
            "N*: e-folds left when the pivot scale leaves the horizon, k* = aH. n_s, r and A_s are taken there. "
            + "`auto` is what `reheating` gives, and 60 without.", example: "60");
        int modes = r.WithDefault("modes", Kinds.Integer(2, 100_000), "40", "Wavenumbers of the spectrum, equally spaced in ln k.");
        ValueList<double> range = r.WithDefault(
            "k_range", Kinds.List(Kinds.Number(above: 0), "numbers above 0"),
            "[0.1, 1000]", "Lowest and highest wavenumber over the pivot's.");
        PerturbationSettings settings = new(
            pivot, modes, range[0], range[^1],
            r.WithDefault(
                "depth",
                Kinds.Either(Kinds.Choice("auto").As(_ => (double?)null),
                    Kinds.Number(atLeast: 10, atMost: 1e6).As(value => (double?)value)), "auto",
                "k/aH at which a mode starts in its vacuum. `auto` starts each as late as the adiabatic vacuum is exact to a tenth of the "
                    + "tolerance.", example: "100"),
            r.WithDefault(
                "spectator_masses", Kinds.List(Kinds.Number(atLeast: 0), "numbers of at least 0", atLeast: 0), "[]",
                "Masses of spectator fields, which feel the expansion but not the fields.", example: "[0, 1.0e-6]"),
            r.Optional(
                "at_efolds", Kinds.Number(above: 0).As(value => (double?)value),
                "N = ln a at which all modes' power is taken. When left out, the end of inflation or, where it does not end, "
                    + "of `time.efolds`.", "50"),
            r.WithDefault(
                "non_gaussianity", Kinds.Flag(), "false",
                "Local f_NL of the pivot scale by δN, from some hundred universes that begin beside the path for each field."));
        r.Check(range.Count == 2 && range[0] < range[1], "k_range", "is not a lower and a higher wavenumber",
            "For example k_range: [0.1, 1000].");
        return settings;
    }

    /// <summary>How the modes are followed.</summary>
    /// <param name="tolerance">Error allowed in a step of a mode.</param>
    public PerturbationOptions Options(double tolerance) =>
        new() { Depth = Depth, SpectatorMasses = [.. SpectatorMasses], Tolerance = tolerance };
}

/// <summary>Limits of the solver: section <c>solver</c>.</summary>
/// <param name="ModeTolerance">Error allowed in one step of a mode, relative, 1e-13 to 1e-3; default 1e-11.</param>
/// <param name="Steps">Steps of one integration before it is given up, at least 100; default 1 000 000.</param>
public sealed record UniverseSolverSettings(double ModeTolerance = 1e-11, int Steps = 1_000_000)
{
    internal void Write(SectionWriter section) => section.Add("mode_tolerance", ModeTolerance).Add("steps", Steps);

    internal static UniverseSolverSettings Read(SectionReader r) => new(
        r.WithDefault("mode_tolerance", Kinds.Number(atLeast: 1e-13, atMost: 1e-3), "1e-11",
            "Error allowed in one step of a mode, relative to the mode."),
        r.WithDefault("steps", Kinds.Integer(100, 1_000_000_000), "1000000", "Steps of one integration before it is given up."));
}
