using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Interactions;

/// <summary>
/// The way that a training takes by the kernel of epoch 0, θ − θ₀ = Σ a_x ∇f_x, and the few directions that it needs. The principal
/// components of a(t) in the metric of the parameters, a·Θa = |θ − θ₀|², are those along which the parameters move; those of a(t) itself
/// weight the second and third derivatives, which feel what the residuals push for long even where no parameter can follow.
/// </summary>
/// <param name="Pushes">E, shape [NC, p], with EᵀE = 1.</param>
/// <param name="PushSizes">How far a(t) goes along each of them, of the longest.</param>
/// <param name="Moves">Q, shape [NC, m], with QᵀΘQ = 1.</param>
/// <param name="MoveSizes">How far the parameters go along each of them, of the longest.</param>
/// <param name="End">a at the end.</param>
/// <param name="EndDisplacement">Θa at the end, how far the field has moved.</param>
/// <param name="Whitening">W of ȧ = −W ℓ'/N; null for 1.</param>
/// <param name="Remainder">
/// What the directions leave out: the largest distance of the path to them, of its largest displacement, in the worse of the two.
/// </param>
internal sealed record TrainingPath(
    Matrix<double> Pushes, double[] PushSizes, Matrix<double> Moves, double[] MoveSizes, double[] End, double[] EndDisplacement,
    Matrix<double>? Whitening, double Remainder)
{
    private const int Instants = 60;

    /// <summary>The path of a problem by the frozen kernel; null where it leaves the numbers.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="metric">Eigen-system of Θ₀, the kernel of the field before an optimiser whitens it.</param>
    /// <param name="modes">Most directions of each kind; null for as many as <paramref name="tolerance"/> needs.</param>
    /// <param name="tolerance">The largest remainder.</param>
    public static TrainingPath? Of(PredictionProblem problem, KernelSpectrum metric, int? modes, double tolerance)
    {
        int last = problem.Epochs[^1], copies = problem.Copies, size = problem.InitialField.Length;
        int[] epochs = [0, .. Enumerable.Range(0, Instants).Select(i => (int)Math.Round(Math.Pow(last, i / (Instants - 1.0)))).Distinct()];

        Matrix<double>? whitening = WhiteningOf(problem, metric);

        // a moves as the field of test points does whose kernel is that which whitens: 1 unless the optimiser is natural.
        Prediction frozen = new DiscreteRung().Predict(problem with
        {
            Epochs = last == 0 ? [0] : epochs,
            TestKernel = whitening ?? Matrix.Identity<double>(metric.Count),
            TestInitialField = new double[size],
            TestParameterTangent = problem.Optimizer.WeightDecay == 0 ? null : new double[size],
            Batches = null,
            Interactions = null,
            Solver = problem.Solver with { Reached = null },
        });
        if (!frozen.IsComplete)
        {
            return null;
        }

        Trajectory sources = frozen.TestField!;
        Matrix<double> path = new(sources.Count, size, sources.Values), moved = new(sources.Count, size);
        for (int t = 0; t < path.Rows; t++)
        {
            metric.ToModes(path.Row(t), moved.Row(t));
            for (int i = 0; i < size; i++)
            {
                moved[t, i] *= Math.Sqrt(Math.Max(metric.Eigenvalues[i / copies], 0));
            }
        }

        double[] displacement = new double[size];
        TensorPrimitives.Subtract(frozen.Field.At(frozen.Field.Count - 1), problem.InitialField, displacement);
        (int most, double least) = modes is { } number ? (number, 0) : (size, tolerance);
        (Matrix<double> pushes, double[] pushSizes, double left) = Principal(path, path, problem, most, least);
        (Matrix<double> moves, double[] moveSizes, double unmoved) = Principal(moved, path, problem, most, least);
        return new TrainingPath(
            pushes, pushSizes, moves, moveSizes, [.. path.Row(path.Rows - 1)], displacement, whitening, Math.Max(left, unmoved));
    }

    /// <summary>W of ȧ = −W ℓ'/N; null for 1.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="metric">Eigen-system of Θ₀, the kernel of the field before an optimiser whitens it.</param>
    public static Matrix<double>? WhiteningOf(PredictionProblem problem, KernelSpectrum metric)
    {
        if (ReferenceEquals(problem.Spectrum, metric))
        {
            return null;
        }

        Matrix<double> whitening = new(metric.Count, metric.Count);
        double[] factors = [.. problem.Spectrum.Eigenvalues.Zip(metric.Eigenvalues, (own, before) => before > 0 ? own / before : 0)];
        metric.Compose(factors, whitening, new MatrixProduct<double>(problem.Team));
        return whitening;
    }

    /// <summary>
    /// The principal components of vectors, one a row, by the eigenvectors of their overlaps, in the order of their size; what is
    /// returned are the same combinations of their carriers, one a column.
    /// </summary>
    private static (Matrix<double> Components, double[] Sizes, double Remainder) Principal(
        Matrix<double> vectors, Matrix<double> carriers, PredictionProblem problem, int most, double tolerance)
    {
        Matrix<double> left = new(vectors.Rows, vectors.Columns, [.. vectors.Values]), overlaps = new(vectors.Rows, vectors.Rows);
        new MatrixProduct<double>(problem.Team).Multiply(1, vectors, Transpose.No, vectors, Transpose.Yes, 0, overlaps);
        SymmetricEigen eigen = SymmetricEigen.Decompose(overlaps, problem.Team);
        double longest = Enumerable.Range(0, vectors.Rows).Max(t => overlaps[t, t]), greatest = eigen.Values.Max();
        double remainder = longest > 0 ? 1 : 0;
        List<(double[] Direction, double[] Carrier, double Size)> found = [];
        foreach (int i in Enumerable.Range(0, vectors.Rows).OrderByDescending(i => eigen.Values[i]))
        {
            if (found.Count >= most || remainder <= tolerance || !(eigen.Values[i] > 1e-24 * greatest))
            {
                break;
            }

            double[] direction = new double[vectors.Columns], carrier = new double[carriers.Columns];
            for (int t = 0; t < vectors.Rows; t++)
            {
                TensorPrimitives.MultiplyAdd(vectors.Row(t), eigen.Vectors[t, i], direction, direction);
                TensorPrimitives.MultiplyAdd(carriers.Row(t), eigen.Vectors[t, i], carrier, carrier);
            }

            // Once more against those before it: for the last ones rounding counts.
            foreach ((double[] before, double[] carried, _) in found)
            {
                double overlap = -TensorPrimitives.Dot<double>(before, direction);
                TensorPrimitives.MultiplyAdd(before, overlap, direction, direction);
                TensorPrimitives.MultiplyAdd(carried, overlap, carrier, carrier);
            }

            double length = TensorPrimitives.Norm<double>(direction), largest = 0, rest = 0;
            TensorPrimitives.Divide<double>(direction, length, direction);
            TensorPrimitives.Divide<double>(carrier, length, carrier);
            for (int t = 0; t < left.Rows; t++)
            {
                double along = TensorPrimitives.Dot<double>(left.Row(t), direction);
                TensorPrimitives.MultiplyAdd<double>(direction, -along, left.Row(t), left.Row(t));
                largest = Math.Max(largest, Math.Abs(along));
                rest = Math.Max(rest, TensorPrimitives.SumOfSquares<double>(left.Row(t)));
            }

            found.Add((direction, carrier, largest));
            remainder = Math.Sqrt(rest / longest);
        }

        double first = found.Count == 0 ? 1 : found.Max(one => one.Size);
        return (
            Matrix.FromFunction<double>(carriers.Columns, found.Count, (x, j) => found[j].Carrier[x]),
            [.. found.Select(one => one.Size / first)], remainder);
    }
}
