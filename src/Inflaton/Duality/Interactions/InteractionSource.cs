using Inflaton.Kernels;
using Inflaton.Kernels.Interactions;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training;

namespace Inflaton.Duality.Interactions;

/// <summary>
/// Where the next order in 1/width comes from: the network at epoch 0, of which the vertices are computed along the path that a problem
/// takes, once for all rungs that ask.
/// </summary>
/// <param name="network">The network and its inputs.</param>
/// <param name="metric">Eigen-system of its kernel on the training inputs, as it is before an optimiser whitens it.</param>
public sealed class InteractionSource(KernelInteractions network, KernelSpectrum metric)
{
    /// <summary>Default of <see cref="Tolerance"/>.</summary>
    public const double DefaultTolerance = 1e-4;

    private (Optimizer Optimizer, Loss Loss, int Epochs, TrainingPath? Path)? followed;
    private INextOrder? known;

    /// <summary>m; null (default) for as many directions as <see cref="Tolerance"/> needs.</summary>
    public int? Modes { get; init; }

    /// <summary>
    /// The part of the path that may be left out, and the least product of sizes of directions whose vertex counts; 1e-4 by default, 0
    /// for all that there are.
    /// </summary>
    public double Tolerance { get; init; } = DefaultTolerance;

    /// <summary>Told the part of the vertices that is done, from 0 to 1.</summary>
    public Action<double>? Progress { get; init; }

    /// <summary>Stops the work on the vertices.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The network.</summary>
    public KernelInteractions Network => network;

    /// <summary>
    /// The directions that a problem needs and the products of them that count; null where the frozen kernel's path leaves the numbers.
    /// </summary>
    /// <param name="problem">The problem.</param>
    public Couplings? Couplings(PredictionProblem problem) =>
        Path(problem) is { } path ? Kernels.Interactions.Couplings.Of(path.PushSizes, path.MoveSizes, Tolerance) : null;

    /// <summary>
    /// The directions that were taken, and the part of the kernel's change that they leave out, measured at the end of the path; null
    /// before a rung asked.
    /// </summary>
    public (Couplings Couplings, double Neglected)? Known =>
        known is NextOrder result ? (result.Tensors.Couplings, result.Neglected) : null;

    internal INextOrder? Of(PredictionProblem problem)
    {
        if (Path(problem) is not { } path)
        {
            return null;
        }

        if (known is null && Environment.GetEnvironmentVariable("PATHNODES") is { } nodes)
        {
            known = new PathOrder(ParameterPath.Of(problem, network.Moved(), path.Whitening, Tolerance, [.. nodes.Split(',').Select(int.Parse)], Cancellation)!, path.Whitening);
        }

        if (known is null)
        {
            InteractionTensors tensors = network.Along(
                path.Pushes, path.Moves, Kernels.Interactions.Couplings.Of(path.PushSizes, path.MoveSizes, Tolerance), Progress,
                Cancellation);
            known = new NextOrder(tensors, path.Whitening, Neglected(tensors, path));
        }

        return known;
    }

    /// <summary>
    /// What the directions and the products of them leave out of A, measured at the end of the path: the largest part of ∇f_w·H̃g̃ that
    /// is missing, of the largest.
    /// </summary>
    private double Neglected(InteractionTensors tensors, TrainingPath path)
    {
        double[] whole = network.Bend(path.End);
        double[] pushed = new double[tensors.Pushes.Columns], moved = new double[tensors.Moves.Columns];
        MatrixProduct<double> product = new();
        product.MatrixVector(1, tensors.Pushes, Transpose.Yes, path.End, 0, pushed);
        product.MatrixVector(1, tensors.Moves, Transpose.Yes, path.EndDisplacement, 0, moved);
        double missing = 0, largest = 0;
        for (int w = 0; w < whole.Length; w++)
        {
            double kept = tensors.Couplings.PushMove.Products.Sum(of => tensors.A(w, of.I, of.J) * pushed[of.I] * moved[of.J]);
            missing = Math.Max(missing, Math.Abs(whole[w] - kept));
            largest = Math.Max(largest, Math.Abs(whole[w]));
        }

        return largest == 0 ? 0 : missing / largest;
    }

    /// <summary>The path of a problem, followed once for the same training; another has other vertices.</summary>
    private TrainingPath? Path(PredictionProblem problem)
    {
        int epochs = problem.Epochs[^1];
        if (followed is not { } last || last.Optimizer != problem.Optimizer || last.Loss != problem.Loss || last.Epochs != epochs)
        {
            followed = (problem.Optimizer, problem.Loss, epochs, TrainingPath.Of(problem, metric, Modes, Tolerance));
            known = null;
        }

        return followed!.Value.Path;
    }
}

/// <summary>The vertices of a problem.</summary>
/// <param name="Tensors">The vertices.</param>
/// <param name="Whitening">W of ȧ = −W ℓ'/N; null for 1.</param>
/// <param name="Neglected">The part of the kernel's change that their directions leave out.</param>
internal sealed record NextOrder(InteractionTensors Tensors, Matrix<double>? Whitening, double Neglected) : INextOrder
{
    public TrainedForce Force(PredictionProblem problem, bool isExpanded) =>
        new InteractingForce(problem, Tensors, Whitening, isExpanded);
}

internal interface INextOrder
{
    TrainedForce Force(PredictionProblem problem, bool isExpanded);
}

internal sealed record PathOrder(List<PathSweep> Sweeps, Matrix<double>? Whitening) : INextOrder
{
    public TrainedForce Force(PredictionProblem problem, bool isExpanded) => new PathForce(problem, Sweeps, Whitening);
}
