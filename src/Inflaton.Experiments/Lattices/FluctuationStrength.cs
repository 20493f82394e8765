using Inflaton.Experiments.Files;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Experiments.Lattices;

/// <summary>The fields of a lattice at the beginning in a few numbers, told from the file without a draw.</summary>
/// <param name="Field">Mean φ of each field.</param>
/// <param name="Velocity">Mean φ̇ of each.</param>
/// <param name="Deviation">Standard deviation of a field from its mean, the root mean square over the fields.</param>
/// <param name="Energy">Energy density of what differs from the means: kinetic, of gradients, and ½m²δφ² where m² is positive.</param>
internal sealed record FluctuationStrength(double[] Field, double[] Velocity, double Deviation, double Energy)
{
    private const int Shells = 400;

    /// <summary>The numbers of a file.</summary>
    /// <param name="settings">The file.</param>
    /// <param name="potential">Its V.</param>
    public static FluctuationStrength Of(LatticeSettings settings, LatticePotential potential) => settings.Initial.Fluctuations switch
    {
        FileStartSettings start => OfFile(settings, start),
        WhiteStartSettings white => Around(
            settings, white.Rms * white.Rms,
            settings.Fields * White(settings, white.Rms, white.RmsVelocity)),
        VacuumStartSettings vacuum => OfWaves(
            settings, potential, vacuum.Cutoff, vacuum.Amplitude,
            vacuum.Hubble ?? LatticeStart.Hubble(settings, potential), _ => 0.5),
        ThermalStartSettings thermal => OfWaves(
            settings, potential, thermal.Cutoff, thermal.Amplitude, 0,
            omega => (1 / Math.Max(double.Epsilon, Math.Exp(omega / thermal.Temperature) - 1)) + (thermal.WithVacuum ? 0.5 : 0)),
        _ => Around(settings, 0, 0),
    };

    private static FluctuationStrength Around(LatticeSettings settings, double square, double energy) => new(
        [.. settings.Initial.Field], [.. settings.Initial.Velocity],
        double.IsFinite(square) ? Math.Sqrt(square) : 0, double.IsFinite(energy) ? energy : 0);

    /// <summary>⟨½δφ̇² + ½(∇δφ)²⟩ of a field of independent numbers.</summary>
    private static double White(LatticeSettings settings, double deviation, double velocity)
    {
        double slope = deviation / settings.Lattice.Spacing;
        return (velocity * velocity / 2) + (settings.Lattice.Dimensions * slope * slope);
    }

    /// <summary>Waves with so many quanta each, ⟨|φ_k|²⟩ = n/ω and ⟨|φ̇_k|²⟩ = nω, summed by shells of k from 2π/L on.</summary>
    private static FluctuationStrength OfWaves(
        LatticeSettings settings, LatticePotential potential, double? cutoff, double amplitude, double hubble, Func<double, double> quanta)
    {
        LatticeGridSettings lattice = settings.Lattice;
        double first = 2 * Math.PI / lattice.Length, largest = Math.PI * Math.Sqrt(lattice.Dimensions) / lattice.Spacing;
        double last = Math.Min(cutoff ?? LatticeStart.Cutoff(settings), largest), ratio = Math.Log(last / first) / Shells;
        double square = 0, energy = 0;
        if (!(last > first))
        {
            return Around(settings, 0, 0);
        }

        Matrix<double> masses = LatticeStart.Masses(settings, potential);
        for (int c = 0; c < settings.Fields; c++)
        {
            double mass = Math.Max(0, masses[c, c]);
            for (int shell = 0; shell < Shells; shell++)
            {
                double k = first * Math.Exp((shell + 0.5) * ratio), omega = Math.Sqrt((k * k) + mass);
                double waves = k * ratio * lattice.Dimensions switch
                {
                    1 => 1 / Math.PI,
                    2 => k / (2 * Math.PI),
                    _ => k * k / (2 * Math.PI * Math.PI),
                };
                double strength = waves * amplitude * amplitude * quanta(omega) * (1 + (hubble * hubble / (omega * omega)));
                square += strength / omega / settings.Fields;
                energy += strength * omega;
            }
        }

        return Around(settings, square, energy);
    }

    /// <summary>What the file holds; a file that cannot be used, which the run refuses, counts as uniform fields.</summary>
    private static FluctuationStrength OfFile(LatticeSettings settings, FileStartSettings start)
    {
        int fields = settings.Fields, sites = settings.Lattice.Create().Sites;
        long before = (long)(start.Snapshot ?? 0) * fields * sites;
        OrderedDictionary<string, NumericArray> arrays = [];
        try
        {
            arrays = NpzFile.Read(start.Path);
        }
        catch (Exception exception) when (exception is ArrayFileException or IOException or UnauthorizedAccessException)
        {
        }

        if (new[] { LatticeStart.Field, LatticeStart.Velocity }.Any(
            name => !(arrays.GetValueOrDefault(name)?.Values.Length >= before + (fields * sites))))
        {
            return Around(settings, 0, 0);
        }

        int first = (int)before;
        double[] means = new double[fields], velocities = new double[fields];
        double square = 0, energy = 0;
        for (int c = 0; c < fields; c++)
        {
            ReadOnlySpan<double> field = arrays[LatticeStart.Field].Values.AsSpan(first + (c * sites), sites);
            ReadOnlySpan<double> velocity = arrays[LatticeStart.Velocity].Values.AsSpan(first + (c * sites), sites);
            (means[c], double spread, double steps) = Moments(field);
            (velocities[c], double rates, _) = Moments(velocity);
            square += spread / fields;
            energy += (rates / 2) + (settings.Lattice.Dimensions * steps / (2 * settings.Lattice.Spacing * settings.Lattice.Spacing));
        }

        return new FluctuationStrength(means, velocities, Math.Sqrt(square), energy);
    }

    /// <summary>Mean, mean square around it, and mean square from a site to the next along the last axis.</summary>
    private static (double Mean, double Square, double Step) Moments(ReadOnlySpan<double> values)
    {
        double sum = 0, square = 0, step = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        double mean = sum / values.Length, before = values[^1];
        foreach (double value in values)
        {
            square += (value - mean) * (value - mean);
            step += (value - before) * (value - before);
            before = value;
        }

        return (mean, square / values.Length, step / values.Length);
    }
}
