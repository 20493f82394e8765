using Inflaton.Numerics.Quadrature;

namespace Inflaton.Universe.Stochastic;

/// <summary>
/// The distribution of a field that neither changes nor flows: p ∝ e^{−8π²V/3H⁴ν} in de Sitter space, of slow roll and of the whole
/// equation alike; in a universe of the field's own, in slow roll, p ∝ σ⁻² e^{2∫μ/σ² dφ} = e^{24π²/νU}/U with U = V + Λ. Source:
/// Starobinsky and Yokoyama, Phys. Rev. D 50 (1994) 6357.
/// </summary>
public sealed class StationaryDensity
{
    private const double Depth = 80;
    private const int Panels = 400;

    private static readonly GaussLegendre Rule = new(8);

    private readonly StochasticField field;
    private readonly double top, low, high, total;

    private StationaryDensity(StochasticField field, double top, double low, double high)
    {
        (this.field, this.top, this.low, this.high) = (field, top, low, high);
        total = Integral(_ => 1);
    }

    /// <summary>The distribution; null where there is none: where V does not hold the field, or is not finite.</summary>
    /// <param name="field">The field, with noise.</param>
    /// <param name="walls">Reflecting barriers.</param>
    public static StationaryDensity? Of(StochasticField field, IReadOnlyList<double> walls)
    {
        double start = field.Cosmology.InitialField[0];
        if (field.Noise == 0)
        {
            return null;
        }

        double top = Exponent(field, start);
        double low = Side(field, start, -1, walls, ref top), high = Side(field, start, 1, walls, ref top);
        // A higher top beyond moves the ends.
        low = Side(field, start, -1, walls, ref top);
        return double.IsFinite(low + high + top) ? new StationaryDensity(field, top, low, high) : null;
    }

    /// <summary>p, normalised.</summary>
    /// <param name="value">φ.</param>
    public double At(double value) => value < low || value > high ? 0 : Math.Exp(Exponent(field, value) - top) / total;

    /// <summary>⟨f⟩.</summary>
    /// <param name="function">f(φ).</param>
    public double Mean(Func<double, double> function) => Integral(function) / total;

    private double Integral(Func<double, double> function)
    {
        double sum = 0, half = 0.5 * (high - low) / Panels;
        for (int panel = 0; panel < Panels; panel++)
        {
            double middle = low + (((2 * panel) + 1) * half);
            for (int i = 0; i < Rule.Count; i++)
            {
                double at = middle + (half * Rule.Nodes[i]);
                sum += half * Rule.Weights[i] * function(at) * Math.Exp(Exponent(field, at) - top);
            }
        }

        return sum;
    }

    private static double Side(StochasticField field, double start, double direction, IReadOnlyList<double> walls, ref double top)
    {
        double? wall = walls.Where(wall => direction * (wall - start) > 0).Select(wall => (double?)wall).FirstOrDefault();
        double step = Math.Max(0.1 * field.At(start).Spread, 1e-12 * Math.Abs(start)), at = start;
        for (int i = 0; i < 4000; i++)
        {
            at += direction * step;
            if (wall is { } there && direction * (at - there) >= 0)
            {
                return there;
            }

            double exponent = Exponent(field, at);
            if (double.IsNaN(exponent) || double.IsPositiveInfinity(exponent))
            {
                return double.NaN;
            }

            top = Math.Max(top, exponent);
            if (exponent < top - Depth)
            {
                return at;
            }

            step *= 1.01;
        }

        return double.NaN;
    }

    private static double Exponent(StochasticField field, double value)
    {
        double square = Math.PI * Math.PI / field.Noise;
        if (field.ConstantHubble is { } hubble)
        {
            return -8 * square * field.Energy(value) / (3 * hubble * hubble * hubble * hubble);
        }

        double energy = field.Energy(value) + field.Cosmology.Expansion.Fluids.Sum(fluid => fluid.Density);
        return energy > 0 ? (24 * square / energy) - Math.Log(energy) : double.NaN;
    }
}
