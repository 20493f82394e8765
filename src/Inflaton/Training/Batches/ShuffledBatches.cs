using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Training.Batches;

/// <summary>
/// Passes over the data in an order of their own each, cut into batches; the last of a pass has what is left. PyTorch's
/// <c>DataLoader(batch_size=B, shuffle=True)</c>, of another random order.
/// </summary>
public sealed class ShuffledBatches : BatchPlan
{
    /// <summary>Shuffled passes.</summary>
    /// <param name="points">N.</param>
    /// <param name="size">B, from 1 to N.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not from 1 to N.</exception>
    public ShuffledBatches(int points, int size, ulong seed)
    {
        Check(points, size);
        (Points, Size, Seed) = (points, size, seed);
    }

    /// <inheritdoc/>
    public override string Name => "shuffled";

    /// <inheritdoc/>
    public override int Points { get; }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override ulong? Seed { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Sizes => Points % Size == 0 ? [Size] : [Points % Size, Size];

    /// <inheritdoc/>
    public override BatchPlan With(ulong seed) => new ShuffledBatches(Points, Size, seed);

    /// <inheritdoc/>
    public override BatchSequence Begin() => new Sequence(this);

    private sealed class Sequence(ShuffledBatches plan) : BatchSequence
    {
        private readonly int[] order = [.. Enumerable.Range(0, plan.Points)];
        private int pass;
        private int next;

        public override ReadOnlySpan<int> Next()
        {
            if (next == 0)
            {
                for (int i = 0; i < order.Length; i++)
                {
                    order[i] = i;
                }

                Numbers(plan.Seed!.Value, pass++).Shuffle<int>(order);
            }

            ReadOnlySpan<int> rows = order.AsSpan(next, Math.Min(plan.Size, order.Length - next));
            next = next + rows.Length == order.Length ? 0 : next + rows.Length;
            return rows;
        }

        public override bool Keep(KeptState state)
        {
            state.ExchangeOrder(order);
            state.Exchange(ref pass);
            state.ExchangeIndex(ref next, order.Length);
            return true;
        }
    }
}
