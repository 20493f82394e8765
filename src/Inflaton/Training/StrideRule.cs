using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>θ ← θ + c v, where c depends on |v|² over all parameters.</summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed class StrideRule<T>(StepSequence steps, NetworkArchitecture architecture, WorkerTeam team) : UpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly SquaredNorm norm = new(architecture, team);
    private readonly Displacement displacement = new(architecture, team);

    public override void Move(NetworkParameters<T> position, NetworkParameters<T> velocity) =>
        displacement.Run(position, velocity, T.CreateChecked(steps.Stride(norm.Of(velocity))));

    public override bool Keep(KeptState state) => true;

    /// <summary>|v|² by pieces that are added in their order.</summary>
    private sealed class SquaredNorm : ParameterSweep<T>
    {
        private readonly double[] sums;
        private NetworkParameters<T> velocity = null!;

        public SquaredNorm(NetworkArchitecture architecture, WorkerTeam team)
            : base(architecture, team) => sums = new double[Count];

        public double Of(NetworkParameters<T> velocity)
        {
            this.velocity = velocity;
            Run();
            double sum = 0;
            foreach (double part in sums)
            {
                sum += part;
            }

            return sum;
        }

        protected override void Apply(int part, Piece piece) =>
            sums[part] = double.CreateChecked(TensorPrimitives.SumOfSquares<T>(piece.Of(velocity)));
    }

    private sealed class Displacement(NetworkArchitecture architecture, WorkerTeam team) : ParameterSweep<T>(architecture, team)
    {
        private NetworkParameters<T> position = null!;
        private NetworkParameters<T> velocity = null!;
        private T stride;

        public void Run(NetworkParameters<T> position, NetworkParameters<T> velocity, T stride)
        {
            (this.position, this.velocity, this.stride) = (position, velocity, stride);
            Run();
        }

        protected override void Apply(int part, Piece piece) =>
            TensorPrimitives.MultiplyAdd(piece.Of(velocity), stride, piece.Of(position), piece.Of(position));
    }
}
