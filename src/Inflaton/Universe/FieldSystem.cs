using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Potentials;

namespace Inflaton.Universe;

/// <summary>The independent variable of a background.</summary>
internal enum Clock
{
    /// <summary>Time since the beginning.</summary>
    Time,

    /// <summary>N = ln a.</summary>
    Efolds,
}

/// <summary>
/// State (φ, φ̇, the other clock, ln H/H₀). The dynamics take H from the constraint; ln H is carried along by Ḣ, so that the two tell how
/// well the Friedmann constraint holds.
/// </summary>
internal sealed class FieldSystem(Cosmology cosmology, Clock clock) : IRounding
{
    private readonly int fields = cosmology.Fields;
    private readonly Potential potential = cosmology.Potential;
    private readonly Expansion expansion = cosmology.Expansion;
    private readonly double[] hessian = new double[cosmology.Fields * cosmology.Fields];

    public int Dimension => (2 * fields) + 2;

    public double[] Start() => [.. cosmology.InitialField, .. cosmology.StartingVelocity(), 0, 0];

    public ReadOnlySpan<double> Field(ReadOnlySpan<double> y) => y[..fields];

    public ReadOnlySpan<double> Velocity(ReadOnlySpan<double> y) => y.Slice(fields, fields);

    public double Elapsed(double x, ReadOnlySpan<double> y) => clock == Clock.Time ? x : y[2 * fields];

    public double Efolds(double x, ReadOnlySpan<double> y) =>
        clock == Clock.Efolds ? x : expansion.EfoldsAt(x) ?? y[2 * fields];

    /// <summary>ln H/H₀ as Ḣ has brought it.</summary>
    public double CarriedHubble(ReadOnlySpan<double> y) => y[(2 * fields) + 1];

    public double PotentialEnergy(ReadOnlySpan<double> y) => potential.Energy(Field(y));

    public double SquaredVelocity(ReadOnlySpan<double> y) => TensorPrimitives.Dot(Velocity(y), Velocity(y));

    /// <summary>ρ: of the fields, and of the fluids.</summary>
    public double Density(double x, ReadOnlySpan<double> y)
    {
        double sum = PotentialEnergy(y) + (0.5 * SquaredVelocity(y));
        foreach (Fluid fluid in expansion.Fluids)
        {
            sum += fluid.DensityAt(Efolds(x, y));
        }

        return sum;
    }

    public double Hubble(double x, ReadOnlySpan<double> y) =>
        expansion.Hubble(Elapsed(x, y), Efolds(x, y), PotentialEnergy(y) + (0.5 * SquaredVelocity(y)));

    /// <summary>ε = −Ḣ/H².</summary>
    public double Epsilon(double x, ReadOnlySpan<double> y)
    {
        double hubble = Hubble(x, y);
        return -expansion.HubbleSlope(Elapsed(x, y), Efolds(x, y), SquaredVelocity(y)) / (hubble * hubble);
    }

    public void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt)
    {
        double hubble = Hubble(t, y);
        double slope = expansion.HubbleSlope(Elapsed(t, y), Efolds(t, y), SquaredVelocity(y));
        Span<double> acceleration = dydt.Slice(fields, fields);
        potential.Gradient(Field(y), acceleration);
        EquationOfMotion.Accelerate(hubble, 1, Velocity(y), acceleration);
        Velocity(y).CopyTo(dydt);
        dydt[2 * fields] = clock == Clock.Time ? hubble : 1;
        dydt[(2 * fields) + 1] = hubble == 0 ? 0 : slope / hubble;
        if (clock == Clock.Efolds)
        {
            TensorPrimitives.Divide(dydt, hubble, dydt);
        }
    }

    /// <summary>
    /// φ is known to its last digit, V' hence to that digit times V'', and what that makes of φ̇ within a Hubble time or a period of
    /// oscillation is no error of a step.
    /// </summary>
    public void Rounding(double t, ReadOnlySpan<double> y, Span<double> errors)
    {
        const double Digit = 8 * 1.1e-16;
        ReadOnlySpan<double> field = Field(y);
        errors.Clear();
        potential.Hessian(field, hessian);
        double hubble = Hubble(t, y);
        for (int a = 0; a < fields; a++)
        {
            double slope = 0;
            for (int b = 0; b < fields; b++)
            {
                slope += Math.Abs(hessian[(a * fields) + b] * field[b]);
            }

            double rate = hubble + Math.Sqrt(Math.Abs(hessian[(a * fields) + a]));
            errors[fields + a] = slope == 0 ? 0 : Digit * slope / rate;
        }
    }
}
