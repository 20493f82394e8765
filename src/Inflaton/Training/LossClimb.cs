using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Training;

/// <summary>How far a loss climbed on its way down: what tells a catapult from a descent.</summary>
/// <param name="First">Loss at epoch 0.</param>
/// <param name="Last">The latest.</param>
/// <param name="Highest">The largest so far.</param>
/// <param name="Lowest">The smallest so far.</param>
/// <param name="Rise">The most by which it was above the smallest before it.</param>
public readonly record struct LossClimb(double First, double Last, double Highest, double Lowest, double Rise)
{
    /// <summary>A loss at epoch 0.</summary>
    /// <param name="loss">𝓛.</param>
    public static LossClimb Of(double loss) => new(loss, loss, loss, loss, 0);

    /// <summary>The same with the loss of one more epoch; one that is no number has climbed without bound.</summary>
    /// <param name="loss">𝓛.</param>
    public LossClimb Then(double loss)
    {
        double now = double.IsNaN(loss) ? double.PositiveInfinity : loss;
        return new(First, now, Math.Max(Highest, now), Math.Min(Lowest, now), Math.Max(Rise, now - Lowest));
    }

    /// <summary>Hands over the numbers.</summary>
    /// <param name="state">Receives or has them.</param>
    /// <returns>The numbers of the state, where they are put back; else these.</returns>
    public LossClimb Keep(KeptState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new LossClimb(
            state.Exchanged(First), state.Exchanged(Last), state.Exchanged(Highest), state.Exchanged(Lowest), state.Exchanged(Rise));
    }
}
