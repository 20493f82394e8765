using Inflaton.Numerics.Notation;

namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>
/// Integrates systems of ordinary differential equations by any explicit embedded Runge-Kutta method, with steps that follow the
/// tolerances and dense output at the times asked for. Not for stiff systems: it detects them, and then needs very many steps.
/// </summary>
public static class AdaptiveRungeKutta
{
    /// <summary>Solves dy/dt = f(t, y), y(t₀) = y₀, forwards or backwards, and gives y at the output times.</summary>
    /// <param name="system">The right-hand side f.</param>
    /// <param name="t0">Where the initial state holds; finite.</param>
    /// <param name="y0">The initial state; n finite components.</param>
    /// <param name="outputTimes">
    /// At least one, finite, strictly ascending or strictly descending, none before t₀ in that direction; t₀ itself may be the first. The
    /// last is where the integration ends.
    /// </param>
    /// <param name="options">Method, tolerances and limits; default <see cref="SolverOptions"/> as it is.</param>
    /// <param name="events">Conditions whose roots are located, and which may end the integration; default none.</param>
    /// <returns>The states, and how the integration ended: numerical failures are statuses, not exceptions.</returns>
    /// <exception cref="ArgumentException">The initial state or the output times are not as described.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static Solution Solve(
        ISystem system,
        double t0,
        ReadOnlySpan<double> y0,
        ReadOnlySpan<double> outputTimes,
        SolverOptions? options = null,
        IReadOnlyList<IEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        options ??= new SolverOptions();
        options.Validate();
        CheckStart(system, t0, y0);
        double direction = Direction(t0, outputTimes);
        return new Integration(system, options, t0, y0, outputTimes.ToArray(), events ?? [], direction).Run();
    }

    private static void CheckStart(ISystem system, double t0, ReadOnlySpan<double> y0)
    {
        if (y0.Length == 0 || y0.Length != system.Dimension)
        {
            throw new ArgumentException($"The initial state has {y0.Length} components and the system {system.Dimension}.", nameof(y0));
        }

        if (!double.IsFinite(t0))
        {
            throw new ArgumentOutOfRangeException(nameof(t0), t0, "The initial time must be finite.");
        }

        for (int i = 0; i < y0.Length; i++)
        {
            if (!double.IsFinite(y0[i]))
            {
                throw new ArgumentException($"Component {i} of the initial state is {y0[i]}; it must be finite.", nameof(y0));
            }
        }
    }

    private static double Direction(double t0, ReadOnlySpan<double> times)
    {
        if (times.Length == 0)
        {
            throw new ArgumentException("At least one output time is needed.", nameof(times));
        }

        double direction = times[^1] < t0 ? -1 : 1;
        double previous = t0;
        for (int i = 0; i < times.Length; i++)
        {
            if (!double.IsFinite(times[i]) || (times[i] - previous) * direction < 0 || (i > 0 && times[i] == previous))
            {
                throw new ArgumentException(
                    $"Output time {i} is {times[i]:R} after {previous:R}; output times must be finite and lead away from t0 = {t0:R} in one direction.", "outputTimes");
            }

            previous = times[i];
        }

        return direction;
    }

    /// <summary>One run: the state between its steps.</summary>
    private sealed class Integration
    {
        private readonly SolverOptions _options;
        private readonly double[] _times;
        private readonly double[] _values;
        private readonly double _start;
        private readonly double _end;
        private readonly double _direction;
        private readonly int _dimension;
        private readonly RungeKuttaStep _step;
        private readonly EventLocator _events;
        private int _written;
        private int _accepted;
        private int _rejected;
        private double _h;
        private double? _stiffAt;

        public Integration(
            ISystem system, SolverOptions options, double t0, ReadOnlySpan<double> y0, double[] times, IReadOnlyList<IEvent> events, double direction)
        {
            (_options, _times, _start, _end, _direction, _dimension) = (options, times, t0, times[^1], direction, y0.Length);
            _values = new double[checked(times.Length * y0.Length)];
            _step = new RungeKuttaStep(system, options, t0, y0);
            _events = new EventLocator(events, t0, y0);
        }

        public Solution Run()
        {
            if (_times[0] == _start)
            {
                Write(_step.State);
            }

            if (_written == _times.Length)
            {
                return Finish(SolverStatus.Success);
            }

            if (!_step.StartIsFinite)
            {
                return Finish(SolverStatus.NotFinite);
            }

            return _options.FixedStep is { } length ? RunFixed(length) : RunAdaptive();
        }

        /// <summary>Steps k = 0 … K − 1 from t₀ + kh to t₀ + (k + 1)h, never t + h summed up.</summary>
        private Solution RunFixed(double length)
        {
            double count = Math.Max(1, Math.Ceiling(Math.Abs(_end - _start) / length - 1e-9));
            _h = (_end - _start) / count;
            for (double k = 1; k <= count; k++)
            {
                _options.Cancellation.ThrowIfCancellationRequested();
                if (_accepted == _options.MaximumSteps)
                {
                    return Finish(SolverStatus.StepLimit);
                }

                double next = k == count ? _end : _start + k * _h;
                _step.Try(next - _step.Time);
                if (!_step.NextIsFinite)
                {
                    return Finish(SolverStatus.NotFinite);
                }

                if (Advance(next))
                {
                    return Finish(SolverStatus.Event);
                }
            }

            return Finish(SolverStatus.Success);
        }

        private Solution RunAdaptive()
        {
            var controller = new StepSizeController(_options.Method.ErrorOrder);
            var stiffness = new StiffnessDetector(_options.Method.StabilityLimit);
            double longest = Math.Min(_options.MaximumStep, Math.Abs(_end - _start));
            double length = Math.Min(longest, _options.InitialStep ?? _step.FirstStep(_direction, longest));
            bool finite = true;
            while (true)
            {
                double left = Math.Abs(_end - _step.Time);
                bool isLast = length * 1.01 >= left;
                _h = _direction * (isLast ? left : length);
                _options.Cancellation.ThrowIfCancellationRequested();
                if (_accepted + _rejected == _options.MaximumSteps)
                {
                    return Finish(SolverStatus.StepLimit);
                }

                if (!(_step.Time + 0.1 * _h != _step.Time))
                {
                    return Finish(finite ? SolverStatus.StepTooSmall : SolverStatus.NotFinite);
                }

                double error = _step.Try(_h);
                finite = double.IsFinite(error) && _step.NextIsFinite;
                bool accepted = controller.Accepts(finite ? error : double.NaN, out double factor);
                length = Math.Min(longest, Math.Abs(_h) * factor);
                if (!accepted)
                {
                    _rejected++;
                    continue;
                }

                double next = isLast ? _end : _step.Time + _h;
                if (_stiffAt is null && stiffness.Sees(_step.StepTimesEigenvalue()))
                {
                    _stiffAt = next;
                }

                if (Advance(next))
                {
                    return Finish(SolverStatus.Event);
                }

                if (isLast)
                {
                    return Finish(SolverStatus.Success);
                }
            }
        }

        /// <summary>Keeps the step last tried: events, output times within it, then its end. True where a terminal event lies in it.</summary>
        private bool Advance(double next)
        {
            double start = _step.Time;
            _accepted++;
            double stop = _events.Advance(_step, start, next);
            while (_written < _times.Length && (_times[_written] - next) * _direction <= 0)
            {
                double theta = _times[_written] == next ? 1 : (_times[_written] - start) / (next - start);
                if (theta > stop)
                {
                    break;
                }

                Write(theta == 1 ? _step.Next : _step.Interpolate(theta));
            }

            _step.Accept(next);
            _options.Reached?.Invoke(next);
            return stop <= 1;
        }

        private void Write(ReadOnlySpan<double> state) => state.CopyTo(_values.AsSpan(_written++ * _dimension, _dimension));

        private Solution Finish(SolverStatus status)
        {
            bool whole = _written == _times.Length;
            EventOccurrence? end = status == SolverStatus.Event ? _events.Occurrences[^1] : null;
            return new Solution(_dimension, whole ? _times : _times[.._written], whole ? _values : _values[..(_written * _dimension)])
            {
                Status = status,
                Message = Message(status, end),
                FinalTime = end?.Time ?? _step.Time,
                FinalState = end?.State ?? _step.State.ToArray(),
                Events = _events.Occurrences,
                Steps = _accepted,
                RejectedSteps = _rejected,
                Evaluations = _step.Evaluations,
                StiffAt = _stiffAt,
            };
        }

        private string MoreSteps => _options.MaximumStepsName is { } name ? $"raise {name} above {_options.MaximumSteps}" : "allow more steps";

        private string Message(SolverStatus status, EventOccurrence? end)
        {
            string stiff = _stiffAt is { } at ? ReadableFormat.Text($"the system is stiff since t = {at:G6} (stability, not accuracy, bounds the step)") : "";
            string where = ReadableFormat.Text($"stopped at t = {_step.Time:G6} with step {_h:G3} after {_accepted} steps and {_rejected} rejected");
            return status switch
            {
                SolverStatus.Success => stiff.Length == 0 ? "" : ReadableFormat.Text($"Reached t = {_step.Time:G6}, but {stiff}; rescale the fast modes or remove them."),
                SolverStatus.Event => ReadableFormat.Text($"Event {end!.Event} ended the integration at t = {end.Time:G6}."),
                SolverStatus.StepLimit when stiff.Length > 0 => $"Step limit: {where}; {stiff}: rescale the fast modes or {MoreSteps}.",
                SolverStatus.StepLimit => $"Step limit: {where}; the interval is long for the tolerances: loosen them or {MoreSteps}.",
                SolverStatus.StepTooSmall => ReadableFormat.Text($"Step too small: {where}; the solution is singular here, or the right-hand side jumps: end before t = {_step.Time:G6}, or smooth it."),
                _ => ReadableFormat.Text($"Not finite: {where}; the right-hand side is NaN or infinite beyond: check its domain and the initial state, or end before t = {_step.Time:G6}."),
            };
        }
    }
}
