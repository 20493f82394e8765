using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.Collective;

public sealed class CollectiveVariablesTests
{
    [Fact]
    public void Entropies_of_simple_spectra_are_known()
    {
        CollectiveVariables.EntropyOf([0.5, 0.5, 0, 0, 0]).ShouldBe(Math.Log(2), 1e-15);
        CollectiveVariables.EntropyOf([3, 3, 3, 3, 3]).ShouldBe(Math.Log(5), 1e-15);
        CollectiveVariables.EntropyOf([7, 0, -1e-18]).ShouldBe(0);
        CollectiveVariables.EntropyOf([0, 0]).ShouldBe(0);
    }

    [Fact]
    public void A_diagonal_kernel_shows_every_variable()
    {
        CollectiveVariables variables = CollectiveVariables.Of(Matrix.Diagonal(4.0, 1, 1), WorkerTeam.Single);

        variables.Trace.ShouldBe(6, 1e-15);
        variables.MeanTrace.ShouldBe(2, 1e-15);
        double entropy = (2 / 3.0 * Math.Log(1.5)) + (2 / 6.0 * Math.Log(6));
        variables.Entropy.ShouldBe(entropy, 1e-15);
        variables.EntropyRatio.ShouldBe(entropy / Math.Log(3), 1e-15);
        variables.EffectiveRank.ShouldBe(Math.Exp(entropy), 1e-14);
        variables.CosineEntropy.ShouldBe(Math.Log(3), 1e-15);
        variables.CosineEntropyRatio.ShouldBe(1, 1e-15);
        variables.MagnitudeEntropy.ShouldBe((0.5 * Math.Log(2)) + (0.5 * Math.Log(4)), 1e-15);
        variables.LeadingRatio.ShouldBe(4, 1e-14);
    }

    [Fact]
    public void A_kernel_of_rank_one_has_no_entropy_and_scaling_changes_only_the_trace()
    {
        Matrix<double> rankOne = Matrix.FromFunction(4, 4, (i, j) => (i + 1.0) * (j + 1));
        CollectiveVariables.Of(rankOne, WorkerTeam.Single).Entropy.ShouldBe(0, 1e-13);
        CollectiveVariables.Of(rankOne, WorkerTeam.Single).CosineEntropy.ShouldBe(0, 1e-13);

        Matrix<double> factors = new(6, 9);
        new CounterStream(2, 0).FillNormal(factors.Values);
        Matrix<double> kernel = new(6, 6);
        new MatrixProduct<double>(WorkerTeam.Single).SymmetricRankK(1, factors, Transpose.No, 0, kernel);
        Matrix<double> scaled = Matrix.FromFunction(6, 6, (i, j) => 3.7 * kernel[i, j]);
        CollectiveVariables one = CollectiveVariables.Of(kernel, WorkerTeam.Single),
        other = CollectiveVariables.Of(scaled, WorkerTeam.Single);
        other.Trace.ShouldBe(3.7 * one.Trace, 1e-12);
        other.Entropy.ShouldBe(one.Entropy, 1e-13);
        other.CosineEntropy.ShouldBe(one.CosineEntropy, 1e-13);
        other.MagnitudeEntropy.ShouldBe(one.MagnitudeEntropy, 1e-13);
        other.LeadingRatio.ShouldBe(one.LeadingRatio, 1e-11);
        one.Entropy.ShouldBeInRange(0, Math.Log(6));
    }

    [Fact]
    public void One_input_has_one_mode()
    {
        CollectiveVariables one = CollectiveVariables.Of(Matrix.Diagonal(2.0), WorkerTeam.Single);
        (one.Entropy, one.EntropyRatio, one.EffectiveRank, one.LeadingRatio).ShouldBe((0, 0, 1, double.PositiveInfinity));
    }

    [Fact]
    public void Classes_are_read_from_their_own_blocks()
    {
        Matrix<double> kernel = Matrix.FromFunction(5, 5, (i, j) => i == j ? i + 1 : 0.1);
        IReadOnlyDictionary<int, CollectiveVariables> classes = CollectiveVariables.ByClass(kernel, [4, 2, 4, 2, 2], WorkerTeam.Single);

        classes.Keys.ShouldBe([2, 4]);
        classes[4].Dimension.ShouldBe(2);
        classes[4].Trace.ShouldBe(4, 1e-14);
        classes[2].Trace.ShouldBe(11, 1e-14);
        Should.Throw<ArgumentException>(() => CollectiveVariables.ByClass(kernel, [1, 2], WorkerTeam.Single));
        Should.Throw<ArgumentException>(() => CollectiveVariables.Of(new Matrix<double>(2, 3), [1, 1], WorkerTeam.Single));
    }
}
