using Inflaton.Duality;
using Inflaton.Duality.ClosedForm;
using Inflaton.Training;

namespace Inflaton.Dynamics;

/// <summary>Nesterov's method on the frozen kernel: its recursion, its roots and the equation that stands for it.</summary>
public sealed class LookAheadTests
{
    public static TheoryData<string, double?> Cases { get; } =
    [
        ("homogeneous-erf", 0.9), ("homogeneous-erf", null), ("homogeneous-relu-quartic", 0.9), ("homogeneous-relu-quartic", null),
        ("interval-erf", 0.9), ("interval-erf", null), ("targets-tanh", 0.9),
    ];

    /// <summary>Step by step on one mode, heavy modes with e = ηm² beyond 1 and beyond the limit too.</summary>
    [Theory]
    [InlineData(1e-9, 0.9)]
    [InlineData(0.01, 0.9)]
    [InlineData(0.01, 0.0)]
    [InlineData(0.5, 0.7)]
    [InlineData(1.0, 0.7)]
    [InlineData(1.2, 0.7)]
    [InlineData(1.45, 0.7)]
    public void A_mode_moves_by_the_roots_of_its_recursion(double e, double momentum)
    {
        NesterovDescent optimizer = new(e, momentum);
        ModeLaw law = ModeLaw.Recursion(optimizer);
        double x = 1, last = 1;

        for (int k = 0; k <= 60; k++)
        {
            law.Displacement(1, k).ShouldBe(x - 1, 1e-12 * Math.Max(1, Math.Abs(x)), $"epoch {k}");
            double y = x + (momentum * (x - last));
            (last, x) = (x, y - (e * y));
        }

        law.Settles(1).ShouldBe(e < optimizer.StabilityBound);
        (Math.Abs(x) < 1.001).ShouldBe(law.Settles(1));
    }

    /// <summary>The modes of a quadratic loss, and the recursion of the field that serves every loss.</summary>
    [Theory]
    [InlineData(0.9)]
    [InlineData(null)]
    public void Modes_and_field_follow_one_recursion(double? momentum)
    {
        PredictionProblem problem = With(new ReferenceCase("targets-tanh").Problem(Matching.Leapfrog), 0.01, momentum);
        double[] field = [.. problem.InitialField], step = new double[field.Length], gradient = new double[field.Length];
        Prediction prediction = new DiscreteRung().Predict(problem);
        int recorded = 0;

        for (int k = 0; k <= problem.Epochs[^1]; k++)
        {
            if (problem.Epochs[recorded] == k)
            {
                ReferenceCase.RelativeError(prediction.Field.At(recorded++), field).ShouldBeLessThan(1e-11);
            }

            double mu = momentum ?? (k / (k + 3.0));
            double[] ahead = [.. field.Zip(step, (f, v) => f + (mu * v))];
            problem.Loss.Gradient(ahead, problem.Targets, gradient);
            for (int i = 0; i < field.Length; i++)
            {
                double force = System.Numerics.Tensors.TensorPrimitives.Dot<double>(problem.Kernel.Row(i), gradient) / problem.Points;
                step[i] = (mu * step[i]) - (0.01 * force);
            }

            field = [.. field.Zip(step, (f, v) => f + v)];
        }
    }

    /// <summary>Second order in h with the force that acts ahead, first order in the leading matching.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void The_equation_stands_for_the_recursion(string name, double? momentum)
    {
        Order(name, momentum, Matching.Leapfrog).ShouldBe(2, 0.35);
        Order(name, momentum, Matching.Leading).ShouldBe(1, 0.35);
    }

    [Fact]
    public void The_schedule_has_the_friction_of_a_universe_with_H_one_over_t()
    {
        EquationOfMotion leading = new NesterovDescent(0.04).Equation(Matching.Leading);
        EquationOfMotion second = new NesterovDescent(0.04).Equation(Matching.Leapfrog);

        leading.HubbleAt(1.4, 0, 0, 0).ShouldBe(1 / (1.4 + 0.6), 1e-15);
        second.HubbleAt(1.4, 0, 0, 0).ShouldBe(1 / (1.4 + 0.3), 1e-15);
        second.ForceScaleAt(0).ShouldBe(2);
        second.ForceScaleAt(1e9).ShouldBe(1, 1e-9);
        second.Ahead!.Time(1.4).ShouldBe(0.2 * 7 / 10, 1e-15);
        EffectiveTheory.Of(new NesterovDescent(0.04), Matching.Leapfrog, 1, 1, 100).Efolds.ShouldBe(Math.Log(20.3 / 0.3), 1e-12);
    }

    /// <summary>Friction grows with mass: of a mode that the heavy ball leaves ringing for long, nothing is left.</summary>
    [Fact]
    public void Heavy_modes_feel_more_friction()
    {
        double Largest(Optimizer optimizer)
        {
            DampedMode mode = new(optimizer.Equation(Matching.Leapfrog), 20);
            return Enumerable.Range(0, 50).Max(i => Math.Abs(mode.Displacement(10 + (0.1 * i)) + 1));
        }

        Largest(new GradientDescent(0.01, 0.99)).ShouldBeGreaterThan(0.5);
        Largest(new NesterovDescent(0.01, 0.99)).ShouldBeLessThan(1e-4);
    }

    [Fact]
    public void The_stability_limit_is_where_the_recursion_begins_to_grow()
    {
        foreach (double? momentum in new double?[] { null, 0.9, 0 })
        {
            PredictionProblem problem = With(new ReferenceCase("interval-erf").Problem(Matching.Leapfrog), 1, momentum);
            double limit = ModeAnalysis.StabilityLimitOf(problem);
            double Reach(double part) => ErrorBudget.Maximum(
                new DiscreteRung().Predict(With(problem, part * limit, momentum) with { Epochs = [0, 2000] }).Field);

            Reach(0.97).ShouldBeLessThan(20);
            Reach(1.03).ShouldBeGreaterThan(1e3);
        }
    }

    /// <summary>Fitted order of the difference between recursion and equation as the step is quartered, at fixed friction.</summary>
    private static double Order(string name, double? momentum, Matching matching)
    {
        PredictionProblem problem = new ReferenceCase(name).Problem(matching) with { Epochs = [0, 20, 40, 80] };
        double Difference(int refinement)
        {
            double h = 0.1 / refinement;
            PredictionProblem refined = With(problem, h * h, momentum is null ? null : 1 - ((1 - momentum) / refinement)) with
            {
                Epochs = [.. problem.Epochs.Select(epoch => epoch * refinement)],
            };
            Prediction discrete = new DiscreteRung().Predict(refined), continuum = new FrozenKernelRung().Predict(refined);
            discrete.IsComplete.ShouldBeTrue(discrete.Message);
            continuum.IsComplete.ShouldBeTrue(continuum.Message);
            return ErrorBudget.Maximum(discrete.Field.Minus(continuum.Field));
        }

        return Math.Log2(Difference(4) / Difference(16)) / 2;
    }

    private static PredictionProblem With(PredictionProblem problem, double learningRate, double? momentum) =>
        problem with { Optimizer = new NesterovDescent(learningRate, momentum) };
}
