using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>W ← W + α V on the threads of a team, a chunk a part.</summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed class Displacement<T>(WorkerTeam team) : IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Chunk = 1 << 15;

    private T[] velocities = [];
    private T[] weights = [];
    private T factor;

    public void Add(T factor, Matrix<T> velocities, Matrix<T> weights)
    {
        this.factor = factor;
        this.velocities = velocities.Values;
        this.weights = weights.Values;
        int parts = (this.weights.Length + Chunk - 1) / Chunk;
        (parts == 1 ? WorkerTeam.Single : team).Run(this, parts);
    }

    void IWork.Execute(int part, int worker)
    {
        int first = part * Chunk;
        int count = Math.Min(Chunk, weights.Length - first);
        Span<T> destination = weights.AsSpan(first, count);
        ReadOnlySpan<T> velocity = velocities.AsSpan(first, count);
        if (factor == T.One)
        {
            TensorPrimitives.Add(destination, velocity, destination);
        }
        else
        {
            TensorPrimitives.MultiplyAdd(velocity, factor, destination, destination);
        }
    }
}
