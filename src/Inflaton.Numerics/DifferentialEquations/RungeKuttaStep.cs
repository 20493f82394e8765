namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>
/// The workspace of one integration and the step of any tableau: everything is allocated here, nothing in a step. Between
/// <see cref="Try"/> and <see cref="Accept"/> the last step tried can be interpolated.
/// </summary>
internal sealed class RungeKuttaStep
{
    private readonly ISystem _system;
    private readonly ButcherTableau _tableau;
    private readonly double _absolute;
    private readonly double[] _floors;
    private readonly IRounding? _rounding;
    private readonly double _relative;
    private readonly int _dimension;
    private readonly int _length;
    private readonly double[] _stages;
    private readonly double[] _stageState;
    private readonly double[] _denseWeights;
    private readonly int[] _allStages;
    private readonly double[] _interpolated;
    private double[] _state;
    private double[] _next;
    private double _time;
    private double _step;
    private bool _denseReady;

    public RungeKuttaStep(ISystem system, SolverOptions options, double time, ReadOnlySpan<double> state)
    {
        (_system, _tableau, _dimension, _time) = (system, options.Method, state.Length, time);
        (_absolute, _relative) = (options.AbsoluteTolerance, options.RelativeTolerance);
        _length = StageKernels.Padded(_dimension);
        _floors = new double[_length];
        Array.Fill(_floors, _absolute);
        _rounding = system as IRounding;
        _stages = new double[_tableau.Stages * _length];
        _state = new double[_length];
        _next = new double[_length];
        _stageState = new double[_length];
        _interpolated = new double[_length];
        _denseWeights = new double[_tableau.Stages];
        _allStages = [.. Enumerable.Range(0, _tableau.Stages)];
        state.CopyTo(_state);
        Evaluate(_time, _state, 0);
        FindFloors();
    }

    public long Evaluations { get; private set; }

    public double Time => _time;

    /// <summary>The state at <see cref="Time"/>.</summary>
    public ReadOnlySpan<double> State => _state.AsSpan(0, _dimension);

    /// <summary>The state at the end of the step last tried.</summary>
    public ReadOnlySpan<double> Next => _next.AsSpan(0, _dimension);

    /// <summary>Whether f is finite at <see cref="Time"/>.</summary>
    public bool StartIsFinite => IsFinite(Stage(0));

    /// <summary>Computes a step and returns its error in units of the tolerances; NaN or infinite where f is.</summary>
    public double Try(double h)
    {
        _step = h;
        _denseReady = false;
        int last = _tableau.StepStages - 1;
        for (int stage = 1; stage < last; stage++)
        {
            EvaluateStage(stage, _stageState);
        }

        EvaluateStage(last, _next);
        double error = Squares(0);
        if (_tableau.ErrorRows.Length == 2)
        {
            double both = error + 0.01 * Squares(1);
            return both > 0 || !double.IsFinite(both) ? Math.Abs(h) * error / Math.Sqrt(both * _dimension) : 0;
        }

        return Math.Abs(h) * Math.Sqrt(error / _dimension);

        double Squares(int row) => StageKernels.ScaledSquares(
            _stages, _tableau.ErrorRows[row].Stages, _tableau.ErrorRows[row].Values, _state, _next, _floors, _relative);
    }

    /// <summary>Whether both ends of the step are finite: the error alone does not tell where a tableau does not weigh a stage.</summary>
    public bool NextIsFinite => IsFinite(Next) && IsFinite(Stage(_tableau.StepStages - 1));

    /// <summary>
    /// h|λ| by the last two stages, both at t + h, of the step last tried; 0 where the tableau has no such two. Source: Hairer and Wanner,
    /// Solving Ordinary Differential Equations II, section IV.2.
    /// </summary>
    public double StepTimesEigenvalue()
    {
        int last = _tableau.StepStages - 1;
        if (last < 2 || _tableau.Nodes[last - 1] != 1)
        {
            return 0;
        }

        double distance = StageKernels.SquaredDistance(_next, _stageState);
        return distance > 0
            ? Math.Abs(_step) * Math.Sqrt(StageKernels.SquaredDistance(Row(last), Row(last - 1)) / distance)
            : 0;
    }

    /// <summary>The dense output at t + θh of the step last tried; valid until the next call.</summary>
    public ReadOnlySpan<double> Interpolate(double theta)
    {
        if (!_denseReady)
        {
            for (int stage = _tableau.StepStages; stage < _tableau.Stages; stage++)
            {
                EvaluateStage(stage, _interpolated);
            }

            _denseReady = true;
        }

        _tableau.DenseWeights(theta, _denseWeights);
        StageKernels.Combine(_state, _step, _stages, _allStages, _denseWeights, _interpolated);
        return _interpolated.AsSpan(0, _dimension);
    }

    /// <summary>Makes the end of the step last tried, known to be at <paramref name="time"/>, the start of the next.</summary>
    public void Accept(double time)
    {
        _time = time;
        (_state, _next) = (_next, _state);
        Row(_tableau.StepStages - 1).CopyTo(_stages);
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
        double size = Norm(_state, zeroth, unit);
        double slope = Norm(_stages, zeroth, unit);
        double h = Math.Min(size < 1e-5 || slope < 1e-5 ? 1e-6 : 0.01 * size / slope, longest);
        StageKernels.Combine(_state, direction * h, _stages, zeroth, unit, _stageState);
        Evaluate(_time + direction * h, _stageState, 1);
        double bend = Norm(_stages, [0, 1], [1, -1]) / h;
        double steepest = Math.Max(slope, bend);
        double power = 1.0 / _tableau.ErrorOrder;
        double second = steepest <= 1e-15 ? Math.Max(1e-6, 1e-3 * h) : Math.Pow(0.01 / steepest, power);
        double first = Math.Min(Math.Min(100 * h, second), longest);
        return first > 0 ? first : Math.Min(h, longest);

        double Norm(double[] rows, ReadOnlySpan<int> indices, ReadOnlySpan<double> weights) => Math.Sqrt(
            StageKernels.ScaledSquares(rows, indices, weights, _state, _state, _floors, _relative) / _dimension);
    }

    private void FindFloors()
    {
        if (_rounding is { } rounding)
        {
            Span<double> floors = _floors.AsSpan(0, _dimension);
            rounding.Rounding(_time, State, floors);
            for (int i = 0; i < floors.Length; i++)
            {
                // What is NaN is of no use as a floor.
                floors[i] = floors[i] > 0 ? _absolute + floors[i] : _absolute;
            }
        }
    }

    private void EvaluateStage(int stage, double[] state)
    {
        StageWeights row = _tableau.Rows[stage];
        StageKernels.Combine(_state, _step, _stages, row.Stages, row.Values, state);
        Evaluate(_time + _tableau.Nodes[stage] * _step, state, stage);
    }

    private void Evaluate(double time, double[] state, int stage)
    {
        _system.Derivative(time, state.AsSpan(0, _dimension), Stage(stage));
        Evaluations++;
    }

    private Span<double> Stage(int stage) => _stages.AsSpan(stage * _length, _dimension);

    private ReadOnlySpan<double> Row(int stage) => _stages.AsSpan(stage * _length, _length);

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
