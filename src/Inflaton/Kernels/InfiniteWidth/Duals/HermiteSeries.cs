using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// Σ_k a_k(q₁₁) a_k(q₂₂) ρᵏ without the terms that are lost in rounding, and in powers of ρ² where the function is even or odd. The
/// columns' coefficients stand in groups of lanes, the term running before the lane.
/// </summary>
internal sealed class HermiteSeries
{
    // What rounding makes of coefficients that vanish by symmetry, as a part of the whole in squares.
    private const double Negligible = 1e-28;
    private const int Lanes = DualActivation.Lanes;

    private readonly double[][] rows;
    private readonly double[] columns;
    private readonly int terms;
    private readonly int first;
    private readonly int step;

    public HermiteSeries(Matrix<double> all, int rowCount, int firstColumn, int columnCount)
    {
        double[] largest = new double[all.Columns];
        for (int i = 0; i < all.Rows; i++)
        {
            ReadOnlySpan<double> row = all.Row(i);
            double whole = Math.Max(TensorPrimitives.SumOfSquares(row), double.Epsilon);
            for (int k = 0; k < largest.Length; k++)
            {
                largest[k] = Math.Max(largest[k], row[k] * row[k] / whole);
            }
        }

        int end = HermiteCoefficients.End(all);
        bool isEven = largest.Where((_, k) => k % 2 == 1).All(part => part <= Negligible);
        bool isOdd = largest.Where((_, k) => k % 2 == 0).All(part => part <= Negligible);
        step = isEven || isOdd ? 2 : 1;
        first = isOdd && !isEven ? 1 : 0;
        terms = Math.Max(0, (end - first + step - 1) / step);
        rows = [.. Enumerable.Range(0, rowCount).Select(i => Enumerable.Range(0, terms).Select(k => all[i, first + (k * step)]).ToArray())];
        columns = new double[columnCount * terms];
        for (int column = 0; column < columnCount; column++)
        {
            int group = column / Lanes, lane = column % Lanes;
            ReadOnlySpan<double> row = all.Row(firstColumn + column);
            for (int k = 0; k < terms; k++)
            {
                columns[(((group * terms) + k) * Lanes) + lane] = row[first + (k * step)];
            }
        }
    }

    /// <summary>The sums of one row; the result may replace the correlations.</summary>
    public void Sum(in DualPairs pairs, ReadOnlySpan<double> correlations, Span<double> result)
    {
        ReadOnlySpan<double> row = rows[pairs.Row];
        for (int start = 0; start < correlations.Length; start += Lanes)
        {
            ReadOnlySpan<double> group = columns.AsSpan((pairs.FirstColumn + start) * terms, terms * Lanes);
            if (Vector<double>.Count * 2 == Lanes)
            {
                SumPair(row, group, correlations.Slice(start, Lanes), result.Slice(start, Lanes));
                continue;
            }

            for (int lane = 0; lane < Lanes; lane += Vector<double>.Count)
            {
                Vector<double> x = new(correlations[(start + lane)..]), power = Power(x), sum = Vector<double>.Zero;
                for (int k = row.Length - 1; k >= 0; k--)
                {
                    Vector<double> term = new Vector<double>(row[k]) * new Vector<double>(group[((k * Lanes) + lane)..]);
                    sum = Vector.FusedMultiplyAdd(sum, power, term);
                }

                Finished(sum, x).CopyTo(result[(start + lane)..]);
            }
        }
    }

    /// <summary>Two vectors side by side, since each sum waits for its last term.</summary>
    private void SumPair(ReadOnlySpan<double> row, ReadOnlySpan<double> group, ReadOnlySpan<double> correlations, Span<double> result)
    {
        int width = Vector<double>.Count;
        Vector<double> x = new(correlations), y = new(correlations[width..]);
        Vector<double> powerX = Power(x), powerY = Power(y), sumX = Vector<double>.Zero, sumY = Vector<double>.Zero;
        ReadOnlySpan<Vector<double>> terms = MemoryMarshal.Cast<double, Vector<double>>(group);
        for (int k = row.Length - 1; k >= 0; k--)
        {
            Vector<double> own = new(row[k]);
            sumX = Vector.FusedMultiplyAdd(sumX, powerX, own * terms[2 * k]);
            sumY = Vector.FusedMultiplyAdd(sumY, powerY, own * terms[(2 * k) + 1]);
        }

        Finished(sumX, x).CopyTo(result);
        Finished(sumY, y).CopyTo(result[width..]);
    }

    private Vector<double> Power(Vector<double> x) => step == 2 ? x * x : x;

    private Vector<double> Finished(Vector<double> sum, Vector<double> x) => first == 1 ? sum * x : sum;
}
