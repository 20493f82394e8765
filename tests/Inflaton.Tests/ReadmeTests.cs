using System.Text.RegularExpressions;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton;

/// <summary>The README's lines of C# are these, and they print what it says.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Root = Repository.Root;

    [Fact]
    public void The_example_prints_what_the_readme_says()
    {
        Console.Clear();
        Example();

        Console.Text.ShouldBe(Block("text"));
    }

    [Fact]
    public void The_example_is_the_code_that_runs_here()
    {
        string source = File.ReadAllText(Path.Combine(Root, "tests", "Inflaton.Tests", "ReadmeTests.cs"));
        string body = Region().Match(source).Groups["body"].Value;
        string[] lines = [.. Block("csharp").Split('\n').Where(line => line.Length > 0)];

        string.Join("\n", body.Split('\n').Select(line => line.Length > 8 ? line[8..] : "").Where(line => line.Length > 0))
            .ShouldBe(string.Join("\n", lines));
        lines.Length.ShouldBeLessThanOrEqualTo(12);
    }

    private static void Example()
    {
        #region README
        using WorkerTeam team = new(threads: 2);
        NetworkArchitecture architecture = new(inputs: 1, hidden: [1024], outputs: 1, new Erf(), weightStd: 1.5, biasStd: 0.5);
        NetworkParameters network = NetworkParameters.Draw(architecture, seed: 1);
        Matrix<double> inputs = new(3, 1, [-1, 0, 1]);
        Matrix<double> kernel = new TangentKernel<double>(architecture, new MatrixProduct<double>(team), team).Square(network, inputs);
        EquationOfMotion motion = new GradientDescent(learningRate: 0.1, momentum: 0.5).Equation(Matching.Leapfrog);
        Console.WriteLine($"H = {motion.Hubble:F4}, Λ = {motion.Lambda:F4}");
        foreach (double eigenvalue in KernelSpectrum.Of(kernel, outputs: 1, team).Eigenvalues)
        {
            double left = 1 + new DampedMode(motion, massSquared: eigenvalue / 3).Displacement(20 * Math.Sqrt(0.1));
            Console.WriteLine($"λ = {eigenvalue:F4}, {DampedMode.Regime(motion, eigenvalue / 3)}: after 20 epochs {left:P1} of the residual is left");
        }
        #endregion
    }

    /// <summary>The first block of a language in the README, without its fences.</summary>
    private static string Block(string language)
    {
        string text = File.ReadAllText(Path.Combine(Root, "README.md"));
        int code = text.IndexOf("```csharp\n", StringComparison.Ordinal);
        string fence = $"```{language}\n";
        int start = text.IndexOf(fence, code, StringComparison.Ordinal) + fence.Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"#region README\n(?<body>.*?)\n\s*#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();

    /// <summary>Stands for the console in the example.</summary>
    private static class Console
    {
        private static readonly StringWriter Writer = new() { NewLine = "\n" };

        public static string Text => Writer.ToString();

        public static void Clear() => Writer.GetStringBuilder().Clear();

        public static void WriteLine(string line) => Writer.WriteLine(line);
    }
}
