using System.Numerics.Tensors;
using Inflaton.Lattice;
using Inflaton.Losses;

namespace Inflaton.Duality;

/// <summary>
/// The field that the network is to simulate, without a network: the kernel replaced by Θ̄·1, Θ̄ = Tr Θ/NC, and the same steps, which makes
/// it the leapfrog solution on the lattice, φ̈ + 3Hφ̇ + (Θ̄κ/N)(V' − ∇²φ/a²) = 0. For the loss <c>field</c> alone.
/// </summary>
public sealed class LatticeRung : IRung
{
    /// <inheritdoc/>
    public string Name => "lattice";

    /// <inheritdoc/>
    public string Meaning => "the field itself on the sites of the lattice, without a network";

    /// <inheritdoc/>
    public RungStyle Style { get; } = new("#56B4E9");

    /// <inheritdoc/>
    public bool IsOfLattice => true;

    /// <inheritdoc/>
    public bool Applies(PredictionProblem problem) => problem.Loss is LatticeLoss;

    /// <inheritdoc/>
    public string? Refusal(PredictionProblem problem) => problem.Optimizer.WhyNoContinuum
        ?? (problem.Optimizer.WeightDecay != 0 ? "the lattice knows no weight decay, which pulls to where the weights are 0" : null);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The loss is not that of a field on a lattice.</exception>
    public Prediction Predict(PredictionProblem problem) => Applies(problem)
        ? Recursion.Follow(problem, new LocalForce(problem), Name, problem.InitialField)
        : throw new ArgumentException($"The loss {problem.Loss} is not that of a field on a lattice.", nameof(problem));

    private sealed class LocalForce(PredictionProblem problem) : TrainedForce(problem)
    {
        private readonly PredictionProblem problem = problem;
        private readonly LossInUniverse loss = new(problem.Loss);
        private readonly double strength =
            TensorPrimitives.Sum<double>(problem.Spectrum.Eigenvalues) / problem.Spectrum.Count / problem.Points;
        private readonly double[] gradient = new double[problem.InitialField.Length];

        public override int Count => gradient.Length;

        public override ReadOnlySpan<double> Gradient => gradient;

        public override void Evaluate(double scaleFactor, ReadOnlySpan<double> field, Span<double> force)
        {
            loss.Gradient(scaleFactor, field, problem.Targets, gradient);
            TensorPrimitives.Multiply(gradient, strength, force);
        }
    }
}
