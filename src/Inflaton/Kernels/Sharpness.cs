using System.Numerics.Tensors;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Kernels;

/// <summary>
/// The largest m² of the field's motion, λ_max(Θ^½ ∂²Σℓ/∂f² Θ^½)/N: what a step of size √η has to resolve. For a network it is the largest
/// eigenvalue of the Gauss-Newton part Jᵀ ∂²ℓ/∂f² J/N of the loss's second derivative in the parameters, the sharpness.
/// </summary>
/// <remarks>
/// KΘ is symmetric in the inner product xᵀΘy, and a Lanczos iteration with full re-orthogonalisation in that product needs Θ and K by their
/// products alone: no root of Θ, no eigen-system, whatever couples points or outputs in K, and whatever its signs. One product with Θ a
/// step. Source of the iteration: B. N. Parlett, The Symmetric Eigenvalue Problem (SIAM 1998), ch. 13 and 15.
/// </remarks>
public static class Sharpness
{
    private const int MostSteps = 200;
    private const double Tolerance = 1e-9;
    private const double Rounding = 1e-14;

    /// <summary>m²_max at a field; 0 where nothing pulls back, infinite where ∂²ℓ/∂f² is not finite.</summary>
    /// <param name="kernel">Θ, [NC, NC]; or [N, N] where all outputs share it.</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    /// <param name="points">N.</param>
    /// <param name="team">Threads; the bits do not depend on their number.</param>
    public static double Of(Matrix<double> kernel, Loss loss, double[] field, double[] targets, int points, WorkerTeam team)
    {
        double largest = loss.LargestCurvature(field, targets);
        return !double.IsFinite(largest) ? double.PositiveInfinity
            : largest <= 0 ? 0
            : Largest(kernel, field.Length, (direction, result) => loss.CurvatureProduct(field, targets, direction, result), team) / points;
    }

    /// <summary>max(0, λ_max(Θ^½ K Θ^½)), to 1e-9 of the largest |λ| or better; 0 where it is no more than rounding beside that.</summary>
    /// <param name="kernel">Θ, symmetric and positive semi-definite; or that of one output, where all share it.</param>
    /// <param name="rows">Number of rows of K, a multiple of Θ's: several values a row of it, these running fastest.</param>
    /// <param name="curvature">K, symmetric.</param>
    /// <param name="team">Threads.</param>
    public static double Largest(Matrix<double> kernel, int rows, SymmetricProduct curvature, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(curvature);
        int capacity = Math.Min(rows, MostSteps), copies = rows / kernel.Rows;
        double trace = Enumerable.Range(0, kernel.Rows).Sum(i => kernel[i, i]);
        MatrixProduct<double> product = new(team);
        Matrix<double> basis = new(capacity, rows), images = new(capacity, rows), projected = new(capacity, capacity);
        double[] next = new double[rows], image = new double[rows], coefficients = new double[capacity];
        new CounterStream(1, 0).FillNormal(next);
        double norm = Length();
        double largest = 0;
        for (int count = 0; count < capacity && norm > 0; count++)
        {
            TensorPrimitives.Divide(next, norm, basis.Row(count));
            TensorPrimitives.Divide(image, norm, images.Row(count));
            curvature(images.Row(count), next);
            double scale = Math.Abs(TensorPrimitives.MaxMagnitude<double>(next));
            if (!(scale > 0 && double.IsFinite(scale)))
            {
                return scale == 0 ? largest : double.PositiveInfinity;
            }

            // Scaled so that no square overflows; what is left after both passes is orthogonal to the basis.
            TensorPrimitives.Divide(next, scale, next);
            for (int pass = 0; pass < 2; pass++)
            {
                Span<double> within = coefficients.AsSpan(0, count + 1);
                product.MatrixVector(1, images.View.RowBlock(0, count + 1), Transpose.No, next, 0, within);
                product.MatrixVector(-1, basis.View.RowBlock(0, count + 1), Transpose.Yes, within, 1, next);
                for (int i = 0; i <= count; i++)
                {
                    projected[i, count] += scale * within[i];
                    projected[count, i] = projected[i, count];
                }
            }

            if (!double.IsFinite(projected[count, count]))
            {
                return double.PositiveInfinity;
            }

            norm = Length();
            int steps = count + 1;
            SymmetricEigen ritz = SymmetricEigen.Decompose(
                Matrix.FromFunction<double>(steps, steps, (i, j) => projected[i, j]), WorkerTeam.Single);
            double residual = scale * norm * Math.Abs(ritz.Vectors[count, 0]);
            double size = Math.Max(ritz.Values[0], -ritz.Values[^1]);
            largest = ritz.Values[0] > Rounding * steps * size ? ritz.Values[0] : 0;
            if (residual <= Tolerance * size)
            {
                break;
            }

            largest += steps == capacity && capacity < rows ? residual : 0;
        }

        return largest;

        // ‖next‖ in the kernel's product, 0 where rounding is all that is left of it.
        double Length()
        {
            product.Multiply(
                1, kernel, Transpose.No, new MatrixView<double>(next, 0, kernel.Rows, copies, copies), Transpose.No, 0,
                new MatrixView<double>(image, 0, kernel.Rows, copies, copies));
            double square = TensorPrimitives.Dot<double>(next, image);
            double euclidean = TensorPrimitives.Norm<double>(next);
            return square > Rounding * trace * euclidean * euclidean ? Math.Sqrt(square) : 0;
        }
    }
}
