using Inflaton.Experiments.Files.Reading;
using Inflaton.Universe.Stochastic;

namespace Inflaton.Experiments.Files;

/// <summary>Many paths of the field under the noise of fluctuations that leave the horizon: section <c>stochastic</c>.</summary>
public sealed record StochasticSettings
{
    /// <summary>Number of paths, 100 to 10⁷; default 10 000.</summary>
    public int Paths { get; init; } = 10_000;

    /// <summary>Seed of the noise; default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether φ'' is kept; else, the default, the equation is that of slow roll.</summary>
    public bool IsInertial { get; init; }

    /// <summary>Step in e-folds, above 0 and up to ½; default 0.02.</summary>
    public double Step { get; init; } = 0.02;

    /// <summary>e-folds after which a path is given up, or that all last where nothing absorbs; default 1000.</summary>
    public double Efolds { get; init; } = 1000;

    /// <summary>φ of absorbing barriers; null for where inflation ends, in de Sitter space for none.</summary>
    public ValueList<double>? Absorbing { get; init; }

    /// <summary>φ of reflecting barriers; none by default.</summary>
    public ValueList<double> Reflecting { get; init; } = [];

    /// <summary>Noise over (H/2π)² in an e-fold, not negative; default 1.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>Values of φ on the way to the one absorbing barrier that passages are told of, 1 to 1000; default 16.</summary>
    public int Levels { get; init; } = 16;

    /// <summary>How the paths are followed.</summary>
    /// <param name="absorbing">The absorbing barriers.</param>
    internal StochasticOptions Options(IReadOnlyList<double> absorbing) => new()
    {
        Paths = Paths,
        Seed = Seed,
        IsInertial = IsInertial,
        Step = Step,
        Efolds = Efolds,
        Absorbing = absorbing,
        Reflecting = Reflecting,
        Levels = Levels,
    };

    /// <summary>What does not go with the universe; null where all does.</summary>
    /// <param name="universe">How it expands.</param>
    /// <param name="fields">Number of fields.</param>
    /// <param name="isCurved">Whether there is a metric.</param>
    internal static string? ProblemIn(ExpansionSettings universe, int fields, bool isCurved) =>
        fields > 1 ? $"is the noise of one field, and there are {fields}"
        : isCurved ? "is the noise of a field without a metric"
        : universe switch
        {
            DeSitterSettings { Hubble: > 0 } => null,
            FriedmannSettings { Curvature: not 0 } => "is noise in flat space, and this one has curvature",
            FriedmannSettings { Fluids: var fluids } when fluids.Create().All(fluid => fluid.EquationOfState == -1) => null,
            FriedmannSettings => "is noise in a universe without fluids other than vacuum energy",
            _ => "is noise in a universe that expands by its field, or in de Sitter space with H above 0",
        };

    private const double MostBytes = 4e9;

    /// <summary>Bytes that the paths take.</summary>
    internal double Bytes => 16.0 * Paths * (Levels + 4);

    internal void Write(SectionWriter section)
    {
        section.Add("paths", Paths).Add("seed", Seed).Add("equation", IsInertial ? "inertial" : "slow_roll").Add("step", Step)
            .Add("efolds", Efolds);
        _ = Absorbing is null ? section.Add("absorbing", "auto") : section.Add("absorbing", Absorbing);
        section.Add("reflecting", Reflecting).Add("noise", Noise).Add("levels", Levels);
    }

    internal static StochasticSettings Read(SectionReader r)
    {
        ValueKind<ValueList<double>> barriers = Kinds.List(Kinds.Number(), "numbers", atLeast: 0);
        StochasticSettings settings = new()
        {
            Paths = r.WithDefault(
                "paths", Kinds.Integer(100, 10_000_000), "10000", "Number of paths. Errors fall as its root."),
            Seed = r.WithDefault("seed", Kinds.Seed(), "0", "Seed of the noise; results do not depend on the number of threads."),
            IsInertial = r.WithDefault(
                "equation", Kinds.Choice("slow_roll", "inertial").As(name => name == "inertial"), "slow_roll",
                "`slow_roll`: dφ = −V'/3H² dN + (H/2π) dW (Itô); `inertial`: φ̈ + 3Hφ̇ + V' = ξ, whose slow part diffuses alike."),
            Step = r.WithDefault(
                "step", Kinds.Number(above: 0, atMost: 0.5), "0.02", "Step in e-folds. Its error is measured with steps of twice that."),
            Efolds = r.WithDefault(
                "efolds", Kinds.Number(atLeast: 1, atMost: 1e7), "1000",
                "e-folds after which a path is given up; where nothing absorbs, all paths last that long."),
            Absorbing = r.WithDefault(
                "absorbing",
                Kinds.Either(
                    Kinds.Choice("auto").As(_ => (ValueList<double>?)null),
                    Kinds.Number().As(ValueList<double>? (value) => [value]), barriers.As(ValueList<double>? (list) => list)), "auto",
                "φ where a path ends: a number, a list of two at both sides of `initial.phi`, or [] for none. `auto` is φ at the end of "
                    + "inflation without noise; in de Sitter space, none.", example: "1.0"),
            Reflecting = r.WithDefault(
                "reflecting", Kinds.Either(Kinds.Number().As(value => (ValueList<double>)[value]), barriers), "[]",
                "φ that no path crosses: a number, or a list of two; one may be `initial.phi` itself.", example: "[20]"),
            Noise = r.WithDefault("noise", Kinds.Number(atLeast: 0), "1", "Noise over (H/2π)² in an e-fold; 0 for none."),
            Levels = r.WithDefault(
                "levels", Kinds.Integer(1, 1000), "16",
                "Values of φ, equally spaced on the way to the one absorbing barrier, from which e-folds are counted too."),
        };
        r.Check(settings.Efolds >= 2 * settings.Step, "efolds", "are less than two steps", "Lower the step.", "step");
        r.Check(settings.Efolds / settings.Step <= 1e9, "efolds", "are more than 10⁹ steps", "Raise the step, or give fewer.", "step");
        r.Check(
            settings.Bytes <= MostBytes, "paths",
            $"and {settings.Levels} levels take {CoreNumber.Text(Math.Round(settings.Bytes / 1e9, 1))} GB",
            "Give fewer; 4 GB are the most.", "levels");
        return settings;
    }
}
