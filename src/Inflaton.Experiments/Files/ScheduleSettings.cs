using System.Globalization;
using Inflaton.Dynamics.Schedules;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>How the learning rate changes from step to step: key <c>schedule</c> of an optimiser. All definitions are PyTorch's.</summary>
public abstract record ScheduleSettings
{
    /// <summary>The key of this alternative.</summary>
    public abstract string Key { get; }

    /// <summary>The schedule of some steps.</summary>
    /// <param name="steps">Number of steps behind any warm-up, at least 1.</param>
    /// <exception cref="ScheduleFitException">The settings do not fit so many steps.</exception>
    public abstract Schedule Create(int steps);

    internal abstract void Write(SectionWriter section);

    /// <summary>The schedule of an optimiser behind its warm-up; null for a rate that stays.</summary>
    /// <param name="settings">The schedule; null for none.</param>
    /// <param name="warmUp">Steps of warm-up.</param>
    /// <param name="optimizer">The optimiser's key.</param>
    /// <param name="start">What is known at epoch 0.</param>
    /// <exception cref="ExperimentFileException">The settings do not fit so many steps.</exception>
    internal static Schedule? Create(ScheduleSettings? settings, int warmUp, string optimizer, OptimizerStart start)
    {
        try
        {
            // Behind a warm-up that fills the run there is nothing to fit.
            Schedule? schedule = start.Steps > warmUp || warmUp == 0 ? settings?.Create(Math.Max(1, start.Steps - warmUp)) : null;
            return warmUp == 0 ? schedule : new WarmUp(warmUp, schedule ?? new ConstantSchedule());
        }
        catch (ScheduleFitException exception)
        {
            throw start.Unfit($"optimizer.{optimizer}.schedule.{exception.Key}", exception.Value, exception.Problem, exception.Remedy);
        }
    }

    /// <summary>Reads <c>schedule</c>.</summary>
    /// <param name="r">The section of an optimiser.</param>
    internal static ScheduleSettings? ReadKey(SectionReader r) => r.WithDefault(
        "schedule", Kind(), "constant",
        "How the learning rate changes from step to step, ηₖ = η sₖ: a universe whose H changes. Definitions are PyTorch's, "
        + "stepped at every step of the training.", example: "{cosine: {final: 0.1}}");

    /// <summary>Reads <c>warmup</c>.</summary>
    /// <param name="r">The section of an optimiser.</param>
    internal static int ReadWarmUp(SectionReader r) => r.WithDefault(
        "warmup", Kinds.Integer(0, unit: "steps"), "0",
        "Steps of linear warm-up, ηₖ = η(k+1)/W, before the schedule, which then has that many steps fewer.");

    /// <summary>Refuses <c>schedule</c> and <c>warmup</c> where they have no meaning.</summary>
    /// <param name="r">The section of an optimiser.</param>
    /// <param name="reason">Why, without a full stop.</param>
    /// <param name="remedy">What to do.</param>
    internal static void Refuse(SectionReader r, string reason, string remedy)
    {
        r.Refuse("schedule", reason, remedy);
        r.Refuse("warmup", reason, remedy);
    }

    private static ValueKind<ScheduleSettings?> Kind() => Kinds.Either(
        Kinds.Choice("constant").As(_ => (ScheduleSettings?)null),
        Kinds.Section<ScheduleSettings?>(r => r.ExactlyOneOf(
            new Alternative<ScheduleSettings?>(
                "cosine", Kinds.Section<ScheduleSettings?>(CosineScheduleSettings.Read),
                "Half a cosine down to `final` at the last step: η(r + (1−r)(1 + cos πk/K)/2), `CosineAnnealingLR`.", "{final: 0.1}"),
            new Alternative<ScheduleSettings?>(
                "step", Kinds.Section<ScheduleSettings?>(StepScheduleSettings.Read),
                "A staircase: times `factor` every so many steps, `StepLR`.", "{every: 300, factor: 0.1}"),
            new Alternative<ScheduleSettings?>(
                "exponential", Kinds.Section<ScheduleSettings?>(ExponentialScheduleSettings.Read),
                "Times `factor` at every step, `ExponentialLR`.", "{factor: 0.999}"),
            new Alternative<ScheduleSettings?>(
                "one_cycle", Kinds.Section<ScheduleSettings?>(OneCycleScheduleSettings.Read),
                "Up to the learning rate and down again, `OneCycleLR` with `cycle_momentum=False`; the learning rate is its `max_lr`.",
                "{pct_start: 0.3}"),
            new Alternative<ScheduleSettings?>(
                "list", Kinds.File(".csv", ".txt").As(ScheduleSettings? (path) => new ListScheduleSettings(path)),
                "A file with one number a line, by which the learning rate is multiplied at each step, `LambdaLR`; "
                + "with `learning_rate: 1` they are the rates. Rungs in continuous time cannot follow it.", "rates.csv"))));
}

/// <summary>Half a cosine: key <c>cosine</c>.</summary>
/// <param name="Final">r, 0 ≤ r ≤ 1; default 0.</param>
public sealed record CosineScheduleSettings(double Final = 0) : ScheduleSettings
{
    /// <inheritdoc/>
    public override string Key => "cosine";

    /// <inheritdoc/>
    public override Schedule Create(int steps) => new CosineSchedule(Final, steps);

    internal override void Write(SectionWriter section) => section.Section(Key, own => own.Add("final", Final));

    internal static CosineScheduleSettings Read(SectionReader r) => new(
        r.WithDefault("final", Kinds.Number(atLeast: 0, atMost: 1), "0", "Part of the learning rate that is left at the end, r."));
}

/// <summary>A staircase: key <c>step</c>.</summary>
/// <param name="Every">Steps between two changes, at least 1.</param>
/// <param name="Factor">What each multiplies by, above 0 and at most 1; default 0.1.</param>
public sealed record StepScheduleSettings(int Every, double Factor = 0.1) : ScheduleSettings
{
    /// <inheritdoc/>
    public override string Key => "step";

    /// <inheritdoc/>
    public override Schedule Create(int steps) => new StepSchedule(Every, Factor);

    internal override void Write(SectionWriter section) => section.Section(Key, own => own.Add("every", Every).Add("factor", Factor));

    internal static StepScheduleSettings Read(SectionReader r) => new(
        r.Required("every", Kinds.Integer(1, unit: "steps"), "Steps between two changes.", "300"),
        r.WithDefault("factor", Kinds.Number(above: 0, atMost: 1), "0.1", "What each change multiplies the learning rate by."));
}

/// <summary>A geometric decay: key <c>exponential</c>.</summary>
/// <param name="Factor">What each step multiplies by, above 0 and at most 1.</param>
public sealed record ExponentialScheduleSettings(double Factor) : ScheduleSettings
{
    /// <inheritdoc/>
    public override string Key => "exponential";

    /// <inheritdoc/>
    public override Schedule Create(int steps) => new ExponentialSchedule(Factor);

    internal override void Write(SectionWriter section) => section.Section(Key, own => own.Add("factor", Factor));

    internal static ExponentialScheduleSettings Read(SectionReader r) => new(
        r.Required("factor", Kinds.Number(above: 0, atMost: 1), "What each step multiplies the learning rate by.", "0.999"));
}

/// <summary>One cycle: key <c>one_cycle</c>.</summary>
/// <param name="Rise">Part of the steps that go up, above 0 and below 1; default 0.3.</param>
/// <param name="Divisor">The rate over that of the first step, at least 1; default 25.</param>
/// <param name="FinalDivisor">The rate of the first step over that of the last, at least 1; default 10⁴.</param>
/// <param name="Anneal"><c>cos</c> (default) or <c>linear</c>.</param>
public sealed record OneCycleScheduleSettings(double Rise = 0.3, double Divisor = 25, double FinalDivisor = 1e4, string Anneal = "cos")
    : ScheduleSettings
{
    /// <inheritdoc/>
    public override string Key => "one_cycle";

    /// <inheritdoc/>
    public override Schedule Create(int steps) => (Rise * steps) - 1 is > 0 and var summit && summit < steps - 1
        ? new OneCycleSchedule(steps, Rise, Divisor, FinalDivisor, Anneal == "linear")
        : throw new ScheduleFitException(
            CoreNumber.Text(Rise), $"leaves no step to go up, or none to go down, of {steps}",
            "Train for more steps, or give another part.", "one_cycle.pct_start");

    internal override void Write(SectionWriter section) => section.Section(
        Key,
        own => own.Add("pct_start", Rise).Add("div_factor", Divisor).Add("final_div_factor", FinalDivisor).Add("anneal", Anneal));

    internal static OneCycleScheduleSettings Read(SectionReader r) => new(
        r.WithDefault("pct_start", Kinds.Number(above: 0, below: 1), "0.3", "Part of the steps that go up."),
        r.WithDefault("div_factor", Kinds.Number(atLeast: 1), "25", "The learning rate over that of the first step."),
        r.WithDefault("final_div_factor", Kinds.Number(atLeast: 1), "10000", "The rate of the first step over that of the last."),
        r.WithDefault("anneal", Kinds.Choice("cos", "linear"), "cos", "The way up and down: halves of a cosine, or straight lines."));
}

/// <summary>A number for each step from a file: key <c>list</c>.</summary>
/// <param name="Path">The file.</param>
public sealed record ListScheduleSettings(string Path) : ScheduleSettings
{
    /// <inheritdoc/>
    public override string Key => "list";

    /// <inheritdoc/>
    public override Schedule Create(int steps)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ScheduleFitException(Path, $"cannot be read: {exception.Message.TrimEnd('.')}", null, Key);
        }

        List<double> factors = [];
        for (int line = 0; line < lines.Length; line++)
        {
            string text = lines[line].Trim();
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double factor)
                && factor > 0 && double.IsFinite(factor))
            {
                factors.Add(factor);
            }
            else if (text.Length > 0 && !(line == 0 && !text.Any(char.IsAsciiDigit)))
            {
                throw new ScheduleFitException(
                    Path, $"has '{(text.Length > 40 ? text[..40] + "…" : text)}' in line {line + 1}, which is no number above 0",
                    "Write one number above 0 a line.", Key);
            }
        }

        return factors.Count >= Math.Max(1, steps)
            ? new ListSchedule([.. factors])
            : throw new ScheduleFitException(
                Path, $"has {factors.Count} numbers for {steps} steps", "Write one for each step, or train for fewer.", Key);
    }

    internal override void Write(SectionWriter section) => section.Path(Key, Path);
}

/// <summary>What of a schedule does not fit the steps of a training.</summary>
internal sealed class ScheduleFitException(string value, string problem, string? remedy, string key) : Exception
{
    public string Value { get; } = value;

    public string Problem { get; } = problem;

    public string? Remedy { get; } = remedy;

    public string Key { get; } = key;
}
