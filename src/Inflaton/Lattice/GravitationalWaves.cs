using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.Fourier;
using Inflaton.Numerics.Threading;

namespace Inflaton.Lattice;

/// <summary>
/// Gravitational waves of fields on a cubic lattice in three dimensions, ḧ_ij + 3Hḣ_ij − ∇²h_ij/a² = (2/a²)[∂_iφ ∂_jφ]^TT, in units of the
/// reduced Planck mass. What is evolved is u_ij without the projector, six components and their momenta a³u̇_ij, kicked and drifting with
/// the fields, so that the order in h is that of the method. ∂_i is the central difference [φ(n+i) − φ(n−i)]/2dx and ∇² that of the fields.
/// The projector, taken when measuring, is that of the central difference, k̂ along sin(k_i dx)/dx: h_ij is transverse to it and traceless,
/// to rounding. Waves on which all central differences vanish (all n_i being 0 or N/2) have no direction, and count as none. All is double;
/// memory is 12 fields, and 6 buffers to measure.
/// </summary>
public sealed class GravitationalWaves : IWork
{
    private static readonly (int I, int J)[] Pairs = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)];

    private readonly WorkerTeam team;
    private readonly int sites;
    private readonly double[][] strain;
    private readonly double[][] momentum;
    private readonly HalfSpectrum[] buffers;
    private readonly RealFourierTransform transform;
    private readonly double[] central;
    private readonly double[][] sums;
    private readonly double[][] rows;
    private LatticeFields? fields;
    private Task task;
    private double weight;

    /// <summary>No waves yet, h_ij = ḣ_ij = 0.</summary>
    /// <param name="grid">A lattice of three dimensions with as many sites along each axis.</param>
    /// <param name="team">Threads; results do not depend on them.</param>
    /// <exception cref="ArgumentException">The lattice is another.</exception>
    public GravitationalWaves(LatticeGrid grid, WorkerTeam team)
    {
        if (grid.Dimensions != 3)
        {
            throw new ArgumentException($"Gravitational waves are of three dimensions, not {grid.Dimensions}.", nameof(grid));
        }

        Bins = new SpectrumBins(grid);
        this.team = team;
        sites = grid.Shape[0];
        strain = Six(() => new double[grid.Sites]);
        momentum = Six(() => new double[grid.Sites]);
        buffers = Six(() => new HalfSpectrum(grid.Shape));
        transform = new RealFourierTransform(team, grid.Shape);
        central = new double[sites];
        for (int n = 0; n < sites; n++)
        {
            central[n] = double.SinPi(2.0 * n / sites) / grid.Spacing;
        }

        sums = new double[sites][];
        for (int plane = 0; plane < sites; plane++)
        {
            sums[plane] = new double[Bins.Count];
        }

        rows = new double[team.Threads][];
        for (int worker = 0; worker < rows.Length; worker++)
        {
            rows[worker] = new double[14 * sites];
        }

        Energy = new double[Bins.Count];
        Spectrum = new double[Bins.Count];
    }

    private enum Task
    {
        Drift,
        Kick,
        Synchronise,
        Project,
    }

    /// <summary>The bins of the spectrum.</summary>
    public SpectrumBins Bins { get; }

    /// <summary>The six components ij = 00, 01, 02, 11, 12, 22.</summary>
    public static IReadOnlyList<(int I, int J)> Components => Pairs;

    /// <summary>Energy density ρ_GW of the waves of each bin when last measured; their sum is ⟨ḣ_ij ḣ_ij⟩/4.</summary>
    public double[] Energy { get; }

    /// <summary>dρ_GW/d ln k = k³⟨|ḣ_ij|²⟩/8π²L³ by bin, k the mean of the bin.</summary>
    public double[] Spectrum { get; }

    /// <summary>ρ_GW when last measured.</summary>
    public double Density { get; private set; }

    /// <summary>ḣ_ij of wave vectors when last measured, Σ ḣ_ij e^{−ikx}, transverse and traceless.</summary>
    /// <param name="component">Of <see cref="Components"/>.</param>
    public HalfSpectrum Rates(int component) => buffers[component];

    /// <summary>u_ij, to be read, or set before an evolution and when it goes on.</summary>
    /// <param name="component">Of <see cref="Components"/>.</param>
    public Span<double> Strain(int component) => strain[component];

    /// <summary>a³u̇_ij, half a kick ahead during an evolution; to be read, or set when it goes on.</summary>
    /// <param name="component">Of <see cref="Components"/>.</param>
    public Span<double> Momentum(int component) => momentum[component];

    /// <summary>Ω_GW = (dρ_GW/d ln k)/ρ_c by bin.</summary>
    /// <param name="hubble">H; where it is 0 there is no critical density, and all is NaN.</param>
    /// <param name="omega">Receives it.</param>
    public void Omega(double hubble, Span<double> omega)
    {
        for (int bin = 0; bin < Spectrum.Length; bin++)
        {
            omega[bin] = hubble == 0 ? double.NaN : Spectrum[bin] / (3 * hubble * hubble);
        }
    }

    void IWork.Execute(int part, int worker)
    {
        switch (task)
        {
            case Task.Drift:
                for (int q = 0; q < 6; q++)
                {
                    Span<double> to = strain[q].AsSpan(part * sites * sites, sites * sites);
                    TensorPrimitives.MultiplyAdd(momentum[q].AsSpan(part * sites * sites, sites * sites), weight, to, to);
                }

                break;
            case Task.Project:
                Project(part);
                break;
            default:
                if (fields!.Doubles is { } doubles)
                {
                    Kick<double>(part, doubles.Field, rows[worker]);
                }
                else
                {
                    Kick<float>(part, fields.Singles!.Field, rows[worker]);
                }

                break;
        }
    }

    /// <summary>u_ij += path · a³u̇_ij, path = ∫dt/a³.</summary>
    internal void Drift(double path)
    {
        (task, weight) = (Task.Drift, path);
        team.Run(this, sites);
    }

    /// <summary>a³u̇_ij += weight · (∇²u_ij + 2 Σ ∂_iφ ∂_jφ), weight = ∫a dt.</summary>
    internal void Kick(LatticeFields source, double weight)
    {
        (task, fields, this.weight) = (Task.Kick, source, weight);
        team.Run(this, sites);
    }

    /// <summary>Energy and spectrum, of momenta kicked by another weight, at a.</summary>
    internal void Measure(LatticeFields source, double weight, double scaleFactor)
    {
        (task, fields, this.weight) = (Task.Synchronise, source, weight);
        team.Run(this, sites);
        foreach (HalfSpectrum buffer in buffers)
        {
            transform.Forward(buffer);
        }

        this.weight = 1 / (scaleFactor * scaleFactor * scaleFactor);
        task = Task.Project;
        team.Run(this, sites);
        Array.Clear(Energy);
        foreach (double[] plane in sums)
        {
            TensorPrimitives.Add<double>(Energy, plane, Energy);
        }

        double norm = 1 / (4 * Math.Pow(Bins.Grid.Sites, 2)), volume = Bins.Grid.Volume;
        Density = 0;
        for (int bin = 0; bin < Energy.Length; bin++)
        {
            double k = Bins.MeanWaveNumbers[bin];
            Energy[bin] *= norm;
            Density += Energy[bin];
            Spectrum[bin] = Energy[bin] / Bins.Multiplicity[bin] * volume * k * k * k / (2 * Math.PI * Math.PI);
        }
    }

    private void Kick<T>(int plane, ReadOnlySpan<T> field, double[] memory)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = sites * sites * sites;
        double spacing = Bins.Grid.Spacing, stiff = weight / (spacing * spacing), push = weight / (2 * spacing * spacing);
        Span<double> source = memory.AsSpan(0, 6 * sites), slopes = memory.AsSpan(6 * sites, 3 * sites),
        sum = memory.AsSpan(9 * sites, sites);
        Span<double> one = memory.AsSpan(10 * sites, sites), two = memory.AsSpan(11 * sites, sites);
        for (int j = 0; j < sites; j++)
        {
            int row = Row(plane, j), up = Row(Next(plane), j), down = Row(Previous(plane), j), right = Row(plane, Next(j)),
            left = Row(plane, Previous(j));
            source.Clear();
            for (int f = 0; f < fields!.Components; f++)
            {
                ReadOnlySpan<T> all = field.Slice(f * count, count);
                Difference(all.Slice(up, sites), all.Slice(down, sites), slopes[..sites], one, two);
                Difference(all.Slice(right, sites), all.Slice(left, sites), slopes.Slice(sites, sites), one, two);
                Read(all.Slice(row, sites), one);
                Span<double> along = slopes[(2 * sites)..];
                TensorPrimitives.Subtract(one[2..], one[..^2], along[1..^1]);
                along[0] = one[1] - one[^1];
                along[^1] = one[0] - one[^2];
                for (int q = 0; q < 6; q++)
                {
                    Span<double> to = source.Slice(q * sites, sites);
                    TensorPrimitives.MultiplyAdd(
                        slopes.Slice(Pairs[q].I * sites, sites), slopes.Slice(Pairs[q].J * sites, sites), to, to);
                }
            }

            for (int q = 0; q < 6; q++)
            {
                ReadOnlySpan<double> u = strain[q], here = u.Slice(row, sites);
                TensorPrimitives.Add(u.Slice(up, sites), u.Slice(down, sites), sum);
                TensorPrimitives.Add(sum, u.Slice(right, sites), sum);
                TensorPrimitives.Add(sum, u.Slice(left, sites), sum);
                TensorPrimitives.Add(sum[1..], here[..^1], sum[1..]);
                TensorPrimitives.Add(sum[..^1], here[1..], sum[..^1]);
                sum[0] += here[^1];
                sum[^1] += here[0];
                TensorPrimitives.MultiplyAdd(here, -6, sum, sum);
                Span<double> from = momentum[q].AsSpan(row, sites), to = task == Task.Kick ? from : buffers[q].Values((plane * sites) + j);
                TensorPrimitives.MultiplyAdd(sum, stiff, from, to);
                TensorPrimitives.MultiplyAdd(source.Slice(q * sites, sites), push, to, to);
            }
        }
    }

    /// <summary>ḣ_ij = Λ(k̂) u̇_ij of a plane of wave vectors, in its place, and |ḣ_ij|² into bins.</summary>
    private void Project(int plane)
    {
        double[] into = sums[plane];
        Array.Clear(into);
        Span<Complex> u = stackalloc Complex[6];
        Span<double> k = stackalloc double[3];
        Span<Complex> along = stackalloc Complex[3];
        int half = sites / 2;
        for (int j = 0; j < sites; j++)
        {
            int row = (plane * sites) + j;
            long square = Square(plane) + Square(j);
            for (int column = 0; column <= half; column++)
            {
                (k[0], k[1], k[2]) = (central[plane], central[j], central[column]);
                double length = Math.Sqrt((k[0] * k[0]) + (k[1] * k[1]) + (k[2] * k[2]));
                double inverse = length > 0 ? 1 / length : 0, size = length > 0 ? weight : 0;
                Complex trace = 0, twice = 0;
                along.Clear();
                for (int q = 0; q < 6; q++)
                {
                    u[q] = new Complex(buffers[q].Real(row)[column] * size, buffers[q].Imaginary(row)[column] * size);
                    (int a, int b) = Pairs[q];
                    along[a] += u[q] * (k[b] * inverse);
                    if (a == b)
                    {
                        trace += u[q];
                    }
                    else
                    {
                        along[b] += u[q] * (k[a] * inverse);
                    }
                }

                for (int a = 0; a < 3; a++)
                {
                    twice += along[a] * (k[a] * inverse);
                }

                Complex rest = 0.5 * (trace - twice);
                double power = 0;
                for (int q = 0; q < 6; q++)
                {
                    (int a, int b) = Pairs[q];
                    double ka = k[a] * inverse, kb = k[b] * inverse;
                    Complex h = u[q] - (ka * along[b]) - (kb * along[a]) + (ka * kb * twice) - (((a == b ? 1 : 0) - (ka * kb)) * rest);
                    buffers[q].Real(row)[column] = h.Real;
                    buffers[q].Imaginary(row)[column] = h.Imaginary;
                    power += (a == b ? 1 : 2) * ((h.Real * h.Real) + (h.Imaginary * h.Imaginary));
                }

                into[SpectrumBins.Of(square + ((long)column * column))] += buffers[0].Weight(column) * power;
            }
        }
    }

    private static T[] Six<T>(Func<T> make) => [make(), make(), make(), make(), make(), make()];

    private static void Read<T>(ReadOnlySpan<T> from, Span<double> to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = double.CreateTruncating(from[i]);
        }
    }

    private static void Difference<T>(
        ReadOnlySpan<T> ahead, ReadOnlySpan<T> behind, Span<double> result, Span<double> one, Span<double> two)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Read(ahead, one);
        Read(behind, two);
        TensorPrimitives.Subtract<double>(one, two, result);
    }

    private int Row(int plane, int j) => ((plane * sites) + j) * sites;

    private int Next(int i) => i == sites - 1 ? 0 : i + 1;

    private int Previous(int i) => i == 0 ? sites - 1 : i - 1;

    private long Square(int n) => 2 * n > sites ? (long)(n - sites) * (n - sites) : (long)n * n;
}
