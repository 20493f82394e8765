using Inflaton.Dynamics;
using Inflaton.Potentials;
using Inflaton.Universe;

namespace Inflaton.Duality.Homogeneous;

/// <summary>What is found without training is confirmed by training.</summary>
public sealed class NetworkSearchTests
{
    private static readonly HomogeneousUniverse Matter = new(
        new Cosmology
        {
            Potential = new PowerPotential(2, 1),
            Expansion = new PowerLawExpansion(2.0 / 3, 1),
            InitialField = [0.5],
            InitialVelocity = [0],
            Start = 1,
        },
        20);

    [Fact]
    public void The_least_width_is_wide_enough_and_half_of_it_is_not()
    {
        int width = NetworkSearch.WidthFor(Matter, 5e-3, Draw, 1000);

        Trained(Draw(width)).ShouldBeLessThan(1.1 * 5e-3);
        Predicted(Draw(width)).ShouldBeLessThanOrEqualTo(5e-3);
        Predicted(Draw(width / 2)).ShouldBeGreaterThan(5e-3);
    }

    [Fact]
    public void The_least_output_scale_is_large_enough_and_half_of_it_is_not()
    {
        HomogeneousNetwork network = HomogeneousNetwork.Draw(24, 5);

        double scale = NetworkSearch.ScaleFor(Matter, 2e-3, network, 1000);

        scale.ShouldBeGreaterThan(1);
        Trained(network.WithOutputScale(scale)).ShouldBeLessThan(1.1 * 2e-3);
        Predicted(network.WithOutputScale(scale / 2)).ShouldBeGreaterThan(2e-3);
    }

    [Fact]
    public void An_error_that_the_steps_make_is_no_matter_of_width()
    {
        DualityException refused = Should.Throw<DualityException>(() => NetworkSearch.WidthFor(Matter, 1e-6, Draw, 200));
        refused.Part.ShouldBe(DualityPart.Time);
        refused.Message.ShouldContain("at any width. Take about ");
        int enough = int.Parse(refused.Remedy.Split(' ')[2].Replace("\u202f", ""));
        double error = HomogeneousTraining.Of(Matter, Draw(16), enough).Follow(Matter.Cosmology).StepError;
        error.ShouldBeInRange(1e-7, 1e-6);

        Should.Throw<DualityException>(() => NetworkSearch.ScaleFor(Matter, 1e-6, Draw(16), 200))
            .Message.ShouldContain("at any output scale");
        Should.Throw<ArgumentOutOfRangeException>(() => NetworkSearch.WidthFor(Matter, 0, Draw, 200));
        Should.Throw<ArgumentOutOfRangeException>(() => NetworkSearch.ScaleFor(Matter, -1, Draw(16), 200));
    }

    [Fact]
    public void A_search_can_be_stopped()
    {
        using CancellationTokenSource source = new();
        source.Cancel();

        Should.Throw<OperationCanceledException>(() => NetworkSearch.WidthFor(Matter, 1e-3, Draw, 200, null, source.Token));
    }

    [Fact]
    public void A_search_tells_of_each_network_before_it_looks_at_it()
    {
        Told told = new();

        int width = NetworkSearch.WidthFor(Matter, 5e-3, Draw, 1000, told);
        told.Trials.Select(trial => trial.Size).ShouldBe(Enumerable.Range(4, told.Trials.Count).Select(power => Math.Pow(2, power)));
        told.Trials[^1].ShouldBe(new NetworkTrial(width, told.Trials.Count - 1, 13));
        told.Trials.Clear();
        double scale = NetworkSearch.ScaleFor(Matter, 2e-3, Draw(64), 1000, told);

        told.Trials[0].ShouldBe(new NetworkTrial(1 << 20, 0, 21));
        told.Trials[^1].Size.ShouldBe(Math.Max(1, scale / 2));
        told.Trials.Select(trial => trial.Step).ShouldBe(Enumerable.Range(0, told.Trials.Count));
    }

    private sealed class Told : IProgress<NetworkTrial>
    {
        public List<NetworkTrial> Trials { get; } = [];

        public void Report(NetworkTrial value) => Trials.Add(value);
    }

    private static HomogeneousNetwork Draw(int width) => HomogeneousNetwork.Draw(width, 7);

    private static double Predicted(HomogeneousNetwork network) =>
        HomogeneousTraining.Of(Matter, network, 1000).Follow(Matter.Cosmology).PredictedError;

    private static double Trained(HomogeneousNetwork network)
    {
        HomogeneousTraining training = HomogeneousTraining.Of(Matter, network, 1000);
        return training.Follow(Matter.Cosmology).ErrorOf(training.Train().Field);
    }
}
