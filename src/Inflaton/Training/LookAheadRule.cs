using System.Numerics;
using System.Runtime.InteropServices;
using Inflaton.Dynamics;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>θ ← θ + v, and the next gradient at θ + μ v.</summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed class LookAheadRule<T>(StepSequence steps, NetworkArchitecture architecture, WorkerTeam team) : UpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly NetworkParameters<T> ahead = new(architecture);
    private readonly Sweep sweep = new(architecture, team);
    private bool moves;

    public override void Move(NetworkParameters<T> position, NetworkParameters<T> velocity)
    {
        sweep.Run(position, velocity, ahead, T.CreateChecked(steps.LookAhead));
        moves = true;
    }

    public override NetworkParameters<T> GradientPoint(NetworkParameters<T> position) => moves ? ahead : position;

    public override bool Keep(KeptState state)
    {
        ahead.Keep(state);
        state.Exchange(ref moves);
        return true;
    }

    private sealed class Sweep(NetworkArchitecture architecture, WorkerTeam team) : ParameterSweep<T>(architecture, team)
    {
        private NetworkParameters<T> position = null!;
        private NetworkParameters<T> velocity = null!;
        private NetworkParameters<T> ahead = null!;
        private T reach;

        public void Run(NetworkParameters<T> position, NetworkParameters<T> velocity, NetworkParameters<T> ahead, T reach)
        {
            (this.position, this.velocity, this.ahead, this.reach) = (position, velocity, ahead, reach);
            Run();
        }

        protected override void Apply(int part, Piece piece)
        {
            Span<T> theta = piece.Of(position), next = piece.Of(ahead);
            ReadOnlySpan<T> v = piece.Of(velocity);
            Span<Vector<T>> thetas = MemoryMarshal.Cast<T, Vector<T>>(theta),
            nexts = MemoryMarshal.Cast<T, Vector<T>>(next)[..thetas.Length];
            ReadOnlySpan<Vector<T>> vs = MemoryMarshal.Cast<T, Vector<T>>(v)[..thetas.Length];
            for (int i = 0; i < thetas.Length; i++)
            {
                thetas[i] += vs[i];
                nexts[i] = thetas[i] + (vs[i] * reach);
            }

            for (int i = thetas.Length * Vector<T>.Count; i < theta.Length; i++)
            {
                theta[i] += v[i];
                next[i] = theta[i] + (v[i] * reach);
            }
        }
    }
}
