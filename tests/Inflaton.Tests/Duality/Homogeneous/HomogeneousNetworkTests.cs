using Inflaton.Networks;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Homogeneous;

public sealed class HomogeneousNetworkTests
{
    /// <summary>f = σ²vwx with one unit and no bias: Θ = σ⁴x²(v² + w²) by hand.</summary>
    [Fact]
    public void The_kernel_of_the_field_is_the_squared_gradient_times_the_squared_scale()
    {
        NetworkArchitecture architecture = new(1, [1], 1, new Identity(), 1.3, 0);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 4);
        double v = parameters.Weights[1][0, 0], w = parameters.Weights[0][0, 0], k = 1.3 * 1.3 * 0.7;

        HomogeneousNetwork network = new(parameters, new Matrix<double>(1, 1, [0.7]), outputScale: 3);

        network.Output.ShouldBe(k * v * w, 1e-14);
        network.Theta.ShouldBe(9 * k * k * ((v * v) + (w * w)), 1e-13);
        network.WithOutputScale(1).Theta.ShouldBe(network.Theta / 9, 1e-14);
        network.WithOutputScale(1).Drift.ShouldBeSameAs(network.Drift);
        network.Drift.Theta.ShouldBe(network.Theta / 9, 1e-13);
    }

    [Fact]
    public void What_is_not_a_single_input_with_a_single_output_is_refused()
    {
        NetworkParameters two = NetworkParameters.Draw(new(1, [4], 2, new Erf(), 1.5, 0.1), 1);

        Should.Throw<ArgumentException>(() => new HomogeneousNetwork(two, new Matrix<double>(1, 1, [1])))
            .Message.ShouldContain("2 outputs");
        Should.Throw<ArgumentOutOfRangeException>(() => HomogeneousNetwork.Draw(0, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => HomogeneousNetwork.Draw(4, 1, outputScale: 0))
            .Message.ShouldContain("output scale");
        Should.Throw<ArgumentOutOfRangeException>(() => HomogeneousNetwork.Draw(4, 1).WithOutputScale(double.NaN));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1e200)]
    [InlineData(1, 1e-200)]
    public void A_network_whose_field_cannot_move_says_so(double input, double scale)
    {
        NetworkParameters parameters = NetworkParameters.Draw(new(1, [4], 1, new Erf(), 1.5, 0), 1);
        HomogeneousNetwork network = new(parameters, new Matrix<double>(1, 1, [input]), scale);

        DualityException refused = Should.Throw<DualityException>(() => network.RequireMoving());

        refused.Part.ShouldBe(DualityPart.Network);
        refused.Message.ShouldStartWith("The network has a field whose tangent kernel is ");
        HomogeneousNetwork.Draw(4, 1).RequireMoving().ShouldBe(HomogeneousNetwork.Draw(4, 1).Theta);
    }
}
