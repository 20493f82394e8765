using Inflaton.Kernels.Interactions;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Interactions;

/// <summary>The next order by the vertices along the directions of the way.</summary>
/// <param name="tensors">The vertices.</param>
/// <param name="whitening">W of ȧ = −W ℓ'/N; null for 1.</param>
/// <param name="reading">What was taken into account.</param>
internal sealed class ModesOrder(InteractionTensors tensors, Matrix<double>? whitening, InteractionReading reading) : INextOrder
{
    public InteractionReading Reading => reading;

    public TrainedForce Force(PredictionProblem problem) => new InteractingForce(problem, tensors, whitening);

    /// <summary>
    /// The same with moments that follow the frozen kernel's field: equal to this order, so that what the two differ by tells how large the
    /// next one is.
    /// </summary>
    /// <param name="problem">The problem, at any epochs.</param>
    public TrainedForce Expanded(PredictionProblem problem) => new InteractingForce(problem, tensors, whitening, isExpanded: true);

    /// <summary>The order along a path.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The path of the frozen kernel.</param>
    /// <param name="couplings">Which products count.</param>
    /// <param name="progress">Told the part that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ModesOrder Of(
        KernelInteractions network, TrainingPath path, Couplings couplings, Action<double>? progress, CancellationToken cancellation)
    {
        InteractionTensors tensors = network.Along(path.Pushes, path.Moves, couplings, progress, cancellation);
        return new ModesOrder(
            tensors, path.Whitening,
            new InteractionReading(InteractionMethod.Modes, couplings, 0, Neglected(network, tensors, path), Defect: null));
    }

    /// <summary>
    /// What the directions and the products of them leave out of A, measured at the end of the path: the largest part of ∇f_w·H̃g̃ that
    /// is missing, of the largest.
    /// </summary>
    private static double Neglected(KernelInteractions network, InteractionTensors tensors, TrainingPath path)
    {
        double[] whole = network.Bend(path.End);
        double[] pushed = Along(tensors.Pushes, path.End), moved = Along(tensors.Moves, path.EndDisplacement);
        double missing = 0, largest = 0;
        for (int w = 0; w < whole.Length; w++)
        {
            double kept = tensors.Couplings.PushMove.Products.Sum(of => tensors.A(w, of.I, of.J) * pushed[of.I] * moved[of.J]);
            missing = Math.Max(missing, Math.Abs(whole[w] - kept));
            largest = Math.Max(largest, Math.Abs(whole[w]));
        }

        return largest == 0 ? 0 : missing / largest;
    }

    private static double[] Along(Matrix<double> directions, double[] values)
    {
        double[] result = new double[directions.Columns];
        new MatrixProduct<double>().MatrixVector(1, directions, Transpose.Yes, values, 0, result);
        return result;
    }
}
