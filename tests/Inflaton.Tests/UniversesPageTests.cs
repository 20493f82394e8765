using Inflaton.Duality.Homogeneous;
using Inflaton.Dynamics;
using Inflaton.Potentials;
using Inflaton.Training;
using Inflaton.Universe;

namespace Inflaton;

/// <summary>The lines of C# in <c>docs/universes.md</c> are these, and what they predict is what the network does.</summary>
public sealed class UniversesPageTests
{
    [Fact]
    public void The_network_is_as_far_off_as_the_lines_predict()
    {
        Cosmology cosmology = new()
        {
            Potential = new PowerPotential(2, 0.01),
            Expansion = new DeSitterExpansion(0.05),
            InitialField = [1],
            InitialVelocity = [0],
        };
        #region PAGE
        HomogeneousUniverse universe = new(cosmology, duration: 40);
        HomogeneousTraining training = HomogeneousTraining.Of(universe, HomogeneousNetwork.Draw(width: 3000, seed: 1), epochs: 1000);
        double predicted = training.Follow(cosmology).PredictedError;
        TrainingRecord trained = training.Train();
        #endregion

        FollowedField exact = training.Follow(cosmology);
        double seen = trained.Field.Values.Zip(exact.Field.Values, (f, x) => Math.Abs(f - x)).Max() / exact.Scale;
        seen.ShouldBe(predicted, 0.1 * predicted);
    }

    [Fact]
    public void The_lines_are_the_code_that_runs_here()
    {
        string[] lines = CodeExamples.Region("tests/Inflaton.Tests/UniversesPageTests.cs", 0);

        CodeExamples.Lines("docs/universes.md", 0).ShouldBe(lines);
        lines.Length.ShouldBe(4);
    }
}
