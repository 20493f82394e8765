using System.Numerics;
using System.Runtime.CompilerServices;
using Inflaton.Numerics.Stencils;
using Inflaton.Numerics.Storage;
using Inflaton.Numerics.Threading;

namespace Inflaton.Lattice;

/// <summary>One leapfrog step of the fields: φ ← φ + dπ, then π ← π + (b₁ + b₂)F with F = s Σ_i[φ(n+i) + φ(n−i) − 2φ(n)] − ∂V/∂φ.</summary>
/// <param name="Drift">d; null for a kick alone.</param>
/// <param name="Stiffness">s = 1/(a dx)².</param>
/// <param name="Closing">b₁.</param>
/// <param name="Opening">b₂.</param>
internal readonly record struct SweepStep(double? Drift, double Stiffness, double Closing, double Opening);

/// <summary>What a step adds up over the lattice, all components together.</summary>
/// <param name="Kick">Σπ² after b₁ and after b₂, and ΣΣ_i[φ(n+i) − φ(n)]².</param>
/// <param name="Potential">ΣV.</param>
internal readonly record struct SweepSums(KickSums Kick, double Potential);

/// <summary>Moves fields in memory.</summary>
internal interface ILatticeSweep
{
    /// <summary>One step of the fields.</summary>
    SweepSums Step(in SweepStep step);

    /// <summary>π + b₁F of one component at some sites, without moving anything.</summary>
    void Momentum(in SweepStep step, int component, int firstSite, Span<double> momentum);
}

/// <summary>
/// One pass over memory a step: while a plane is kicked, the plane ahead of it, its last neighbour, drifts and stays in the cache. Each
/// thread has planes of its own; those at its edges, whose neighbours belong to others, are kicked when all have drifted. Where the planes
/// that are in use at a time drive each other from their caches, several threads go through their planes a strip of rows at a time;
/// the rows at the end of a strip are kicked with the next one, the first of all at the end. Sums are kept a block of sites and added in
/// the order of the blocks, so that they depend neither on the number of threads nor on the strips.
/// </summary>
internal sealed class LatticeSweep<T> : ILatticeSweep, IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int BlockSites = LatticePotential.BlockSites;
    private const int LeastSites = 4096;

    /// <summary>φ of three planes and π of two.</summary>
    private const int PlanesInUse = 5;

    /// <summary>Blocks of rows that a strip has at least.</summary>
    private const int LeastGroups = 4;

    /// <summary>What a strip may take of the second cache of a processor, and from where on there are strips, in bytes.</summary>
    private const int StripBytes = 3 << 17, WholeBytes = 3 << 18;

    /// <summary>Planes a multiple of it apart compete for the same places of the cache; others keep to it without strips.</summary>
    private const int CachePeriod = 1 << 16;

    private readonly LatticeFields.FieldArrays<T> arrays;
    private readonly ISlopes<T> potential;
    private readonly PotentialKick<T>? whole;
    private readonly WorkerTeam team;
    private readonly int components;
    private readonly StencilShape shape;
    private readonly int slabs;
    private readonly AlignedArray<T>[] slopes;
    private readonly int rows;
    private readonly int columns;
    private readonly int groups;
    private readonly int blocks;
    private readonly int strips;
    private readonly KickSums[] kicks;
    private readonly double[] energies;
    private readonly SweepSums[] sums;
    private SweepStep step;
    private bool atEdges;

    public LatticeSweep(LatticeGrid grid, int components, LatticeFields.FieldArrays<T> arrays, LatticePotential potential, WorkerTeam team)
    {
        this.arrays = arrays;
        this.team = team;
        this.components = components;
        this.potential = potential.Slopes<T>(team.Threads);

        // Code of its own takes longer to write than a small lattice to move.
        whole = grid.Sites >= LeastSites && potential.Kick<T>() is { } kick && grid.Shape[^1] % kick.Lanes == 0 ? kick : null;
        int planes = grid.Dimensions == 1 ? 1 : grid.Shape[0];
        shape = new StencilShape(planes, grid.Dimensions == 3 ? grid.Shape[1] : 1, grid.Shape[^1]);
        slabs = grid.Sites < LeastSites ? 1 : Math.Max(1, Math.Min(team.Threads, planes / 4));
        rows = Math.Clamp(BlockSites / shape.Length, 1, shape.Rows);
        columns = Math.Min(shape.Length, BlockSites);
        groups = Count(shape.Rows, rows);
        blocks = groups * Count(shape.Length, columns);
        long plane = (long)shape.PlaneSites * Unsafe.SizeOf<T>(), inUse = PlanesInUse * components * plane;
        strips = slabs == 1 || inUse <= WholeBytes || plane % CachePeriod != 0
            ? 1
            : (int)Math.Clamp(inUse / StripBytes, 1, Math.Max(1, groups / LeastGroups));
        kicks = new KickSums[planes * blocks * components];
        energies = new double[planes * blocks];
        sums = new SweepSums[planes];
        slopes = [.. Enumerable.Range(0, team.Threads).Select(_ => new AlignedArray<T>(components * BlockSites))];
    }

    public SweepSums Step(in SweepStep step)
    {
        this.step = step;
        atEdges = false;
        team.Run(this, slabs);
        atEdges = true;
        team.Run(this, slabs);
        SweepSums total = default;
        foreach (SweepSums plane in sums)
        {
            total = new SweepSums(total.Kick + plane.Kick, total.Potential + plane.Potential);
        }

        return total;
    }

    public void Execute(int part, int worker)
    {
        int first = (int)((long)part * shape.Planes / slabs), end = (int)((long)(part + 1) * shape.Planes / slabs);
        if (atEdges)
        {
            Kick(first, 0, groups, worker, driftsAhead: false);
            if (end - 1 > first)
            {
                Kick(end - 1, 0, groups, worker, driftsAhead: false);
            }

            for (int plane = first; plane < end; plane++)
            {
                Add(plane);
            }

            return;
        }

        for (int strip = 0; strip < strips; strip++)
        {
            Sweep(strip, first, end, worker);
        }

        // The first rows of all have the last ones beside them, which have drifted now.
        for (int plane = first + 1; plane < end - 1 && strips > 1; plane++)
        {
            Kick(plane, 0, 1, worker, driftsAhead: false);
        }
    }

    public void Momentum(in SweepStep step, int component, int firstSite, Span<double> momentum)
    {
        Span<T> kicked = stackalloc T[BlockSites], slope = slopes[0].Span;
        KickFactors<T> factors = Factors(step);
        for (int done = 0; done < momentum.Length;)
        {
            int site = firstSite + done;
            (int line, int column) = Math.DivRem(site, shape.Length);
            (int plane, int row) = Math.DivRem(line, shape.Rows);
            StencilPart part = new(plane, row, 1, column, Math.Min(Math.Min(BlockSites, shape.Length - column), momentum.Length - done));
            Span<T> values = kicked[..part.Count];
            potential.Evaluate(part.Count, arrays.Field[site..], shape.Sites, slope, BlockSites, 0);
            arrays.Momentum.Slice((component * shape.Sites) + site, part.Count).CopyTo(values);
            PeriodicStencil.Kick(
                shape, part, arrays.Field.Slice(component * shape.Sites, shape.Sites),
                slope.Slice(component * BlockSites, part.Count), values, factors);
            foreach (T value in values)
            {
                momentum[done++] = double.CreateTruncating(value);
            }
        }
    }

    private static KickFactors<T> Factors(in SweepStep step) =>
        new(T.CreateTruncating(step.Stiffness), T.CreateTruncating(step.Closing), T.CreateTruncating(step.Opening));

    private static int Count(int length, int part) => (length + part - 1) / part;

    /// <summary>Moves one strip of rows through the planes of a thread.</summary>
    private void Sweep(int strip, int first, int end, int worker)
    {
        int from = (int)((long)strip * groups / strips), to = (int)((long)(strip + 1) * groups / strips);
        bool begins = strips > 1 && strip == 0, goesOn = strip < strips - 1;
        Drift(first, from, to);
        if (first + 1 < end)
        {
            Drift(first + 1, from, to);
        }

        for (int plane = first + 1; plane < end - 1; plane++)
        {
            if (strip > 0)
            {
                Kick(plane, from - 1, from, worker, driftsAhead: false);
            }

            if (begins)
            {
                Drift(plane + 1, 0, 1);
            }

            Kick(plane, begins ? 1 : from, goesOn ? to - 1 : to, worker, driftsAhead: step.Drift is not null);
            if (goesOn)
            {
                Drift(plane + 1, to - 1, to);
            }
        }
    }

    private void Drift(int plane, int fromGroup, int toGroup)
    {
        if (step.Drift is not { } drift)
        {
            return;
        }

        int first = fromGroup * rows * shape.Length, count = (Math.Min(toGroup * rows, shape.Rows) * shape.Length) - first;
        for (int c = 0; c < components; c++)
        {
            int at = (c * shape.Sites) + (plane * shape.PlaneSites) + first;
            PeriodicStencil.Drift(arrays.Field.Slice(at, count), arrays.Momentum.Slice(at, count), T.CreateTruncating(drift));
        }
    }

    private void Kick(int plane, int fromGroup, int toGroup, int worker, bool driftsAhead)
    {
        KickFactors<T> factors = Factors(step);
        T? drift = driftsAhead ? T.CreateTruncating(step.Drift!.Value) : null;
        Span<T> field = arrays.Field, momentum = arrays.Momentum, slope = slopes[worker].Span;
        int block = (plane * blocks) + (fromGroup * (blocks / groups));
        for (int row = fromGroup * rows; row < Math.Min(toGroup * rows, shape.Rows); row += rows)
        {
            for (int column = 0; column < shape.Length; column += columns, block++)
            {
                StencilPart part = new(plane, row, Math.Min(rows, shape.Rows - row), column, Math.Min(columns, shape.Length - column));
                int site = part.FirstSite(shape);
                Span<KickSums> parts = kicks.AsSpan(block * components, components);
                if (whole is not null)
                {
                    energies[block] = whole.Kick(shape, part, field, momentum, factors, drift, parts);
                    continue;
                }

                energies[block] = potential.Evaluate(part.Count, field[site..], shape.Sites, slope, BlockSites, worker);
                for (int c = 0; c < components; c++)
                {
                    parts[c] = PeriodicStencil.Kick(
                        shape, part, field.Slice(c * shape.Sites, shape.Sites), slope.Slice(c * BlockSites, part.Count),
                        momentum[((c * shape.Sites) + site)..], factors, drift);
                }
            }
        }
    }

    private void Add(int plane)
    {
        KickSums kick = default;
        double energy = 0;
        foreach (KickSums part in kicks.AsSpan(plane * blocks * components, blocks * components))
        {
            kick += part;
        }

        foreach (double part in energies.AsSpan(plane * blocks, blocks))
        {
            energy += part;
        }

        sums[plane] = new SweepSums(kick, energy);
    }
}
