using System.Globalization;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Threading;

namespace Inflaton.Universe;

/// <summary>
/// Quantum fluctuations stretched out of the horizon by an expanding universe: the curvature perturbation of one field (Mukhanov-Sasaki),
/// gravitational waves, and spectator fields, each from the Bunch-Davies vacuum deep inside the horizon, with no slow-roll approximation.
/// With several fields, fluids other than vacuum energy, or a prescribed expansion there is no curvature perturbation of one field; the
/// others are computed all the same.
/// </summary>
public sealed class Perturbations
{
    private const double NodeSpacing = 0.1;
    private const double StencilSpacing = 0.1;

    private readonly Cosmology cosmology;
    private readonly PerturbationOptions options;
    private readonly Solution history;
    private readonly double[] logHorizon;
    private readonly bool scalar;

    /// <summary>Perturbations between the beginning and some number of e-folds.</summary>
    /// <param name="cosmology">The background.</param>
    /// <param name="efolds">N at which the spectra are taken, positive; as a rule the end of inflation.</param>
    /// <param name="options">Depth of the start, tolerance, spectators.</param>
    /// <exception cref="ArgumentException">The background does not reach that far.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of e-folds or an option is outside its range.</exception>
    public Perturbations(Cosmology cosmology, double efolds, PerturbationOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(efolds);
        this.cosmology = cosmology;
        this.options = options ?? new PerturbationOptions();
        this.options.Validate();
        Efolds = efolds;
        scalar = cosmology.Fields == 1 && cosmology.Expansion.IsSelfConsistent
            && cosmology.Expansion.Fluids.All(fluid => fluid.Density == 0 || fluid.EquationOfState == -1);
        FieldSystem system = new(cosmology, Clock.Efolds);
        double[] start = system.Start();
        int count = (int)Math.Ceiling(efolds / NodeSpacing);
        double[] nodes = [.. Enumerable.Range(0, count).Select(i => i * NodeSpacing), efolds];
        history = AdaptiveRungeKutta.Solve(system, 0, start, nodes, Background.Options(cosmology, Clock.Efolds, system.Hubble(0, start)));
        if (history.Status != SolverStatus.Success)
        {
            throw new ArgumentException($"The background does not reach {efolds:G6} e-folds: {history.Message}", nameof(efolds));
        }

        logHorizon = new double[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            logHorizon[i] = nodes[i] + Math.Log(system.Hubble(nodes[i], history.State(i)));
        }
    }

    /// <summary>N at which the spectra are taken.</summary>
    public double Efolds { get; }

    /// <summary>Whether there is a curvature perturbation of one field.</summary>
    public bool HasScalar => scalar;

    /// <summary>Smallest k that starts as deep inside the horizon as asked for, with a = 1 at the beginning.</summary>
    public double SmallestWavenumber => options.Depth * Math.Exp(logHorizon[0]);

    /// <summary>k = aH where that many e-folds are left.</summary>
    /// <param name="left">N*, between 0 and <see cref="Efolds"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside.</exception>
    public double Wavenumber(double left) => Math.Exp(Efolds - left) * Exit(left).Hubble[0];

    /// <summary>The power spectra.</summary>
    /// <param name="wavenumbers">k, comoving, with a = 1 at the beginning, positive.</param>
    /// <param name="team">Threads, which share the wavenumbers; default the caller's alone.</param>
    public PowerSpectrum Spectrum(double[] wavenumbers, WorkerTeam? team = null)
    {
        Work work = new(this, wavenumbers);
        (team ?? WorkerTeam.Single).Run(work, wavenumbers.Length);
        return work.Result();
    }

    /// <summary>Amplitude, tilts and running where some e-folds are left, by a five-point stencil in ln k.</summary>
    /// <param name="left">N*: e-folds from k = aH to <see cref="Efolds"/>.</param>
    /// <param name="team">Threads; default the caller's alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">That is before the beginning.</exception>
    public Observables At(double left, WorkerTeam? team = null)
    {
        Background exit = Exit(left);
        double pivot = Wavenumber(left);
        PowerSpectrum spectrum = Spectrum([.. Enumerable.Range(-2, 5).Select(j => pivot * Math.Exp(j * StencilSpacing))], team);
        double[] scalars = [.. spectrum.Scalar.Select(power => Math.Log(power))], tensors = [.. spectrum.Tensor.Select(power => Math.Log(power))];
        return new Observables(
            left, pivot, [.. exit.Field.Values], spectrum.Scalar[2], 1 + Slope(scalars), Bend(scalars), spectrum.Tensor[2] / spectrum.Scalar[2], Slope(tensors));
    }

    private Background Exit(double left) => left >= 0 && left <= Efolds
        ? cosmology.FollowEfolds([Efolds - left])
        : throw new ArgumentOutOfRangeException(nameof(left), left, $"The e-folds left must be between 0 and {Efolds:G6}.");

    private static double Slope(double[] f) => (f[0] - (8 * f[1]) + (8 * f[3]) - f[4]) / (12 * StencilSpacing);

    private static double Bend(double[] f) =>
        (-f[0] + (16 * f[1]) - (30 * f[2]) + (16 * f[3]) - f[4]) / (12 * StencilSpacing * StencilSpacing);

    private sealed class Work(Perturbations parent, double[] wavenumbers) : IWork
    {
        private readonly int masses = parent.options.SpectatorMasses.Count;
        private readonly double[][] logPower = [.. wavenumbers.Select(_ => Array.Empty<double>())];
        private readonly string?[] messages = new string?[wavenumbers.Length];

        public void Execute(int part, int worker)
        {
            Cosmology cosmology = parent.cosmology;
            FieldSystem background = new(cosmology, Clock.Efolds);
            ModeSystem system = new(background, cosmology.Fields, parent.scalar, parent.options.SpectatorMasses)
            {
                LogWavenumber = Math.Log(wavenumbers[part]),
            };
            logPower[part] = new double[system.Channels];
            Array.Fill(logPower[part], double.NaN);
            double depth = Math.Log(parent.options.Depth), frozen = Math.Log(parent.options.Frozen);
            int first = Array.FindLastIndex(parent.logHorizon, b => system.LogWavenumber - b >= depth);
            if (first < 0 || double.IsNaN(system.LogWavenumber))
            {
                messages[part] = string.Create(
                    CultureInfo.InvariantCulture,
                    $"The mode k = {wavenumbers[part]:G6} is not {parent.options.Depth:G4} times inside the horizon at the beginning: begin earlier, where more e-folds are left, or take larger k.");
                return;
            }

            int last = Array.FindIndex(parent.logHorizon, first, b => system.LogWavenumber - b <= frozen);
            last = last < 0 ? parent.logHorizon.Length - 1 : last;
            if (last == first)
            {
                messages[part] = string.Create(
                    CultureInfo.InvariantCulture, $"The mode k = {wavenumbers[part]:G6} is still deep inside the horizon at the end: take smaller k.");
                return;
            }

            double[] state = [.. parent.history.State(first), .. new double[3 * system.Channels]];
            system.Origin = parent.history.Times[first];
            system.Start(state);
            SolverOptions solver = cosmology.Solver with { RelativeTolerance = parent.options.Tolerance, InitialStep = 0.1 / parent.options.Depth };
            Solution solution = AdaptiveRungeKutta.Solve(system, 0, state, [parent.history.Times[last] - system.Origin], solver);
            if (solution.Status != SolverStatus.Success)
            {
                messages[part] = string.Create(CultureInfo.InvariantCulture, $"The mode k = {wavenumbers[part]:G6}: {solution.Message}");
                return;
            }

            for (int channel = 0; channel < system.Channels; channel++)
            {
                logPower[part][channel] = (3 * system.LogWavenumber) - Math.Log(2 * Math.PI * Math.PI)
                    + system.LogSquare(state, channel) + system.Growth(solution.State(0), channel);
            }
        }

        public PowerSpectrum Result()
        {
            int tensor = parent.scalar ? 1 : 0;
            return new PowerSpectrum(
                wavenumbers,
                [.. logPower.Select(powers => parent.scalar ? Math.Exp(powers[0]) : double.NaN)],
                [.. logPower.Select(powers => 8 * Math.Exp(powers[tensor]))],
                [.. Enumerable.Range(0, masses).Select(m => logPower.Select(powers => Math.Exp(powers[tensor + 1 + m])).ToArray())],
                messages.FirstOrDefault(message => message is not null));
        }
    }
}
