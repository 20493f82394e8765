namespace Inflaton.Dynamics;

public sealed class DampedModeTests
{
    public static TheoryData<double, double, double> Modes
    {
        get
        {
            TheoryData<double, double, double> data = [];
            foreach (double hubble in new[] { 0.05, 1, 7 })
            {
                foreach (double relative in new[] { 1e-6, 0.01, 0.9, 0.9899, 0.9901, 0.999999, 1, 1.000001, 1.01, 2, 50, -0.3, -5 })
                {
                    foreach (double kick in new[] { 0, 0.02 })
                    {
                        data.Add(hubble, relative, kick);
                    }
                }
            }

            return data;
        }
    }

    /// <summary>Power series of the solution in high-order Taylor steps: an independent solution of ẍ + 2b ẋ + ω² x = 0.</summary>
    [Theory, MemberData(nameof(Modes))]
    public void Solves_its_equation(double hubble, double relativeSquaredFrequency, double kick)
    {
        EquationOfMotion equation = new(hubble, 1.3, kick);
        double halfFriction = 1.5 * hubble;
        double squared = relativeSquaredFrequency * halfFriction * halfFriction;
        DampedMode mode = new(equation, squared / 1.3);

        double step = 0.02 / hubble;
        (double x, double v) = (1, -kick * squared / 1.3);
        for (int n = 1; n <= 150; n++)
        {
            (x, v) = Taylor(x, v, halfFriction, squared, step);
            double size = Math.Max(1, Math.Abs(x));
            mode.Displacement(n * step).ShouldBe(x - 1, 2e-12 * size, $"after {n} steps");
        }
    }

    [Fact]
    public void Keeps_its_relative_accuracy_where_it_hardly_moves()
    {
        // To first order in ω² the displacement is −ω² (t/2b − (1 − e^{−2bt})/4b²), from rest.
        EquationOfMotion equation = new(0.4, 1, 0);
        foreach (double massSquared in new[] { 1e-12, 1e-20, 1e-60, 1e-200 })
        {
            foreach (double time in new[] { 0.5, 3, 40 })
            {
                const double b = 0.6;
                double expected = -massSquared * ((time / (2 * b)) - ((1 - Math.Exp(-2 * b * time)) / (4 * b * b)));
                (new DampedMode(equation, massSquared).Displacement(time) / expected).ShouldBe(1, 1e-10);
            }
        }
    }

    [Theory]
    [InlineData(-1, DampingRegime.Tachyonic)]
    [InlineData(2.24, DampingRegime.Overdamped)]
    [InlineData(2.25, DampingRegime.Critical)]
    [InlineData(2.26, DampingRegime.Underdamped)]
    public void Regimes_meet_at_three_halves_of_the_Hubble_parameter(double massSquared, DampingRegime expected) =>
        DampedMode.Regime(new EquationOfMotion(1, 1, 0), massSquared).ShouldBe(expected);

    private static (double X, double V) Taylor(double x, double v, double halfFriction, double squared, double step)
    {
        double[] c = new double[40];
        (c[0], c[1]) = (x, v);
        for (int n = 0; n + 2 < c.Length; n++)
        {
            c[n + 2] = -((2 * halfFriction * (n + 1) * c[n + 1]) + (squared * c[n])) / ((n + 1) * (n + 2));
        }

        double position = 0, velocity = 0;
        for (int n = c.Length - 1; n >= 0; n--)
        {
            position = (position * step) + c[n];
            velocity = n > 0 ? (velocity * step) + (n * c[n]) : velocity;
        }

        return (position, velocity);
    }
}
