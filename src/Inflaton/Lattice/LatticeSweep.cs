using System.Numerics;
using Inflaton.Numerics.Stencils;
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
/// One pass over memory a step: a plane drifts, then the plane before it, all of whose neighbours have drifted, is kicked while it is in the cache. Each
/// thread has planes of its own; those at its edges, whose neighbours belong to others, are kicked when all have drifted. Sums are kept a plane and added
/// in the order of the planes, so that they do not depend on the number of threads.
/// </summary>
internal sealed class LatticeSweep<T> : ILatticeSweep, IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int BlockSites = LatticePotential.BlockSites;
    private const int LeastSites = 4096;

    private readonly LatticeFields.FieldArrays<T> arrays;
    private readonly ISlopes<T> potential;
    private readonly WorkerTeam team;
    private readonly int components;
    private readonly int planes;
    private readonly int rows;
    private readonly int length;
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
        length = grid.Shape[^1];
        rows = grid.Dimensions == 3 ? grid.Shape[1] : 1;
        planes = grid.Dimensions == 1 ? 1 : grid.Shape[0];
        slabs = grid.Sites < LeastSites ? 1 : Math.Max(1, Math.Min(team.Threads, planes / 4));
        sums = new SweepSums[planes];
        slopes = [.. Enumerable.Range(0, team.Threads).Select(_ => new AlignedArray<T>(components * BlockSites))];
    }

    private int PlaneSites => rows * length;

    private int Sites => planes * PlaneSites;

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
        int first = (int)((long)part * planes / slabs), end = (int)((long)(part + 1) * planes / slabs);
        if (atEdges)
        {
            Kick(first, worker);
            if (end - 1 > first)
            {
                Kick(end - 1, worker);
            }

            return;
        }

        for (int plane = first; plane < end; plane++)
        {
            Drift(plane);
            if (plane - 1 > first)
            {
                Kick(plane - 1, worker);
            }
        }
    }

    public void Momentum(in SweepStep step, int component, int firstSite, Span<double> momentum)
    {
        Span<T> kicked = new T[BlockSites];
        KickFactors<T> factors = Factors(step);
        for (int done = 0; done < momentum.Length;)
        {
            int site = firstSite + done, count = Math.Min(Math.Min(BlockSites, length - (site % length)), momentum.Length - done);
            Span<T> part = kicked[..count], slope = slopes[0].Span;
            potential.Evaluate(count, arrays.Field[site..], Sites, slope, BlockSites, 0);
            arrays.Momentum.Slice((component * Sites) + site, count).CopyTo(part);
            (int plane, int first) = Math.DivRem(site, PlaneSites);
            PeriodicStencil.Kick(Planes(component, plane), first, slope.Slice(component * BlockSites, count), part, factors);
            foreach (T value in part)
            {
                momentum[done++] = double.CreateTruncating(value);
            }
        }
    }

    private static KickFactors<T> Factors(in SweepStep step) =>
        new(T.CreateTruncating(step.Stiffness), T.CreateTruncating(step.Closing), T.CreateTruncating(step.Stiffness), T.CreateTruncating(step.Opening));

    private void Drift(int plane)
    {
        if (step.Drift is not { } drift)
        {
            return;
        }

        T factor = T.CreateTruncating(drift);
        for (int c = 0; c < components; c++)
        {
            int at = (c * Sites) + (plane * PlaneSites);
            PeriodicStencil.Drift(arrays.Field.Slice(at, PlaneSites), arrays.Momentum.Slice(at, PlaneSites), factor);
        }
    }

    private void Kick(int plane, int worker)
    {
        KickFactors<T> factors = Factors(step);
        KickSums kicks = default;
        double energy = 0;
        Span<T> slope = slopes[worker].Span;
        int size = length > BlockSites ? BlockSites : BlockSites / length * length;
        for (int first = 0; first < PlaneSites;)
        {
            int count = Math.Min(size, length > BlockSites ? length - (first % length) : PlaneSites - first), site = (plane * PlaneSites) + first;
            energy += potential.Evaluate(count, arrays.Field[site..], Sites, slope, BlockSites, worker);
            for (int c = 0; c < components; c++)
            {
                kicks += PeriodicStencil.Kick(
                    Planes(c, plane), first, slope.Slice(c * BlockSites, count), arrays.Momentum.Slice((c * Sites) + site, count), factors);
            }

            first += count;
        }

        sums[plane] = new SweepSums(kicks, energy);
    }

    private StencilPlanes<T> Planes(int component, int plane) => new(
        Plane(component, plane), Plane(component, plane == 0 ? planes - 1 : plane - 1), Plane(component, plane == planes - 1 ? 0 : plane + 1), length);

    private ReadOnlySpan<T> Plane(int component, int plane) => arrays.Field.Slice((component * Sites) + (plane * PlaneSites), PlaneSites);
}
