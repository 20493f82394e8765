using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Potentials;
using Inflaton.Training;
using Inflaton.Universe;
using Console = Inflaton.ExampleConsole;

namespace Inflaton;

/// <summary>The README's lines of C# are these, and they print what it says.</summary>
public sealed class ReadmeTests
{
    private static readonly Action[] Examples = [Training, Inflation];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_examples_print_what_the_readme_says(int number)
    {
        Console.Clear();
        Examples[number]();

        Console.Text.ShouldBe(CodeExamples.Block("README.md", "text", number));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_examples_are_the_code_that_runs_here(int number)
    {
        string[] lines = CodeExamples.Lines("README.md", number);

        CodeExamples.Region("tests/Inflaton.Tests/ReadmeTests.cs", number).ShouldBe(lines);
        lines.Length.ShouldBeLessThanOrEqualTo(12);
    }

    private static void Training()
    {
        #region README
        NetworkArchitecture architecture = new(inputs: 1, hidden: [1024], outputs: 1, new Erf(), weightStd: 1.5, biasStd: 0.5);
        NetworkParameters network = NetworkParameters.Draw(architecture, seed: 1);
        Matrix<double> inputs = new(3, 1, [-1, 0, 1]);
        Forecast forecast = Forecast.Of(network, inputs, [0.5, 0, 1], new SquaredLoss(), new GradientDescent(0.1, momentum: 0.5));
        Console.WriteLine(
            $"H = {forecast.Equation.Hubble:F4}, Λ = {forecast.Equation.Lambda:F4}, stable below η = {forecast.StabilityLimit:F3}");
        foreach (Mode mode in forecast.Modes(epochs: 20).Modes)
        {
            Console.WriteLine($"λ = {mode.Eigenvalue:F4}, {mode.Regime}: changes by {mode.PredictedChange:P1} in 20 epochs");
        }
        Console.WriteLine(
            $"loss {forecast.InitialLoss:F4}, {forecast.Predict(20).Loss[^1]:F5} predicted, {forecast.Train(20).Loss[^1]:F5} trained");
        #endregion
    }

    private static void Inflation()
    {
        #region README
        Cosmology universe = new()
        {
            Potential = new PowerPotential(2, 3.4622e-11),
            Expansion = new FriedmannExpansion(),
            InitialField = [17],
        };
        Observables seen = new Perturbations(universe, universe.FindEnd().Efolds).At(60);
        Console.WriteLine($"n_s = {seen.SpectralIndex:F6}, r = {seen.TensorRatio:F6}");
        #endregion
    }
}
