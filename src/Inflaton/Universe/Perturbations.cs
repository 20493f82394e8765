using System.Globalization;
using System.Numerics.Tensors;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Differentiation;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;

namespace Inflaton.Universe;

/// <summary>
/// Quantum fluctuations stretched out of the horizon by an expanding universe: the curvature and entropy perturbations of any number of
/// fields, gravitational waves, and spectator fields, each from the adiabatic vacuum deep inside the horizon to one time, the same for all
/// modes, with no slow-roll approximation. With fluids other than vacuum energy, in a prescribed expansion, or where the fields are at rest
/// at that time there is no curvature perturbation of the fields alone; the others are computed all the same.
/// </summary>
public sealed class Perturbations
{
    private const double LongestPath = 2000;
    private const double FirstSpacing = 0.2;
    private const int FewestSpacings = 4;
    private const int MostSpacings = 12;
    private const double SlopeAccuracy = 1e-8;

    /// <summary>e-folds before a horizon exit in which superhorizon solutions forget how they began, as e^{−3N}.</summary>
    private const double Forgetting = 9;

    private readonly Cosmology cosmology;
    private readonly PerturbationOptions options;
    private readonly BackgroundPath path;
    private readonly ModeSolver? scalar;
    private readonly ModeSolver tensor;
    private readonly Func<double, ModeResult>[] spectators;
    private readonly double[] directions = [];

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
        path = BackgroundPath.Of(cosmology, Math.Max(0, efolds - LongestPath), efolds);
        if (path.Problem is { } problem)
        {
            throw new ArgumentException($"The background does not reach {ReadableNumber.Of(efolds, 6)} e-folds: {problem}", nameof(efolds));
        }

        // The smallest k that can have a vacuum at all, so that everything later knows how far back to go.
        double lowest = path.Values(0, 0)[BackgroundPath.LogHubble] + path.Start(0) + Math.Log(4);
        ReadOnlySpan<double> end = path.Values(path.Panels - 1, BackgroundPath.Grid.Count - 1);
        WithoutScalar = WhyNoScalar(end.Slice(path.Field + path.Fields, path.Fields));
        if (HasScalar)
        {
            (double[] rows, directions) = FinalQuantities();
            scalar = new ModeSolver(ModeEquation.OfFields(path), rows, lowest, this.options, cosmology.Solver);
        }

        ModeSolver Spectator(double mass) => new(ModeEquation.OfSpectator(path, mass), [1, 0], lowest, this.options, cosmology.Solver);
        tensor = Spectator(0);
        spectators =
        [
            .. this.options.SpectatorMasses.Select(mass =>
                HeavySpectator.Of(path, mass, 0.1 * this.options.Tolerance) is { } heavy
                    ? (Func<double, ModeResult>)heavy.Solve
                    : Spectator(mass).Solve),
        ];
    }

    /// <summary>N at which the spectra are taken.</summary>
    public double Efolds { get; }

    /// <summary>Whether there is a curvature perturbation of the fields.</summary>
    public bool HasScalar => WithoutScalar is null;

    /// <summary>Why there is no curvature perturbation of the fields, as a sentence; null where there is one.</summary>
    public string? WithoutScalar { get; }

    /// <summary>ln k of the scale with k = aH where that many e-folds are left.</summary>
    /// <param name="left">N*, between 0 and <see cref="Efolds"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside.</exception>
    public double LogWavenumber(double left) => Efolds - left + Exit(left)[BackgroundPath.LogHubble];

    /// <summary>k = aH where that many e-folds are left; infinite beyond what a number holds.</summary>
    /// <param name="left">N*, between 0 and <see cref="Efolds"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside.</exception>
    public double Wavenumber(double left) => Math.Exp(LogWavenumber(left));

    /// <summary>ε where that many e-folds are left: a scale leaves the horizon there where it is below 1.</summary>
    /// <param name="left">N*, between 0 and <see cref="Efolds"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside.</exception>
    public double Epsilon(double left) => Exit(left)[BackgroundPath.Epsilon];

    /// <summary>The power spectra.</summary>
    /// <param name="wavenumbers">k, comoving, with a = 1 at the beginning, positive.</param>
    /// <param name="team">Threads, which share the wavenumbers; default the caller's alone.</param>
    public PowerSpectrum Spectrum(double[] wavenumbers, WorkerTeam? team = null) =>
        SpectrumAt([.. wavenumbers.Select(k => Math.Log(k))], team);

    /// <summary>The power spectra at wavenumbers that need not fit into a number.</summary>
    /// <param name="logWavenumbers">ln k, with a = 1 at the beginning.</param>
    /// <param name="team">Threads, which share the wavenumbers; default the caller's alone.</param>
    public PowerSpectrum SpectrumAt(double[] logWavenumbers, WorkerTeam? team = null)
    {
        Work work = new(this, logWavenumbers);
        (team ?? WorkerTeam.Single).Run(work, work.Parts);
        return work.Result();
    }

    /// <summary>
    /// Amplitude, tilts and running where some e-folds are left, by derivatives in ln k whose spacing is halved until two agree.
    /// </summary>
    /// <param name="left">N*: e-folds from k = aH to <see cref="Efolds"/>.</param>
    /// <param name="team">Threads; default the caller's alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">That is before the beginning.</exception>
    public Observables At(double left, WorkerTeam? team = null)
    {
        double[] exit = Exit(left);
        double pivot = LogWavenumber(left);
        double[] spacings = [.. Enumerable.Range(0, FewestSpacings).Select(j => FirstSpacing * Math.Pow(0.5, j))];
        PowerSpectrum many = SpectrumAt([pivot, .. spacings.SelectMany(h => new[] { pivot - h, pivot + h })], team);
        double[] logScalar = Logs(many.Scalar), logTensor = Logs(many.Tensor);
        DerivativeTable scalars = new(logScalar[0], FirstSpacing), tensors = new(logTensor[0], FirstSpacing);
        for (int j = 0; j < FewestSpacings; j++)
        {
            scalars.Add(logScalar[1 + (2 * j)], logScalar[2 + (2 * j)]);
            tensors.Add(logTensor[1 + (2 * j)], logTensor[2 + (2 * j)]);
        }

        double modeError = Worst(many);
        DerivativeTable judged = HasScalar ? scalars : tensors;
        while (judged.Count < MostSpacings && double.IsFinite(HasScalar ? logScalar[0] : logTensor[0])
            && (judged.Slope.Error > SlopeAccuracy || judged.Bend.Error > Math.Max(1e-6, 1e-4 * Math.Abs(judged.Bend.Value))))
        {
            double h = judged.Spacing;
            PowerSpectrum pair = SpectrumAt([pivot - h, pivot + h], team);
            modeError = Math.Max(modeError, Worst(pair));
            scalars.Add(Math.Log(pair.Scalar[0]), Math.Log(pair.Scalar[1]));
            tensors.Add(Math.Log(pair.Tensor[0]), Math.Log(pair.Tensor[1]));
        }

        return new Observables
        {
            Efolds = left,
            LogWavenumber = pivot,
            Field = exit[path.Field..(path.Field + path.Fields)],
            FieldSlope = exit[(path.Field + path.Fields)..(path.Field + (2 * path.Fields))],
            Spectrum = SpectrumAt([pivot], team),
            SpectralIndex = 1 + scalars.Slope.Value,
            Running = scalars.Bend.Value,
            TensorIndex = tensors.Slope.Value,
            SpectralIndexError = scalars.Slope.Error + scalars.SlopeNoise(modeError),
            RunningError = scalars.Bend.Error + scalars.BendNoise(modeError),
        };

        static double Worst(PowerSpectrum spectrum) => spectrum.ScalarError.Where(double.IsFinite).DefaultIfEmpty(0).Max();

        static double[] Logs(double[] powers) => [.. powers.Select(power => Math.Log(power))];
    }

    /// <summary>
    /// What curvature and entropy perturbations that leave the horizon where some e-folds are left become; null where they could not be
    /// followed.
    /// </summary>
    /// <param name="left">N*: e-folds from k = aH to <see cref="Efolds"/>.</param>
    /// <exception cref="InvalidOperationException">There is no curvature perturbation, or only one field.</exception>
    /// <exception cref="ArgumentOutOfRangeException">That is before the beginning.</exception>
    public TransferFunctions? Transfer(double left)
    {
        int fields = path.Fields, size = fields * fields;
        if (scalar is null || fields == 1)
        {
            throw new InvalidOperationException(WithoutScalar ?? "One field has no entropy perturbation.");
        }

        double[] exit = Exit(left);
        double there = Efolds - left, from = Math.Max(path.Start(0), there - Forgetting);
        if (Slow(from, there) is not { } solutions)
        {
            return null;
        }

        double[] slope = new double[fields], force = new double[fields], mass = new double[size];
        path.Velocity(exit, slope);
        path.Slope(exit, force);
        ModeEquation.OfFields(path).Mass(exit, mass);
        double length = TensorPrimitives.Norm<double>(slope);
        double[] across = Across(slope);

        // Columns φ' and |φ'|e_i of Q; Q' is that of the solutions that are so there.
        double[] wanted = [.. slope, .. across.Select(value => length * value)];
        double[] state = new double[4 * size];
        for (int j = 0; j < fields; j++)
        {
            double[] share = Combine(solutions, wanted.AsSpan(j * fields, fields));
            for (int a = 0; a < fields; a++)
            {
                state[(a * 2 * fields) + j] = wanted[(j * fields) + a];
                for (int q = 0; q < fields; q++)
                {
                    state[(2 * size) + (a * 2 * fields) + j] += share[q] * solutions[(2 * size) + (a * 2 * fields) + q];
                }
            }
        }

        if (scalar.Carry(there, state) is not { } end)
        {
            return null;
        }

        double turn = PathGeometry.Turn(slope, force, Math.Exp(2 * exit[BackgroundPath.LogHubble]));
        return new TransferFunctions
        {
            Exit = there,
            End = Efolds,
            Matrix = [.. Enumerable.Range(0, size).Select(i => end[(i / fields * 2 * fields) + (i % fields)])],
            EntropyDirections = path.InFields(exit, across),
            TurnRate = turn,
            EntropyMass = fields == 2 ? PathGeometry.Entropy(slope, mass, turn) : double.NaN,
        };
    }

    /// <summary>Local f_NL of the scale that leaves the horizon where some e-folds are left, by δN.</summary>
    /// <param name="left">N*: e-folds from k = aH to <see cref="Efolds"/>, positive.</param>
    /// <param name="team">Threads; default the caller's alone.</param>
    /// <exception cref="InvalidOperationException">There is no curvature perturbation.</exception>
    /// <exception cref="ArgumentOutOfRangeException">That is before the beginning, or the end itself.</exception>
    public NonGaussianity NonGaussianityAt(double left, WorkerTeam? team = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(left);
        if (!HasScalar)
        {
            throw new InvalidOperationException(WithoutScalar);
        }

        double[] exit = Exit(left);
        double[] state = exit[path.Field..(path.Field + (2 * path.Fields))];
        return new SeparateUniverses(cosmology, state[..path.Fields], state[path.Fields..], left).Solve(team ?? WorkerTeam.Single);
    }

    /// <summary>
    /// Solutions of k/aH → 0 that begin alike in all directions, Q = 1 and Q' = −MQ/3, later; null where they could not be followed.
    /// </summary>
    private double[]? Slow(double from, double to)
    {
        ModeEquation equation = ModeEquation.OfFields(path);
        int fields = path.Fields, size = fields * fields;
        double[] functions = new double[path.Functions], mass = new double[size], state = new double[4 * size];
        path.Interpolate(from, path.PanelAt(from, 0), functions);
        equation.Mass(functions, mass);
        for (int a = 0; a < fields; a++)
        {
            state[(a * 2 * fields) + a] = 1;
            for (int b = 0; b < fields; b++)
            {
                state[(2 * size) + (a * 2 * fields) + b] = -mass[(a * fields) + b] / 3;
            }
        }

        if (to <= from)
        {
            return state;
        }

        SolverOptions local = cosmology.Solver with
        {
            RelativeTolerance = options.Tolerance,
            AbsoluteTolerance = 1e-16,
            InitialStep = 1e-3,
        };
        Solution solution = AdaptiveRungeKutta.Solve(
            new ModeSystem(equation) { LogWavenumber = double.NegativeInfinity }, from, state, [to], local);
        return solution.Status == SolverStatus.Success ? solution.State(0).ToArray() : null;
    }

    /// <summary>How much of each of C solutions makes up a vector, by elimination with the largest pivots.</summary>
    private double[] Combine(double[] solutions, ReadOnlySpan<double> wanted)
    {
        int fields = path.Fields, row = fields + 1;
        double[] system = new double[fields * row];
        for (int a = 0; a < fields; a++)
        {
            solutions.AsSpan(a * 2 * fields, fields).CopyTo(system.AsSpan(a * row));
            system[(a * row) + fields] = wanted[a];
        }

        for (int i = 0; i < fields; i++)
        {
            int best = Enumerable.Range(i, fields - i).MaxBy(a => Math.Abs(system[(a * row) + i]));
            for (int j = 0; best != i && j < row; j++)
            {
                (system[(i * row) + j], system[(best * row) + j]) = (system[(best * row) + j], system[(i * row) + j]);
            }

            for (int a = 0; a < fields; a++)
            {
                double factor = a == i ? 0 : system[(a * row) + i] / system[(i * row) + i];
                for (int j = i; factor != 0 && j < row; j++)
                {
                    system[(a * row) + j] -= factor * system[(i * row) + j];
                }
            }
        }

        return [.. Enumerable.Range(0, fields).Select(i => system[(i * row) + fields] / system[(i * row) + i])];
    }

    private double[] Exit(double left)
    {
        if (!(left >= 0 && left <= Efolds))
        {
            throw new ArgumentOutOfRangeException(
                nameof(left), left, ReadableFormat.Text($"The e-folds left must be between 0 and {Efolds:G6}."));
        }

        double[] functions = new double[path.Functions];
        double there = Efolds - left;
        if (there < path.Start(0))
        {
            throw new ArgumentOutOfRangeException(nameof(left), left, $"At most {LongestPath} e-folds before the end are followed.");
        }

        path.Interpolate(there, path.PanelAt(there, 0), functions);
        return functions;
    }

    private string? WhyNoScalar(ReadOnlySpan<double> slope) =>
        !cosmology.Expansion.IsSelfConsistent
            ? "The expansion is prescribed, whatever the fields do: their fluctuations do not curve space."
        : cosmology.Expansion.Fluids.Any(fluid => fluid.Density != 0 && fluid.EquationOfState != -1)
            ? "Fluids other than vacuum energy fluctuate too: there is no curvature perturbation of the fields alone."
        : TensorPrimitives.Dot(slope, slope) == 0 ? "The fields are at rest, and fluctuations of fields at rest do not curve space."
        : null;

    /// <summary>
    /// Rows (u, w) of 𝓡 = φ'·Q/|φ'|², of the entropy perturbations e_i·Q/|φ'|, and of 𝓡', at the end; and the directions e_i.
    /// </summary>
    private (double[] Rows, double[] Directions) FinalQuantities()
    {
        int fields = path.Fields;
        ReadOnlySpan<double> end = path.Values(path.Panels - 1, BackgroundPath.Grid.Count - 1);
        double[] slope = new double[fields];
        path.Velocity(end, slope);
        double[] bend = SecondDerivative(end, slope);
        double squared = TensorPrimitives.Dot<double>(slope, slope);
        double along = TensorPrimitives.Dot<double>(slope, bend);
        double length = Math.Sqrt(squared);
        double[] across = Across(slope);
        double[] rows = new double[(fields + 1) * 2 * fields];
        for (int a = 0; a < fields; a++)
        {
            rows[a] = slope[a] / squared;
            int drift = fields * 2 * fields;
            rows[drift + a] = (bend[a] / squared) - (2 * slope[a] * along / (squared * squared));
            rows[drift + fields + a] = slope[a] / squared;
            for (int i = 1; i < fields; i++)
            {
                rows[(i * 2 * fields) + a] = across[((i - 1) * fields) + a] / length;
            }
        }

        return (rows, path.InFields(end, across));
    }

    /// <summary>φ'' = −(3 − ε)φ' − V'/H², in the frame of the perturbations.</summary>
    private double[] SecondDerivative(ReadOnlySpan<double> functions, double[] slope)
    {
        int fields = path.Fields;
        double[] bend = new double[fields];
        path.Slope(functions, bend);
        double squaredHubble = Math.Exp(2 * functions[BackgroundPath.LogHubble]);
        for (int a = 0; a < fields; a++)
        {
            bend[a] = -((3 - functions[BackgroundPath.Epsilon]) * slope[a]) - (bend[a] / squaredHubble);
        }

        return bend;
    }

    /// <summary>An orthonormal basis of what is across a direction; of two fields, the direction turned to the left.</summary>
    private static double[] Across(double[] slope)
    {
        int fields = slope.Length;
        if (fields == 2)
        {
            double length = double.Hypot(slope[0], slope[1]);
            return [-slope[1] / length, slope[0] / length];
        }

        // Reflection that takes the axis nearest to the direction into it; the other axes go into its complement.
        double[] basis = new double[(fields - 1) * fields];
        double norm = TensorPrimitives.Norm<double>(slope);
        int nearest = TensorPrimitives.IndexOfMaxMagnitude<double>(slope);
        double[] mirror = [.. slope.Select(value => value / norm)];
        mirror[nearest] += Math.CopySign(1, mirror[nearest]);
        double squared = TensorPrimitives.Dot<double>(mirror, mirror);
        for (int axis = 0, row = 0; axis < fields; axis++)
        {
            if (axis == nearest)
            {
                continue;
            }

            for (int a = 0; a < fields; a++)
            {
                basis[(row * fields) + a] = (a == axis ? 1 : 0) - (2 * mirror[axis] * mirror[a] / squared);
            }

            row++;
        }

        return basis;
    }

    /// <summary>Modes by kinds of perturbation: those of the fields, gravitational waves, each spectator.</summary>
    private sealed class Work : IWork
    {
        private readonly Perturbations parent;
        private readonly double[] logWavenumbers;
        private readonly (string Name, Func<double, ModeResult> Solve)[] kinds;
        private readonly ModeResult[] results;

        public Work(Perturbations parent, double[] logWavenumbers)
        {
            (this.parent, this.logWavenumbers) = (parent, logWavenumbers);
            kinds =
            [
                .. parent.scalar is { } scalar ? new (string, Func<double, ModeResult>)[] { ("of the fields", scalar.Solve) } : [],
                ("of gravitational waves", parent.tensor.Solve),
                .. parent.spectators.Select(
                    (spectator, i) => (ReadableFormat.Text($"of the spectator of mass {parent.options.SpectatorMasses[i]:G6}"), spectator)),
            ];
            results = new ModeResult[kinds.Length * logWavenumbers.Length];
        }

        public int Parts => results.Length;

        public void Execute(int part, int worker)
        {
            double logWavenumber = logWavenumbers[part % logWavenumbers.Length];
            results[part] = double.IsFinite(logWavenumber)
                ? kinds[part / logWavenumbers.Length].Solve(logWavenumber)
                : ModeResult.Failure("is no positive number");
        }

        public PowerSpectrum Result()
        {
            int modes = logWavenumbers.Length, fields = parent.path.Fields, first = parent.HasScalar ? 1 : 0, row = fields + 1;
            ModeResult[] scalars = parent.HasScalar ? results[..modes] : [];
            bool several = parent.HasScalar && fields > 1;
            double[] Scalar(Func<double[], double> value) =>
                parent.HasScalar
                    ? [.. scalars.Select(mode => mode.Problem is null ? value(mode.Covariance) : double.NaN)]
                    : Enumerable.Repeat(double.NaN, modes).ToArray();
            double[] Power(int kind, double factor) =>
                [.. results.Skip(kind * modes).Take(modes).Select(mode => mode.Problem is null ? factor * mode.Covariance[0] : double.NaN)];

            double Entropy(double[] covariance) => Enumerable.Range(1, fields - 1).Sum(i => covariance[(i * row) + i]);
            double Correlated(double[] covariance)
            {
                double across = fields == 2
                    ? covariance[1]
                    : Math.Sqrt(Enumerable.Range(1, fields - 1).Sum(i => covariance[i] * covariance[i]));
                double both = Math.Sqrt(covariance[0]) * Math.Sqrt(Entropy(covariance));
                return both == 0 ? 0 : across / both;
            }

            return new PowerSpectrum
            {
                LogWavenumbers = logWavenumbers,
                Efolds = parent.Efolds,
                Scalar = Scalar(covariance => covariance[0]),
                Tensor = Power(first, 8),
                Spectators = [.. Enumerable.Range(0, parent.spectators.Length).Select(i => Power(first + 1 + i, 1))],
                Isocurvature = several ? Scalar(Entropy) : [],
                Correlation = several ? Scalar(Correlated) : [],
                Matrix = [.. scalars.Select(
                    mode => mode.Problem is null ? Inner(mode.Covariance) : Enumerable.Repeat(double.NaN, fields * fields).ToArray())],
                EntropyDirections = parent.directions,
                ScalarDrift = Scalar(covariance => 2 * covariance[fields] / covariance[0]),
                ScalarError = parent.HasScalar ? [.. scalars.Select(mode => mode.Error)] : Enumerable.Repeat(double.NaN, modes).ToArray(),
                Messages =
                [
                    .. results.Select(
                        (mode, part) => mode.Problem is null
                            ? ""
                            : ReadableFormat.Text(
                                $"The mode k = {Wavenumber(logWavenumbers[part % modes])} {kinds[part / modes].Name} {mode.Problem}."))
                        .Where(message => message.Length > 0),
                ],
            };

            double[] Inner(double[] covariance) =>
                [.. Enumerable.Range(0, fields * fields).Select(i => covariance[(i / fields * row) + (i % fields)])];
        }

        private static string Wavenumber(double log) => Math.Exp(log) is var k && double.IsFinite(k)
            ? k.ToString("G6", CultureInfo.InvariantCulture)
            : ReadableFormat.Text($"e^{log:G6}");
    }
}
