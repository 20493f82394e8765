using System.Text.Json.Nodes;
using Inflaton.Kernels;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Duality.ClosedForm;

/// <summary>
/// Mean and covariance of trained ensembles against tests/reference/posterior, which an independent program made with 50 digits.
/// </summary>
public sealed class PosteriorReferenceTests
{
    private readonly JsonNode reference = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Repository.Root, "tests/reference/posterior/posterior.json")))!;
    private readonly KernelPair own;
    private readonly KernelPair cross;
    private readonly KernelPair tests;
    private readonly GaussianPrior prior;
    private readonly double[] targets;
    private readonly double scale;
    private readonly double noise;
    private readonly GradientDescent optimizer;

    public PosteriorReferenceTests()
    {
        Matrix<double> inputs = Points("inputs"), testInputs = Points("test_inputs");
        InfiniteWidthKernel kernel = new(InfiniteNetwork.FullyConnected(
            2, DualCatalogue.Create("erf"), (double)reference["weight_std"]!, (double)reference["bias_std"]!));
        (own, cross, tests) = (kernel.Square(inputs), kernel.Between(testInputs, inputs), kernel.Square(testInputs));
        prior = GaussianPrior.Of(own.Nngp, cross.Nngp, tests.Nngp);
        targets = Numbers(reference["targets"]!);
        scale = (double)reference["scale"]!;
        noise = (double)reference["noise"]!;
        optimizer = new GradientDescent((double)reference["learning_rate"]!, (double)reference["momentum"]!);

        Matrix<double> Points(string name) => Matrix.FromRows([.. reference[name]!.AsArray().Select(point => Numbers(point!))]);
    }

    [Fact]
    public void Kernels_and_prior_are_those_of_the_reference()
    {
        prior.Covariance.Values.ShouldBe(Numbers(reference["nngp"]!), 1e-14);
        Matrix<double> square = new(7, 7);
        new MatrixProduct<double>(WorkerTeam.Single).SymmetricRankK(1, prior.Root, Transpose.No, 0, square);
        square.Values.ShouldBe(prior.Covariance.Values, 1e-14);
        GaussianPrior.Of(own.Ntk, cross.Ntk, tests.Ntk).Covariance.Values.ShouldBe(Numbers(reference["ntk"]!), 1e-13);
    }

    [Theory]
    [InlineData("ntk_discrete")]
    [InlineData("ntk_gradient_flow")]
    [InlineData("nngp_discrete")]
    [InlineData("nngp_gradient_flow_noise")]
    public void At_every_epoch(string name)
    {
        SquaredLossPrediction prediction = Prediction(name, out Matrix<double> testKernel, out double variance);
        JsonArray expected = reference[name]!.AsArray();
        double[] epochs = Numbers(reference["epochs"]!);
        for (int i = 0; i < epochs.Length; i++)
        {
            Compare(
                expected[i]!, prediction.Ensemble(epochs[i], prior, targets, variance),
                prediction.TestEnsemble(epochs[i], prior, testKernel, targets, variance));
        }
    }

    [Theory]
    [InlineData("ntk_infinity")]
    [InlineData("ntk_ridge_infinity")]
    [InlineData("nngp_infinity")]
    [InlineData("nngp_noise_infinity")]
    public void In_the_end(string name)
    {
        SquaredLossPrediction prediction = Prediction(name, out Matrix<double> testKernel, out double variance);
        Compare(
            reference[name]!, prediction.Ensemble(double.PositiveInfinity, prior, targets, variance),
            prediction.TestEnsemble(double.PositiveInfinity, prior, testKernel, targets, variance));
        if (name.StartsWith("nngp", StringComparison.Ordinal))
        {
            GaussianField field = SquaredLossPrediction.Posterior(
                KernelSpectrum.Of(own.Nngp, 1, WorkerTeam.Single), prior, testKernel, targets, variance);
            field.Covariance.Values.ShouldBe(Numbers(reference[name]!["test"]!["covariance"]!), 1e-13);
        }
    }

    /// <summary>
    /// Draws carried by training have the ensemble's mean and covariance: exactly so for the 14 draws ±L e_i √7 that have the prior's.
    /// </summary>
    [Fact]
    public void Draws_have_the_covariance_that_they_are_drawn_from()
    {
        const int draws = 4000;
        double[] sums = new double[49], first = prior.Draw(5, 0).Training;
        for (int draw = 0; draw < draws; draw++)
        {
            (double[] training, double[] test) = prior.Draw(5, draw);
            double[] field = [.. training, .. test];
            for (int i = 0; i < 49; i++)
            {
                sums[i] += field[i / 7] * field[i % 7] / draws;
            }
        }

        for (int i = 0; i < 49; i++)
        {
            double size = Math.Sqrt(prior.Covariance[i / 7, i / 7] * prior.Covariance[i % 7, i % 7]);
            sums[i].ShouldBe(prior.Covariance[i / 7, i % 7], 4.5 * size * Math.Sqrt(2.0 / draws));
        }

        prior.Draw(5, 0).Training.ShouldBe(first);
        prior.Draw(6, 0).Training.ShouldNotBe(first);
        (double[] two, _) = prior.Draw(5, 0, outputs: 2);
        two.Length.ShouldBe(8);
    }

    private SquaredLossPrediction Prediction(string name, out Matrix<double> testKernel, out double variance)
    {
        bool isNngp = name.StartsWith("nngp", StringComparison.Ordinal);
        variance = name.Contains("noise", StringComparison.Ordinal) ? noise : 0;
        testKernel = isNngp ? cross.Nngp : cross.Ntk;
        return new SquaredLossPrediction(
            KernelSpectrum.Of(isNngp ? own.Nngp : own.Ntk, 1, WorkerTeam.Single),
            name.Contains("flow", StringComparison.Ordinal) ? ModeLaw.GradientFlow(optimizer.LearningRate) : ModeLaw.Recursion(optimizer),
            scale,
            name.Contains("ridge", StringComparison.Ordinal) ? noise : variance);
    }

    private static void Compare(JsonNode expected, GaussianField training, GaussianField test)
    {
        foreach ((string part, GaussianField field) in new[] { ("train", training), ("test", test) })
        {
            field.Mean.ShouldBe(Numbers(expected[part]!["mean"]!), 1e-13, part);
            field.Covariance.Values.ShouldBe(Numbers(expected[part]!["covariance"]!), 1e-13, part);
        }
    }

    private static double[] Numbers(JsonNode array) => [.. array.AsArray().Select(value => (double)value!)];
}
