using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Notation;

namespace Inflaton.Universe;

/// <summary>
/// The modes of one equation, from their vacuum to one time: integrated from where the vacuum stops being exact to where they are well
/// outside the horizon, and carried on from there by <see cref="LateTransport"/>.
/// </summary>
internal sealed class ModeSolver
{
    /// <summary>x at which modes are first handed over.</summary>
    private const double Outside = 0.03;

    /// <summary>x above which a mode is in its vacuum, whatever the background does.</summary>
    private const double Deepest = 1e4;

    private readonly ModeEquation equation;
    private readonly BackgroundPath path;
    private readonly PerturbationOptions options;
    private readonly SolverOptions solver;
    private readonly VacuumSeries vacuum;
    private readonly LateTransport transport;
    private readonly int quantities;

    /// <summary>ln aH where panels begin, and at the end.</summary>
    private readonly double[] logHorizon;

    /// <summary>The least of it from there on.</summary>
    private readonly double[] leastLater;

    /// <summary>Prepares an equation.</summary>
    /// <param name="equation">The equation.</param>
    /// <param name="final">Rows (u, w) of the quantities u·Q + w·Q' that are wanted at the end, each 2C.</param>
    /// <param name="lowest">ln of the smallest k that will be asked for; smaller ones are followed to the end.</param>
    /// <param name="options">Depth and tolerance.</param>
    /// <param name="solver">Limits and cancellation.</param>
    public ModeSolver(ModeEquation equation, double[] final, double lowest, PerturbationOptions options, SolverOptions solver)
    {
        (this.equation, path, this.options) = (equation, equation.Path, options);
        quantities = final.Length / (2 * equation.Fields);
        this.solver = solver with { RelativeTolerance = options.Tolerance };
        vacuum = new VacuumSeries(equation, 0.1 * options.Tolerance);
        int panels = path.Panels;
        logHorizon = new double[panels + 1];
        leastLater = new double[panels + 1];
        for (int panel = panels; panel >= 0; panel--)
        {
            ReadOnlySpan<double> functions = panel == panels
                ? path.Values(panels - 1, BackgroundPath.Grid.Count - 1)
                : path.Values(panel, 0);
            logHorizon[panel] = path.Start(panel) + functions[BackgroundPath.LogHubble];
            leastLater[panel] = panel == panels ? logHorizon[panel] : Math.Min(logHorizon[panel], leastLater[panel + 1]);
        }

        int first = Array.FindIndex(leastLater, least => lowest - least <= Math.Log(Outside));
        transport = LateTransport.Of(equation, final, first < 0 ? panels : first, solver);
    }

    /// <summary>ln of the smallest k whose vacuum exists at the beginning.</summary>
    private double SmallestLogWavenumber => logHorizon[0] + Math.Log(options.Depth ?? vacuum.Threshold(0));

    /// <summary>
    /// The covariance of the quantities at the end, quantities × quantities, as power per ln k: k³/2π² Re⟨O_i O_j*⟩.
    /// </summary>
    /// <param name="logWavenumber">ln k.</param>
    public ModeResult Solve(double logWavenumber)
    {
        if (FindStart(logWavenumber) is not { } start)
        {
            string enough = double.IsFinite(SmallestLogWavenumber)
                ? ReadableFormat.Text($", {Math.Exp(SmallestLogWavenumber - logWavenumber):G4} times this or more")
                : "";
            return ModeResult.Failure(
                ReadableFormat.Text(
                    $"is not deep enough inside the horizon at the beginning (k/aH = {Math.Exp(logWavenumber - logHorizon[0]):G4}), "
                        + $"or later, to have a vacuum: begin earlier, where more e-folds are left, or take larger k{enough}"));
        }

        (int panel, int node) = start;
        double now = path.At(panel, node), logHubble = path.Values(panel, node)[BackgroundPath.LogHubble];
        double x = Math.Exp(logWavenumber - now - logHubble);
        double error = vacuum.Error(panel, x) + path.Noise;
        ModeSystem system = new(equation) { LogWavenumber = logWavenumber };
        int fields = equation.Fields;
        double[] real = new double[fields * fields], rate = new double[fields * fields], state = new double[system.Dimension];
        vacuum.At(panel, node, x, real, rate);
        if (!system.Start(real, rate, state))
        {
            return ModeResult.Failure(
                $"has no vacuum at k/aH = {ReadableNumber.Of(x)}: begin deeper (perturbations.depth)");
        }

        SolverOptions local =
            solver with { AbsoluteTolerance = 1e-8 * solver.RelativeTolerance * Math.Pow(x, -1.5), InitialStep = 0.1 / x };
        double[] values = new double[quantities * 2 * fields];
        double outside = Outside;
        int goal = path.Panels;
        while (true)
        {
            goal = Handover(logWavenumber, panel, outside);
            if (path.Start(goal) > now)
            {
                Solution solution = AdaptiveRungeKutta.Solve(system, now, state, [path.Start(goal)], local);
                if (solution.Status != SolverStatus.Success)
                {
                    return ModeResult.Failure($"cannot be followed to the end: {solution.Message.TrimEnd('.')}");
                }

                (now, state) = (path.Start(goal), solution.State(0).ToArray());
                local = local with { InitialStep = 1e-2 };
            }

            double there = Math.Exp(logWavenumber - logHorizon[goal]);
            double cut = transport.Apply(goal, there, state, values) * there * there;
            if (goal == path.Panels || cut <= 0.1 * options.Tolerance)
            {
                error += goal == path.Panels ? 0 : cut;
                break;
            }

            outside /= 3;
        }

        double endLogHubble = logHorizon[goal] - path.Start(goal);
        error += system.WronskianError(state, (3 * (path.Start(goal) - path.At(panel, node))) + endLogHubble - logHubble);
        double factor = x * x * x * Math.Exp(2 * logHubble) / (4 * Math.PI * Math.PI);
        return new ModeResult(Covariance(values, factor), error, null);
    }

    /// <summary>What perturbations of no wavenumber, k/aH → 0, become: the quantities at the end, quantities × 2C.</summary>
    /// <param name="efolds">N where they are.</param>
    /// <param name="state">C of them as of <see cref="ModeSystem"/>.</param>
    /// <returns>The quantities, or null where they could not be followed.</returns>
    public double[]? Carry(double efolds, double[] state)
    {
        double[] values = new double[quantities * 2 * equation.Fields];
        int goal = Math.Min(Math.Max(path.PanelAt(efolds, 0) + 1, transport.First), path.Panels);
        if (path.Start(goal) > efolds)
        {
            SolverOptions local = solver with { AbsoluteTolerance = 1e-200, InitialStep = 1e-3 };
            Solution solution = AdaptiveRungeKutta.Solve(
                new ModeSystem(equation) { LogWavenumber = double.NegativeInfinity }, efolds, state, [path.Start(goal)], local);
            if (solution.Status != SolverStatus.Success)
            {
                return null;
            }

            state = solution.State(0).ToArray();
        }

        transport.Apply(goal, 0, state, values);
        return values;
    }

    private double[] Covariance(double[] values, double factor)
    {
        int row = 2 * equation.Fields;
        double[] covariance = new double[quantities * quantities];
        for (int i = 0; i < quantities; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int q = 0; q < row; q++)
                {
                    sum += values[(i * row) + q] * values[(j * row) + q];
                }

                covariance[(i * quantities) + j] = covariance[(j * quantities) + i] = factor * sum;
            }
        }

        return covariance;
    }

    /// <summary>
    /// The last node up to which the vacuum has been exact since the beginning or, for modes that come inside the horizon later, since
    /// then; null where it never is.
    /// </summary>
    private (int Panel, int Node)? FindStart(double logWavenumber)
    {
        (int Panel, int Node)? last = null;
        int nodes = BackgroundPath.Grid.Count;
        for (int panel = 0; panel < path.Panels; panel++)
        {
            double atEnd = Math.Exp(logWavenumber - logHorizon[panel + 1]);
            if (atEnd > Deepest && Math.Exp(logWavenumber - logHorizon[panel]) > Deepest && !(options.Depth > Deepest))
            {
                last = (panel, nodes - 1);
                continue;
            }

            double threshold = options.Depth ?? vacuum.Threshold(panel);
            int node = nodes - 1;
            while (node >= 0
                && !(Math.Exp(logWavenumber - path.At(panel, node) - path.Values(panel, node)[BackgroundPath.LogHubble]) >= threshold))
            {
                node--;
            }

            if (node >= 0)
            {
                last = (panel, node);
            }

            if (last is not null && node < nodes - 1)
            {
                return last;
            }
        }

        return last;
    }

    /// <summary>
    /// The first panel behind another from whose beginning on the mode is and stays so far outside; the number of panels where there is
    /// none.
    /// </summary>
    private int Handover(double logWavenumber, int panel, double outside)
    {
        double needed = logWavenumber - Math.Log(outside);
        int found = Math.Max(panel + 1, transport.First);
        while (found < path.Panels && leastLater[found] < needed)
        {
            found++;
        }

        return Math.Min(found, path.Panels);
    }
}
