using System.Globalization;
using Inflaton.Dynamics;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Threading;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>
/// Leapfrog steps of fields, whose potential is given as a formula, on a cube of <see cref="WorkOrder.Rows"/>³ sites in the universe that
/// they expand: two fields with λφ₁⁴/4 + g²φ₁²φ₂²/2, which is the work of <c>bench/peers/lattice.cpp</c>, or
/// <see cref="WorkOrder.Columns"/> = 1 with λφ₁⁴/4.
/// </summary>
internal static class LatticeWork
{
    private static LatticeEvolution? evolution;

    public static WorkReport Time(WorkOrder order, WorkerTeam team)
    {
        LatticePrecision precision = order.How == "float32" ? LatticePrecision.Single : LatticePrecision.Double;
        if (evolution is null || evolution.Fields.Grid.Shape[0] != order.Rows || evolution.Fields.Precision != precision)
        {
            evolution = Start(order.Rows, 2, precision, team);
        }

        double[] seconds = CallTimer.Sample(order.Seconds, () => evolution.Advance(order.Epochs));
        return new WorkReport { Seconds = [.. seconds.Select(batch => batch / order.Epochs)] };
    }

    /// <summary>Writes the fields of a lattice of its own after some steps.</summary>
    public static WorkReport Write(WorkOrder order, WorkerTeam team)
    {
        LatticeEvolution fresh = Start(order.Rows, 2, LatticePrecision.Double, team);
        fresh.Advance(order.Epochs);
        int sites = fresh.Fields.Grid.Sites;
        double[] values = new double[2 * sites];
        fresh.Fields.CopyField(0, values.AsSpan(0, sites));
        fresh.Fields.CopyField(1, values.AsSpan(sites));
        NpyFile.Write(order.Path, new NumericArray([2, sites], values));
        return new WorkReport { Values = [fresh.ScaleFactor] };
    }

    /// <summary>Resident memory that a lattice of its own adds while it moves, in MiB; a small one has compiled the code before.</summary>
    public static WorkReport Memory(WorkOrder order, WorkerTeam team)
    {
        Start(8, 2, LatticePrecision.Double, team).Advance(order.Epochs);
        return new WorkReport
        {
            Values = [ResidentMemory.PeakGrowth(() => Start(order.Rows, 2, LatticePrecision.Double, team).Advance(order.Epochs))],
        };
    }

    /// <summary>Spectra of fields that are read from a .npy file of the shape [C, N, N, N], of all components together.</summary>
    public static WorkReport TimeSpectra(WorkOrder order, WorkerTeam team)
    {
        NumericArray file = NpyFile.Read(order.Path);
        LatticeSpectrum spectrum = new(new LatticeGrid(1, file.Shape[1], file.Shape[2], file.Shape[3]), team);
        int sites = spectrum.Bins.Grid.Sites, bins = spectrum.Bins.Count;
        double[] power = new double[file.Shape[0] * bins];
        double[] seconds = CallTimer.Sample(order.Seconds, () =>
        {
            for (int c = 0; c < file.Shape[0]; c++)
            {
                spectrum.Power(file.Values.AsSpan(c * sites, sites), power.AsSpan(c * bins, bins));
            }
        });
        return new WorkReport { Seconds = seconds, Values = power };
    }

    /// <summary>A run with <see cref="WorkOrder.Depth"/> spectra of all fields on the way.</summary>
    public static WorkReport Run(WorkOrder order, WorkerTeam team)
    {
        double start = WorkClock.Now;
        LatticeEvolution fresh = Start(order.Rows, order.Columns, LatticePrecision.Double, team);
        LatticeSpectrum spectrum = new(fresh.Fields.Grid, team);
        FieldSpectrum found = new(spectrum.Bins);
        double[] curvatures = new double[order.Columns];
        for (int k = 0; k < order.Depth; k++)
        {
            fresh.Advance(order.Epochs / order.Depth);
            fresh.Potential.MeanCurvatures(fresh.Fields, curvatures);
            for (int c = 0; c < order.Columns; c++)
            {
                spectrum.Measure(fresh, c, curvatures[c], found);
            }
        }

        return new WorkReport
        {
            Seconds = [WorkClock.Now - start],
            Notes = new Dictionary<string, string>
            {
                ["bytes of fields"] = fresh.Fields.Size.ToString(CultureInfo.InvariantCulture),
                ["bytes of the spectra's buffer"] = spectrum.Buffer.Size.ToString(CultureInfo.InvariantCulture),
                ["status"] = fresh.Status.ToString(),
                ["scale factor"] = fresh.ScaleFactor.ToString("G6", CultureInfo.InvariantCulture),
                ["constraint"] = fresh.Constraint!.Value.ToString("E1", CultureInfo.InvariantCulture),
            },
        };
    }

    /// <summary>The fields that the other side starts with: the same congruential numbers, added a plane at a time.</summary>
    private static LatticeEvolution Start(int sites, int components, LatticePrecision precision, WorkerTeam team)
    {
        LatticeGrid grid = new(40.0 / sites, sites, sites, sites);
        LatticeFields fields = new(grid, components, precision);
        double[] values = new double[sites * sites];
        ulong seed = 1;
        for (int c = 0; c < components; c++)
        {
            for (int first = 0; first < grid.Sites; first += values.Length)
            {
                fields.SetField(c, Draw(values, c == 0 ? 0.9 : 0, ref seed), first);
            }

            for (int first = 0; first < grid.Sites; first += values.Length)
            {
                fields.SetMomentum(c, Draw(values, c == 0 ? -0.05 : 0, ref seed), first);
            }
        }

        LatticePotential potential = LatticePotential.Of(
            components == 1 ? "lambda/4*phi1^4" : "lambda/4*phi1^4 + g2/2*phi1^2*phi2^2", components,
            new Dictionary<string, double> { ["lambda"] = 0.04, ["g2"] = 0.08 });
        return new LatticeEvolution(fields, potential, new FriedmannExpansion(), LatticeMethod.Leapfrog, 0.1 * grid.Spacing, team);
    }

    private static double[] Draw(double[] values, double mean, ref ulong seed)
    {
        foreach (ref double value in values.AsSpan())
        {
            seed = unchecked((seed * 6364136223846793005) + 1442695040888963407);
            value = mean + (1e-3 * (((seed >> 11) / 9007199254740992.0) - 0.5));
        }

        return values;
    }
}
