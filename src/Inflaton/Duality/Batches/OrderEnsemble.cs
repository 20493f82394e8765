using Inflaton.Dynamics;

namespace Inflaton.Duality.Batches;

/// <summary>What a prediction says of all orders of the batches; its field and loss are their means.</summary>
/// <param name="FieldSpread">Standard deviation of the field, value by value.</param>
/// <param name="TestSpread">The same on the test inputs; null where it is not known.</param>
/// <param name="LossSpread">Standard deviation of the loss.</param>
/// <param name="LossLow">The loss that one order in forty is below.</param>
/// <param name="LossHigh">The loss that one order in forty is above: between the two are 95 %.</param>
/// <param name="Draws">Number of orders that were drawn.</param>
public sealed record OrderEnsemble(
    Trajectory FieldSpread, Trajectory? TestSpread, double[] LossSpread, double[] LossLow, double[] LossHigh, int Draws)
{
    /// <summary>
    /// What of the loss, mean and band alike, the motion of the kernel makes: not noise but drift, the same for every order. Null where the
    /// band is that of the frozen kernel.
    /// </summary>
    public double[]? LossDrift { get; init; }

    /// <summary>The ensemble at some of its times, as far as it goes.</summary>
    /// <param name="reached">Which, ascending.</param>
    internal OrderEnsemble At(int[] reached) => new(
        FieldSpread.Of(reached), TestSpread?.Of(reached), Of(LossSpread, reached), Of(LossLow, reached), Of(LossHigh, reached), Draws)
    {
        LossDrift = LossDrift is null ? null : Of(LossDrift, reached),
    };

    private static double[] Of(double[] values, int[] reached) => [.. reached.Select(index => values[index])];

    /// <summary>The first times.</summary>
    /// <param name="count">How many.</param>
    internal OrderEnsemble First(int count) => At([.. Enumerable.Range(0, count)]);
}
