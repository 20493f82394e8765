using Inflaton.Numerics.Sampling;

namespace Inflaton.Numerics.Tests.Sampling;

public sealed class AutocorrelationTests
{
    /// <summary>
    /// Covariances are sums over the pairs there are, divided by the length of the chain. Of 2, −1, −1 four times over c(0) = 2 and
    /// c(1) = −10/12, and the window ends there: τ = 1 − 10/12.
    /// </summary>
    [Fact]
    public void A_short_chain_by_hand() =>
        Autocorrelation.Time([2, -1, -1, 2, -1, -1, 2, -1, -1, 2, -1, -1], 1).ShouldBe(1.0 / 6, 1e-15);

    [Fact]
    public void What_never_moves_has_none() => Autocorrelation.Time([3, 3, 3, 3], 2).ShouldBe(double.NaN);
}
