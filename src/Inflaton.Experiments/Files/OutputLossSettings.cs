using Inflaton.Data;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Losses;

namespace Inflaton.Experiments.Files;

/// <summary>A loss that is a sum over the outputs of an input, each of which may count by a weight.</summary>
public abstract record OutputLossSettings : LossSettings
{
    /// <summary>A positive weight for each output, by which its loss is multiplied; null (default) for 1.</summary>
    public ValueList<double>? Weights { get; init; }

    /// <inheritdoc/>
    public sealed override Loss Create(int points, int outputs, double? theta0 = null) =>
        Weights is null ? OfEach(outputs) : new WeightedLoss(OfEach(outputs), Weights);

    /// <inheritdoc/>
    public override FileProblem? ProblemWith(string path, DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Weights is null || Weights.Count == data.Outputs ? null : new FileProblem(
            path, 0, "loss", null, $"has {Weights.Count} weights for {data.Outputs} outputs", "Give one weight for each output.");
    }

    /// <summary>The loss of one output, without its weight.</summary>
    /// <param name="outputs">Number C of outputs.</param>
    protected abstract Loss OfEach(int outputs);

    private protected static ValueList<double>? ReadWeights(SectionReader r) => r.Optional(
        "weights", Kinds.List(Kinds.Number(above: 0), "numbers above 0"),
        "A weight for each output, in the order of the targets, by which its loss is multiplied; each 1 when left out.", "[1, 2]");
}
