using System.Numerics;
using System.Runtime.InteropServices;
using Inflaton.Networks;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>v ← a v + c θ of all trained parameters: weight decay, before the gradient of the loss is added.</summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed class DecaySweep<T>(NetworkArchitecture architecture, WorkerTeam team) : ParameterSweep<T>(architecture, team)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private NetworkParameters<T> velocity = null!;
    private NetworkParameters<T> position = null!;
    private T momentum;
    private T factor;

    public void Run(NetworkParameters<T> velocity, NetworkParameters<T> position, T momentum, T factor)
    {
        (this.velocity, this.position, this.momentum, this.factor) = (velocity, position, momentum, factor);
        Run();
    }

    protected override void Apply(int part, Piece piece)
    {
        Span<T> v = piece.Of(velocity);
        ReadOnlySpan<T> theta = piece.Of(position);
        Span<Vector<T>> vs = MemoryMarshal.Cast<T, Vector<T>>(v);
        ReadOnlySpan<Vector<T>> thetas = MemoryMarshal.Cast<T, Vector<T>>(theta)[..vs.Length];
        for (int i = 0; i < vs.Length; i++)
        {
            vs[i] = (vs[i] * momentum) + (thetas[i] * factor);
        }

        for (int i = vs.Length * Vector<T>.Count; i < v.Length; i++)
        {
            v[i] = (v[i] * momentum) + (theta[i] * factor);
        }
    }
}
