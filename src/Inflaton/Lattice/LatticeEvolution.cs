using Inflaton.Dynamics;
using Inflaton.Numerics.Threading;

namespace Inflaton.Lattice;

/// <summary>
/// C scalar fields on a periodic lattice in an expanding universe, φ̈ + 3Hφ̇ − ∇²φ/a² + ∂V/∂φ = 0, in cosmic time. With u = a^{3/2} and
/// π = u²φ̇ fields and universe together have the Hamiltonian −(3/16)p_u² + ⟨π²⟩/2u² + u^{2/3}⟨½(∇φ)²⟩ + u²⟨V⟩ + u²ρ_fluids, whose parts (u
/// drifts; φ drifts; all momenta are kicked) are each solved exactly and composed symmetrically: a kick of h/2, a drift of h/2, one of u by
/// h, a drift of h/2, a kick of h/2. The Friedmann constraint holds at the beginning, and is measured afterwards. Where a(t) is prescribed,
/// u is taken from it. Kicks and drifts that follow each other are one, so that a leapfrog step is one pass over memory; methods of higher
/// order are compositions of it. A step allocates nothing.
/// </summary>
/// <remarks>
/// Units: reduced Planck mass 1, c = ħ = 1, a = 1 at the beginning. Expansion is that of three dimensions whatever the lattice has.
/// </remarks>
public sealed class LatticeEvolution
{
    private readonly Expansion expansion;
    private readonly ILatticeSweep sweep;
    private readonly double inverseSites;

    private double stepStart;
    private long stepsSince;
    private double volume;
    private double volumeMomentum;
    private double openVolumeMomentum;
    private double openSquare;
    private GravitationalWaves? gravitationalWaves;

    /// <summary>Fields about to move.</summary>
    /// <param name="fields">φ, and φ̇ as momenta; theirs from now on are the evolution's.</param>
    /// <param name="potential">V of as many fields.</param>
    /// <param name="expansion">
    /// The universe: one whose energy decides H (with its fluids), or a prescribed one with a(t) in closed form.
    /// </param>
    /// <param name="method">The method.</param>
    /// <param name="step">h, positive.</param>
    /// <param name="team">Threads; none but the caller's by default. Results do not depend on it.</param>
    /// <exception cref="ArgumentException">
    /// The potential has another number of fields, the expansion is neither, the energy of a self-consistent universe is not positive, or
    /// the method looks at times before a power law's beginning.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is not a positive number.</exception>
    public LatticeEvolution(
        LatticeFields fields, LatticePotential potential, Expansion expansion, LatticeMethod method, double step, WorkerTeam? team = null)
        : this(fields, potential, expansion, method, team)
    {
        TimeStep = Positive(step);
        CheckTimes();
        volume = 1;
        Measure(Kick(0, Opening));
        if (IsSelfConsistent)
        {
            double density = Energy.Total + FluidDensity;
            if (!(density > 0) && Status == LatticeStatus.Sound)
            {
                throw new ArgumentException(
                    $"The energy density at the beginning is {density:G6} (kinetic {Energy.Kinetic:G6}, gradient {Energy.Gradient:G6}, "
                    + $"potential {Energy.Potential:G6}, fluids {FluidDensity:G6}): no expanding universe starts there.",
                    nameof(fields));
            }

            volumeMomentum = -4 * Math.Sqrt(density / 3);
            openVolumeMomentum = volumeMomentum + (Opening * VolumeForce);
        }
    }

    /// <summary>An evolution that goes on.</summary>
    /// <param name="fields">φ and momenta as they were when the state was taken.</param>
    /// <param name="potential">V, as then.</param>
    /// <param name="expansion">The universe, as then.</param>
    /// <param name="method">The method, as then.</param>
    /// <param name="state">What <see cref="State"/> was.</param>
    /// <param name="team">Threads; none but the caller's by default.</param>
    /// <exception cref="ArgumentException">
    /// The potential has another number of fields, or the expansion is neither self-consistent nor in closed form.
    /// </exception>
    public LatticeEvolution(
        LatticeFields fields, LatticePotential potential, Expansion expansion, LatticeMethod method, LatticeState state,
        WorkerTeam? team = null)
        : this(fields, potential, expansion, method, team)
    {
        Steps = state.Steps;
        ConformalTime = state.ConformalTime;
        TimeStep = Positive(state.TimeStep);
        stepStart = state.StepStart;
        stepsSince = state.StepsSince;
        volume = state.Volume;
        volumeMomentum = state.VolumeMomentum;
        openVolumeMomentum = state.OpenVolumeMomentum;
        openSquare = state.OpenSquare;
        Energy = state.Energy;
        Status = state.Status;
    }

    private LatticeEvolution(LatticeFields fields, LatticePotential potential, Expansion expansion, LatticeMethod method, WorkerTeam? team)
    {
        if (potential.Fields != fields.Components)
        {
            throw new ArgumentException(
                $"The potential is one of {potential.Fields} fields, on a lattice of {fields.Components}.", nameof(potential));
        }

        if (!expansion.IsSelfConsistent && expansion.EfoldsAt(0) is null)
        {
            throw new ArgumentException(
                $"The expansion '{expansion.Name}' is neither that of the fields nor known in closed form.", nameof(expansion));
        }

        Fields = fields;
        Potential = potential;
        Method = method;
        this.expansion = expansion;
        inverseSites = 1.0 / fields.Grid.Sites;
        team ??= WorkerTeam.Single;
        sweep = fields.Doubles is { } doubles
            ? new LatticeSweep<double>(fields.Grid, fields.Components, doubles, potential, team)
            : new LatticeSweep<float>(fields.Grid, fields.Components, fields.Singles!, potential, team);
    }

    /// <summary>The fields, at <see cref="Time"/>; their momenta are ahead of it by the half kick that the next step begins with.</summary>
    public LatticeFields Fields { get; }

    /// <summary>V.</summary>
    public LatticePotential Potential { get; }

    /// <summary>The method.</summary>
    public LatticeMethod Method { get; }

    /// <summary>h.</summary>
    public double TimeStep { get; private set; }

    /// <summary>Steps done.</summary>
    public long Steps { get; private set; }

    /// <summary>t since the beginning.</summary>
    public double Time => stepStart + (stepsSince * TimeStep);

    /// <summary>η = ∫dt/a since the beginning, by Hermite's rule over each step.</summary>
    public double ConformalTime { get; private set; }

    /// <summary>a, 1 at the beginning.</summary>
    public double ScaleFactor => Math.Pow(volume, 2.0 / 3);

    /// <summary>N = ln a.</summary>
    public double Efolds => 2.0 / 3 * Math.Log(volume);

    /// <summary>H: in a self-consistent universe that of the moving a, not √(ρ/3).</summary>
    public double Hubble => IsSelfConsistent ? -volumeMomentum / (4 * volume) : expansion.Hubble(Time, Efolds, Energy.Total);

    /// <summary>Whether the fields' energy expands the universe.</summary>
    public bool IsSelfConsistent => expansion.IsSelfConsistent;

    /// <summary>Mean energy densities of the fields, all at <see cref="Time"/>.</summary>
    public LatticeEnergy Energy { get; private set; }

    /// <summary>ρ of the fluids beside the fields.</summary>
    public double FluidDensity
    {
        get
        {
            double sum = 0, efolds = Efolds;
            for (int i = 0; i < expansion.Fluids.Count; i++)
            {
                sum += expansion.Fluids[i].DensityAt(efolds);
            }

            return sum;
        }
    }

    /// <summary>Mean pressure of the fields, K − G/3 − V.</summary>
    public double Pressure => Energy.Pressure;

    /// <summary>(3H² − ρ)/ρ with the fluids in ρ: 0 where all is exact; null where a(t) is prescribed.</summary>
    public double? Constraint => IsSelfConsistent ? (3 * Hubble * Hubble / (Energy.Total + FluidDensity)) - 1 : null;

    /// <summary>How it fares; an evolution that is not sound goes no further.</summary>
    public LatticeStatus Status { get; private set; }

    /// <summary>All that is needed, with <see cref="Fields"/>, to go on to the same bits.</summary>
    public LatticeState State => new()
    {
        Steps = Steps,
        ConformalTime = ConformalTime,
        TimeStep = TimeStep,
        StepStart = stepStart,
        StepsSince = stepsSince,
        Volume = volume,
        VolumeMomentum = volumeMomentum,
        OpenVolumeMomentum = openVolumeMomentum,
        OpenSquare = openSquare,
        Energy = Energy,
        Status = Status,
    };

    /// <summary>
    /// The longest step at which all waves are stable, h √(k²/a² + V'') = limit with the largest k of the lattice; infinite where nothing
    /// oscillates.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="grid">The lattice.</param>
    /// <param name="scaleFactor">a.</param>
    /// <param name="curvature">The largest V''.</param>
    public static double StableStep(LatticeMethod method, LatticeGrid grid, double scaleFactor, double curvature)
    {
        double square = (grid.LargestWaveNumberSquared / (scaleFactor * scaleFactor)) + curvature;
        return square > 0 ? method.StabilityLimit / Math.Sqrt(square) : double.PositiveInfinity;
    }

    /// <summary>Does some steps, fewer where it does not stay sound.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="cancellation">Asked between steps.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the steps until then are done, and it can go on.</exception>
    public LatticeStatus Advance(long steps, CancellationToken cancellation = default)
    {
        for (long done = 0; done < steps && Status == LatticeStatus.Sound; done++)
        {
            cancellation.ThrowIfCancellationRequested();
            Advance();
        }

        return Status;
    }

    /// <summary>Goes on with another h, from the very fields and velocities that are reached.</summary>
    /// <param name="step">h, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not a positive number.</exception>
    public void ChangeStep(double step)
    {
        double before = Opening;
        (stepStart, stepsSince, TimeStep) = (Time, 0, Positive(step));
        CheckTimes();
        if (Status != LatticeStatus.Sound)
        {
            return;
        }

        Measure(Kick(-before, Opening));
        gravitationalWaves?.Kick(Fields, (Opening - before) * ScaleFactor);
        openVolumeMomentum = volumeMomentum + (Opening * VolumeForce);
    }

    /// <summary>Lets gravitational waves evolve with the fields from now on.</summary>
    /// <param name="waves">The waves, on the same lattice.</param>
    /// <param name="goesOn">
    /// Whether their momenta are those of an evolution that stopped here, half a kick ahead, and not a³u̇ at <see cref="Time"/>.
    /// </param>
    /// <exception cref="ArgumentException">They are on another lattice.</exception>
    public void Accompany(GravitationalWaves waves, bool goesOn = false)
    {
        if (!waves.Bins.Grid.Shape.SequenceEqual(Fields.Grid.Shape) || waves.Bins.Grid.Spacing != Fields.Grid.Spacing)
        {
            throw new ArgumentException("The waves are on another lattice.", nameof(waves));
        }

        gravitationalWaves = waves;
        if (!goesOn)
        {
            waves.Kick(Fields, Opening * ScaleFactor);
        }
    }

    /// <summary>Measures gravitational waves that <see cref="Accompany"/>, at <see cref="Time"/>.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public void MeasureWaves() =>
        (gravitationalWaves ?? throw new InvalidOperationException("No gravitational waves accompany these fields."))
        .Measure(Fields, -Opening * ScaleFactor, ScaleFactor);

    /// <summary>φ̇ at <see cref="Time"/>, or a part of it; the potential is evaluated for it.</summary>
    /// <param name="component">c.</param>
    /// <param name="velocity">Receives φ̇_c, from the first site on; as many as there is room for.</param>
    /// <param name="firstSite">First site.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such component, or there are not so many sites.</exception>
    public void Velocity(int component, Span<double> velocity, int firstSite = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(component);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(component, Fields.Components);
        ArgumentOutOfRangeException.ThrowIfNegative(firstSite);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(velocity.Length, Fields.Grid.Sites - firstSite);
        sweep.Momentum(StepOf(null, -Opening, 0), component, firstSite, velocity);
        double inverse = 1 / (volume * volume);
        foreach (ref double value in velocity)
        {
            value *= inverse;
        }
    }

    /// <summary>The half kick that a step begins with.</summary>
    private double Opening => Method.Weights[0] * TimeStep / 2;

    /// <summary>ṗ_u of the kick, from the energies where the fields are.</summary>
    private double VolumeForce
    {
        get
        {
            double fluids = 0, efolds = Efolds;
            for (int i = 0; i < expansion.Fluids.Count; i++)
            {
                fluids += expansion.Fluids[i].EquationOfState * expansion.Fluids[i].DensityAt(efolds);
            }

            return volume * ((-2.0 / 3 * Energy.Gradient) - (2 * Energy.Potential) + (2 * fluids));
        }
    }

    private void Advance()
    {
        ReadOnlySpan<double> weights = Method.Weights;
        double begin = Time, at = 0, scale = ScaleFactor, hubble = Hubble;
        bool turned = false, negative = false;
        for (int i = 0; i < weights.Length; i++)
        {
            double drift = weights[i] * TimeStep, before = volume;
            bool last = i == weights.Length - 1;
            at += weights[i];
            if (IsSelfConsistent)
            {
                openVolumeMomentum += drift / 2 * openSquare / (before * before * before);
                volume = before - (3.0 / 8 * drift * openVolumeMomentum);
                openVolumeMomentum += drift / 2 * openSquare / (volume * volume * volume);
                turned |= volume <= 0 || openVolumeMomentum >= 0;
            }
            else
            {
                volume = PrescribedVolume(last ? stepStart + ((stepsSince + 1) * TimeStep) : begin + (at * TimeStep));
            }

            double closing = drift / 2, opening = weights[last ? 0 : i + 1] * TimeStep / 2;
            double path = drift / 2 * ((1 / (before * before)) + (1 / (volume * volume)));
            Measure(sweep.Step(StepOf(path, closing, opening)));
            gravitationalWaves?.Drift(path);
            gravitationalWaves?.Kick(Fields, (closing + opening) * ScaleFactor);
            if (IsSelfConsistent)
            {
                negative |= Energy.Potential + FluidDensity < 0;
                double force = VolumeForce;
                volumeMomentum = openVolumeMomentum + (closing * force);
                openVolumeMomentum = volumeMomentum + (opening * force);
            }
        }

        Steps++;
        stepsSince++;

        // The derivative of 1/a is −H/a.
        double rate = 1 / scale, next = 1 / ScaleFactor;
        ConformalTime += TimeStep * (((rate + next) / 2) + (TimeStep * ((Hubble * next) - (hubble * rate)) / 12));

        // H = 0 is ρ = 0, which takes a negative V; without one the step is far longer than the Hubble time. What is beyond all numbers
        // because the universe came to its end within the step has that end.
        if (turned || (Status == LatticeStatus.Sound && IsSelfConsistent && !(volume > 0 && volumeMomentum < 0)))
        {
            Status = negative ? LatticeStatus.Recollapsed : LatticeStatus.NotFinite;
        }
    }

    private SweepSums Kick(double closing, double opening) => sweep.Step(StepOf(null, closing, opening));

    /// <summary>A step of the fields where u is now: closing and opening are times.</summary>
    private SweepStep StepOf(double? drift, double closing, double opening)
    {
        double square = volume * volume, length = ScaleFactor * Fields.Grid.Spacing;
        return new SweepStep(drift, 1 / (length * length), closing * square, opening * square);
    }

    private void Measure(in SweepSums sums)
    {
        double square = volume * volume, length = ScaleFactor * Fields.Grid.Spacing;
        Energy = new LatticeEnergy(
            sums.Kick.Closed * inverseSites / (2 * square * square), sums.Kick.Differences * inverseSites / (2 * length * length),
            sums.Potential * inverseSites);
        openSquare = sums.Kick.Opened * inverseSites;
        if (!double.IsFinite(Energy.Total) || !double.IsFinite(openSquare))
        {
            Status = LatticeStatus.NotFinite;
        }
    }

    private double PrescribedVolume(double time) => Math.Exp(1.5 * expansion.EfoldsAt(time)!.Value);

    private void CheckTimes()
    {
        if (!IsSelfConsistent && !double.IsFinite(PrescribedVolume(Time + (Method.Earliest * TimeStep))))
        {
            throw new ArgumentException(
                $"{Method} with a step of {TimeStep:G6} looks {-Method.Earliest * TimeStep:G6} back in time, before the beginning of "
                + $"'{expansion.Name}'; take a shorter step.",
                nameof(Method));
        }
    }

    private static double Positive(double step) => step > 0 && double.IsFinite(step)
        ? step
        : throw new ArgumentOutOfRangeException(nameof(step), step, "The step must be a positive number.");
}
