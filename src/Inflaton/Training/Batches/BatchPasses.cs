using System.Numerics;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training.Batches;

/// <summary>The passes of one training through its batches: one for each size that occurs, whose inputs are filled row by row.</summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed class BatchPasses<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Propagation<T>?[] bySize;
    private readonly Matrix<T> inputs;
    private readonly BatchSequence rows;

    public BatchPasses(BatchPlan plan, NetworkArchitecture architecture, Matrix<T> inputs, MatrixProduct<T> product, WorkerTeam team)
    {
        this.inputs = inputs;
        rows = plan.Begin();
        bySize = new Propagation<T>?[plan.Size + 1];
        foreach (int size in plan.Sizes)
        {
            bySize[size] = new Propagation<T>(architecture, new Matrix<T>(size, inputs.Columns), product, team);
        }

        Current = bySize[plan.Size]!;
    }

    /// <summary>The pass of the batch in hand.</summary>
    public Propagation<T> Current { get; private set; }

    /// <summary>Takes the next batch.</summary>
    /// <returns>Its rows, valid until the next call.</returns>
    public ReadOnlySpan<int> Advance()
    {
        ReadOnlySpan<int> next = rows.Next();
        Current = bySize[next.Length]!;
        Matrix<T> batch = Current.Activation(0);
        for (int i = 0; i < next.Length; i++)
        {
            inputs.Row(next[i]).CopyTo(batch.Row(i));
        }

        return next;
    }

    /// <summary>Hands over what the next batches depend on.</summary>
    public bool Keep(KeptState state) => rows.Keep(state);
}
