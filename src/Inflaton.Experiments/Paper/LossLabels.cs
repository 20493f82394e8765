using Inflaton.Numerics.Notation;


namespace Inflaton.Experiments.Paper;

/// <summary>The paper's losses (κ/n)(f−f*)ⁿ in words.</summary>
internal static class LossLabels
{
    /// <summary>Columns of the loss.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["loss.power.degree", "loss.power.scale", "loss.power.minimum"];

    /// <summary>The loss of each run.</summary>
    /// <param name="runs">Runs with <see cref="Columns"/>.</param>
    public static string[] Of(RunTable runs) =>
    [
        .. runs.Texts(Columns[0]).Zip(runs.Numbers(Columns[1]), runs.Texts(Columns[2]))
            .Select(loss => $"n = {loss.First}, κ = {ReadableNumber.Of(loss.Second)}, f* = {loss.Third}"),
    ];
}
