using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Random;

namespace Inflaton.Training.Batches;

/// <summary>
/// Which rows of the data each step sees: its gradient is that of their mean loss. Immutable; the same plan gives the same rows to the
/// training and to what predicts it.
/// </summary>
public abstract class BatchPlan
{
    /// <summary>The name used in files.</summary>
    public abstract string Name { get; }

    /// <summary>Number N of rows of the data.</summary>
    public abstract int Points { get; }

    /// <summary>Most rows of a step.</summary>
    public abstract int Size { get; }

    /// <summary>All sizes that occur, ascending.</summary>
    public abstract IReadOnlyList<int> Sizes { get; }

    /// <summary>Steps of one pass over the data, ⌈N/B⌉.</summary>
    public int StepsPerPass => (Points + Size - 1) / Size;

    /// <summary>Number of steps that rows are known for; null for any number.</summary>
    public virtual int? Steps => null;

    /// <summary>Whether the rows of a step do not depend on those of others, nor are there more of one step than of another.</summary>
    public virtual bool IsIndependent => false;

    /// <summary>What the order follows from; null where the rows are given.</summary>
    public virtual ulong? Seed => null;

    /// <summary>The same plan with another order of the rows; null where the rows are given.</summary>
    /// <param name="seed">Any number.</param>
    public abstract BatchPlan? With(ulong seed);

    /// <summary>The rows, in the order of the steps.</summary>
    public abstract BatchSequence Begin();

    /// <summary>Seeds of other orders of the same plan, which follow from its own.</summary>
    /// <param name="name">Names them.</param>
    internal CounterStream OtherSeeds(ulong name) => new(name, unchecked((Seed ?? 1) - 1));

    private protected static void Check(int points, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, points);
    }

    /// <summary>The random numbers of a pass or step.</summary>
    private protected static CounterStream Numbers(ulong seed, int label) => new CounterStream(seed, 0xBA7C4).Substream((ulong)label);
}

/// <summary>The rows of one run's steps, asked for in order. Nothing is allocated after construction.</summary>
public abstract class BatchSequence
{
    /// <summary>The rows of the next step, valid until the next call.</summary>
    public abstract ReadOnlySpan<int> Next();

    /// <summary>Hands over what the next batches depend on.</summary>
    /// <param name="state">Receives or has it.</param>
    /// <returns>Whether it did; false (default) where the sequence cannot be gone on with.</returns>
    public virtual bool Keep(KeptState state) => false;
}
