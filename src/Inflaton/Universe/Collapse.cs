using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Notation;

namespace Inflaton.Universe;

/// <summary>
/// Where the energy falls to 0, H = 0, and an expanding universe turns round. The equations are followed until 10⁻¹⁰ of the parts of the
/// energy is left: beyond, H = (t_c − t)|Ḣ|.
/// </summary>
internal sealed class Collapse(FieldSystem system) : IEvent
{
    private const double Left = 1e-10;

    /// <summary>
    /// The same where space is closed, or fluids stand against a negative V, and H is the root of a difference of numbers that are rounded.
    /// </summary>
    private const double LeftOfDifference = 1e-6;

    public EventDirection Direction => EventDirection.Falling;

    public double Value(double t, ReadOnlySpan<double> y)
    {
        double curvature = system.NegativeDensity(t, y), negative = Math.Min(system.PotentialEnergy(y), 0) + curvature;
        double left = curvature < 0 || system.HasFluids ? LeftOfDifference : Left;
        return negative == 0 ? 1 : (system.Density(t, y) / (system.Density(t, y) - (2 * negative))) - left;
    }

    /// <summary>What happens.</summary>
    public static string Sentence(Cosmology cosmology, FieldSystem system, double x, ReadOnlySpan<double> y)
    {
        double hubble = system.Hubble(x, y), rate = system.Epsilon(x, y) * hubble;
        double time = cosmology.Start + system.Elapsed(x, y) + (1 / rate);
        string why = system.PotentialEnergy(y) < 0
            ? $"V is negative at φ = {EndOfInflation.Text(system.Field(y))}, the energy falls to 0"
            : "space is closed, the energy falls to what its curvature takes";
        return ReadableFormat.Text($"The universe stops expanding at t = {time:G7}, N = {system.Efolds(x, y):G6}: ")
            + $"{why}, and it recollapses. Only expanding universes are followed.";
    }
}
