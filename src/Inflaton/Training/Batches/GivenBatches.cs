using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Training.Batches;

/// <summary>The rows of every step as given, −1 for none: any order that another program took.</summary>
public sealed class GivenBatches : BatchPlan
{
    private readonly int[] rows;
    private readonly int[] ends;

    /// <summary>Batches as given.</summary>
    /// <param name="points">N.</param>
    /// <param name="order">Row indices from 0 to N−1, or −1 for none, step by step; each step has one at least.</param>
    /// <exception cref="ArgumentException">There is no step, one without rows, or an index that is none.</exception>
    public GivenBatches(int points, IReadOnlyList<IReadOnlyList<int>> order)
    {
        ArgumentNullException.ThrowIfNull(order);
        Points = points;
        ends = new int[order.Count];
        List<int> all = [];
        for (int step = 0; step < order.Count; step++)
        {
            foreach (int row in order[step])
            {
                if (row < -1 || row >= points)
                {
                    throw new ArgumentException(
                        $"Step {step} has the row {row}; rows are from 0 to {points - 1}, and −1 is none.", nameof(order));
                }

                if (row >= 0)
                {
                    all.Add(row);
                }
            }

            ends[step] = all.Count;
            if (all.Count == (step == 0 ? 0 : ends[step - 1]))
            {
                throw new ArgumentException($"Step {step} has no row.", nameof(order));
            }
        }

        rows = [.. all];
        Sizes = [.. Enumerable.Range(0, ends.Length).Select(step => ends[step] - (step == 0 ? 0 : ends[step - 1])).Distinct().Order()];
        if (Sizes.Count == 0)
        {
            throw new ArgumentException("There is no step.", nameof(order));
        }
    }

    /// <inheritdoc/>
    public override string Name => "order";

    /// <inheritdoc/>
    public override int Points { get; }

    /// <inheritdoc/>
    public override int Size => Sizes[^1];

    /// <inheritdoc/>
    public override IReadOnlyList<int> Sizes { get; }

    /// <inheritdoc/>
    public override int? Steps => ends.Length;

    /// <summary>Null: there is one order.</summary>
    /// <param name="seed">Of no matter.</param>
    public override BatchPlan? With(ulong seed) => null;

    /// <inheritdoc/>
    public override BatchSequence Begin() => new Sequence(this);

    private sealed class Sequence(GivenBatches plan) : BatchSequence
    {
        private int step;

        public override ReadOnlySpan<int> Next()
        {
            int first = step == 0 ? 0 : plan.ends[step - 1];
            return plan.rows.AsSpan(first, plan.ends[step++] - first);
        }

        public override bool Keep(KeptState state)
        {
            state.ExchangeIndex(ref step, plan.ends.Length + 1);
            return true;
        }
    }
}
