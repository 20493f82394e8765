using System.Numerics.Tensors;

namespace Inflaton.Lattice;

/// <summary>
/// A periodic lattice of one, two or more dimensions with equal spacing in all of them. Sites are stored row-major, the last axis
/// fastest; with C components a site, the component runs fastest of all.
/// </summary>
public sealed class LatticeGrid
{
    private readonly int[] shape;

    /// <summary>A lattice.</summary>
    /// <param name="spacing">dx, positive.</param>
    /// <param name="shape">Sites along each axis, at least 1.</param>
    /// <exception cref="ArgumentException">An axis has no site, or there is no axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The spacing is not a positive number.</exception>
    public LatticeGrid(double spacing, params IReadOnlyList<int> shape)
    {
        if (!(spacing > 0 && double.IsFinite(spacing)))
        {
            throw new ArgumentOutOfRangeException(nameof(spacing), spacing, "The spacing must be a positive number.");
        }

        if (shape.Count == 0 || shape.Any(sites => sites < 1))
        {
            throw new ArgumentException($"[{string.Join(", ", shape)}] is no shape of a lattice.", nameof(shape));
        }

        Spacing = spacing;
        this.shape = [.. shape];
        Sites = this.shape.Aggregate(1, (product, sites) => checked(product * sites));
    }

    /// <summary>dx.</summary>
    public double Spacing { get; }

    /// <summary>Sites along each axis.</summary>
    public IReadOnlyList<int> Shape => shape;

    /// <summary>Number of dimensions D.</summary>
    public int Dimensions => shape.Length;

    /// <summary>Number N of sites.</summary>
    public int Sites { get; }

    /// <summary>Comoving volume N dx^D.</summary>
    public double Volume => Sites * Math.Pow(Spacing, Dimensions);

    /// <summary>∇²f = Σ_i [f(n+i) + f(n−i) − 2f(n)]/dx².</summary>
    /// <param name="field">f, length N·C.</param>
    /// <param name="result">Receives ∇²f, same length; disjoint from <paramref name="field"/>.</param>
    public void Laplacian(ReadOnlySpan<double> field, Span<double> result)
    {
        TensorPrimitives.Multiply(field, -2 * Dimensions, result);
        int block = field.Length;
        foreach (int sites in shape)
        {
            int stride = block / sites, rest = block - stride;
            for (int first = 0; first < field.Length; first += block)
            {
                ReadOnlySpan<double> from = field.Slice(first, block);
                Span<double> to = result.Slice(first, block);
                TensorPrimitives.Add(to[..rest], from[stride..], to[..rest]);
                TensorPrimitives.Add(to[rest..], from[..stride], to[rest..]);
                TensorPrimitives.Add(to[stride..], from[..rest], to[stride..]);
                TensorPrimitives.Add(to[..stride], from[rest..], to[..stride]);
            }

            block = stride;
        }

        TensorPrimitives.Multiply(result, 1 / (Spacing * Spacing), result);
    }

    /// <summary>½ Σ_n Σ_i [(f(n+i) − f(n))/dx]², whose derivative by f is −∇²f.</summary>
    /// <param name="field">f, length N·C.</param>
    public double GradientEnergy(ReadOnlySpan<double> field)
    {
        double sum = 0;
        int block = field.Length;
        foreach (int sites in shape)
        {
            int stride = block / sites, rest = block - stride;
            for (int first = 0; first < field.Length; first += block)
            {
                ReadOnlySpan<double> values = field.Slice(first, block);
                sum += Square(values[stride..], values[..rest]) + Square(values[..stride], values[rest..]);
            }

            block = stride;
        }

        return sum / (2 * Spacing * Spacing);
    }

    /// <summary>k_lat² = (4/dx²) Σ_i sin²(π n_i/N_i), the eigenvalue of −∇² in the Fourier mode n.</summary>
    /// <param name="mode">n, whole numbers, one an axis.</param>
    public double WaveNumberSquared(params ReadOnlySpan<int> mode)
    {
        double sum = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            double sine = double.SinPi((double)mode[i] / shape[i]);
            sum += sine * sine;
        }

        return 4 * sum / (Spacing * Spacing);
    }

    /// <summary>Largest k_lat², 4D/dx² where all axes have an even number of sites.</summary>
    public double LargestWaveNumberSquared => WaveNumberSquared([.. shape.Select(sites => sites / 2)]);

    /// <summary>n of a site of the transformed lattice, each between −N_i/2 and N_i/2.</summary>
    /// <param name="site">0 to N − 1.</param>
    /// <param name="mode">Receives n, one an axis.</param>
    public void ModeOf(int site, Span<int> mode)
    {
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            (site, int n) = Math.DivRem(site, shape[axis]);
            mode[axis] = n > shape[axis] / 2 ? n - shape[axis] : n;
        }
    }

    private static double Square(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double distance = left.IsEmpty ? 0 : TensorPrimitives.Distance(left, right);
        return distance * distance;
    }
}
