using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;

namespace Inflaton.Experiments.Fits;

/// <summary>What is fitted to what, and how long: section <c>fit</c>. Plain data: it equals another by its values.</summary>
public sealed record FitSettings
{
    /// <summary>The largest number of steps.</summary>
    public const int MostSteps = 1_000_000;

    private const double BytesPerNumber = 16;
    private const double LongestChain = BytesPerNumber * int.MaxValue;

    /// <summary>The largest number of walkers.</summary>
    public const int MostWalkers = 4096;

    /// <summary>What is fitted, each with what is believed of it beforehand.</summary>
    public required ValueList<FitParameter> Parameters { get; init; }

    /// <summary>What it is held against.</summary>
    public required LikelihoodSettings Likelihood { get; init; }

    /// <summary>What else of the summary is kept of every draw, as dotted paths.</summary>
    public required ValueList<string> Derive { get; init; }

    /// <summary>Number of walkers, even, at least 4 and twice the number of parameters.</summary>
    public required int Walkers { get; init; }

    /// <summary>Steps of each walker.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps at the beginning that are left out of all statistics; null for a third of them.</summary>
    public int? BurnIn { get; init; }

    /// <summary>Seed of the walk.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Steps that are left out.</summary>
    /// <param name="steps">Steps done.</param>
    public int LeftOut(int steps) => Math.Min(BurnIn ?? (steps / 3), steps);

    /// <summary>Bytes of memory that the chain takes.</summary>
    internal double Bytes => BytesPerNumber * Steps * Walkers * (Parameters.Count + Quantities.Count + 2);

    /// <summary>What is read out of every universe: what the likelihood compares, and what is derived besides.</summary>
    public IReadOnlyList<string> Quantities => [.. Likelihood.Measures.Concat(Derive).Distinct()];

    internal void Write(SectionWriter section) => section
        .Sections("parameters", Parameters.Select(parameter => (Action<SectionWriter>)parameter.Write))
        .Section("likelihood", Likelihood.Write)
        .Add("derive", Derive)
        .Add("walkers", Walkers)
        .Add("steps", Steps)
        .Add("burn_in", BurnIn, orElse: "auto")
        .Add("seed", Seed);

    internal static FitSettings Read(SectionReader r)
    {
        ValueList<FitParameter> parameters = r.Required(
            "parameters", Kinds.List(Kinds.Section(FitParameter.Read), "sections with a key and a prior", isSet: true),
            "What is fitted: keys of the file, as dotted paths, each with its prior.",
            "[{key: perturbations.pivot_efolds, uniform: [50, 60]}]");
        FitSettings settings = new()
        {
            Parameters = parameters,
            Likelihood = r.Required("likelihood", Kinds.Section(LikelihoodSettings.Read), "What the parameters are held against."),
            Derive = r.WithDefault(
                "derive",
                Kinds.List(Kinds.Text("a dotted path into the summary", "n_t"), "dotted paths into the summary", atLeast: 0, isSet: true),
                "[]", "What else of the summary is kept of every draw, as dotted paths.", example: "[alpha_s, pivot.efolds]"),
            Walkers = r.WithDefault(
                "walkers", Kinds.Integer(4, MostWalkers), "32",
                "Number of walkers that explore the parameters together: even, and at least twice the number of parameters."),
            Steps = r.WithDefault("steps", Kinds.Integer(1, MostSteps), "1000", "Steps of each walker; each solves the file once."),
            BurnIn = r.WithDefault(
                "burn_in",
                Kinds.Either(Kinds.Choice("auto").As(_ => (int?)null), Kinds.Integer(0, MostSteps).As(steps => (int?)steps)),
                "auto", "Steps at the beginning that are left out of all statistics; `auto`: a third of all."),
            Seed = r.WithDefault("seed", Kinds.Seed(), "1", "Seed of the walk."),
        };
        foreach (string path in r.IsDescribing ? [] : settings.Quantities)
        {
            bool isKnown = UniverseKind.Instance.Measures.TryFind(path, out string problem, out string remedy) is [{ IsNumber: true }];
            string key = settings.Derive.Contains(path) ? "derive" : "likelihood";
            string choices = $"Numbers of a universe are {string.Join(", ", UniverseKind.Instance.Measures.Numbers)}.";
            r.Check(
                isKnown, key, $"names {path}, which {(problem.Length > 0 ? problem : "is no number")}",
                remedy.Length == 0 || remedy.StartsWith(SummaryMeasures.AllThereIs, StringComparison.Ordinal) ? choices : remedy);
        }

        r.Check(
            settings.Bytes <= r.Memory && settings.Bytes < LongestChain, "steps",
            $"of {settings.Walkers} walkers make a chain that is too long for the memory",
            "Take fewer steps or walkers.", "walkers");
        r.Check(settings.Walkers % 2 == 0, "walkers", "is odd", "The walkers move in two halves: give an even number.");
        r.Check(
            settings.Walkers >= 2 * parameters.Count, "walkers", $"is below twice the number of parameters, {parameters.Count}",
            "Give more walkers.", "parameters");
        r.Check(!(settings.BurnIn >= settings.Steps), "burn_in", "leaves out all steps", "Give fewer, or more steps.", "steps");
        r.Check(
            parameters.Select(parameter => parameter.Key).Distinct().Count() == parameters.Count, "parameters", "names a key twice",
            "Name each key once.");
        return settings;
    }
}

/// <summary>A parameter that is fitted.</summary>
/// <param name="Key">Dotted path of its key.</param>
/// <param name="Prior">What is believed of it beforehand.</param>
public sealed record FitParameter(string Key, Prior Prior)
{
    internal void Write(SectionWriter section) => Prior.Write(section.Add("key", Key));

    internal static FitParameter Read(SectionReader r) => new(
        r.Required(
            "key", Kinds.Text("the dotted path of a key", "potential.monomial.mass"),
            "Dotted path of a key of the file that holds a number."),
        Prior.Read(r));
}
