using System.Numerics.Tensors;

namespace Inflaton.Numerics.LinearAlgebra.Spectra;

/// <summary>The implicit QL iteration for small tridiagonal matrices.</summary>
/// <remarks>A. Dubrulle, R. S. Martin, J. H. Wilkinson, Numer. Math. 12 (1968) 377.</remarks>
internal static class ImplicitQl
{
    private const int MostSweeps = 60;

    /// <summary>Replaces the diagonal by the eigenvalues (unordered) and the rows of the identity by the eigenvectors.</summary>
    /// <param name="d">The n diagonal elements.</param>
    /// <param name="e">The n − 1 elements beside the diagonal and one more; destroyed.</param>
    /// <param name="rows">n × n; receives an eigenvector in each row.</param>
    public static void Solve(Span<double> d, Span<double> e, MatrixView<double> rows)
    {
        int n = d.Length;
        for (int i = 0; i < n; i++)
        {
            rows.Row(i).Clear();
            rows[i, i] = 1;
        }

        e[n - 1] = 0;
        double scale = 0;
        for (int i = 0; i < n; i++)
        {
            scale = Math.Max(scale, Math.Abs(d[i]) + Math.Abs(e[i]));
        }

        // Far below the last digit of everything else, and above where squares vanish.
        double negligible = Math.Max(scale * 1e-30, 1e-140);
        Span<double> next = stackalloc double[n];
        for (int l = 0; l < n; l++)
        {
            for (int sweep = 0; sweep < MostSweeps; sweep++)
            {
                int m = l;
                while (m < n - 1 && Math.Abs(e[m]) > Math.Max(negligible, 2.2e-16 * (Math.Abs(d[m]) + Math.Abs(d[m + 1]))))
                {
                    m++;
                }

                if (m == l)
                {
                    break;
                }

                Sweep(d, e, l, m, rows, next);
            }
        }
    }

    private static void Sweep(Span<double> d, Span<double> e, int l, int m, MatrixView<double> rows, Span<double> scratch)
    {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        double r = double.Hypot(g, 1);
        g = d[m] - d[l] + (e[l] / (g + Math.CopySign(r, g)));
        double s = 1, c = 1, p = 0;
        int i = m - 1;
        for (; i >= l; i--)
        {
            double f = s * e[i], b = c * e[i];
            r = double.Hypot(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }

            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            Rotate(rows.Row(i), rows.Row(i + 1), c, s, scratch);
        }

        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    /// <summary>(x, y) ← (c x − s y, s x + c y).</summary>
    private static void Rotate(Span<double> x, Span<double> y, double c, double s, Span<double> scratch)
    {
        TensorPrimitives.Multiply(x, s, scratch);
        TensorPrimitives.Multiply(x, c, x);
        TensorPrimitives.MultiplyAdd(y, -s, x, x);
        TensorPrimitives.MultiplyAdd(y, c, scratch, y);
    }
}
