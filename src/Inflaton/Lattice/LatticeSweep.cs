using System.Numerics;
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
/// thread has planes of its own; those at its edges, whose neighbours belong to others, are kicked when all have drifted. Sums are kept a
/// plane and added in the order of the planes, so that they do not depend on the number of threads.
/// </summary>
internal sealed class LatticeSweep<T> : ILatticeSweep, IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int BlockSites = LatticePotential.BlockSites;
    private const int LeastSites = 4096;

    private readonly LatticeFields.FieldArrays<T> arrays;
    private readonly ISlopes<T> potential;
    private readonly PotentialKick<T>? whole;
    private readonly WorkerTeam team;
    private readonly int components;
    private readonly StencilShape shape;
    private readonly int slabs;
    private readonly AlignedArray<T>[] slopes;
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
            Kick(first, worker, driftsAhead: false);
            if (end - 1 > first)
            {
                Kick(end - 1, worker, driftsAhead: false);
            }

            return;
        }

        Drift(first);
        if (first + 1 < end)
        {
            Drift(first + 1);
        }

        for (int plane = first + 1; plane < end - 1; plane++)
        {
            Kick(plane, worker, driftsAhead: step.Drift is not null);
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

    private void Drift(int plane)
    {
        if (step.Drift is not { } drift)
        {
            return;
        }

        for (int c = 0; c < components; c++)
        {
            int at = (c * shape.Sites) + (plane * shape.PlaneSites);
            PeriodicStencil.Drift(
                arrays.Field.Slice(at, shape.PlaneSites), arrays.Momentum.Slice(at, shape.PlaneSites), T.CreateTruncating(drift));
        }
    }

    private void Kick(int plane, int worker, bool driftsAhead)
    {
        KickFactors<T> factors = Factors(step);
        T? drift = driftsAhead ? T.CreateTruncating(step.Drift!.Value) : null;
        KickSums kicks = default;
        double energy = 0;
        Span<KickSums> parts = stackalloc KickSums[components];
        Span<T> field = arrays.Field, momentum = arrays.Momentum, slope = slopes[worker].Span;
        int columns = Math.Min(shape.Length, BlockSites), rows = Math.Max(1, BlockSites / shape.Length);
        for (int row = 0; row < shape.Rows; row += rows)
        {
            for (int column = 0; column < shape.Length; column += columns)
            {
                StencilPart part = new(plane, row, Math.Min(rows, shape.Rows - row), column, Math.Min(columns, shape.Length - column));
                int site = part.FirstSite(shape);
                if (whole is not null)
                {
                    energy += whole.Kick(shape, part, field, momentum, factors, drift, parts);
                    foreach (KickSums one in parts)
                    {
                        kicks += one;
                    }

                    continue;
                }

                energy += potential.Evaluate(part.Count, field[site..], shape.Sites, slope, BlockSites, worker);
                for (int c = 0; c < components; c++)
                {
                    kicks += PeriodicStencil.Kick(
                        shape, part, field.Slice(c * shape.Sites, shape.Sites), slope.Slice(c * BlockSites, part.Count),
                        momentum[((c * shape.Sites) + site)..], factors, drift);
                }
            }
        }

        sums[plane] = new SweepSums(kicks, energy);
    }
}
