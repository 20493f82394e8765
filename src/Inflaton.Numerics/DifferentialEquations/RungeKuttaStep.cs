namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>
/// The workspace of one integration and the step of any tableau: everything is allocated here, nothing in a step. Between
/// <see cref="Try"/> and <see cref="Accept"/> the last step tried can be interpolated.
/// </summary>
internal sealed class RungeKuttaStep
{
    private readonly ISystem system;
    private readonly ButcherTableau tableau;
    private readonly double absolute;
    private readonly double[] floors;
    private readonly IRounding? rounding;
    private readonly double relative;
    private readonly int dimension;
    private readonly int length;
    private readonly double[] stages;
    private readonly double[] stageState;
    private readonly double[] denseWeights;
    private readonly int[] allStages;
    private readonly double[] interpolated;
    private double[] state;
    private double[] next;
    private double time;
    private double step;
    private bool denseReady;

    public RungeKuttaStep(ISystem system, SolverOptions options, double time, ReadOnlySpan<double> state)
    {
        (this.system, tableau, dimension, this.time) = (system, options.Method, state.Length, time);
        (absolute, relative) = (options.AbsoluteTolerance, options.RelativeTolerance);
        length = StageKernels.Padded(dimension);
        floors = new double[length];
        Array.Fill(floors, absolute);
        rounding = system as IRounding;
        stages = new double[tableau.Stages * length];
        this.state = new double[length];
        next = new double[length];
        stageState = new double[length];
        interpolated = new double[length];
        denseWeights = new double[tableau.Stages];
        allStages = [.. Enumerable.Range(0, tableau.Stages)];
        state.CopyTo(this.state);
        Evaluate(this.time, this.state, 0);
        FindFloors();
    }

    public long Evaluations { get; private set; }

    public double Time => time;

    /// <summary>The state at <see cref="Time"/>.</summary>
    public ReadOnlySpan<double> State => state.AsSpan(0, dimension);

    /// <summary>The state at the end of the step last tried.</summary>
    public ReadOnlySpan<double> Next => next.AsSpan(0, dimension);

    /// <summary>Whether f is finite at <see cref="Time"/>.</summary>
    public bool StartIsFinite => IsFinite(Stage(0));

    /// <summary>Computes a step and returns its error in units of the tolerances; NaN or infinite where f is.</summary>
    public double Try(double h)
    {
        step = h;
        denseReady = false;
        int last = tableau.StepStages - 1;
        for (int stage = 1; stage < last; stage++)
        {
            EvaluateStage(stage, stageState);
        }

        EvaluateStage(last, next);
        double error = Squares(0);
        if (tableau.ErrorRows.Length == 2)
        {
            double both = error + 0.01 * Squares(1);
            return both > 0 || !double.IsFinite(both) ? Math.Abs(h) * error / Math.Sqrt(both * dimension) : 0;
        }

        return Math.Abs(h) * Math.Sqrt(error / dimension);

        double Squares(int row) => StageKernels.ScaledSquares(
            stages, tableau.ErrorRows[row].Stages, tableau.ErrorRows[row].Values, state, next, floors, relative);
    }

    /// <summary>Whether both ends of the step are finite: the error alone does not tell where a tableau does not weigh a stage.</summary>
    public bool NextIsFinite => IsFinite(Next) && IsFinite(Stage(tableau.StepStages - 1));

    /// <summary>
    /// h|λ| by the last two stages, both at t + h, of the step last tried; 0 where the tableau has no such two. Source: Hairer and Wanner,
    /// Solving Ordinary Differential Equations II, section IV.2.
    /// </summary>
    public double StepTimesEigenvalue()
    {
        int last = tableau.StepStages - 1;
        if (last < 2 || tableau.Nodes[last - 1] != 1)
        {
            return 0;
        }

        double distance = StageKernels.SquaredDistance(next, stageState);
        return distance > 0
            ? Math.Abs(step) * Math.Sqrt(StageKernels.SquaredDistance(Row(last), Row(last - 1)) / distance)
            : 0;
    }

    /// <summary>The dense output at t + θh of the step last tried; valid until the next call.</summary>
    public ReadOnlySpan<double> Interpolate(double theta)
    {
        if (!denseReady)
        {
            for (int stage = tableau.StepStages; stage < tableau.Stages; stage++)
            {
                EvaluateStage(stage, interpolated);
            }

            denseReady = true;
        }

        tableau.DenseWeights(theta, denseWeights);
        StageKernels.Combine(state, step, stages, allStages, denseWeights, interpolated);
        return interpolated.AsSpan(0, dimension);
    }

    /// <summary>Makes the end of the step last tried, known to be at <paramref name="time"/>, the start of the next.</summary>
    public void Accept(double time)
    {
        this.time = time;
        (state, next) = (next, state);
        Row(tableau.StepStages - 1).CopyTo(stages);
        FindFloors();
    }

    /// <summary>
    /// A first step whose Euler part is well inside the tolerances. Source: Hairer, Nørsett and Wanner, Solving Ordinary Differential
    /// Equations I, section II.4.
    /// </summary>
    public double FirstStep(double direction, double longest)
    {
        ReadOnlySpan<int> zeroth = [0];
        ReadOnlySpan<double> unit = [1];
        double size = Norm(state, zeroth, unit);
        double slope = Norm(stages, zeroth, unit);
        double h = Math.Min(size < 1e-5 || slope < 1e-5 ? 1e-6 : 0.01 * size / slope, longest);
        StageKernels.Combine(state, direction * h, stages, zeroth, unit, stageState);
        Evaluate(time + direction * h, stageState, 1);
        double bend = Norm(stages, [0, 1], [1, -1]) / h;
        double steepest = Math.Max(slope, bend);
        double power = 1.0 / tableau.ErrorOrder;
        double second = steepest <= 1e-15 ? Math.Max(1e-6, 1e-3 * h) : Math.Pow(0.01 / steepest, power);
        double first = Math.Min(Math.Min(100 * h, second), longest);
        return first > 0 ? first : Math.Min(h, longest);

        double Norm(double[] rows, ReadOnlySpan<int> indices, ReadOnlySpan<double> weights) => Math.Sqrt(
            StageKernels.ScaledSquares(rows, indices, weights, state, state, floors, relative) / dimension);
    }

    private void FindFloors()
    {
        if (this.rounding is { } rounding)
        {
            Span<double> floors = this.floors.AsSpan(0, dimension);
            rounding.Rounding(time, State, floors);
            for (int i = 0; i < floors.Length; i++)
            {
                // What is NaN is of no use as a floor.
                floors[i] = floors[i] > 0 ? absolute + floors[i] : absolute;
            }
        }
    }

    private void EvaluateStage(int stage, double[] state)
    {
        StageWeights row = tableau.Rows[stage];
        StageKernels.Combine(this.state, step, stages, row.Stages, row.Values, state);
        Evaluate(time + tableau.Nodes[stage] * step, state, stage);
    }

    private void Evaluate(double time, double[] state, int stage)
    {
        system.Derivative(time, state.AsSpan(0, dimension), Stage(stage));
        Evaluations++;
    }

    private Span<double> Stage(int stage) => stages.AsSpan(stage * length, dimension);

    private ReadOnlySpan<double> Row(int stage) => stages.AsSpan(stage * length, length);

    private static bool IsFinite(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
