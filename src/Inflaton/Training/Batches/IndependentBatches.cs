using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Random;

namespace Inflaton.Training.Batches;

/// <summary>
/// B of the N rows at each step, drawn without replacement within the step and independently of all others: the mean of the gradient is
/// that of all rows, its covariance ((N−B)/(B(N−1))) [diag(ℓ'²)/N − ℓ'ℓ'ᵀ/N²] in units of the loss gradients.
/// </summary>
public sealed class IndependentBatches : BatchPlan
{
    /// <summary>Independent draws.</summary>
    /// <param name="points">N.</param>
    /// <param name="size">B, from 1 to N.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not from 1 to N.</exception>
    public IndependentBatches(int points, int size, ulong seed)
    {
        Check(points, size);
        (Points, Size, Seed) = (points, size, seed);
    }

    /// <inheritdoc/>
    public override string Name => "independent";

    /// <inheritdoc/>
    public override int Points { get; }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override ulong? Seed { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Sizes => [Size];

    /// <inheritdoc/>
    public override bool IsIndependent => true;

    /// <inheritdoc/>
    public override BatchPlan With(ulong seed) => new IndependentBatches(Points, Size, seed);

    /// <inheritdoc/>
    public override BatchSequence Begin() => new Sequence(this);

    private sealed class Sequence : BatchSequence
    {
        private readonly IndependentBatches plan;
        private readonly int[] order;
        private int step;

        public Sequence(IndependentBatches plan)
        {
            this.plan = plan;
            order = [.. Enumerable.Range(0, plan.Points)];
        }

        public override ReadOnlySpan<int> Next()
        {
            // The first B places of a shuffle, of whatever order the step before has left: that does not depend on these numbers.
            CounterStream numbers = Numbers(plan.Seed!.Value, step++);
            for (int i = 0; i < plan.Size; i++)
            {
                int j = i + numbers.IntegerAt(order.Length - i, (ulong)i);
                (order[i], order[j]) = (order[j], order[i]);
            }

            return order.AsSpan(0, plan.Size);
        }

        public override bool Keep(KeptState state)
        {
            state.ExchangeOrder(order);
            state.Exchange(ref step);
            return true;
        }
    }
}
