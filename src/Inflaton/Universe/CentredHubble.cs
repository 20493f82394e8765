namespace Inflaton.Universe;

/// <summary>
/// H of a leapfrog step from the field's own energy, its velocity centred on the step: (1 + q)v = p with q = 3Hh/2 and
/// p = Δ/h − hF/2, Δ being the last displacement and F the force, so that H itself enters its energy. Solved by iteration.
/// </summary>
public static class CentredHubble
{
    private const int FixedPointSteps = 50;

    /// <summary>H.</summary>
    /// <param name="expansion">How the universe expands.</param>
    /// <param name="time">Time since the beginning.</param>
    /// <param name="efolds">N = ln a.</param>
    /// <param name="push">p; its root mean square for a field on many sites.</param>
    /// <param name="potential">The energy beside ½v².</param>
    /// <param name="step">h.</param>
    /// <param name="guess">H of the step before.</param>
    public static double Of(Expansion expansion, double time, double efolds, double push, double potential, double step, double guess)
    {
        double hubble = guess;
        for (int i = 0; i < FixedPointSteps; i++)
        {
            double velocity = push / (1 + (1.5 * hubble * step));
            double next = expansion.Hubble(time, efolds, (0.5 * velocity * velocity) + potential);
            bool settled = Math.Abs(next - hubble) <= 1e-15 * next;
            hubble = next;
            if (settled)
            {
                break;
            }
        }

        return hubble;
    }
}
