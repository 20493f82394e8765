using Inflaton.Experiments.Files.Reading;
using Inflaton.Numerics.Expressions;
using Inflaton.Numerics.Notation;
using Inflaton.Potentials;

namespace Inflaton.Experiments.Files;

/// <summary>The potential V of a universe's fields: section <c>potential</c> of a universe file.</summary>
public abstract record PotentialSettings
{
    /// <summary>The potential.</summary>
    /// <param name="fields">Number C of fields; potentials of one field are summed over them.</param>
    /// <exception cref="Numerics.Expressions.FormulaException">A formula is none.</exception>
    public abstract Potential Create(int fields);

    /// <summary>κV of one field; V itself for κ = 1 to rounding.</summary>
    /// <param name="factor">κ, positive.</param>
    /// <exception cref="NotSupportedException">
    /// The potential is one that the program does not come with, and no file of a universe can be written with it.
    /// </exception>
    public PotentialSettings Times(double factor) => ScaledPotential.IsUnity(factor) ? this : Multiply(factor);

    /// <summary>
    /// Writes the section <c>potential</c> as it is read: the key of this potential, with its own keys below it. By default nothing, and
    /// settings that hold the potential cannot be written.
    /// </summary>
    /// <param name="section">The section.</param>
    public virtual void Write(SectionWriter section)
    {
    }

    /// <summary>The section as it is read; null where the potential does not say how.</summary>
    internal MapNode? ToNode() => SectionWriter.Of(Write) is { Entries.Count: > 0 } node ? node : null;

    /// <summary>V as people write it: a formula in symbols, and their numbers; null where only its own formula is known.</summary>
    public virtual string? Notation => null;

    /// <summary>A formula in symbols, followed by their numbers.</summary>
    private protected static string Symbols(string formula, params IEnumerable<(string Symbol, double Value)> numbers) =>
        string.Join(", ", numbers.Select(number => $"{number.Symbol} = {ReadableNumber.Of(number.Value, 6)}").Prepend(formula));

    /// <summary>V with numbers that its formula names; null where it has none.</summary>
    /// <param name="parameters">The numbers, in the order written.</param>
    internal virtual PotentialSettings? With(ValueList<KeyValuePair<string, double>> parameters) => null;

    private protected virtual PotentialSettings Multiply(double factor) =>
        throw new NotSupportedException($"{this} cannot be written with a factor.");

    /// <summary>The key of a formula's numbers, beside that of the potential.</summary>
    internal const string ParametersKey = "parameters";

    internal static PotentialSettings Read(SectionReader r, Vocabulary vocabulary)
    {
        PotentialSettings settings = r.ExactlyOneOf(vocabulary.Potentials);
        ValueList<KeyValuePair<string, double>>? parameters =
            r.Optional(ParametersKey, Kinds.NamedNumbers(), "Numbers that the formula names.", "{m: 1.0e-6, lambda: 1.0e-14}");
        PotentialSettings? whole = parameters is null ? settings : settings.With(parameters);
        r.Check(whole is not null, ParametersKey, "belong to an expression", "Take them away.");
        if (whole is ExpressionSettings expression)
        {
            ExpressionSettings.CheckUse(r, expression.Parameters, "expression", expression.Formula);
        }

        return whole ?? settings;
    }

    /// <summary>The potentials that the program comes with.</summary>
    internal static IReadOnlyList<Alternative<PotentialSettings>> All { get; } =
    [
        new Alternative<PotentialSettings>(
            "monomial", Kinds.Section<PotentialSettings>(MonomialSettings.Read),
            "V = ½m²φ² with `mass`, or V = (λ/n)φⁿ with `coupling`.", "{degree: 2, mass: 1.0e-6}"),
        new Alternative<PotentialSettings>(
            "starobinsky", Kinds.Section<PotentialSettings>(r => new StarobinskySettings(Height(r))),
            "V = V₀(1 − e^(−√(2/3)φ))², R² inflation."),
        new Alternative<PotentialSettings>(
            "natural", Kinds.Section<PotentialSettings>(NaturalInflationSettings.Read), "V = V₀(1 + cos(φ/f))."),
        new Alternative<PotentialSettings>(
            "hilltop", Kinds.Section<PotentialSettings>(HilltopSettings.Read), "V = V₀(1 − (φ/μ)ⁿ)."),
        new Alternative<PotentialSettings>(
            "double_well", Kinds.Section<PotentialSettings>(DoubleWellSettings.Read), "V = (λ/4)(φ² − v²)²."),
        new Alternative<PotentialSettings>(
            "exponential", Kinds.Section<PotentialSettings>(ExponentialSettings.Read), "V = V₀e^(−λφ), whose expansion is a power law."),
        new Alternative<PotentialSettings>(
            "monodromy", Kinds.Section<PotentialSettings>(MonodromySettings.Read),
            "V = V₀[(φ² + c²)^(p/2) − c^p] + A(1 − cos(φ/f)): any power of |φ|, with ripples."),
        new Alternative<PotentialSettings>(
            "expression",
            Kinds.Text("a formula in phi", "\"m^2/2*phi^2\"").As(PotentialSettings (text) => new ExpressionSettings(text, [])),
            "A formula in `phi` (or `phi1`), or in `phi1`, `phi2`, … for several fields: `+ - * / ^`, parentheses, the usual functions, "
            + "`pi` and the names under `parameters`. Its derivatives are exact.", "\"m^2/2*phi^2 + lambda/4*phi^4\""),
    ];

    private protected static double Height(SectionReader r) =>
        r.Required("height", Kinds.Number(above: 0), "V₀, in units of the Planck mass to the fourth.", "1.0e-10");
}

/// <summary>V = ½m²φ² or (λ/n)φⁿ: key <c>potential.monomial</c>.</summary>
/// <param name="Degree">n, even and at least 2.</param>
/// <param name="Coupling">λ &gt; 0; m² for n = 2.</param>
public sealed record MonomialSettings(int Degree, double Coupling) : PotentialSettings
{
    internal static MonomialSettings Read(SectionReader r)
    {
        int degree = r.Required("degree", Kinds.Integer(2, 100), "n, an even number.", "2");
        (double coupling, bool isMass) = r.ExactlyOneOf(
            new Alternative<(double, bool)>("mass", Kinds.Number(above: 0).As(mass => (mass * mass, true)), "m, for n = 2.", "1.0e-6"),
            new Alternative<(double, bool)>("coupling", Kinds.Number(above: 0).As(coupling => (coupling, false)), "λ.", "1.0e-13"));
        r.Check(int.IsEvenInteger(degree), "degree", "is odd, and an odd power has no minimum",
            "Give an even number, or use monodromy for |φ|ⁿ.");
        r.Check(!isMass || degree == 2, "mass", "belongs to degree 2", "Give coupling.", "degree");
        r.Check(coupling > 0 && double.IsFinite(coupling), "mass", "has a square that doubles do not hold",
            "Give a mass between 1.0e-150 and 1.0e+150.");
        return new MonomialSettings(degree, coupling);
    }

    /// <inheritdoc/>
    public override string Notation => Degree == 2
        ? Symbols("½m²φ²", ("m", Math.Sqrt(Coupling))) : Symbols($"(λ/{Degree})φ^{Degree}", ("λ", Coupling));

    /// <inheritdoc/>
    public override Potential Create(int fields) => new PowerPotential(Degree, Coupling);

    /// <inheritdoc/>
    public override void Write(SectionWriter section) =>
        section.Section("monomial", own => own.Add("degree", Degree).Add("coupling", Coupling));

    private protected override PotentialSettings Multiply(double factor) => this with { Coupling = factor * Coupling };
}

/// <summary>V = V₀(1 − e^(−√(2/3)φ))²: key <c>potential.starobinsky</c>.</summary>
/// <param name="Scale">V₀ &gt; 0.</param>
public sealed record StarobinskySettings(double Scale) : PotentialSettings
{
    /// <inheritdoc/>
    public override string Notation => Symbols("V₀(1 − e^(−√(2/3)φ))²", ("V₀", Scale));

    /// <inheritdoc/>
    public override Potential Create(int fields) => new StarobinskyPotential(Scale);

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section("starobinsky", own => own.Add("height", Scale));

    private protected override PotentialSettings Multiply(double factor) => this with { Scale = factor * Scale };
}

/// <summary>V = V₀(1 + cos(φ/f)): key <c>potential.natural</c>.</summary>
/// <param name="Scale">V₀ &gt; 0.</param>
/// <param name="DecayConstant">f &gt; 0.</param>
public sealed record NaturalInflationSettings(double Scale, double DecayConstant) : PotentialSettings
{
    internal static NaturalInflationSettings Read(SectionReader r) =>
        new(Height(r), r.Required("decay_constant", Kinds.Number(above: 0), "f, in Planck masses.", "7"));

    /// <inheritdoc/>
    public override string Notation => Symbols("V₀(1 + cos(φ/f))", ("V₀", Scale), ("f", DecayConstant));

    /// <inheritdoc/>
    public override Potential Create(int fields) => new NaturalPotential(Scale, DecayConstant);

    /// <inheritdoc/>
    public override void Write(SectionWriter section) =>
        section.Section("natural", own => own.Add("height", Scale).Add("decay_constant", DecayConstant));

    private protected override PotentialSettings Multiply(double factor) => this with { Scale = factor * Scale };
}

/// <summary>V = V₀(1 − (φ/μ)ⁿ): key <c>potential.hilltop</c>.</summary>
/// <param name="Scale">V₀ &gt; 0.</param>
/// <param name="Width">μ &gt; 0.</param>
/// <param name="Degree">n ≥ 2.</param>
public sealed record HilltopSettings(double Scale, double Width, int Degree = 4) : PotentialSettings
{
    internal static HilltopSettings Read(SectionReader r) => new(
        Height(r),
        r.Required("width", Kinds.Number(above: 0), "μ, in Planck masses.", "15"),
        r.WithDefault("degree", Kinds.Integer(2, 100), "4", "n."));

    /// <inheritdoc/>
    public override string Notation => Symbols($"V₀(1 − (φ/μ)^{Degree})", ("V₀", Scale), ("μ", Width));

    /// <inheritdoc/>
    public override Potential Create(int fields) => new HilltopPotential(Scale, Width, Degree);

    /// <inheritdoc/>
    public override void Write(SectionWriter section) =>
        section.Section("hilltop", own => own.Add("height", Scale).Add("width", Width).Add("degree", Degree));

    private protected override PotentialSettings Multiply(double factor) => this with { Scale = factor * Scale };
}

/// <summary>V = (λ/4)(φ² − v²)²: key <c>potential.double_well</c>.</summary>
/// <param name="Coupling">λ &gt; 0.</param>
/// <param name="Vacuum">v &gt; 0.</param>
public sealed record DoubleWellSettings(double Coupling, double Vacuum) : PotentialSettings
{
    internal static DoubleWellSettings Read(SectionReader r) => new(
        r.Required("coupling", Kinds.Number(above: 0), "λ.", "1.0e-13"),
        r.Required("vacuum", Kinds.Number(above: 0), "v, in Planck masses.", "15"));

    /// <inheritdoc/>
    public override string Notation => Symbols("(λ/4)(φ² − v²)²", ("λ", Coupling), ("v", Vacuum));

    /// <inheritdoc/>
    public override Potential Create(int fields) => new DoubleWellPotential(Coupling, Vacuum);

    /// <inheritdoc/>
    public override void Write(SectionWriter section) =>
        section.Section("double_well", own => own.Add("coupling", Coupling).Add("vacuum", Vacuum));

    private protected override PotentialSettings Multiply(double factor) => this with { Coupling = factor * Coupling };
}

/// <summary>V = V₀e^(−λφ): key <c>potential.exponential</c>.</summary>
/// <param name="Scale">V₀ &gt; 0.</param>
/// <param name="Slope">λ &gt; 0.</param>
public sealed record ExponentialSettings(double Scale, double Slope) : PotentialSettings
{
    internal static ExponentialSettings Read(SectionReader r) =>
        new(Height(r), r.Required("slope", Kinds.Number(above: 0), "λ, per Planck mass. It inflates below √2, for ever.", "0.5"));

    /// <inheritdoc/>
    public override string Notation => Symbols("V₀e^(−λφ)", ("V₀", Scale), ("λ", Slope));

    /// <inheritdoc/>
    public override Potential Create(int fields) => new ExponentialPotential(Scale, Slope);

    /// <inheritdoc/>
    public override void Write(SectionWriter section) =>
        section.Section("exponential", own => own.Add("height", Scale).Add("slope", Slope));

    private protected override PotentialSettings Multiply(double factor) => this with { Scale = factor * Scale };
}

/// <summary>V = V₀[(φ² + c²)^(p/2) − c^p] + A(1 − cos(φ/f)): key <c>potential.monodromy</c>.</summary>
/// <param name="Scale">V₀ &gt; 0.</param>
/// <param name="Power">p &gt; 0; default 1.</param>
/// <param name="Core">c &gt; 0; default 0.1.</param>
/// <param name="Ripple">A ≥ 0; default 0.</param>
/// <param name="DecayConstant">f &gt; 0; default 1.</param>
public sealed record MonodromySettings(
    double Scale, double Power = 1, double Core = 0.1, double Ripple = 0, double DecayConstant = 1) : PotentialSettings
{
    internal static MonodromySettings Read(SectionReader r) => new(
        r.Required("scale", Kinds.Number(above: 0), "V₀, in Planck masses to the power 4 − p.", "1.0e-10"),
        r.WithDefault("power", Kinds.Number(above: 0), "1", "p."),
        r.WithDefault("core", Kinds.Number(above: 0), "0.1", "c, within which the potential is smooth, in Planck masses."),
        r.WithDefault("ripple", Kinds.Number(atLeast: 0), "0", "A, in units of the Planck mass to the fourth."),
        r.WithDefault("decay_constant", Kinds.Number(above: 0), "1", "f, in Planck masses."));

    /// <inheritdoc/>
    public override string Notation => Ripple == 0
        ? Symbols("V₀[(φ² + c²)^(p/2) − c^p]", ("V₀", Scale), ("p", Power), ("c", Core))
        : Symbols(
            "V₀[(φ² + c²)^(p/2) − c^p] + A(1 − cos(φ/f))",
            ("V₀", Scale), ("p", Power), ("c", Core), ("A", Ripple), ("f", DecayConstant));

    /// <inheritdoc/>
    public override Potential Create(int fields) => new MonodromyPotential(Scale, Power, Core, Ripple, DecayConstant);

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(
        "monodromy", own => own
            .Add("scale", Scale)
            .Add("power", Power)
            .Add("core", Core)
            .Add("ripple", Ripple)
            .Add("decay_constant", DecayConstant));

    private protected override PotentialSettings Multiply(double factor) => this with { Scale = factor * Scale, Ripple = factor * Ripple };
}

/// <summary>A formula: key <c>potential.expression</c>.</summary>
/// <param name="Formula">The formula.</param>
/// <param name="Parameters">Named numbers in it; null for none.</param>
public sealed record ExpressionSettings(string Formula, ValueList<KeyValuePair<string, double>>? Parameters = null) : PotentialSettings
{
    private const int MostFieldsNamed = 16;

    /// <summary>Named numbers in the formula, in the order written; none by default.</summary>
    public ValueList<KeyValuePair<string, double>> Parameters { get; init; } = Parameters ?? [];

    /// <inheritdoc/>
    public override string Notation => Symbols(Formula, Parameters.Select(parameter => (parameter.Key, parameter.Value)));

    /// <inheritdoc/>
    public override Potential Create(int fields)
    {
        Dictionary<string, double> parameters = Parameters.ToDictionary(p => p.Key, p => p.Value);
        return fields == 1
            ? new ExpressionPotential(Formula, parameters, NamesOf(1)[0])
            : new ManyFieldPotential(Formula, FieldNames(fields), parameters);
    }

    internal override PotentialSettings With(ValueList<KeyValuePair<string, double>> parameters) => this with { Parameters = parameters };

    /// <inheritdoc/>
    public override void Write(SectionWriter section) =>
        section.Add("expression", Formula).Add(ParametersKey, Parameters.Count == 0 ? null : Parameters);

    private protected override PotentialSettings Multiply(double factor)
    {
        string[] taken = [.. NamesOf(1), .. Parameters.Select(parameter => parameter.Key)];
        string theta = FreeName("theta", taken);
        string[] names = [.. taken, theta];
        Formula product = Numerics.Expressions.Formula.Parse("a*b", ["a", "b"]).Compose(
            Numerics.Expressions.Formula.Parse(theta, names), Numerics.Expressions.Formula.Parse(Formula, names));
        return Of(product, [KeyValuePair.Create(theta, factor), .. Parameters]);
    }

    /// <summary>A formula of one field, its first variable, with the parameters that are left in it.</summary>
    /// <param name="formula">The formula, in the field and the parameters; a field that is no more in it is written as 0 times it.</param>
    /// <param name="parameters">Numbers for its other variables.</param>
    internal static ExpressionSettings Of(Formula formula, IEnumerable<KeyValuePair<string, double>> parameters)
    {
        string field = formula.Variables[0];
        return new ExpressionSettings(
            formula.DependsOn(field) ? formula.ToString() : $"{formula} + 0*{field}",
            [.. parameters.Where(parameter => formula.DependsOn(parameter.Key))]);
    }

    /// <summary>Whether the formula is one in phi1 … phiC rather than in a single field.</summary>
    /// <param name="fields">C.</param>
    internal bool NamesSeveral(int fields)
    {
        IReadOnlySet<string> names = Numerics.Expressions.Formula.NamesIn(Formula);
        return fields > 1 && !names.Contains("phi") && FieldNames(fields).Any(names.Contains);
    }

    /// <summary>What the formula calls its fields: phi1 … phiC, and phi or phi1 where there is one.</summary>
    /// <param name="fields">C.</param>
    internal IReadOnlyList<string> NamesOf(int fields) => NamesOf(fields, Parameters, Formula);

    /// <summary>What formulas call the fields: phi1 … phiC, and phi or phi1 where there is one.</summary>
    /// <param name="fields">C.</param>
    /// <param name="parameters">Other names in the formulas.</param>
    /// <param name="formulas">The formulas.</param>
    internal static IReadOnlyList<string> NamesOf(
        int fields, IEnumerable<KeyValuePair<string, double>> parameters, params IEnumerable<string> formulas)
    {
        HashSet<string> names = [.. formulas.SelectMany(Numerics.Expressions.Formula.NamesIn)];
        return fields == 1 && names.Contains("phi1") && !names.Contains("phi") && parameters.All(parameter => parameter.Key != "phi1")
            ? ["phi1"]
            : FieldNames(fields);
    }

    /// <summary>A field that the formula does not name; null where it names all.</summary>
    /// <param name="fields">C.</param>
    /// <param name="others">Other formulas that may name it instead.</param>
    internal string? AbsentField(int fields, params IEnumerable<string> others)
    {
        HashSet<string> names = [.. others.Prepend(Formula).SelectMany(Numerics.Expressions.Formula.NamesIn)];
        return NamesOf(fields).FirstOrDefault(name => !names.Contains(name));
    }

    /// <summary>Says of a field that it is in no formula, and how a free one is written.</summary>
    /// <param name="field">The field, or null for none.</param>
    internal static (string Problem, string Remedy) Absent(string? field) => (
        $"does not name the field {field}",
        $"Write it into the formula; a free field without a mass as 0*{field}"
            + (field == "phi1" || field == "phi" ? "." : ", or give fewer fields."));

    /// <summary>
    /// Refuses parameters that none of the formulas names; where those name something else instead, that is what is wrong.
    /// </summary>
    /// <param name="r">The section of the parameters.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="key">Key of the formulas.</param>
    /// <param name="formulas">The formulas.</param>
    internal static void CheckUse(
        SectionReader r, IEnumerable<KeyValuePair<string, double>> parameters, string key, params IReadOnlyList<string> formulas)
    {
        HashSet<string> names = [.. formulas.SelectMany(Numerics.Expressions.Formula.NamesIn)];
        Dictionary<string, double> known = parameters.ToDictionary(parameter => parameter.Key, parameter => parameter.Value);
        string[] fields =
            [.. names.Where(name => name is "f" or "y" || name.StartsWith("phi", StringComparison.Ordinal)).Except(known.Keys)];
        if (formulas.Any(text => ProblemOf(() => Numerics.Expressions.Formula.Parse(text, fields, known)) is not null))
        {
            return;
        }

        foreach (string unused in known.Keys.Where(name => !names.Contains(name)))
        {
            r.Check(
                false, $"{ParametersKey}.{unused}", formulas.Count == 1 ? "is not in the formula" : "is in none of the formulas",
                $"Take it out, or write it into {key}.", key);
        }
    }

    /// <summary>
    /// How many fields the formula names, all of them, where it is none in the names of so many; null where it fits those, or no number.
    /// </summary>
    /// <param name="fields">C.</param>
    internal int? FieldsOtherThan(int fields)
    {
        Dictionary<string, double> parameters = Parameters.ToDictionary(p => p.Key, p => p.Value);
        bool Fits(params IEnumerable<string> names) =>
            ProblemOf(() => Numerics.Expressions.Formula.Parse(Formula, [.. names], parameters)) is null;
        bool NamesAll(IReadOnlyList<string> names) => Fits(names) && names.All(name => !Fits(names.Except([name])));
        return Fits(NamesOf(fields)) ? null
            : Enumerable.Range(1, MostFieldsNamed).Cast<int?>().FirstOrDefault(count => NamesAll(FieldNames(count!.Value)));
    }

    /// <summary>Says of a number of fields that the formula is in other fields; null where that is not what is wrong.</summary>
    /// <param name="fields">C.</param>
    internal (string Problem, string Remedy)? ProblemWithCount(int fields) => FieldsOtherThan(fields) is not { } count ? null : (
        $"has {fields} number{(fields == 1 ? "" : "s")}, and the formula of the potential is in "
            + (count == 1 ? "phi, a single field" : $"{string.Join(", ", FieldNames(count))}, {count} fields"),
        (count == 1 ? "Give one number" : $"Give {count} numbers")
            + $", or write potential.expression in {string.Join(", ", FieldNames(fields))}.");

    /// <summary>A name that nobody has: as wished, or with a number behind it.</summary>
    /// <param name="wished">The name.</param>
    /// <param name="taken">Names that there are.</param>
    internal static string FreeName(string wished, IReadOnlyCollection<string> taken) =>
        Enumerable.Range(1, taken.Count + 1).Select(i => i == 1 ? wished : $"{wished}_{i}").First(name => !taken.Contains(name));

    /// <summary>What is wrong with a formula and its parameters; null if nothing is.</summary>
    /// <param name="make">Makes something of them.</param>
    internal static string? ProblemOf(Action make)
    {
        try
        {
            make();
            return null;
        }
        catch (FormulaException exception)
        {
            return $"is not a formula: column {exception.Column}: {exception.Problem}";
        }
        catch (ArgumentException exception)
        {
            return $"has parameters that cannot be used: {ReadableMessage.Of(exception).TrimEnd('.')}";
        }
    }

    /// <summary>phi, or phi1 … phiC.</summary>
    /// <param name="fields">C.</param>
    public static IReadOnlyList<string> FieldNames(int fields) =>
        fields == 1 ? ["phi"] : [.. Enumerable.Range(1, fields).Select(i => $"phi{i}")];
}
