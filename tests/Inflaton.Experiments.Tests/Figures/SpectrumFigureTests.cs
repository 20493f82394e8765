using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Tests.Figures;

public class SpectrumFigureTests
{
    [Theory]
    [InlineData("leading")]
    [InlineData("leapfrog")]
    public void At_the_critical_eigenvalue_the_equation_has_a_double_root(string matching)
    {
        RunSummary run = SyntheticRun.Make(records: 2).Summary;
        RunSummary summary = run with { Matching = matching, Hubble = run.Matchings[matching].Hubble };

        double mass = SpectrumFigure.CriticalEigenvalue(summary)!.Value / SyntheticRun.Points;

        // inertia · r² + friction · r + mass = 0
        double inertia = matching == "leapfrog" ? (1 + run.Momentum) / 2 : 1, friction = (1 - run.Momentum) / Math.Sqrt(run.LearningRate);
        (friction * friction).ShouldBe(4 * inertia * mass, 1e-14);
    }

    [Fact]
    public void Massless_modes_have_no_line()
    {
        RunSummary run = SyntheticRun.Make(records: 2).Summary;

        SpectrumFigure.CriticalEigenvalue(run with { Modes = [] }).ShouldBeNull();
    }
}
