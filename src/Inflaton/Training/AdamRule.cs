using System.Numerics;
using System.Runtime.InteropServices;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>Moments of each parameter's gradient, and the step that they make.</summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed class AdamRule<T>(Adam optimizer, NetworkArchitecture architecture, WorkerTeam team) : UpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Sweep sweep = new(optimizer, architecture, team);

    public override void Move(NetworkParameters<T> position, NetworkParameters<T> velocity) => sweep.Run(position, velocity);

    public override bool Keep(KeptState state)
    {
        sweep.Keep(state);
        return true;
    }

    private sealed class Sweep(Adam optimizer, NetworkArchitecture architecture, WorkerTeam team) : ParameterSweep<T>(architecture, team)
    {
        private readonly NetworkParameters<T> first = new(architecture);
        private readonly NetworkParameters<T> second = new(architecture);
        private readonly T beta1 = T.CreateChecked(optimizer.FirstDecay);
        private readonly T beta2 = T.CreateChecked(optimizer.SecondDecay);
        private readonly T epsilon = T.CreateChecked(optimizer.Epsilon);
        private NetworkParameters<T> position = null!;
        private NetworkParameters<T> downhill = null!;
        private T factor;
        private T spread;
        private int steps;

        public void Run(NetworkParameters<T> position, NetworkParameters<T> downhill)
        {
            steps++;
            factor = T.CreateChecked(optimizer.LearningRate / (1 - Math.Pow(optimizer.FirstDecay, steps)));
            spread = T.CreateChecked(1 / (1 - Math.Pow(optimizer.SecondDecay, steps)));
            (this.position, this.downhill) = (position, downhill);
            Run();
        }

        public void Keep(KeptState state)
        {
            first.Keep(state);
            second.Keep(state);
            state.Exchange(ref steps);
        }

        protected override void Apply(int part, Piece piece)
        {
            Span<T> theta = piece.Of(position), m = piece.Of(first), s = piece.Of(second);
            ReadOnlySpan<T> g = piece.Of(downhill);
            Span<Vector<T>> thetas = MemoryMarshal.Cast<T, Vector<T>>(theta);
            Span<Vector<T>> ms = MemoryMarshal.Cast<T, Vector<T>>(m)[..thetas.Length],
            ss = MemoryMarshal.Cast<T, Vector<T>>(s)[..thetas.Length];
            ReadOnlySpan<Vector<T>> gs = MemoryMarshal.Cast<T, Vector<T>>(g)[..thetas.Length];
            T own1 = T.One - beta1, own2 = T.One - beta2;
            Vector<T> epsilons = new(epsilon);
            for (int i = 0; i < thetas.Length; i++)
            {
                ms[i] = (ms[i] * beta1) + (gs[i] * own1);
                ss[i] = (ss[i] * beta2) + (gs[i] * gs[i] * own2);
                thetas[i] += ms[i] * factor / (Vector.SquareRoot(ss[i] * spread) + epsilons);
            }

            for (int i = thetas.Length * Vector<T>.Count; i < theta.Length; i++)
            {
                m[i] = (m[i] * beta1) + (g[i] * own1);
                s[i] = (s[i] * beta2) + (g[i] * g[i] * own2);
                theta[i] += m[i] * factor / (T.Sqrt(s[i] * spread) + epsilon);
            }
        }
    }
}
