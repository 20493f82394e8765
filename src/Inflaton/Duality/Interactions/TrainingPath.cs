using System.Numerics.Tensors;
using Inflaton.Kernels;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Interactions;

/// <summary>
/// The way that the parameters take by the kernel of epoch 0, θ − θ₀ = Σ a_x ∇f_x, and the few directions that it needs: the principal
/// components of a(t), in the metric of the parameters, a·Θa = |θ − θ₀|².
/// </summary>
/// <param name="Basis">Q, shape [NC, m], with QᵀΘQ = 1.</param>
/// <param name="Sizes">How far the path goes along each direction, of the longest.</param>
/// <param name="Remainder">What the directions leave out of the path: the largest distance to them, of the largest displacement.</param>
internal sealed record TrainingPath(Matrix<double> Basis, double[] Sizes, double Remainder)
{
    private const int Instants = 60;

    /// <summary>Of the largest eigenvalue, below which one is rounding.</summary>
    private const double Floor = 1e-12;

    /// <summary>The path of a problem by the frozen kernel; null where it leaves the numbers.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="metric">Eigen-system of Θ₀, the kernel of the field before an optimiser whitens it.</param>
    /// <param name="modes">m; null for as many as <paramref name="tolerance"/> needs.</param>
    /// <param name="tolerance">The largest remainder.</param>
    public static TrainingPath? Of(PredictionProblem problem, KernelSpectrum metric, int? modes, double tolerance)
    {
        int last = problem.Epochs[^1];
        int[] epochs = [0, .. Enumerable.Range(0, Instants).Select(i => (int)Math.Round(Math.Pow(last, i / (Instants - 1.0)))).Distinct()];
        Prediction frozen = new DiscreteRung().Predict(problem with { Epochs = last == 0 ? [0] : epochs, TestKernel = null, TestInitialField = null });
        if (!frozen.IsComplete)
        {
            return null;
        }

        int copies = problem.Copies, points = metric.Count;
        int[] kept = [.. Enumerable.Range(0, points).Where(i => metric.Eigenvalues[i] > Floor * metric.Leading)];
        int coordinates = kept.Length * copies;
        double[] displacement = new double[problem.InitialField.Length], amplitudes = new double[displacement.Length];
        Matrix<double> path = new(frozen.Field.Count, coordinates);
        for (int t = 0; t < path.Rows; t++)
        {
            TensorPrimitives.Subtract(frozen.Field.At(t), problem.InitialField, displacement);
            metric.ToModes(displacement, amplitudes);
            for (int i = 0; i < kept.Length; i++)
            {
                for (int c = 0; c < copies; c++)
                {
                    path[t, (i * copies) + c] = amplitudes[(kept[i] * copies) + c] / Math.Sqrt(metric.Eigenvalues[kept[i]]);
                }
            }
        }

        Matrix<double> directions = Principal(path, problem, modes ?? coordinates, modes is null ? tolerance : 0, out double[] sizes, out double remainder);
        Matrix<double> basis = new(displacement.Length, directions.Rows);
        double[] column = new double[displacement.Length];
        for (int j = 0; j < directions.Rows; j++)
        {
            for (int x = 0; x < points; x++)
            {
                for (int i = 0; i < kept.Length; i++)
                {
                    double mode = metric.Modes[x, kept[i]] / Math.Sqrt(metric.Eigenvalues[kept[i]]);
                    for (int c = 0; c < copies; c++)
                    {
                        basis[(x * copies) + c, j] += mode * directions[j, (i * copies) + c];
                    }
                }
            }
        }

        return new TrainingPath(basis, sizes, remainder);
    }

    /// <summary>The principal components of the rows, one a row, by the eigenvectors of their overlaps.</summary>
    private static Matrix<double> Principal(
        Matrix<double> path, PredictionProblem problem, int most, double tolerance, out double[] sizes, out double remainder)
    {
        Matrix<double> overlaps = new(path.Rows, path.Rows);
        new MatrixProduct<double>(problem.Team).Multiply(1, path, Transpose.No, path, Transpose.Yes, 0, overlaps);
        SymmetricEigen eigen = SymmetricEigen.Decompose(overlaps, problem.Team);
        int[] order = [.. Enumerable.Range(0, path.Rows).OrderByDescending(i => eigen.Values[i])];
        double longest = Enumerable.Range(0, path.Rows).Max(t => overlaps[t, t]);
        List<double[]> found = [];
        List<double> reach = [];
        remainder = longest > 0 ? 1 : 0;
        foreach (int i in order)
        {
            if (found.Count >= most || remainder <= tolerance || !(eigen.Values[i] > 1e-24 * eigen.Values[order[0]]))
            {
                break;
            }

            double[] direction = new double[path.Columns];
            for (int t = 0; t < path.Rows; t++)
            {
                TensorPrimitives.MultiplyAdd(path.Row(t), eigen.Vectors[t, i], direction, direction);
            }

            // Once more against those before it: for the last ones rounding counts.
            foreach (double[] before in found)
            {
                TensorPrimitives.MultiplyAdd(before, -TensorPrimitives.Dot<double>(before, direction), direction, direction);
            }

            double length = TensorPrimitives.Norm<double>(direction);
            TensorPrimitives.Divide<double>(direction, length, direction);
            found.Add(direction);
            double largest = 0, left = 0;
            for (int t = 0; t < path.Rows; t++)
            {
                double along = TensorPrimitives.Dot<double>(path.Row(t), direction);
                TensorPrimitives.MultiplyAdd<double>(direction, -along, path.Row(t), path.Row(t));
                largest = Math.Max(largest, Math.Abs(along));
                left = Math.Max(left, TensorPrimitives.SumOfSquares<double>(path.Row(t)));
            }

            reach.Add(largest);
            remainder = Math.Sqrt(left / longest);
        }

        double first = reach.Count == 0 ? 1 : reach.Max();
        sizes = [.. reach.Select(size => size / first)];
        return Matrix.FromFunction<double>(found.Count, path.Columns, (j, i) => found[j][i]);
    }
}
