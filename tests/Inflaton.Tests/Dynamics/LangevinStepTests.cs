using Inflaton.Numerics.Random;

namespace Inflaton.Dynamics;

public sealed class LangevinStepTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(24)]
    public void Without_noise_it_is_the_step_with_friction(int count)
    {
        const double hubble = 0.7, size = 0.1;
        double[] field = [.. Enumerable.Range(0, count).Select(i => 1 + (0.1 * i))], moved = [.. field.Select(x => 0.01 * x)];
        double[] force = [.. field.Select(x => x * x)], friction = [.. field.Select(_ => 3 * hubble)], noise = new double[count];
        double[] other = [.. field], displacement = [.. moved];
        FrictionStep step = FrictionStep.OfSize(new DeSitterExpansion(hubble), StepStart.Displacement, size);
        step.FindHubble(0, 0);
        Leapfrog.Move(step.Next(), other, displacement, force);
        LangevinStep.Move(field, moved, force, friction, noise, size);
        for (int i = 0; i < count; i++)
        {
            field[i].ShouldBe(other[i], 1e-15);
            moved[i].ShouldBe(displacement[i], 1e-15);
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1.0)]
    [InlineData(1.8)]
    public void A_harmonic_field_has_the_variance_of_its_temperature_at_every_step(double size)
    {
        // ẍ + κẋ + m²x = sη: ⟨x²⟩ = s²/2κm².
        const double kappa = 0.8, mass2 = 1.1, spread = 0.6;
        const int paths = 4096;
        double[] x = new double[paths], moved = new double[paths], force = new double[paths], noise = new double[paths];
        double[] last = new double[paths], next = new double[paths], friction = [.. x.Select(_ => kappa)];
        CounterStream stream = new(5, 1);
        double sum = 0;
        int taken = 0, steps = (int)(60 / size) + 40;
        for (int k = 0; k < steps; k++)
        {
            stream.FillNormal(next, (ulong)k * paths);
            for (int i = 0; i < paths; i++)
            {
                (force[i], noise[i], last[i]) = (mass2 * x[i], spread * 0.5 * (last[i] + next[i]), next[i]);
            }

            LangevinStep.Move(x, moved, force, friction, noise, size);
            if (k == steps - 1)
            {
                sum += x.Sum(value => value * value);
                taken += paths;
            }
        }

        double exact = spread * spread / (2 * kappa * mass2);
        (sum / taken).ShouldBe(exact, 4 * exact * Math.Sqrt(2.0 / taken));
    }

    [Fact]
    public void A_velocity_is_that_of_the_first_step()
    {
        const double size = 1e-3, velocity = 0.4, mass2 = 2, kappa = 3;
        double[] x = [1], moved = [LangevinStep.Before(velocity, mass2, kappa, size)], force = [mass2];
        LangevinStep.Move(x, moved, force, [kappa], [0], size);
        x[0].ShouldBe(1 + (velocity * size) - (0.5 * size * size * (mass2 + (kappa * velocity))), 1e-8);
    }
}
