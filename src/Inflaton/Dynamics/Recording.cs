namespace Inflaton.Dynamics;

/// <summary>A statistic of the field, saved along the way, so that the field need not be. Recording allocates nothing.</summary>
/// <param name="capacity">Times at most.</param>
/// <param name="dimension">Numbers at each.</param>
/// <param name="statistic">What is saved.</param>
public sealed class Recording(int capacity, int dimension, Statistic statistic)
{
    private readonly Trajectory record = new(new double[capacity], dimension);
    private int count;

    /// <summary>What was saved.</summary>
    public Trajectory Record => record.First(count);

    /// <summary>Saves the statistic of a state: a <see cref="FieldObserver"/>.</summary>
    /// <param name="state">The state.</param>
    /// <exception cref="InvalidOperationException">There were as many times as there is room for.</exception>
    public void Observe(FieldState state)
    {
        if (count == record.Count)
        {
            throw new InvalidOperationException($"The recording has room for {record.Count} times.");
        }

        record.Times[count] = state.Time;
        statistic(state, record.At(count));
        count++;
    }
}
