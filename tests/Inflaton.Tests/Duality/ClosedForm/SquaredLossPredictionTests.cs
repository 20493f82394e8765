using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Duality.ClosedForm;

public sealed class SquaredLossPredictionTests
{
    private const int Points = 9;
    private const int Tests = 4;
    private static readonly double[] Epochs = [0, 1, 2, 7, 40, 200];
    private readonly Matrix<double> whole = Covariance(Points + Tests, 7, 1);
    private readonly Matrix<double> kernel;
    private readonly Matrix<double> testKernel;
    private readonly KernelSpectrum spectrum;
    private readonly double[] initial = Normal(Points, 3);
    private readonly double[] testInitial = Normal(Tests, 4);
    private readonly double[] targets = Normal(Points, 5);

    /// <summary>Of 13 points and rank 7: two of the nine modes have eigenvalue zero.</summary>
    public SquaredLossPredictionTests()
    {
        kernel = Block(whole, 0, Points, 0, Points);
        testKernel = Block(whole, Points, Tests, 0, Points);
        spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void The_recursion_is_that_of_the_ladder_on_training_and_test_points(double momentum)
    {
        GradientDescent optimizer = new(0.3, momentum);
        SquaredLossPrediction prediction = new(spectrum, ModeLaw.Recursion(optimizer), curvature: 0.7);
        Prediction ladder = new DiscreteRung().Predict(Problem(optimizer, Matching.Leapfrog));

        prediction.Field(Epochs, initial, targets).Values.ShouldBe(ladder.Field.Values, 1e-12);
        prediction.TestField(Epochs, initial, targets, testKernel, testInitial).Values.ShouldBe(ladder.TestField!.Values, 1e-11);
        prediction.Losses(Epochs, initial, targets).ShouldBe(ladder.Loss, 1e-12);
    }

    [Theory]
    [InlineData(Matching.Leading)]
    [InlineData(Matching.Leapfrog)]
    public void The_continuum_is_that_of_the_ladder(Matching matching)
    {
        GradientDescent optimizer = new(0.3, 0.8);
        SquaredLossPrediction prediction = new(spectrum, ModeLaw.Continuum(optimizer, matching), curvature: 0.7);
        Prediction ladder = new FrozenKernelRung().Predict(Problem(optimizer, matching));

        prediction.Field(Epochs, initial, targets).Values.ShouldBe(ladder.Field.Values, 1e-12);
        prediction.TestField(Epochs, initial, targets, testKernel, testInitial).Values.ShouldBe(ladder.TestField!.Values, 1e-11);
    }

    [Fact]
    public void In_the_end_the_field_is_where_the_kernel_can_bring_it()
    {
        SquaredLossPrediction prediction = new(spectrum, ModeLaw.Recursion(new GradientDescent(0.3, 0.5)));
        double[] end = prediction.Field([double.PositiveInfinity], initial, targets).Values;
        double[] late = prediction.Field([1e9], initial, targets).Values;
        end.ShouldBe(late, 1e-7);

        // The residual that is left lies where Θ vanishes.
        double[] residual = [.. end.Zip(targets, (f, y) => f - y)];
        double[] pull = [.. Enumerable.Range(0, Points).Select(i => Enumerable.Range(0, Points).Sum(j => kernel[i, j] * residual[j]))];
        pull.ShouldAllBe(value => Math.Abs(value) < 1e-12);
        prediction.Losses([double.PositiveInfinity], initial, targets)[0].ShouldBe(residual.Sum(r => r * r) / (2 * Points), 1e-13);

        // The minimum-norm solution on the test points: f_t + Θ_t Θ⁺ (y − f₀).
        prediction.TestField([double.PositiveInfinity], initial, targets, testKernel, testInitial).Values
            .ShouldBe(prediction.TestField([1e9], initial, targets, testKernel, testInitial).Values, 1e-7);
    }

    [Fact]
    public void Regularization_shifts_every_eigenvalue()
    {
        const double epsilon = 0.4;
        Matrix<double> shifted = kernel.Copy();
        for (int i = 0; i < Points; i++)
        {
            shifted[i, i] += epsilon;
        }

        ModeLaw law = ModeLaw.GradientFlow(0.2);
        SquaredLossPrediction one = new(spectrum, law, regularization: epsilon);
        SquaredLossPrediction other = new(KernelSpectrum.Of(shifted, 1, WorkerTeam.Single), law);
        double[] epochs = [0, 3, 50, double.PositiveInfinity];
        one.TestField(epochs, initial, targets, testKernel, testInitial).Values
            .ShouldBe(other.TestField(epochs, initial, targets, testKernel, testInitial).Values, 1e-11);

        // t → ∞ from zero is kernel ridge regression, which is the posterior's mean with noise ε.
        GaussianPrior prior = GaussianPrior.Of(kernel, testKernel, Block(whole, Points, Tests, Points, Tests));
        GaussianField posterior = SquaredLossPrediction.Posterior(spectrum, prior, testKernel, targets, epsilon);
        one.TestField([double.PositiveInfinity], new double[Points], targets, testKernel, new double[Tests])
            .Values.ShouldBe(posterior.Mean, 1e-12);
    }

    [Fact]
    public void Several_outputs_share_the_kernel_of_one()
    {
        double[] two = [.. initial.Zip(targets).SelectMany(pair => new[] { pair.First, pair.Second })];
        double[] aims = [.. targets.Zip(initial).SelectMany(pair => new[] { pair.First, -pair.Second })];
        double[] tests = [.. testInitial.SelectMany(value => new[] { value, 2 * value })];
        ModeLaw law = ModeLaw.Recursion(new GradientDescent(0.3, 0.5));
        SquaredLossPrediction single = new(spectrum, law);
        Matrix<double> both = single.TestField(Epochs, two, aims, testKernel, tests);
        Matrix<double> second = single.TestField(
            Epochs, targets, [.. initial.Select(y => -y)], testKernel, [.. testInitial.Select(f => 2 * f)]);
        for (int t = 0; t < Epochs.Length; t++)
        {
            for (int x = 0; x < Tests; x++)
            {
                both[t, (2 * x) + 1].ShouldBe(second[t, x], 1e-13);
            }
        }

        // The full kernel of both outputs, Θ ⊗ 1, says the same.
        Matrix<double> full = Kernels.InfiniteWidth.KernelPair.ForOutputs(kernel, 2);
        SquaredLossPrediction whole = new(KernelSpectrum.Of(full, 2, WorkerTeam.Single), law);
        whole.Field(Epochs, two, aims).Values.ShouldBe(single.Field(Epochs, two, aims).Values, 1e-12);
        whole.Losses(Epochs, two, aims).ShouldBe(single.Losses(Epochs, two, aims), 1e-12);
    }

    [Fact]
    public void Ensemble_agrees_with_many_trained_draws()
    {
        // Draws of f₀ from a normal with covariance K, each carried by the same kernel: the sample's mean and covariance are the formula's
        // exactly where the sample's own K is put in.
        const int draws = 30;
        Matrix<double> samples = new(draws, Points + Tests);
        new CounterStream(9, 0).FillNormal(samples.Values);
        Matrix<double> nngp = new(Points + Tests, Points + Tests);
        new MatrixProduct<double>(WorkerTeam.Single).SymmetricRankK(1.0 / draws, samples, Transpose.Yes, 0, nngp);
        SquaredLossPrediction prediction = new(spectrum, ModeLaw.Recursion(new GradientDescent(0.3, 0.5)));
        foreach (double epoch in new[] { 0, 5, 300, double.PositiveInfinity })
        {
            GaussianPrior prior = GaussianPrior.Of(
                Block(nngp, 0, Points, 0, Points), Block(nngp, Points, Tests, 0, Points), Block(nngp, Points, Tests, Points, Tests));
            GaussianField training = prediction.Ensemble(epoch, prior, targets);
            GaussianField tests = prediction.TestEnsemble(epoch, prior, testKernel, targets);
            Matrix<double> trained = new(draws, Points), tested = new(draws, Tests);
            for (int s = 0; s < draws; s++)
            {
                double[] own = samples.Row(s)[..Points].ToArray(), other = samples.Row(s)[Points..].ToArray();
                Minus(prediction.Field([epoch], own, targets).Values, training.Mean).CopyTo(trained.Row(s));
                Minus(prediction.TestField([epoch], own, targets, testKernel, other).Values, tests.Mean).CopyTo(tested.Row(s));
            }

            Moments(trained).ShouldBe(training.Covariance.Values, 1e-12);
            Moments(tested).ShouldBe(tests.Covariance.Values, 1e-11);
            tests.Deviations()[0].ShouldBe(Math.Sqrt(tests.Covariance[0, 0]));
        }

        Matrix<double> atStart = prediction.Ensemble(0, GaussianPrior.Of(Block(nngp, 0, Points, 0, Points)), targets).Covariance;
        atStart.Values.ShouldBe(Block(nngp, 0, Points, 0, Points).Values, 1e-13);

        double[] Moments(Matrix<double> deviations)
        {
            Matrix<double> result = new(deviations.Columns, deviations.Columns);
            new MatrixProduct<double>(WorkerTeam.Single).SymmetricRankK(1.0 / draws, deviations, Transpose.Yes, 0, result);
            return result.Values;
        }
    }

    [Fact]
    public void The_posterior_is_that_of_conditioning_a_normal()
    {
        // Two points seen without noise: conditioning by hand.
        Matrix<double> k = Matrix.FromRows<double>([2, 0.5], [0.5, 1]);
        Matrix<double> between = Matrix.FromRows<double>([0.3, 0.8]);
        GaussianField field = SquaredLossPrediction.Posterior(
            KernelSpectrum.Of(k, 1, WorkerTeam.Single), GaussianPrior.Of(k, between, Matrix.FromRows<double>([1.5])), between, [1, -2]);
        double determinant = (2 * 1) - 0.25;
        double first = ((0.3 * 1) - (0.8 * 0.5)) / determinant, second = ((0.8 * 2) - (0.3 * 0.5)) / determinant;
        field.Mean[0].ShouldBe(first - (2 * second), 1e-14);
        field.Covariance[0, 0].ShouldBe(1.5 - ((0.3 * first) + (0.8 * second)), 1e-14);

        // What is seen again without noise is certain.
        GaussianField again = SquaredLossPrediction.Posterior(spectrum, GaussianPrior.Of(kernel, kernel, kernel), kernel, Project(targets));
        again.Mean.ShouldBe(Project(targets), 1e-11);
        again.Covariance.Values.ShouldAllBe(value => Math.Abs(value) < 1e-12);

        double[] Project(double[] field)
        {
            double[] amplitudes = new double[Points], result = new double[Points];
            spectrum.ToModes(field, amplitudes);
            for (int i = 7; i < Points; i++)
            {
                amplitudes[i] = 0;
            }

            spectrum.ToField(amplitudes, result);
            return result;
        }
    }

    [Fact]
    public void Threads_change_no_bit_and_wrong_shapes_are_refused()
    {
        using WorkerTeam team = new(2);
        double[] epochs = [.. Enumerable.Range(0, 2000).Select(k => (double)k)];
        ModeLaw law = ModeLaw.Recursion(new GradientDescent(0.3, 0.5));
        SquaredLossPrediction one = new(spectrum, law), two = new(spectrum, law, team: team);
        two.Losses(epochs, initial, targets).ShouldBe(one.Losses(epochs, initial, targets));

        Should.Throw<ArgumentException>(() => one.Losses(epochs, initial, targets[..3]));
        Should.Throw<ArgumentException>(() => one.TestField([1], initial, targets, kernel, testInitial));
        GaussianPrior other = GaussianPrior.Of(Block(whole, Points, Tests, Points, Tests));
        Should.Throw<ArgumentException>(() => one.Ensemble(1, other, targets))
            .Message.ShouldContain("4 training points, the kernel 9 rows");
        Should.Throw<ArgumentException>(() => GaussianPrior.Of(kernel, kernel, testKernel)).Message.ShouldContain("[4, 9], not [9, 9]");
        Should.Throw<ArgumentException>(() => GaussianPrior.Of(Matrix.FromRows<double>([1, 2], [2, 1])))
            .Message.ShouldContain("eigenvalue −1");
        Should.Throw<ArgumentOutOfRangeException>(() => new SquaredLossPrediction(spectrum, law, curvature: 0));
    }

    private PredictionProblem Problem(GradientDescent optimizer, Matching matching) => new()
    {
        Kernel = kernel,
        Spectrum = spectrum,
        InitialField = initial,
        Targets = targets,
        Loss = new SquaredLoss(0.7),
        Optimizer = optimizer,
        Matching = matching,
        Epochs = [.. Epochs.Select(epoch => (int)epoch)],
        TestKernel = testKernel,
        TestInitialField = testInitial,
    };

    private static double[] Minus(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a - b)];

    private static double[] Normal(int count, ulong seed)
    {
        double[] values = new double[count];
        new CounterStream(seed, 0).FillNormal(values);
        return values;
    }

    private static Matrix<double> Covariance(int size, int rank, ulong seed)
    {
        Matrix<double> factors = new(size, rank, Normal(size * rank, seed)), result = new(size, size);
        new MatrixProduct<double>(WorkerTeam.Single).SymmetricRankK(1.0 / rank, factors, Transpose.No, 0, result);
        return result;
    }

    private static Matrix<double> Block(Matrix<double> matrix, int row, int rows, int column, int columns) =>
        Matrix.FromFunction(rows, columns, (i, j) => matrix[row + i, column + j]);
}
