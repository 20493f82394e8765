using Inflaton.Dynamics;
using Inflaton.Dynamics.Schedules;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;
using Inflaton.Training.Batches;

namespace Inflaton.Duality.Batches;

public sealed class EnsembleRungTests
{
    /// <summary>All 3⁵ orders of single rows, one after the other: the mean and the covariance of the moments, exactly.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(0.3, true)]
    public void Moments_are_those_of_all_orders(double decay, bool isScheduled)
    {
        const int steps = 5;
        GradientDescent optimizer = new(0.2, 0.7, isScheduled ? new CosineSchedule(0.1, steps) : null, decay);
        PredictionProblem problem = Problem(3, optimizer, [0, 2, steps]) with { Batches = new IndependentBatches(3, 1, 1) };
        Prediction told = new EnsembleRung().Predict(problem);

        int orders = (int)Math.Pow(3, steps);
        double[] mean = new double[9], square = new double[9], loss = new double[3];
        for (int order = 0; order < orders; order++)
        {
            int code = order;
            int[][] rows = [.. Enumerable.Range(0, steps).Select(_ => new[] { code % 3 }.Select(row => (row, code /= 3).row).ToArray())];
            Prediction one = new DiscreteRung().Predict(problem with { Batches = new GivenBatches(3, rows) });
            for (int i = 0; i < 9; i++)
            {
                mean[i] += one.Field.Values[i] / orders;
                square[i] += one.Field.Values[i] * one.Field.Values[i] / orders;
            }

            for (int i = 0; i < 3; i++)
            {
                loss[i] += one.Loss[i] / orders;
            }
        }

        told.Field.Values.ShouldBe(mean, 1e-13);
        told.Loss.ShouldBe(loss, 1e-13);
        told.Ensemble!.FieldSpread.Values.ShouldBe([.. square.Zip(mean, (s, m) => Math.Sqrt(Math.Max(0, s - (m * m))))], 1e-7);
    }

    /// <summary>
    /// One field, the same at all inputs, with targets that scatter: noise that does not depend on the field, and the stationary spread of
    /// the heavy ball in closed form, σ² = ηs²(1+γ)/(m²(1−γ)(2(1+γ) − ηm²)).
    /// </summary>
    [Theory]
    [InlineData(1, 0.05, 0.9)]
    [InlineData(4, 0.05, 0.9)]
    [InlineData(16, 0.05, 0)]
    [InlineData(16, 0.01, 0.5)]
    [InlineData(63, 0.05, 0.9)]
    [InlineData(64, 0.05, 0.9)]
    public void The_stationary_spread_is_that_of_theory(int size, double rate, double momentum)
    {
        GradientDescent optimizer = new(rate, momentum);
        PredictionProblem problem = OneField(optimizer) with { Batches = new IndependentBatches(64, size, 1) };
        Prediction told = new EnsembleRung().Predict(problem);
        double spread = told.Ensemble!.FieldSpread.At(1)[0];
        spread.ShouldBe(Theory(problem, size, rate, momentum), 1e-9);
        BatchNoise.Of(problem, told.Field)!.StationarySpread.ShouldBe(spread, 1e-6);

        // A tenth more friction, noise or rate is seen.
        if (size < 64)
        {
            if (momentum > 0)
            {
                Math.Abs(Theory(problem, size, rate, 1 - (1.1 * (1 - momentum))) - spread).ShouldBeGreaterThan(0.02 * spread);
            }

            Math.Abs(Theory(problem, size, 1.1 * rate, momentum) - spread).ShouldBeGreaterThan(0.02 * spread);
        }
    }

    /// <summary>Drawn orders, at the end of long runs, within five standard errors: of a variance 5√(2/M), of 200 draws a half.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(32)]
    public void Draws_have_the_spread_of_theory(int size)
    {
        PredictionProblem problem = OneField(new GradientDescent(0.05, 0.9)) with { Batches = new IndependentBatches(64, size, 1) };
        double[] times = [.. Enumerable.Range(0, 9).Select(i => 200.0 + (60 * i))];
        Prediction drawn = new OrderDraws(problem with { Epochs = [.. times.Select(time => (int)time)] }, 200).Follow("ensemble");
        double expected = Math.Pow(Theory(problem, size, 0.05, 0.9), 2);
        double found = Enumerable.Range(0, 9).Average(i => Math.Pow(drawn.Ensemble!.FieldSpread.At(i)[0], 2));
        (found / expected).ShouldBe(1, 5 * Math.Sqrt(2.0 / (200 * 9)) * 1.3, "records that are 60 steps apart are nearly independent");
    }

    /// <summary>
    /// Moments and draws, of a kernel with many modes: mean within five standard errors, variance within five of its own.
    /// </summary>
    [Fact]
    public void Draws_and_moments_agree()
    {
        PredictionProblem problem = Problem(20, new GradientDescent(0.08, 0.8, new CosineSchedule(0.1, 80), 0.01), [0, 20, 50, 80]) with
        {
            Batches = new IndependentBatches(20, 4, 1),
        };
        Prediction moments = new EnsembleRung().Predict(problem), draws = new OrderDraws(problem, 400).Follow("ensemble");
        for (int t = 1; t < 4; t++)
        {
            double variance = 0, expected = 0;
            for (int x = 0; x < 20; x++)
            {
                double spread = moments.Ensemble!.FieldSpread.At(t)[x];
                draws.Field.At(t)[x].ShouldBe(moments.Field.At(t)[x], 5 * spread / 20);
                variance += Math.Pow(draws.Ensemble!.FieldSpread.At(t)[x], 2);
                expected += spread * spread;
            }

            (variance / expected).ShouldBe(1, 5 * Math.Sqrt(2.0 / 400));
            draws.Loss[t].ShouldBe(moments.Loss[t], 5 * draws.Ensemble!.LossSpread[t] / 20);
        }
    }

    /// <summary>
    /// Single rows at rates at which the mean square grows and an order is likely to fall: the mean of all orders is made by few of them,
    /// which is said, and nothing is where the two agree.
    /// </summary>
    [Fact]
    public void A_mean_that_few_orders_make_is_named()
    {
        PredictionProblem problem = Problem(20, new GradientDescent(0.02, 0), [0, 300]) with { Batches = new IndependentBatches(20, 1, 1) };
        new EnsembleRung().Predict(problem).Message.ShouldBeNull();
        double rate = Enumerable.Range(1, 40).Select(i => 0.02 * i)
            .First(rate => new EnsembleRung().Predict(problem with { Optimizer = new GradientDescent(rate) }).Message is not null);
        Prediction told = new EnsembleRung().Predict(problem with { Optimizer = new GradientDescent(rate) });
        told.Message!.ShouldContain("made by a few");
        told.Loss[^1].ShouldBeGreaterThan(told.Ensemble!.LossHigh[^1]);
    }

    /// <summary>Of two orders the band is the two themselves, and s = |L₁ − L₂|/√2.</summary>
    [Fact]
    public void The_spread_of_two_losses_is_that_of_a_sample()
    {
        PredictionProblem problem = Problem(20, new GradientDescent(0.08, 0.8), [0, 20, 50]) with
        {
            Batches = new ShuffledBatches(20, 6, 1),
        };

        OrderEnsemble two = new OrderDraws(problem, 2).Follow("ensemble").Ensemble!;

        for (int t = 1; t < 3; t++)
        {
            two.LossHigh[t].ShouldBeGreaterThan(two.LossLow[t]);
            two.LossSpread[t].ShouldBe((two.LossHigh[t] - two.LossLow[t]) / Math.Sqrt(2), 1e-14);
        }
    }

    [Fact]
    public void Bits_do_not_depend_on_the_number_of_threads()
    {
        PredictionProblem problem = Problem(20, new GradientDescent(0.08, 0.8), [0, 20]) with
        {
            Loss = new ResidualLoss(new LogCoshPotential(1, 1)),
            Batches = new ShuffledBatches(20, 6, 1),
        };
        using WorkerTeam team = new(3);
        Prediction one = new EnsembleRung().Predict(problem), many = new EnsembleRung().Predict(problem with { Team = team });
        many.Field.Values.ShouldBe(one.Field.Values);
        many.Ensemble!.FieldSpread.Values.ShouldBe(one.Ensemble!.FieldSpread.Values);
        many.Ensemble.LossHigh.ShouldBe(one.Ensemble.LossHigh);
        one.Ensemble.Draws.ShouldBe(200);
        one.At([1]).Ensemble!.LossHigh.ShouldBe([one.Ensemble.LossHigh[1]]);
    }

    [Fact]
    public void An_order_that_is_given_has_no_ensemble()
    {
        PredictionProblem problem = Problem(3, new GradientDescent(0.1), [0]);
        new EnsembleRung().Applies(problem).ShouldBeFalse();
        new EnsembleRung().Refusal(problem with { Batches = new GivenBatches(3, [[0]]) }).ShouldNotBeNull();
    }

    private static double Theory(PredictionProblem problem, int size, double rate, double momentum)
    {
        double[] y = problem.Targets;
        double centre = y.Average(), scatter = y.Average(value => (value - centre) * (value - centre));
        double mass = 1.3 * 0.7, noise = mass * mass * scatter * (64 - size) / (size * 63.0);
        return Math.Sqrt(rate * noise * (1 + momentum) / (mass * (1 - momentum) * ((2 * (1 + momentum)) - (rate * mass))));
    }

    private static PredictionProblem OneField(Optimizer optimizer)
    {
        Matrix<double> kernel = new(64, 64);
        kernel.Values.AsSpan().Fill(1.3);
        double[] targets = new double[64];
        new CounterStream(3, 0).FillNormal(targets);
        return Of(kernel, new double[64], targets, optimizer, [0, 4000]);
    }

    private static PredictionProblem Problem(int points, Optimizer optimizer, int[] epochs)
    {
        Matrix<double> root = new(points, points), kernel = new(points, points);
        new CounterStream(5, 0).FillNormal(root.Values);
        new MatrixProduct<double>().SymmetricRankK(1, root, Transpose.No, 0, kernel);
        double[] field = new double[points], targets = new double[points], tangent = new double[points];
        new CounterStream(5, 1).FillNormal(field);
        new CounterStream(5, 2).FillNormal(targets);
        new CounterStream(5, 3).FillNormal(tangent);
        return Of(kernel, field, targets, optimizer, epochs) with { ParameterTangent = tangent };
    }

    private static PredictionProblem Of(Matrix<double> kernel, double[] field, double[] targets, Optimizer optimizer, int[] epochs) => new()
    {
        Kernel = kernel,
        Spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single),
        InitialField = field,
        Targets = targets,
        Loss = new SquaredLoss(0.7),
        Optimizer = optimizer,
        Matching = Matching.Leapfrog,
        Epochs = epochs,
    };
}
