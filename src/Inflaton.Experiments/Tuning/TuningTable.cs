using System.Globalization;
using Inflaton.Duality.Tuning;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Tuning;

/// <summary>A table of a tuning as people read it, on the terminal and in the report alike.</summary>
/// <param name="Title">What it shows, in small letters.</param>
/// <param name="Columns">Heads; those of numbers begin with #.</param>
/// <param name="Rows">Its cells.</param>
public sealed record TuningTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows)
{
    /// <summary>Sentences about the table, below it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    private const string None = "—", Diverges = "diverges", BlowsUp = "blows up";

    /// <summary>The choice, trainings beside it, and what it costs to be off by the kernel at the start.</summary>
    /// <param name="tuned">The tuning.</param>
    public static TuningTable Choice(TuningResult tuned)
    {
        ArgumentNullException.ThrowIfNull(tuned);
        Recommendation best = tuned.Best;
        bool isKnown = double.IsFinite(tuned.ExpectedDrift), isTried = tuned.Trials.Count > 0;
        string held = isTried ? "trained" : "foretold";
        bool isAbove = isTried && best.StabilityLimitThroughout is { } limit && best.LearningRate > limit;
        string remark = isKnown ? held + (isAbove ? ", stable beyond the bound" : "") : isTried ? Diverges : BlowsUp;
        return new TuningTable(
            tuned.Goal.TargetLoss is { } level
                ? $"epochs from loss {ReadableNumber.Of(tuned.InitialLoss)} to {ReadableNumber.Of(level)}"
                : $"loss after {ReadableNumber.Count(tuned.Goal.Epochs, "epoch")}",
            [
                "", "#γ", "#η", best.StabilityLimitThroughout is null ? "#stable at the start below" : "#stable throughout below",
                "#epochs to the goal", double.IsFinite(best.Epochs) ? "#loss then" : $"#loss after {Count(tuned.Goal.Epochs)}", "",
            ],
            [
                Row(isKnown ? "recommended" : "tried in vain", best, remark),
                .. tuned.Beside.Select(beside => new[]
                {
                    $"η × {ReadableNumber.Of(beside.LearningRate / best.LearningRate, 3)}",
                    Cell(beside.Momentum), Cell(beside.LearningRate), "",
                    Cell(beside.Epochs ?? double.PositiveInfinity), Loss(beside), beside.Diverged ? Diverges : held,
                }),
                .. tuned.Nearby.Select(row => Row(
                    row.Change, row.There,
                    Grows(tuned, row.There.Loss) ? Diverges : Remark(tuned, row.There.Epochs, row.There.Loss))),
            ]);
    }

    /// <summary>The best learning rate at each momentum.</summary>
    /// <param name="tuned">The tuning.</param>
    public static TuningTable ByMomentum(TuningResult tuned)
    {
        ArgumentNullException.ThrowIfNull(tuned);
        bool isGoal = tuned.LossEpochs == tuned.Goal.Epochs;
        return new TuningTable(
            "best learning rate at each momentum, by the kernel at the start",
            ["#γ", "#η", "#epochs to the goal", $"#loss after {Count(tuned.LossEpochs)}", "#modes that ring", "#vacuum domination", ""],
            [
                .. tuned.ByMomentum.Select(point => new[]
                {
                    Cell(point.Momentum), Cell(point.LearningRate), Cell(point.Epochs), Grows(tuned, point.Loss) ? None : Cell(point.Loss),
                    $"{Count(point.Underdamped)} of {Count(tuned.Modes)}", Cell(point.Domination),
                    Grows(tuned, point.Loss) ? Diverges : Remark(tuned, point.Epochs, isGoal ? point.Loss : double.PositiveInfinity),
                }),
            ]);
    }

    /// <summary>Trainings that were made.</summary>
    /// <param name="title">Which.</param>
    /// <param name="trainings">The trainings.</param>
    /// <param name="names">What each is called; none by default.</param>
    public static TuningTable Of(string title, IReadOnlyList<TunedTraining> trainings, params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(trainings);
        bool isNamed = names.Count > 0;
        string[] columns = ["#γ", "#η", "#epochs to the goal", "#epochs trained", "#loss at the end", ""];
        return new TuningTable(
            title, isNamed ? ["", .. columns] : columns,
            [
                .. trainings.Select((one, i) =>
                {
                    string[] cells =
                    [
                        Cell(one.Momentum), Cell(one.LearningRate), one.Epochs is { } epochs ? Count(epochs) : None, Count(one.Trained),
                        Loss(one), one.Diverged ? Diverges : one.Epochs is null ? "did not reach the goal" : "reached the goal",
                    ];
                    return isNamed ? [names[i], .. cells] : cells;
                }),
            ]);
    }

    /// <summary>The best peaks with schedule, weight decay and batches.</summary>
    /// <param name="practice">What is best.</param>
    public static TuningTable Of(PracticeTuning practice)
    {
        ArgumentNullException.ThrowIfNull(practice);
        string drawn = practice.Sampling is { } sampling ? $", orders {sampling}" : "";
        return new TuningTable(
            $"best peak in {ReadableNumber.Count(practice.Steps, "step")} at γ = {Cell(practice.Momentum)}, schedule {practice.Schedule}"
                + $"{drawn}, by the kernel at the start",
            ["", "#rows", "#peak η", "#of limit", "#end loss", "#±", "#spread", ""],
            [
                Line("as in the file", practice.Best, ""),
                .. practice.Trained.Select(one => new[]
                {
                    "trained", Count(practice.Best.Size), Cell(one.LearningRate),
                    Cell(one.LearningRate / practice.Best.LearningRate * practice.Best.LimitShare), Cell(one.Loss), "", "",
                    !double.IsFinite(one.Loss) ? Diverges : one.IsAsPredicted ? "as predicted" : $"predicted {Cell(one.Predicted)}",
                }),
                .. practice.Sizes.Select(size => Line(
                    "", size, size.Size == practice.LargestUseful ? "no gain beyond" : "")),
            ])
        {
            Notes =
            [
                "Rows are those of a step, the limit that of stability; ± is the standard error of the loss, which is the mean over the "
                    + "orders of the batches, the spread its standard deviation over them; 'no gain beyond' is within "
                    + ReadableNumber.Percent(PracticeTuning.Gain) + " of all rows.",
                NoiseScale(practice),
            ],
        };

        static string[] Line(string name, PracticePoint point, string remark) =>
        [
            name, Count(point.Size), Cell(point.LearningRate), Cell(point.LimitShare), Cell(point.Loss),
            point.IsExact ? "exact" : Cell(point.LossError, 2), Cell(point.LossSpread, 2),
            !double.IsFinite(point.Loss) ? Diverges
                : point.Edge == PracticeEdge.NoGain ? "no best: nothing is gained"
                : point.Edge == PracticeEdge.Highest ? "no best: still falls"
                : point.LimitShare > 1 ? remark.Length > 0 ? $"{remark}; above the limit" : "above the limit"
                : remark,
        ];
    }

    private static string NoiseScale(PracticeTuning practice)
    {
        string scale = $"Noise scale: {Cell(practice.NoiseScaleStart)} rows at the start, {Cell(practice.NoiseScaleEnd)} at the end";
        int rows = practice.Sizes is [.., var all] ? all.Size : practice.Best.Size;
        return !(practice.NoiseScaleEnd <= rows)
            ? $"{scale}, more than the {Count(rows)} there are: the gradients of single rows cancel there but for a small part."
            : $"{scale}.";
    }

    private static string[] Row(string name, Recommendation there, string remark) =>
    [
        name, Cell(there.Momentum), Cell(there.LearningRate), Cell(there.StabilityLimitThroughout ?? there.StabilityLimit),
        Cell(there.Epochs), remark is Diverges or BlowsUp ? None : Cell(there.Loss), remark,
    ];

    /// <summary>Whether a loss is above that of the start, or no number: what training beyond the limit of stability ends with.</summary>
    private static bool Grows(TuningResult tuned, double loss) => !(loss <= tuned.InitialLoss);

    /// <summary>Why a row that looks better is not what is recommended.</summary>
    private static string Remark(TuningResult tuned, double epochs, double loss)
    {
        bool isBetter = double.IsFinite(epochs)
            ? epochs < tuned.Best.Epochs
            : !double.IsFinite(tuned.Best.Epochs) && loss < tuned.Best.Loss;
        return isBetter ? "only if the kernel stayed" : "";
    }

    private static string Loss(TunedTraining training) => Cell(training.Diverged ? double.PositiveInfinity : training.Loss);

    private static string Cell(double value, int digits = 4) => double.IsFinite(value) ? ReadableNumber.Of(value, digits) : None;

    private static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);
}
