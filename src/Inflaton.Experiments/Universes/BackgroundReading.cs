using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Universe;

namespace Inflaton.Experiments.Universes;

/// <summary>Reads off the background what arrays and summary hold of it.</summary>
/// <param name="settings">The file.</param>
/// <param name="cosmology">The universe.</param>
/// <param name="findings">Receives what is found.</param>
internal sealed class BackgroundReading(UniverseSettings settings, Cosmology cosmology, UniverseFindings findings)
{
    private const int PotentialSamples = 201;

    /// <summary>Places along each of two fields at which V is kept for its contours.</summary>
    private const int PlaneSamples = 41;

    /// <summary>Keeps the background; what is known of today, where the file says where that is.</summary>
    /// <param name="background">The background at the output times.</param>
    public TodaySummary? Read(Background background)
    {
        Keep(background);
        return cosmology.Expansion.IsSelfConsistent ? Shares(background) : null;
    }

    private void Keep(Background background)
    {
        int times = background.Times.Length, fields = cosmology.Fields;
        int[] shape = fields == 1 ? [times] : [times, fields];
        void Series(string name, double[] values) => findings.Arrays[name] = new NumericArray([times], values);

        Series("t", background.Times);
        Series("efolds", background.Efolds);
        Series("a", [.. background.Efolds.Select(n => Math.Exp(n))]);
        findings.Arrays["phi"] = new NumericArray(shape, background.Field.Values);
        findings.Arrays["phidot"] = new NumericArray(shape, background.Velocity.Values);
        Series("hubble", background.Hubble);
        Series("epsilon", background.Epsilon);
        Series("density_kinetic", background.KineticEnergy);
        Series("density_potential", background.PotentialEnergy);
        foreach ((Fluid fluid, double[] density) in cosmology.Expansion.Fluids.Zip(background.FluidDensities))
        {
            Series($"density_{fluid.Name}", density);
        }

        if (fields > 1)
        {
            PathGeometry path = PathGeometry.Of(cosmology, background);
            Series("turn_rate", path.TurnRate);
            findings.Arrays["mode_masses"] = new NumericArray([times, fields], path.Masses);
            if (path.EntropyMass.Length > 0)
            {
                Series("entropy_mass", path.EntropyMass);
            }
        }

        double[] Range(int field, int count)
        {
            double[] along = [.. background.Field.Values.Where((_, i) => i % fields == field)];
            (double low, double high) = (along.Min(), along.Max());
            double margin = Math.Max(0.1 * (high - low), 1e-3 * Math.Max(1, Math.Abs(high)));
            return [.. Enumerable.Range(0, count).Select(i => low - margin + ((high - low + (2 * margin)) * i / (count - 1)))];
        }

        if (fields == 2)
        {
            double[] first = Range(0, PlaneSamples), second = Range(1, PlaneSamples);
            Line("plane_phi1", first);
            Line("plane_phi2", second);
            findings.Arrays["plane_potential"] = new NumericArray(
                [PlaneSamples, PlaneSamples], [.. first.SelectMany(one => second.Select(other => cosmology.Energy([one, other])))]);
        }

        void Line(string name, double[] values) => findings.Arrays[name] = new NumericArray([values.Length], values);

        if (fields == 1)
        {
            double[] samples = Range(0, PotentialSamples);
            findings.Arrays["potential_field"] = new NumericArray([PotentialSamples], samples);
            findings.Arrays["potential_value"] = new NumericArray(
                [PotentialSamples], [.. samples.Select(field => cosmology.Energy([field]))]);
        }
    }

    /// <summary>Ω and w at the output times, and redshifts from today.</summary>
    private TodaySummary? Shares(Background background)
    {
        int times = background.Times.Length;
        void Series(string name, Func<int, double> value) =>
            findings.Arrays[name] = new NumericArray([times], [.. Enumerable.Range(0, times).Select(value)]);
        double Whole(int i) => 3 * background.Hubble[i] * background.Hubble[i];
        double[] kinetic = background.KineticEnergy, potential = background.PotentialEnergy;

        Series("omega_field", i => (kinetic[i] + potential[i]) / Whole(i));
        foreach ((Fluid fluid, double[] density) in cosmology.Expansion.Fluids.Zip(background.FluidDensities))
        {
            Series($"omega_{fluid.Name}", i => density[i] / Whole(i));
        }

        Series("w_field", i => (kinetic[i] - potential[i]) / (kinetic[i] + potential[i]));
        Series("w_total", i => (2 * background.Epsilon[i] / 3) - 1);
        if (settings.Today is not { } asked)
        {
            return null;
        }

        if (asked.In(cosmology, background.Efolds[^1], out string problem) is not { } found)
        {
            findings.Failures.Add(
                $"There is no today: {problem}. Give another today{(background.IsComplete ? ", or a later end (time)" : "")}.");
            return null;
        }

        Series("z", i => Math.Exp(found.Efolds - background.Efolds[i]) - 1);
        Series("hubble_ratio", i => background.Hubble[i] / found.Hubble);
        return new TodaySummary
        {
            Efolds = found.Efolds,
            Time = found.Time,
            Hubble = found.Hubble,
            Age = found.Hubble * found.Time,
            Field = found.Field,
            OmegaField = found.FieldShare,
            OmegaFluids = found.FluidShares,
            EquationOfState = UniverseFindings.Finite(found.FieldEquationOfState),
            EquationOfStateSlope = UniverseFindings.Finite(found.FieldEquationOfStateSlope),
            TotalEquationOfState = found.TotalEquationOfState,
        };
    }
}
