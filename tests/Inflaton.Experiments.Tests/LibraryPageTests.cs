using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Universes;
using Console = Inflaton.ExampleConsole;

namespace Inflaton.Experiments.Tests;

/// <summary>The lines of C# of the page on the library are these, and they print what it says.</summary>
public sealed class LibraryPageTests
{
    private const string Page = "docs/library.md";

    private static readonly Action[] Examples = [Experiment, Universe];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_examples_print_what_the_page_says(int number)
    {
        Console.Clear();
        Examples[number]();

        Console.Text.ShouldBe(CodeExamples.Block(Page, "text", number));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_examples_are_the_code_that_runs_here(int number)
    {
        string[] lines = CodeExamples.Lines(Page, number);

        CodeExamples.Region("tests/Inflaton.Experiments.Tests/LibraryPageTests.cs", number).ShouldBe(lines);
        lines.Length.ShouldBeLessThanOrEqualTo(12);
    }

    private static void Experiment()
    {
        #region PAGE
        ExperimentSettings experiment = new()
        {
            Network = new NetworkSettings { Hidden = [1024], Activation = "erf", BiasStd = 0.5 },
            Data = new DataSettings { Source = new PointsSource([[-1], [0], [1]]), Targets = [[0.5], [0], [1]] },
            Loss = new SquaredLossSettings(),
            Optimizer = new GradientDescentSettings(LearningRate: 0.1, Momentum: 0.5),
            Epochs = 20,
        };
        RunSummary run = ExperimentRunner.Run(ExperimentFile.Of(experiment)).Summary;
        Console.WriteLine($"loss {run.LossInitial:F4}, {run.LossPredicted["discrete"]:F5} predicted, {run.LossFinal:F5} trained");
        #endregion
    }

    private static void Universe()
    {
        #region PAGE
        UniverseSettings universe = new()
        {
            Potential = new MonomialSettings(Degree: 2, Coupling: 3.4622e-11),
            Initial = new InitialSettings([17]),
            Time = new TimeSettings(),
            Perturbations = new PerturbationSettings(PivotEfolds: 60),
        };
        UniverseSummary seen = UniverseRunner.Run(UniverseFile.Of(universe)).Summary;
        Console.WriteLine($"n_s = {seen.SpectralIndex:F6}, r = {seen.TensorRatio:F6}");
        #endregion
    }
}
