using System.Numerics;
using Inflaton.Networks;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>
/// Element-wise work on all trained parameters, a piece of one array a part, whose bounds do not depend on the number of threads.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
internal abstract class ParameterSweep<T> : IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Longest = 1 << 15;

    private readonly Piece[] pieces;
    private readonly WorkerTeam team;

    protected ParameterSweep(NetworkArchitecture architecture, WorkerTeam team)
    {
        List<Piece> found = [];
        for (int l = 0; l < architecture.Layers; l++)
        {
            int fan = architecture.Fan(l + 1);
            Cut(found, l, isBias: false, fan * architecture.Fan(l));
            Cut(found, l, isBias: true, architecture.BiasScale(l) == 0 ? 0 : fan);
        }

        pieces = [.. found];
        this.team = architecture.ParameterCount <= Longest ? WorkerTeam.Single : team;
    }

    /// <summary>Number of pieces.</summary>
    protected int Count => pieces.Length;

    void IWork.Execute(int part, int worker) => Apply(part, pieces[part]);

    protected void Run() => team.Run(this, pieces.Length);

    /// <summary>The work on one piece.</summary>
    protected abstract void Apply(int part, Piece piece);

    private static void Cut(List<Piece> pieces, int layer, bool isBias, int length)
    {
        for (int first = 0; first < length; first += Longest)
        {
            pieces.Add(new Piece(layer, isBias, first, Math.Min(Longest, length - first)));
        }
    }

    /// <summary>Part of the weights or the biases of a layer.</summary>
    protected readonly record struct Piece(int Layer, bool IsBias, int First, int Length)
    {
        public Span<T> Of(NetworkParameters<T> parameters) =>
            (IsBias ? parameters.Biases[Layer] : parameters.Weights[Layer].Values).AsSpan(First, Length);
    }
}
