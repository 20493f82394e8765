namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>The events of one integration: their values at the last step's end, and their roots within a step.</summary>
internal sealed class EventLocator
{
    private readonly IReadOnlyList<IEvent> events;
    private readonly double[] values;
    private readonly List<(double Theta, int Event)> roots = [];

    public EventLocator(IReadOnlyList<IEvent> events, double time, ReadOnlySpan<double> state)
    {
        this.events = events;
        values = new double[events.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = events[i].Value(time, state);
        }
    }

    public List<EventOccurrence> Occurrences { get; } = [];

    /// <summary>
    /// Records the roots within the step just accepted, in order, up to the first terminal one, whose θ it returns; else infinity.
    /// </summary>
    public double Advance(RungeKuttaStep step, double start, double end)
    {
        roots.Clear();
        for (int i = 0; i < values.Length; i++)
        {
            double before = values[i];
            double after = values[i] = events[i].Value(end, step.Next);
            bool rising = before < 0 && after >= 0;
            bool falling = before > 0 && after <= 0;
            if ((rising && events[i].Direction != EventDirection.Falling) || (falling && events[i].Direction != EventDirection.Rising))
            {
                roots.Add((after == 0 ? 1 : Root(step, events[i], start, end, before, after), i));
            }
        }

        roots.Sort();
        foreach ((double theta, int index) in roots)
        {
            ReadOnlySpan<double> state = theta == 1 ? step.Next : step.Interpolate(theta);
            Occurrences.Add(new EventOccurrence(index, theta == 1 ? end : start + theta * (end - start), state.ToArray()));
            if (events[index].IsTerminal)
            {
                return theta;
            }
        }

        return double.PositiveInfinity;
    }

    /// <summary>
    /// Inverse quadratic interpolation where it is safe, else bisection, until neighbouring values of θ enclose the root. Source:
    /// Chandrupatla, Adv. Eng. Softw. 28 (1997) 145.
    /// </summary>
    private static double Root(RungeKuttaStep step, IEvent g, double start, double end, double atStart, double atEnd)
    {
        (double a, double fa) = (1, atEnd);
        (double b, double fb) = (0, atStart);
        (double c, double fc) = (b, fb);
        double fraction = 0.5;
        for (int i = 0; i < 200; i++)
        {
            double x = a + fraction * (b - a);
            double fx = g.Value(start + x * (end - start), step.Interpolate(x));
            if (fx == 0)
            {
                return x;
            }

            if (Math.Sign(fx) == Math.Sign(fa))
            {
                (c, fc) = (a, fa);
            }
            else
            {
                (c, fc) = (b, fb);
                (b, fb) = (a, fa);
            }

            (a, fa) = (x, fx);
            double width = Math.Abs(b - a);
            double tolerance = 2 * Math.Max(double.Epsilon, Math.BitIncrement(Math.Abs(a)) - Math.Abs(a));
            if (!(width > tolerance))
            {
                break;
            }

            double xi = (a - b) / (c - b);
            double phi = (fa - fb) / (fc - fb);
            bool safe = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
            fraction = safe ? fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb) : 0.5;
            double margin = tolerance / (2 * width);
            fraction = Math.Clamp(fraction, margin, 1 - margin);
        }

        return Math.Abs(fa) < Math.Abs(fb) ? a : b;
    }
}
