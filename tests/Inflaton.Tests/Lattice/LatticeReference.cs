using System.Text.Json;
using Inflaton.Dynamics;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Threading;

namespace Inflaton.Lattice;

/// <summary>A solution of the equations on a lattice to 1e-11, by an independent program.</summary>
internal sealed class LatticeReference
{
    private readonly JsonElement description;
    private readonly OrderedDictionary<string, NumericArray> arrays;

    private LatticeReference(string name)
    {
        string folder = Path.Combine(Repository.Root, "tests", "reference", "lattice");
        description = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, $"{name}.json"))).RootElement;
        arrays = NpzFile.Read(Path.Combine(folder, $"{name}.npz"));
    }

    public static IReadOnlyList<string> Names { get; } = ["sine-gordon-1d", "mass-2d", "strings-2d", "lphi4-3d"];

    public static LatticeReference Load(string name) => new(name);

    public double[] Times => arrays["times"].Values;

    public double Length => description.GetProperty("length").GetDouble();

    public LatticeGrid Grid
    {
        get
        {
            int sites = description.GetProperty("sites").GetInt32();
            return new(Length / sites, [.. Enumerable.Repeat(sites, description.GetProperty("dimensions").GetInt32())]);
        }
    }

    public int Components => description.GetProperty("fields").GetInt32();

    public LatticePotential Potential => LatticePotential.Of(
        description.GetProperty("potential").GetString()!, Components,
        description.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble()));

    public Expansion Expansion => description.GetProperty("expansion") is { ValueKind: JsonValueKind.Array } given
        ? given[0].GetString() == "power"
            ? new PowerLawExpansion(given[1].GetDouble(), given[2].GetDouble())
            : new DeSitterExpansion(given[1].GetDouble())
        : new FriedmannExpansion();

    public LatticeFields Fields(LatticePrecision precision = LatticePrecision.Double)
    {
        LatticeFields fields = new(Grid, Components, precision);
        int sites = Grid.Sites;
        for (int c = 0; c < Components; c++)
        {
            fields.SetField(c, arrays["phi_initial"].Values.AsSpan(c * sites, sites));
            fields.SetMomentum(c, arrays["phidot_initial"].Values.AsSpan(c * sites, sites));
        }

        return fields;
    }

    public LatticeEvolution Evolution(
        LatticeMethod method, double step, WorkerTeam? team = null, LatticePrecision precision = LatticePrecision.Double, Expansion? expansion = null) =>
        new(Fields(precision), Potential, expansion ?? Expansion, method, step, team);

    /// <summary>Moves on to each of the reference's times in turn, which are whole numbers of steps.</summary>
    public IEnumerable<int> Follow(LatticeEvolution evolution)
    {
        for (int i = 0; i < Times.Length; i++)
        {
            evolution.Advance((long)Math.Round((Times[i] - evolution.Time) / evolution.TimeStep)).ShouldBe(LatticeStatus.Sound);
            evolution.Time.ShouldBe(Times[i], 1e-11);
            yield return i;
        }
    }

    /// <summary>Largest distance of fields, velocities, scale factor, H and energies from the reference at its i-th time, over the largest of each kind.</summary>
    public double Error(LatticeEvolution evolution, int i)
    {
        int sites = Grid.Sites;
        double[] field = new double[Components * sites], velocity = new double[Components * sites];
        for (int c = 0; c < Components; c++)
        {
            evolution.Fields.CopyField(c, field.AsSpan(c * sites, sites));
            evolution.Velocity(c, velocity.AsSpan(c * sites, sites));
        }

        double energy = Scalar("kinetic", i) + Scalar("gradient", i) + Scalar("potential", i);
        return new[]
        {
            Distance(field, arrays["phi"].Values.AsSpan(i * field.Length, field.Length)),
            Distance(velocity, arrays["phidot"].Values.AsSpan(i * field.Length, field.Length)),
            Math.Abs((evolution.ScaleFactor / Scalar("a", i)) - 1),
            Math.Abs((evolution.Hubble / Scalar("hubble", i)) - 1),
            Math.Abs(evolution.Energy.Kinetic - Scalar("kinetic", i)) / energy,
            Math.Abs(evolution.Energy.Gradient - Scalar("gradient", i)) / energy,
            Math.Abs(evolution.Energy.Potential - Scalar("potential", i)) / energy,
        }.Max();
    }

    /// <summary>An array of the file.</summary>
    public double[] Values(string name) => arrays[name].Values;

    private double Scalar(string name, int i) => arrays[name].Values[i];

    private static double Distance(ReadOnlySpan<double> found, ReadOnlySpan<double> right)
    {
        double distance = 0, size = 0;
        for (int i = 0; i < found.Length; i++)
        {
            distance = Math.Max(distance, Math.Abs(found[i] - right[i]));
            size = Math.Max(size, Math.Abs(right[i]));
        }

        return distance / size;
    }
}
