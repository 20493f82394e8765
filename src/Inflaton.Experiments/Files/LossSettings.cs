using System.Globalization;
using Inflaton.Data;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Lattice;
using Inflaton.Losses;
using Inflaton.Numerics.Expressions;
using Inflaton.Potentials;

namespace Inflaton.Experiments.Files;

/// <summary>The loss ℓ(f, y) of one output at one input, which is the potential of the field: section <c>loss</c>.</summary>
public abstract record LossSettings
{
    /// <summary>Whether the loss is known only once the kernel is; false by default.</summary>
    public virtual bool HangsOnKernel => false;

    /// <summary>
    /// The formula that <see cref="Create"/> reads, and the key under <c>loss</c> where it stands; null where there is none.
    /// </summary>
    public virtual (string Key, string Text)? Expression => null;

    /// <summary>The loss.</summary>
    /// <param name="points">Number N of inputs.</param>
    /// <param name="outputs">Number C of outputs.</param>
    /// <param name="theta0">Θ₀, mean diagonal entry of the field's kernel; null while it is not known.</param>
    /// <exception cref="FormulaException">A formula is none.</exception>
    /// <exception cref="ArgumentException">There is no such loss of C outputs.</exception>
    public abstract Loss Create(int points, int outputs, double? theta0 = null);

    /// <summary>What keeps the data from this loss; null where nothing does.</summary>
    /// <param name="path">The experiment file.</param>
    /// <param name="data">Inputs and targets.</param>
    public virtual FileProblem? ProblemWith(string path, DataSet data) => null;

    /// <summary>Whether inputs are the sites of a lattice, whose neighbours the loss couples.</summary>
    public virtual bool IsLattice => false;

    /// <summary>Whether the loss is κ(f − y)²/2: whether a posterior has a closed form.</summary>
    public virtual bool IsSquared => false;

    /// <summary>What the loss asks of the rest of the experiment.</summary>
    /// <param name="experiment">The whole.</param>
    public virtual IEnumerable<Requirement> Requirements(ExperimentSettings experiment) => [];

    /// <summary>
    /// Writes the section <c>loss</c> as it is read: the key of this loss, with its own keys below it. By default nothing, and settings
    /// that hold the loss cannot be written.
    /// </summary>
    /// <param name="section">The section.</param>
    public virtual void Write(SectionWriter section)
    {
    }

    /// <summary>The key of the energy of a field, which any vocabulary has.</summary>
    internal const string Field = "field";

    internal static LossSettings Read(SectionReader r, Vocabulary vocabulary) => r.ExactlyOneOf(
    [
        .. vocabulary.Losses,
        new Alternative<LossSettings>(
            Field, Kinds.Section<LossSettings>(r => FieldLossSettings.Read(r, vocabulary)),
            "The energy of a scalar field whose lattice the inputs are, ℓ = κ[V(φ) + ½(∂φ)²/a²]: "
            + "the network simulates φ̈ + 3Hφ̇ − ∇²φ/a² + V'(φ) = 0. It does not look at targets."),
    ]);

    /// <summary>The losses that the program comes with, beside that of a field.</summary>
    internal static IReadOnlyList<Alternative<LossSettings>> All { get; } =
    [
        new Alternative<LossSettings>(
            "squared", Kinds.Section<LossSettings>(SquaredLossSettings.Read), "ℓ = ½κ(f−y)²: every mode is a damped harmonic oscillator."),
        new Alternative<LossSettings>(
            "power", Kinds.Section<LossSettings>(PowerLossSettings.Read),
            "ℓ = (κ/n)(f−f*)ⁿ: a monomial potential around f*, or around the targets.", "{degree: 2, scale: 0.01, minimum: 5}"),
        new Alternative<LossSettings>(
            "huber", Kinds.Section<LossSettings>(HuberLossSettings.Read),
            "ℓ = ½κg² for |g| ≤ δ, else κδ(|g|−δ/2), with g = f−y: quadratic near the target, linear far away."),
        new Alternative<LossSettings>(
            "log_cosh", Kinds.Section<LossSettings>(LogCoshLossSettings.Read),
            "ℓ = κw² ln cosh((f−y)/w): quadratic near the target, linear far away, smooth everywhere."),
        new Alternative<LossSettings>(
            "cross_entropy", Kinds.Section<LossSettings>(CrossEntropyLossSettings.Read),
            "ℓ = κ(ln Σ e^f − Σ y f) over the C outputs of an input, which it couples: the cross-entropy of their softmax with the classes "
            + "y. It needs targets that are classes, as `data.file.encoding: one_hot` makes them."),
        new Alternative<LossSettings>(
            "bce_with_logits", Kinds.Section<LossSettings>(BinaryCrossEntropyLossSettings.Read),
            "ℓ = (κ/C) Σ (ln(1 + e^f) − y f) over the C outputs of an input: the binary cross-entropy of each with its target y, 0 or 1 or "
            + "between, as PyTorch's `BCEWithLogitsLoss`."),
        new Alternative<LossSettings>(
            "expression", Kinds.Section<LossSettings>(ExpressionLossSettings.Read),
            "Any formula in the output f and the target y, with exact derivatives.", "{formula: \"a/4*(f-y)^4\", parameters: {a: 0.1}}"),
    ];

    /// <summary>ℓ as the potential of a universe's field; null where a universe file has none of its kind.</summary>
    internal virtual LossPotential? ToPotential() => null;

    private protected static double ReadScale(SectionReader r) =>
        r.WithDefault("scale", Kinds.Number(above: 0), "1", "κ, the scale of the loss.");
}

/// <summary>ℓ = ½κ(f−y)²; y = 0 without targets: key <c>loss.squared</c>.</summary>
/// <param name="Scale">κ &gt; 0; default 1.</param>
public sealed record SquaredLossSettings(double Scale = 1) : OutputLossSettings
{
    /// <inheritdoc/>
    public override bool IsSquared => Weights is null;

    /// <inheritdoc/>
    protected override Loss OfEach(int outputs) => new SquaredLoss(Scale);

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(
        "squared", own => own.Add("scale", Scale).Add("weights", Weights));

    internal static SquaredLossSettings Read(SectionReader r) => new(ReadScale(r)) { Weights = ReadWeights(r) };

    internal override LossPotential? ToPotential() => Weights is null ? new(new MonomialSettings(2, Scale)) : null;
}

/// <summary>ℓ = (κ/n)(f−f*)ⁿ: key <c>loss.power</c>.</summary>
/// <param name="Degree">n, even and at least 2.</param>
/// <param name="Scale">κ &gt; 0; default 1.</param>
/// <param name="Minimum">f*; null for the targets of the data, or 0 without targets.</param>
public sealed record PowerLossSettings(int Degree, double Scale = 1, double? Minimum = null) : OutputLossSettings
{
    /// <inheritdoc/>
    public override bool IsSquared => Degree == 2 && Weights is null;

    /// <inheritdoc/>
    public override IEnumerable<Requirement> Requirements(ExperimentSettings experiment) =>
    [
        new(
            Minimum is null || !experiment.Data.HasTargets, "loss.power.minimum",
            "cannot stand beside targets in the data, which are the minimum of each input",
            "Leave minimum or the targets out.", "data", "loss"),
    ];

    /// <inheritdoc/>
    protected override Loss OfEach(int outputs) => new ResidualLoss(new PowerPotential(Degree, Scale, Minimum ?? 0));

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(
        "power", own => own.Add("degree", Degree).Add("scale", Scale).Add("minimum", Minimum).Add("weights", Weights));

    internal static PowerLossSettings Read(SectionReader r)
    {
        PowerLossSettings settings = new(
            r.Required("degree", Kinds.Integer(2, 100), "n, an even number.", "2"),
            ReadScale(r),
            r.Optional(
                "minimum", Kinds.Number().As(value => (double?)value),
                "f*, where the loss is smallest for every input. When left out, the targets of the data; 0 without targets.", "5"))
        {
            Weights = ReadWeights(r),
        };
        r.Check(
            int.IsEvenInteger(settings.Degree), "degree",
            "is odd, and an odd power has no minimum", "Give an even number, for example 2 or 4.");
        return settings;
    }

    internal override LossPotential? ToPotential() => Weights is not null ? null : new((Minimum ?? 0) is var minimum and not 0
        ? new ExpressionSettings(
            "kappa/degree*(phi-minimum)^degree",
            [KeyValuePair.Create("kappa", Scale), KeyValuePair.Create("degree", (double)Degree), KeyValuePair.Create("minimum", minimum)])
        : new MonomialSettings(Degree, Scale));
}

/// <summary>ℓ = ½κg² for |g| ≤ δ, else κδ(|g|−δ/2), with g = f−y; y = 0 without targets: key <c>loss.huber</c>.</summary>
/// <param name="Scale">κ &gt; 0; default 1.</param>
/// <param name="Delta">δ &gt; 0; default 1.</param>
public sealed record HuberLossSettings(double Scale = 1, double Delta = 1) : OutputLossSettings
{
    /// <inheritdoc/>
    protected override Loss OfEach(int outputs) => new ResidualLoss(new HuberPotential(Scale, Delta));

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(
        "huber", own => own.Add("scale", Scale).Add("delta", Delta).Add("weights", Weights));

    internal static HuberLossSettings Read(SectionReader r) => new(
        ReadScale(r), r.WithDefault("delta", Kinds.Number(above: 0), "1", "δ, the residual beyond which the loss is linear."))
    {
        Weights = ReadWeights(r),
    };
}

/// <summary>ℓ = κw² ln cosh((f−y)/w); y = 0 without targets: key <c>loss.log_cosh</c>.</summary>
/// <param name="Scale">κ &gt; 0; default 1.</param>
/// <param name="Width">w &gt; 0; default 1.</param>
public sealed record LogCoshLossSettings(double Scale = 1, double Width = 1) : OutputLossSettings
{
    /// <inheritdoc/>
    protected override Loss OfEach(int outputs) => new ResidualLoss(new LogCoshPotential(Scale, Width));

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(
        "log_cosh", own => own.Add("scale", Scale).Add("width", Width).Add("weights", Weights));

    internal static LogCoshLossSettings Read(SectionReader r) => new(
        ReadScale(r),
        r.WithDefault("width", Kinds.Number(above: 0), "1", "w, the residual around which the loss turns from square to line."))
    {
        Weights = ReadWeights(r),
    };
}

/// <summary>
/// ℓ = (κ/C) Σ_c (ln(1 + e^{f_c}) − y_c f_c), the mean over the outputs of an input: key <c>loss.bce_with_logits</c>.
/// </summary>
/// <param name="Scale">κ &gt; 0; default 1.</param>
public sealed record BinaryCrossEntropyLossSettings(double Scale = 1) : OutputLossSettings
{
    /// <inheritdoc/>
    public override IEnumerable<Requirement> Requirements(ExperimentSettings experiment) =>
    [
        new(
            experiment.Data.HasTargets, "loss.bce_with_logits", "needs targets, 0 or 1 or between them", "Give data.targets.", "data",
            "loss"),
    ];

    /// <inheritdoc/>
    public override FileProblem? ProblemWith(string path, DataSet data)
    {
        double[] bad = [.. (data.Targets ?? []).Concat(data.TestTargets ?? []).Where(y => !(y >= 0 && y <= 1)).Take(1)];
        return bad.Length == 0 ? base.ProblemWith(path, data) : new FileProblem(
            path, 0, "loss.bce_with_logits", bad[0].ToString("R", CultureInfo.InvariantCulture), "needs targets from 0 to 1",
            "Write 0 and 1 for the two classes, or the part of the second; target_equals makes −1 and 1, and standardize scales targets.");
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(
        "bce_with_logits", own => own.Add("scale", Scale).Add("weights", Weights));

    /// <inheritdoc/>
    protected override Loss OfEach(int outputs) => new BinaryCrossEntropyLoss(Scale / outputs);

    internal static BinaryCrossEntropyLossSettings Read(SectionReader r) => new(ReadScale(r)) { Weights = ReadWeights(r) };
}

/// <summary>ℓ = κ(ln Σ_c e^{f_c} − Σ_c y_c f_c): key <c>loss.cross_entropy</c>.</summary>
/// <param name="Scale">κ &gt; 0; default 1.</param>
/// <param name="LabelSmoothing">ε from 0 to below 1: y is replaced by (1 − ε)y + ε/C; default 0.</param>
public sealed record CrossEntropyLossSettings(double Scale = 1, double LabelSmoothing = 0) : LossSettings
{
    /// <inheritdoc/>
    public override IEnumerable<Requirement> Requirements(ExperimentSettings experiment) =>
    [
        new(
            experiment.Data.HasTargets && experiment.Data.Source.TargetsCanBeClasses,
            "loss.cross_entropy", "needs targets that are classes",
            experiment.Data.Source.HowToGiveClasses, "data", "loss"),
    ];

    /// <inheritdoc/>
    public override Loss Create(int points, int outputs, double? theta0 = null) =>
        new CrossEntropyLoss(outputs, Scale, LabelSmoothing);

    /// <inheritdoc/>
    public override FileProblem? ProblemWith(string path, DataSet data)
    {
        double[] targets = [.. data.Targets ?? [], .. data.TestTargets ?? []];
        double[]? bad = targets.Chunk(data.Outputs).FirstOrDefault(
            point => point.Min() < 0 || Math.Abs(point.Sum() - 1) > 1e-9 || !double.IsFinite(point.Sum()));
        return data.Outputs >= 2 && bad is null ? null : new FileProblem(
            path,
            0,
            "loss.cross_entropy",
            data.Outputs < 2 ? null : $"[{string.Join(", ", bad!.Select(y => y.ToString("R", CultureInfo.InvariantCulture)))}]",
            data.Outputs < 2 ? "needs at least two outputs" : "needs targets of at least 0 that sum to 1 at each input",
            "Give a weight for each class, 1 for that of the input and 0 for the others.");
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(
        "cross_entropy", own => own.Add("scale", Scale).Add("label_smoothing", LabelSmoothing));

    internal static CrossEntropyLossSettings Read(SectionReader r) => new(
        ReadScale(r),
        r.WithDefault(
            "label_smoothing", Kinds.Number(atLeast: 0, below: 1), "0",
            "ε, as PyTorch has it: the classes y are replaced by (1 − ε)y + ε/C in the loss. Accuracy looks at y itself."));
}

/// <summary>A formula in f and y; y = 0 without targets: key <c>loss.expression</c>.</summary>
/// <param name="Formula">The formula; whether it is one is for the loss to find out.</param>
/// <param name="Parameters">Named numbers in it, in the order written.</param>
public sealed record ExpressionLossSettings(string Formula, ValueList<KeyValuePair<string, double>>? Parameters = null) : LossSettings
{
    /// <summary>Named numbers in the formula, in the order written; none by default.</summary>
    public ValueList<KeyValuePair<string, double>> Parameters { get; init; } = Parameters ?? [];

    /// <inheritdoc/>
    public override (string Key, string Text)? Expression => ("expression.formula", Formula);

    /// <inheritdoc/>
    public override Loss Create(int points, int outputs, double? theta0 = null) =>
        new ExpressionLoss(Formula, Parameters.ToDictionary(p => p.Key, p => p.Value));

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(
        "expression", own => own.Add("formula", Formula).Add("parameters", Parameters));

    internal static ExpressionLossSettings Read(SectionReader r)
    {
        ExpressionLossSettings settings = new(
            r.Required(
                "formula", Kinds.Text("a formula in f and y", "\"a/4*(f-y)^4\""),
                "ℓ as a formula: `+ - * / ^`, parentheses, the usual functions, `pi`, `f`, `y` and the names under `parameters`.",
                "\"a/4*(f-y)^4\""),
            r.WithDefault("parameters", Kinds.NamedNumbers(), "{}", "Numbers that the formula names."));
        string? reserved = settings.Parameters.Select(parameter => parameter.Key).FirstOrDefault(name => name is "f" or "y");
        r.Check(reserved is null, "parameters", $"names {reserved}, which the formula has already", "Rename the parameter.");
        if (reserved is null)
        {
            ExpressionSettings.CheckUse(r, settings.Parameters, "formula", settings.Formula);
        }

        return settings;
    }

    /// <summary>
    /// The formula in phi, where f is phi + <c>shift</c> if there is a parameter of that name; null where y is left in it.
    /// </summary>
    internal override LossPotential? ToPotential()
    {
        string[] names = [.. Parameters.Select(parameter => parameter.Key)];
        Formula loss = Numerics.Expressions.Formula.Parse(Formula, ["f", "y", .. names]);
        if (loss.DependsOn("y"))
        {
            return null;
        }

        double shift = Parameters.Where(parameter => parameter.Key == "shift").Select(parameter => parameter.Value).FirstOrDefault();
        string[] renamed =
            [.. names.Select(name => name == "phi" ? ExpressionSettings.FreeName("phi", ["phi", .. names.Except(["phi"])]) : name)];
        string[] variables = ["phi", .. renamed];
        Formula In(string text) => Numerics.Expressions.Formula.Parse(text, variables);
        Formula potential = loss.Compose([In(shift == 0 ? "phi" : "phi+shift"), In("0"), .. renamed.Select(In)]);
        return new LossPotential(
            ExpressionSettings.Of(potential, renamed.Zip(Parameters, (name, parameter) => KeyValuePair.Create(name, parameter.Value))),
            Shift: shift);
    }
}

/// <summary>ℓ = κ[V(φ) + ½(∂φ)²/a²] on the inputs as a periodic lattice: key <c>loss.field</c>.</summary>
/// <param name="Potential">V.</param>
/// <param name="Gradient">Whether the gradient energy counts; default true. Without it every input is a field of its own.</param>
/// <param name="Spacing">dx &gt; 0; default 1.</param>
/// <param name="Scale">κ &gt; 0; null for <c>auto</c>, N/Θ₀.</param>
/// <param name="Dimensions">D, 1 to 3: the inputs are the sites of n^D, the last axis fastest; default 1.</param>
public sealed record FieldLossSettings(
    PotentialSettings Potential, bool Gradient = true, double Spacing = 1, double? Scale = null, int Dimensions = 1) : LossSettings
{
    private const int MostDimensions = 3;

    /// <inheritdoc/>
    public override bool IsLattice => Gradient;

    /// <inheritdoc/>
    public override IEnumerable<Requirement> Requirements(ExperimentSettings experiment)
    {
        int points = experiment.Data.Source.PointCount ?? 1;
        yield return new Requirement(Fills(points), "loss.field.dimensions", Unfilled(points), Filled(points), "loss", "data");
        if (IsLattice)
        {
            yield return new Requirement(
                experiment.Data.Source.PointCount is not 1, "loss.field.gradient",
                "needs more than one input", "Give data.orthogonal with points.", "loss", "data");
            yield return new Requirement(
                experiment.Data.Test is null, "data.test",
                "cannot stand beside loss.field with its gradient: test inputs have no neighbours",
                "Leave data.test out.", "loss", "data");
        }
    }

    /// <inheritdoc/>
    public override bool HangsOnKernel => Scale is null;

    /// <inheritdoc/>
    public override (string Key, string Text)? Expression =>
        Potential is ExpressionSettings expression ? ("field.potential.expression", expression.Formula) : null;

    /// <inheritdoc/>
    public override FileProblem? ProblemWith(string path, DataSet data)
    {
        if (!Fills(data.Points))
        {
            return new FileProblem(path, 0, "loss.field.dimensions", $"{Dimensions}", Unfilled(data.Points), Filled(data.Points));
        }

        string? absent = (Potential as ExpressionSettings)?.AbsentField(FieldsOf(data.Outputs));
        (string problem, string remedy) = ExpressionSettings.Absent(absent);
        return absent is null ? null : new FileProblem(path, 0, "loss.field.potential.expression", null, problem, remedy);
    }

    /// <summary>The loss; of κ = 1 where that hangs on the kernel and Θ₀ is not known.</summary>
    /// <inheritdoc/>
    public override Loss Create(int points, int outputs, double? theta0 = null)
    {
        Potential potential = Potential.Create(FieldsOf(outputs));
        double scale = Scale ?? (points / theta0) ?? 1;
        return Gradient
            ? new LatticeLoss(potential, Grid(points), scale, outputs)
            : new FieldLoss(potential.Times(scale));
    }

    /// <summary>The lattice of so many inputs.</summary>
    /// <param name="points">N = n^D.</param>
    /// <exception cref="ArgumentException">N is no such number.</exception>
    public LatticeGrid Grid(int points) => Fills(points)
        ? new LatticeGrid(Spacing, [.. Enumerable.Repeat(Side(points), Dimensions)])
        : throw new ArgumentException($"{points} inputs {Unfilled(points)}.", nameof(points));

    /// <summary>C of V: all outputs where it couples them, or 1.</summary>
    private int FieldsOf(int outputs) => Potential is ExpressionSettings formula && formula.NamesSeveral(outputs) ? outputs : 1;

    private bool Fills(int points) => Math.Pow(Side(points), Dimensions) == points;

    private int Side(int points) => (int)Math.Round(Math.Pow(points, 1.0 / Dimensions));

    private string Unfilled(int points) =>
        $"asks for inputs that fill a {(Dimensions == 2 ? "square" : "cube")}, "
            + $"and there are {points.ToString(CultureInfo.InvariantCulture)}";

    private string Filled(int points)
    {
        double below = Math.Floor(Math.Pow(points, 1.0 / Dimensions));
        return $"The nearest numbers that do are {Math.Pow(Math.Max(below, 2), Dimensions)} and "
            + $"{Math.Pow(Math.Max(below + 1, 2), Dimensions)}.";
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(Field, own => own
        .Part("potential", Potential, part => Potential.Write(part))
        .Add("gradient", Gradient)
        .Add("dimensions", Dimensions)
        .Add("spacing", Spacing)
        .Add("scale", Scale, orElse: "auto"));

    internal static new FieldLossSettings Read(SectionReader r, Vocabulary vocabulary)
    {
        PotentialSettings potential = r.Required(
            "potential", Kinds.Section(PotentialSettings.Read, vocabulary),
            "V of one field φ, as in a [universe file](universe-file.md), which then acts on each output; or, as a formula in `phi1`, "
            + "`phi2`, …, of all outputs together.", "{monomial: {degree: 2, mass: 1}}");
        bool gradient = r.WithDefault(
            "gradient", Kinds.Flag(), "true",
            "Whether the gradient energy ½(∂φ)²/a² counts, a being the scale factor of the optimizer's universe: e^(∫H dt) "
            + "with `friedmann`, 1 with `gradient_descent`, whose friction is then that of a medium in a space at rest.");
        int dimensions = r.WithDefault(
            "dimensions", Kinds.Integer(1, MostDimensions), "1",
            "D of the lattice: the N inputs are its sites, n along each axis with n^D = N, row by row (the last axis runs fastest).", "2");
        double spacing = r.WithDefault("spacing", Kinds.Number(above: 0), "1", "Distance dx of neighbours.");
        double? scale = r.WithDefault(
            "scale",
            Kinds.Either(Kinds.Number(above: 0).As(value => (double?)value), Kinds.Choice("auto").As(_ => (double?)null)), "auto",
            "κ. `auto` takes N/Θ₀, Θ₀ being the mean diagonal entry of the field's kernel, so that the field moves under V itself.");
        return new FieldLossSettings(potential, gradient, spacing, scale, dimensions);
    }

    /// <summary>V itself; null with gradient energy, which a homogeneous field has none of.</summary>
    internal override LossPotential? ToPotential() => Gradient || Potential.ToNode() is null ? null : new LossPotential(Potential, Scale);
}
