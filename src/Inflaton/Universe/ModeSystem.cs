using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Universe;

/// <summary>
/// Perturbations of one wavenumber on the background, in e-folds. Each obeys χ'' + gχ' + (x² + μ²)χ = 0 with x = k/aH, and is carried as
/// s = χ'/χ = v − iw and Y = ln|χ/χ₀|, which obey s' = −s² − gs − x² − μ²: smooth functions even where χ oscillates thousands of times.
/// </summary>
internal sealed class ModeSystem : ISystem
{
    private readonly FieldSystem background;
    private readonly int fields;
    private readonly bool scalar;
    private readonly IReadOnlyList<double> masses;

    public ModeSystem(FieldSystem background, int fields, bool scalar, IReadOnlyList<double> masses)
    {
        (this.background, this.fields, this.scalar, this.masses) = (background, fields, scalar, masses);
        Channels = (scalar ? 1 : 0) + 1 + masses.Count;
    }

    /// <summary>Kinds of perturbation: the curvature perturbation where there is one, gravitational waves, the spectators.</summary>
    public int Channels { get; }

    public int Dimension => background.Dimension + (3 * Channels);

    public double LogWavenumber { get; set; }

    /// <summary>N at which the solver's own variable is 0.</summary>
    public double Origin { get; set; }

    /// <summary>Fills in the adiabatic vacuum of every channel behind the background's state, to relative order x⁻⁴.</summary>
    public void Start(Span<double> y)
    {
        Rates rates = RatesAt(0, y);
        double rate = 1 - rates.Epsilon;
        for (int channel = 0; channel < Channels; channel++)
        {
            (double friction, double mass) = Channel(channel, rates);
            double x = rates.Depth, s0 = (rate - friction) / 2, c = (s0 * s0) + (friction * s0) + mass;
            Span<double> state = y.Slice(background.Dimension + (3 * channel), 3);
            state[0] = 0;
            state[1] = s0 - (rate * c / (2 * x * x));
            state[2] = x + (c / (2 * x)) - (((1.5 * rate * rate * c) + (c * c / 4)) / (2 * x * x * x));
        }
    }

    /// <summary>ln|χ|² at the start, by the Wronskian z²aH|χ|²w = ½, with z² = a² or, for the curvature perturbation, 2εa².</summary>
    public double LogSquare(ReadOnlySpan<double> y, int channel)
    {
        Rates rates = RatesAt(0, y);
        double logHorizon = LogWavenumber - Math.Log(rates.Depth);
        double w = y[background.Dimension + (3 * channel) + 2];
        double logZ = (2 * Origin) + (scalar && channel == 0 ? Math.Log(2 * rates.Epsilon) : 0);
        return -Math.Log(2 * w) - logZ - logHorizon;
    }

    /// <summary>ln|χ|² gained since the start.</summary>
    public double Growth(ReadOnlySpan<double> y, int channel) => 2 * y[background.Dimension + (3 * channel)];

    public void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt)
    {
        int size = background.Dimension;
        background.Derivative(Origin + t, y[..size], dydt[..size]);
        Rates rates = RatesAt(t, y, dydt);
        double squared = rates.Depth * rates.Depth;
        for (int channel = 0; channel < Channels; channel++)
        {
            (double friction, double mass) = Channel(channel, rates);
            ReadOnlySpan<double> mode = y.Slice(size + (3 * channel), 3);
            Span<double> change = dydt.Slice(size + (3 * channel), 3);
            (double v, double w) = (mode[1], mode[2]);
            change[0] = v;
            change[1] = ((w - v) * (w + v)) - (friction * v) - squared - mass;
            change[2] = -w * (friction + (2 * v));
        }
    }

    private Rates RatesAt(double t, ReadOnlySpan<double> y)
    {
        Span<double> slope = stackalloc double[background.Dimension];
        background.Derivative(Origin + t, y[..background.Dimension], slope);
        return RatesAt(t, y, slope);
    }

    private Rates RatesAt(double t, ReadOnlySpan<double> y, ReadOnlySpan<double> slope)
    {
        ReadOnlySpan<double> state = y[..background.Dimension];
        double hubble = background.Hubble(Origin + t, state), epsilon = background.Epsilon(Origin + t, state);

        // d ln ε/dN of one field alone: ε = φ̇²/2H².
        double drift = scalar ? (2 * slope[fields] / state[fields]) + (2 * epsilon) : 0;
        return new Rates(Math.Exp(LogWavenumber - Origin - t) / hubble, hubble, epsilon, drift);
    }

    private (double Friction, double MassSquared) Channel(int channel, in Rates rates)
    {
        double friction = 3 - rates.Epsilon;
        int spectator = channel - (Channels - masses.Count);
        return scalar && channel == 0 ? (friction + rates.Drift, 0)
            : spectator < 0 ? (friction, 0)
            : (friction, masses[spectator] * masses[spectator] / (rates.Hubble * rates.Hubble));
    }

    /// <param name="Depth">x = k/aH.</param>
    /// <param name="Hubble">H.</param>
    /// <param name="Epsilon">ε.</param>
    /// <param name="Drift">d ln ε/dN.</param>
    private readonly record struct Rates(double Depth, double Hubble, double Epsilon, double Drift);
}
