using System.Numerics.Tensors;
using Inflaton.Numerics.Functions;
using Inflaton.Numerics.Notation;

namespace Inflaton.Potentials;

/// <summary>
/// V = κ ln Σ_c e^{φ_c} of the C components of a point, the free energy of C states of energies −φ_c. It couples the components: ∂V/∂φ = κp
/// with p the softmax, ∂²V/∂φ² = κ(diag p − p pᵀ), which does not see a shift of all components.
/// </summary>
public sealed class LogSumExpPotential : Potential
{
    private const int MostOnStack = 512;

    /// <summary>A log-sum-exp.</summary>
    /// <param name="components">C, at least 2.</param>
    /// <param name="scale">κ, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public LogSumExpPotential(int components, double scale = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 2);
        if (!(scale > 0 && double.IsFinite(scale)))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale must be a positive number.");
        }

        (Classes, Scale) = (components, scale);
    }

    /// <summary>C.</summary>
    public override int? Components => Classes;

    /// <summary>κ.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override string Name => "log_sum_exp";

    /// <inheritdoc/>
    public override string Formula => $"{PlainNumber.Of(Scale)} ln Σ e^φ";

    private int Classes { get; }

    /// <summary>p_c = e^{φ_c}/Σ e^φ at every point, for φ of any size.</summary>
    /// <param name="field">φ, length N·C.</param>
    /// <param name="probabilities">Receives p, same length; may be <paramref name="field"/> itself.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the field does not have C components a point.</exception>
    public void Probabilities(ReadOnlySpan<double> field, Span<double> probabilities)
    {
        Check(field, probabilities);
        for (int point = 0; point < field.Length; point += Classes)
        {
            ReadOnlySpan<double> own = field.Slice(point, Classes);
            TensorPrimitives.Subtract(own, TensorPrimitives.Max(own), probabilities.Slice(point, Classes));
        }

        Exponential.Evaluate(probabilities, probabilities);
        for (int point = 0; point < field.Length; point += Classes)
        {
            Span<double> own = probabilities.Slice(point, Classes);
            TensorPrimitives.Divide(own, TensorPrimitives.Sum<double>(own), own);
        }
    }

    /// <inheritdoc/>
    public override double Energy(ReadOnlySpan<double> field)
    {
        Check(field, field);
        Span<double> above = Classes <= MostOnStack ? stackalloc double[Classes] : new double[Classes];
        double sum = 0;
        for (int point = 0; point < field.Length; point += Classes)
        {
            ReadOnlySpan<double> own = field.Slice(point, Classes);
            double highest = TensorPrimitives.Max(own);
            TensorPrimitives.Subtract(own, highest, above);
            Exponential.Evaluate(above, above);
            sum += highest + Math.Log(TensorPrimitives.Sum<double>(above));
        }

        return Scale * sum;
    }

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, Span<double> gradient)
    {
        Probabilities(field, gradient);
        TensorPrimitives.Multiply(gradient, Scale, gradient);
    }

    /// <inheritdoc/>
    public override void CurvatureProduct(ReadOnlySpan<double> field, ReadOnlySpan<double> direction, Span<double> result)
    {
        Check(field, direction);
        Probabilities(field, result);
        for (int point = 0; point < field.Length; point += Classes)
        {
            ReadOnlySpan<double> along = direction.Slice(point, Classes);
            Span<double> own = result.Slice(point, Classes);
            double mean = TensorPrimitives.Dot<double>(own, along);
            for (int c = 0; c < Classes; c++)
            {
                own[c] *= Scale * (along[c] - mean);
            }
        }
    }

    /// <summary>Largest eigenvalue of κ (diag p − p pᵀ) over the points; at most κ/2.</summary>
    /// <param name="field">φ, length N·C.</param>
    public override double LargestCurvature(ReadOnlySpan<double> field)
    {
        double[] probabilities = new double[field.Length];
        Probabilities(field, probabilities);
        double largest = 0;
        for (int point = 0; point < field.Length; point += Classes)
        {
            largest = Math.Max(largest, LargestEigenvalue(probabilities.AsSpan(point, Classes)));
        }

        return Scale * largest;
    }

    /// <summary>
    /// ½κ(1 − 11ᵀ/C) at each point, below which no κ(diag p − ppᵀ) comes to lie. Source: D. Böhning, Ann. Inst. Statist. Math. 44 (1992)
    /// 197.
    /// </summary>
    /// <param name="energy">Of no matter.</param>
    /// <param name="shared">Of no matter.</param>
    public override SymmetricProduct CurvatureBound(double energy, double shared) => (direction, result) =>
    {
        for (int point = 0; point < direction.Length; point += Classes)
        {
            ReadOnlySpan<double> along = direction.Slice(point, Classes);
            double mean = TensorPrimitives.Sum(along) / Classes;
            Span<double> own = result.Slice(point, Classes);
            TensorPrimitives.Subtract(along, mean, own);
            TensorPrimitives.Multiply(own, Scale / 2, own);
        }
    };

    /// <summary>
    /// μ with Σ p_c/(p_c − μ) = 0 between the two largest p: for μ ≠ 0 that is the secular equation 1 = Σ p_c²/(p_c − μ) of diag p − p pᵀ,
    /// since Σ p = 1. The sum rises from −∞ to ∞ there, so that halving finds μ.
    /// </summary>
    private static double LargestEigenvalue(Span<double> p)
    {
        p.Sort();
        double low = p[^2], high = p[^1];
        while (true)
        {
            double middle = low + ((high - low) / 2);
            if (!(middle > low && middle < high))
            {
                return middle;
            }

            double sum = 0;
            foreach (double one in p)
            {
                sum += one / (one - middle);
            }

            (low, high) = sum < 0 ? (middle, high) : (low, middle);
        }
    }

    private void Check(ReadOnlySpan<double> field, ReadOnlySpan<double> other)
    {
        if (field.Length != other.Length || field.Length % Classes != 0)
        {
            throw new ArgumentException(
                $"{field.Length} and {other.Length} values do not belong to points of {Classes} components.", nameof(field));
        }
    }
}
