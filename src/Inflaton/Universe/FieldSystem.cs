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
/// State (φ, φ̇, the other clock, ln H/H₀), and in a curved space of fields, where asked for, an orthonormal frame that the path carries
/// along without turning it. The dynamics take H from the constraint; ln H is carried along by Ḣ, so that the two tell how well the
/// Friedmann constraint holds.
/// </summary>
internal sealed class FieldSystem(Cosmology cosmology, Clock clock, bool carriesFrame = false) : IRounding
{
    private readonly int fields = cosmology.Fields;
    private readonly Potential potential = cosmology.Potential;
    private readonly Expansion expansion = cosmology.Expansion;
    private readonly FieldSpace? space = cosmology.Space;
    private readonly int frames = carriesFrame && cosmology.Space is not null ? cosmology.Fields : 0;
    private readonly double[] hessian = new double[cosmology.Fields * cosmology.Fields];

    public int Dimension => (2 * fields) + 2 + (frames * fields);

    public double[] Start()
    {
        double[] frame = new double[frames * fields];
        if (frames > 0)
        {
            space!.Frame(cosmology.InitialField, frame);
        }

        return [.. cosmology.InitialField, .. cosmology.StartingVelocity(), 0, 0, .. frame];
    }

    public ReadOnlySpan<double> Field(ReadOnlySpan<double> y) => y[..fields];

    public ReadOnlySpan<double> Velocity(ReadOnlySpan<double> y) => y.Slice(fields, fields);

    /// <summary>e_A^I, C × C, a vector a row.</summary>
    public ReadOnlySpan<double> Frame(ReadOnlySpan<double> y) => y.Slice((2 * fields) + 2, frames * fields);

    public double Elapsed(double x, ReadOnlySpan<double> y) => clock == Clock.Time ? x : y[2 * fields];

    public double Efolds(double x, ReadOnlySpan<double> y) =>
        clock == Clock.Efolds ? x : expansion.EfoldsAt(x) ?? y[2 * fields];

    /// <summary>ln H/H₀ as Ḣ has brought it.</summary>
    public double CarriedHubble(ReadOnlySpan<double> y) => y[(2 * fields) + 1];

    public double PotentialEnergy(ReadOnlySpan<double> y) => potential.Energy(Field(y));

    public double SquaredVelocity(ReadOnlySpan<double> y) =>
        space is null ? TensorPrimitives.Dot(Velocity(y), Velocity(y)) : space.Squared(Field(y), Velocity(y));

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

    /// <summary>Whether fluids have energy beside the fields.</summary>
    public bool HasFluids { get; } = cosmology.Expansion.Fluids.Any(fluid => fluid.Density > 0);

    /// <summary>What curvature of space takes from the energy; 0, or below.</summary>
    public double NegativeDensity(double x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        foreach (Fluid fluid in expansion.Fluids)
        {
            sum += fluid.Density < 0 ? fluid.DensityAt(Efolds(x, y)) : 0;
        }

        return sum;
    }

    /// <summary>ρ of the fields and of vacuum energy.</summary>
    public double DarkEnergy(double x, ReadOnlySpan<double> y)
    {
        double sum = PotentialEnergy(y) + (0.5 * SquaredVelocity(y));
        foreach (Fluid fluid in expansion.Fluids)
        {
            sum += fluid.EquationOfState == -1 ? fluid.DensityAt(Efolds(x, y)) : 0;
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
        space?.Bend(Field(y), Velocity(y), acceleration);
        EquationOfMotion.Accelerate(hubble, 1, Velocity(y), acceleration);
        Velocity(y).CopyTo(dydt);
        dydt[2 * fields] = clock == Clock.Time ? hubble : 1;
        dydt[(2 * fields) + 1] = hubble == 0 ? 0 : slope / hubble;
        for (int row = 0, at = (2 * fields) + 2; row < frames; row++, at += fields)
        {
            Span<double> change = dydt.Slice(at, fields);
            space!.Connect(Field(y), Velocity(y), y.Slice(at, fields), change);
            TensorPrimitives.Negate(change, change);
        }

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
        if (space is not null)
        {
            CurvedRounding(t, y, errors);
            return;
        }

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

    /// <summary>
    /// The same where the connection and the metric lose digits of φ too: by how much accelerations and the frame's turn differ a little
    /// beside φ.
    /// </summary>
    private void CurvedRounding(double t, ReadOnlySpan<double> y, Span<double> errors)
    {
        const double Digit = 8 * 1.1e-16, Aside = 1e-7;
        double[] moved = y.ToArray(), here = new double[y.Length], there = new double[y.Length];
        double rate = clock == Clock.Efolds ? 1 : Hubble(t, y);
        Derivative(t, y, here);
        for (int a = 0; a < fields; a++)
        {
            moved[a] = y[a] * (1 + Aside);
            Derivative(t, moved, there);
            moved[a] = y[a];
            for (int i = fields; i < errors.Length; i++)
            {
                bool carried = i < 2 * fields || i >= (2 * fields) + 2;
                double difference = Math.Abs(there[i] - here[i]);
                errors[i] += carried && double.IsFinite(difference) ? Digit / Aside * difference / rate : 0;
            }
        }
    }
}
