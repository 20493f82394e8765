using Inflaton.Data;

namespace Inflaton.Tests.Data;

public class NearestNameTests
{
    [Theory]
    [InlineData("rleu", "relu")]
    [InlineData("RELU", "relu")]
    [InlineData("leakyrelu", "leaky_relu")]
    [InlineData("mean_feild", "mean_field")]
    [InlineData("tanhh", "tanh")]
    [InlineData("quantum", null)]
    [InlineData("", null)]
    [InlineData("x", null)]
    public void The_nearest_name_is_found_or_none(string name, string? nearest) =>
        NearestName.Find(name, ["relu", "leaky_relu", "tanh", "mean_field", "mean_kernel"]).ShouldBe(nearest);

    [Fact]
    public void Of_equally_near_names_the_first_is_taken() => NearestName.Find("ab", ["ac", "ad"]).ShouldBe("ac");

    [Fact]
    public void Endless_names_cost_nothing() => NearestName.Find(new string('a', 1_000_000), ["relu"]).ShouldBeNull();
}
