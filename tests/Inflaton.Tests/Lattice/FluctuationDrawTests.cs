using System.Numerics;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Lattice;

public sealed class FluctuationDrawTests
{
    private const int Seeds = 64;

    public static TheoryData<string> States => new("vacuum", "de sitter", "thermal", "thermal and vacuum", "white");

    /// <summary>ω|φ_k|² and |φ̇_k|²/ω over 64 seeds, bin by bin within five standard errors of what the state has, k_lat in ω; the zero mode untouched.</summary>
    [Theory, MemberData(nameof(States))]
    public void Waves_have_the_variances_of_their_state(string name)
    {
        const double mass = 0.6;
        LatticeGrid grid = new(0.8, 8, 8, 8);
        LatticeSpectrum spectrum = new(grid, WorkerTeam.Single);
        FluctuationDraw draw = new(grid, WorkerTeam.Single);
        int bins = spectrum.Bins.Count;
        double[] fields = new double[bins], velocities = new double[bins], field = new double[grid.Sites], velocity = new double[grid.Sites];
        double mixed = 0, crossed = 0;
        int[] mode = new int[3];
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            LatticeFields drawn = new(grid, 1);
            draw.Add(State(name, seed), new Matrix<double>(1, 1, [mass * mass]), drawn);
            drawn.CopyField(0, field);
            drawn.CopyMomentum(0, velocity);
            Complex[] waves = LatticeSpectrum.Modes(grid, field), rates = LatticeSpectrum.Modes(grid, velocity);
            waves[0].Magnitude.ShouldBeLessThan(1e-15);
            rates[0].Magnitude.ShouldBeLessThan(1e-15);
            for (int site = 1; site < grid.Sites; site++)
            {
                grid.ModeOf(site, mode);
                double frequency = Math.Sqrt(grid.WaveNumberSquared(mode) + (mass * mass));
                (double square, double rate, double product) = Expected(name, frequency, grid);
                int bin = (int)Math.Round(Math.Sqrt(mode.Sum(n => (double)n * n)));
                double weight = 1.0 / (Seeds * spectrum.Bins.Multiplicity[bin]);
                fields[bin] += weight * Math.Pow(waves[site].Magnitude, 2) * grid.Volume / square;
                velocities[bin] += weight * Math.Pow(rates[site].Magnitude, 2) * grid.Volume / rate;
                mixed += (waves[site] * Complex.Conjugate(rates[site])).Real * grid.Volume / Math.Sqrt(square * rate) / (Seeds * (grid.Sites - 1.0));
                crossed += product / Math.Sqrt(square * rate) / (Seeds * (grid.Sites - 1.0));
            }
        }

        for (int bin = 1; bin < bins; bin++)
        {
            // Waves come in pairs of conjugates: the mean of m|z|² has a standard error below √(2/m).
            double error = 5 * Math.Sqrt(2.0 / (Seeds * spectrum.Bins.Multiplicity[bin]));
            fields[bin].ShouldBe(1, error);
            velocities[bin].ShouldBe(1, error);
        }

        mixed.ShouldBe(crossed, 5 * Math.Sqrt(2.0 / (Seeds * grid.Sites)));
    }

    /// <summary>Numbers are of seed and wave vector alone; a lattice of the same length with twice the sites has the same waves, but for k_lat.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Finer_lattices_hold_the_waves_of_coarser_ones(int dimensions)
    {
        int[] mode = new int[dimensions];
        Complex[] coarse = Waves(8), fine = Waves(16);
        LatticeGrid small = Grid(8), large = Grid(16);
        int compared = 0;
        for (int site = 1; site < small.Sites; site++)
        {
            small.ModeOf(site, mode);
            if (mode.Any(n => n == 4))
            {
                continue;
            }

            int other = mode.Aggregate(0, (index, n) => (index * 16) + (n < 0 ? n + 16 : n));
            compared++;
            double ratio = Math.Pow((small.WaveNumberSquared(mode) + 1) / (large.WaveNumberSquared(mode) + 1), 0.25);
            ((coarse[site] * ratio) - fine[other]).Magnitude.ShouldBeLessThan(1e-14 * fine.Max(wave => wave.Magnitude));
        }

        compared.ShouldBe((int)Math.Pow(7, dimensions) - 1);

        LatticeGrid Grid(int sites) => new(12.0 / sites, [.. Enumerable.Repeat(sites, dimensions)]);
        Complex[] Waves(int sites)
        {
            LatticeGrid grid = Grid(sites);
            LatticeFields fields = new(grid, 1);
            new FluctuationDraw(grid, WorkerTeam.Single).Add(new VacuumState(9), new Matrix<double>(1, 1, [1.0]), fields);
            double[] values = new double[grid.Sites];
            fields.CopyField(0, values);
            return LatticeSpectrum.Modes(grid, values);
        }
    }

    [Fact]
    public void Numbers_depend_on_seed_field_and_wave_vector()
    {
        FluctuationDraw.UnitWaves(1, 0, 1, 2, 3).ShouldBe(FluctuationDraw.UnitWaves(1, 0, 1, 2, 3));
        new[]
        {
            FluctuationDraw.UnitWaves(1, 0, 1, 2, 3), FluctuationDraw.UnitWaves(2, 0, 1, 2, 3), FluctuationDraw.UnitWaves(1, 1, 1, 2, 3),
            FluctuationDraw.UnitWaves(1, 0, 1, 2, -3), FluctuationDraw.UnitWaves(1, 0, 2, 1, 3), FluctuationDraw.UnitWaves(1, 0, 1, 2),
        }.Distinct().Count().ShouldBe(6);
    }

    [Theory]
    [InlineData(2, LatticePrecision.Double)]
    [InlineData(3, LatticePrecision.Single)]
    public void Threads_do_not_change_the_bits(int dimensions, LatticePrecision precision)
    {
        using WorkerTeam three = new(3);
        LatticeGrid grid = new(1, [.. Enumerable.Repeat(10, dimensions)]);
        Matrix<double> masses = new(2, 2, [1, 0.4, 0.4, 2]);
        double[][] drawn = [.. new[] { WorkerTeam.Single, three }.Select(team =>
        {
            LatticeFields fields = new(grid, 2, precision);
            new FluctuationDraw(grid, team).Add(new VacuumState(3, 2.0), masses, fields);
            double[] values = new double[4 * grid.Sites];
            for (int c = 0; c < 2; c++)
            {
                fields.CopyField(c, values.AsSpan(2 * c * grid.Sites, grid.Sites));
                fields.CopyMomentum(c, values.AsSpan(((2 * c) + 1) * grid.Sites, grid.Sites));
            }

            return values;
        })];

        drawn[1].ShouldBe(drawn[0]);
        drawn[0].ShouldContain(value => value != 0);
    }

    /// <summary>Coupled fields: ⟨φ_a φ_b*⟩ = ½ (k_lat² + M²)^{−½} as a matrix, here by the eigenvectors (1, 2) and (2, −1) of masses 0.4 and 1.4.</summary>
    [Fact]
    public void A_mass_matrix_is_diagonalised()
    {
        Matrix<double> masses = FluctuationDraw.MassMatrix(new ManyFieldPotential("0.6*a^2 + 0.3*b^2 - 0.4*a*b", ["a", "b"]), [0.3, -1]);
        masses.Values.Zip([1.2, -0.4, -0.4, 0.6], (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-14);
        LatticeGrid grid = new(0.9, 16, 16);
        FluctuationDraw draw = new(grid, WorkerTeam.Single);
        double[] first = new double[grid.Sites], second = new double[grid.Sites];
        double light = 0, heavy = 0, both = 0;
        int[] mode = new int[2];
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            LatticeFields fields = new(grid, 2);
            draw.Add(new VacuumState(seed), masses, fields).ShouldBeFalse();
            fields.CopyField(0, first);
            fields.CopyField(1, second);
            Complex[] a = LatticeSpectrum.Modes(grid, first), b = LatticeSpectrum.Modes(grid, second);
            for (int site = 1; site < grid.Sites; site++)
            {
                grid.ModeOf(site, mode);
                Complex slow = (a[site] + (2 * b[site])) / Math.Sqrt(5), fast = ((2 * a[site]) - b[site]) / Math.Sqrt(5);
                double slowSize = 2 * Math.Sqrt(grid.WaveNumberSquared(mode) + 0.4) * grid.Volume, fastSize = 2 * Math.Sqrt(grid.WaveNumberSquared(mode) + 1.4) * grid.Volume;
                double share = 1.0 / (Seeds * (grid.Sites - 1));
                light += share * slowSize * Math.Pow(slow.Magnitude, 2);
                heavy += share * fastSize * Math.Pow(fast.Magnitude, 2);
                both += share * Math.Sqrt(slowSize * fastSize) * (slow * Complex.Conjugate(fast)).Real;
            }
        }

        double error = 5 * Math.Sqrt(2.0 / (Seeds * grid.Sites));
        light.ShouldBe(1, error);
        heavy.ShouldBe(1, error);
        both.ShouldBe(0, error);
    }

    [Fact]
    public void Nothing_is_drawn_beyond_the_cutoff_and_means_stay()
    {
        LatticeGrid grid = new(1, 16, 16);
        LatticeFields fields = new(grid, 1);
        double[] values = new double[grid.Sites];
        Array.Fill(values, 0.7);
        fields.SetField(0, values);
        double unit = 2 * Math.PI / 16;
        new FluctuationDraw(grid, WorkerTeam.Single).Add(new WhiteNoise(5, 0.1, 0.2, 3.01 * unit), new Matrix<double>(1, 1), fields);
        fields.CopyField(0, values);

        int[] mode = new int[2];
        Complex[] modes = LatticeSpectrum.Modes(grid, values);
        modes[0].Real.ShouldBe(0.7, 1e-15);
        for (int site = 1; site < grid.Sites; site++)
        {
            grid.ModeOf(site, mode);
            (modes[site].Magnitude > 1e-14).ShouldBe(mode.Sum(n => n * n) <= 9);
        }
    }

    [Fact]
    public void A_negative_mass_counts_as_none_and_is_told()
    {
        LatticeGrid grid = new(1, 12);
        double[] one = Values(-0.5), other = Values(0);
        one.ShouldBe(other);

        double[] Values(double square)
        {
            LatticeFields fields = new(grid, 1);
            new FluctuationDraw(grid, WorkerTeam.Single).Add(new VacuumState(1), new Matrix<double>(1, 1, [square]), fields).ShouldBe(square < 0);
            double[] values = new double[grid.Sites];
            fields.CopyField(0, values);
            return values;
        }
    }

    private static Fluctuations State(string name, ulong seed) => name switch
    {
        "vacuum" => new VacuumState(seed),
        "de sitter" => new VacuumState(seed, Hubble: 0.5),
        "thermal" => new ThermalState(seed, 1.5),
        "thermal and vacuum" => new ThermalState(seed, 1.5, WithVacuum: true),
        _ => new WhiteNoise(seed, 0.3, 0.2),
    };

    /// <summary>⟨|φ_k|²⟩/L^D, ⟨|φ̇_k|²⟩/L^D and ⟨φ̇_k φ_k*⟩/L^D.</summary>
    private static (double Field, double Velocity, double Product) Expected(string name, double frequency, LatticeGrid grid)
    {
        double quanta = (1 / (Math.Exp(frequency / 1.5) - 1)) + (name == "thermal" ? 0 : 0.5);
        return name switch
        {
            "vacuum" => (1 / (2 * frequency), frequency / 2, 0),
            "de sitter" => ((1 + (0.25 / (frequency * frequency))) / (2 * frequency), frequency / 2, -0.5 / (2 * frequency)),
            "white" => (0.09 * grid.Volume / (grid.Sites - 1), 0.04 * grid.Volume / (grid.Sites - 1), 0),
            _ => (quanta / frequency, quanta * frequency, 0),
        };
    }
}
