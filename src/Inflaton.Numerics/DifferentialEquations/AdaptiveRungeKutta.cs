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
                    $"Output time {i} is {times[i]:R} after {previous:R}; "
                        + $"output times must be finite and lead away from t0 = {t0:R} in one direction.",
                    "outputTimes");
            }

            previous = times[i];
        }

        return direction;
    }

    /// <summary>One run: the state between its steps.</summary>
    private sealed class Integration
    {
        private readonly SolverOptions options;
        private readonly double[] times;
        private readonly double[] values;
        private readonly double start;
        private readonly double end;
        private readonly double direction;
        private readonly int dimension;
        private readonly RungeKuttaStep step;
        private readonly EventLocator events;
        private int written;
        private int accepted;
        private int rejected;
        private double h;
        private double? stiffAt;
        private double fastest;

        public Integration(
            ISystem system, SolverOptions options, double t0, ReadOnlySpan<double> y0,
            double[] times, IReadOnlyList<IEvent> events, double direction)
        {
            (this.options, this.times, start, end, this.direction, dimension) = (options, times, t0, times[^1], direction, y0.Length);
            values = new double[checked(times.Length * y0.Length)];
            step = new RungeKuttaStep(system, options, t0, y0);
            this.events = new EventLocator(events, t0, y0);
        }

        public Solution Run()
        {
            if (times[0] == start)
            {
                Write(step.State);
            }

            if (written == times.Length)
            {
                return Finish(SolverStatus.Success);
            }

            if (!step.StartIsFinite)
            {
                return Finish(SolverStatus.NotFinite);
            }

            return options.FixedStep is { } length ? RunFixed(length) : RunAdaptive();
        }

        /// <summary>Steps k = 0 … K − 1 from t₀ + kh to t₀ + (k + 1)h, never t + h summed up.</summary>
        private Solution RunFixed(double length)
        {
            double count = Math.Max(1, Math.Ceiling(Math.Abs(end - start) / length - 1e-9));
            h = (end - start) / count;
            for (double k = 1; k <= count; k++)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                if (accepted == options.MaximumSteps)
                {
                    return Finish(SolverStatus.StepLimit);
                }

                double next = k == count ? end : start + k * h;
                step.Try(next - step.Time);
                if (!step.NextIsFinite)
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
            var controller = new StepSizeController(options.Method.ErrorOrder);
            var stiffness = new StiffnessDetector(options.Method.StabilityLimit);
            double longest = Math.Min(options.MaximumStep, Math.Abs(end - start));
            double length = Math.Min(longest, options.InitialStep ?? step.FirstStep(direction, longest));
            bool finite = true;
            while (true)
            {
                double left = Math.Abs(end - step.Time);
                bool isLast = length * 1.01 >= left;
                h = direction * (isLast ? left : length);
                options.Cancellation.ThrowIfCancellationRequested();
                if (this.accepted + rejected == options.MaximumSteps)
                {
                    return Finish(SolverStatus.StepLimit);
                }

                if (!(step.Time + 0.1 * h != step.Time))
                {
                    return Finish(finite ? SolverStatus.StepTooSmall : SolverStatus.NotFinite);
                }

                double error = step.Try(h);
                finite = double.IsFinite(error) && step.NextIsFinite;
                bool accepted = controller.Accepts(finite ? error : double.NaN, out double factor);
                length = Math.Min(longest, Math.Abs(h) * factor);
                if (!accepted)
                {
                    rejected++;
                    continue;
                }

                double next = isLast ? end : step.Time + h;
                if (stiffAt is null && stiffness.Sees(step.StepTimesEigenvalue()))
                {
                    stiffAt = next;
                    fastest = Math.Abs(step.StepTimesEigenvalue() / h);
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

        /// <summary>
        /// Keeps the step last tried: events, output times within it, then its end. True where a terminal event lies in it.
        /// </summary>
        private bool Advance(double next)
        {
            double start = step.Time;
            accepted++;
            double stop = events.Advance(step, start, next);
            while (written < times.Length && (times[written] - next) * direction <= 0)
            {
                double theta = times[written] == next ? 1 : (times[written] - start) / (next - start);
                if (theta > stop)
                {
                    break;
                }

                Write(theta == 1 ? step.Next : step.Interpolate(theta));
            }

            step.Accept(next);
            options.Reached?.Invoke(next);
            return stop <= 1;
        }

        private void Write(ReadOnlySpan<double> state) => state.CopyTo(values.AsSpan(written++ * dimension, dimension));

        private Solution Finish(SolverStatus status)
        {
            bool whole = written == times.Length;
            EventOccurrence? end = status == SolverStatus.Event ? events.Occurrences[^1] : null;
            return new Solution(dimension, whole ? times : times[..written], whole ? values : values[..(written * dimension)])
            {
                Status = status,
                Message = Message(status, end),
                FinalTime = end?.Time ?? step.Time,
                FinalState = end?.State ?? step.State.ToArray(),
                Events = events.Occurrences,
                Steps = accepted,
                RejectedSteps = rejected,
                Evaluations = step.Evaluations,
                StiffAt = stiffAt,
            };
        }

        private string MoreSteps =>
            options.MaximumStepsName is { } name ? $"raise {name} above {options.MaximumSteps}" : "allow more steps";

        private string Message(SolverStatus status, EventOccurrence? end)
        {
            string stiff = stiffAt is { } at
                ? ReadableFormat.Text($"the system is stiff since t = {at:G6} (a motion that has died out, of the rate {fastest:G3}, "
                    + $"bounds the step by stability, not accuracy)")
                : "";
            string where = ReadableFormat.Text(
                $"stopped at t = {step.Time:G6} with step {h:G3} after {accepted} steps and {rejected} rejected");
            return status switch
            {
                SolverStatus.Success => stiff.Length == 0
                    ? ""
                    : ReadableFormat.Text(
                        $"Reached t = {step.Time:G6}, but {stiff}: looser tolerances do not make its {accepted} steps fewer."),
                SolverStatus.Event => ReadableFormat.Text($"Event {end!.Event} ended the integration at t = {end.Time:G6}."),
                SolverStatus.StepLimit when stiff.Length > 0 =>
                    $"Step limit: {where}; {stiff}: looser tolerances do not help, {MoreSteps}, or end earlier.",
                SolverStatus.StepLimit => $"Step limit: {where}; the interval is long for the tolerances: loosen them or {MoreSteps}.",
                SolverStatus.StepTooSmall => ReadableFormat.Text(
                    $"Step too small: {where}; the solution is singular here, or the right-hand side jumps: "
                        + $"end before t = {step.Time:G6}, or smooth it."),
                _ => ReadableFormat.Text(
                    $"Not finite: {where}; the right-hand side is NaN or infinite beyond: check its domain and the initial state, "
                        + $"or end before t = {step.Time:G6}."),
            };
        }
    }
}
