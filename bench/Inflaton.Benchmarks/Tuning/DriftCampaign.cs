using System.Globalization;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Tuning;

namespace Inflaton.Benchmarks.Tuning;

/// <summary>
/// The kernel's change as `tune` states it, and as it is foretold without training, against that of networks really trained, and what the
/// recommendation loses against a grid of trainings, with what foretelling cost against what training does: over parameterisations,
/// activations, widths and depths. A row a network; `drift [WIDTHS]`.
/// </summary>
internal static class DriftCampaign
{
    private static readonly (string Name, string Points)[] Data =
    [
        ("smooth",
            "interval: {from: -2, to: 2, points: 16}, "
                + "targets: [-0.9, -1, -0.9, -0.7, -0.4, -0.1, 0.2, 0.5, 0.7, 0.9, 1, 0.9, 0.7, 0.4, 0.1, -0.2]"),
        ("rough", "circle: {points: 16}, targets: [1, 1, 1, -1, 1, -1, 1, 1, -1, -1, 1, -1, -1, -1, -1, 1]"),
    ];

    private static readonly (string Name, string Scales)[] Schemes =
    [
        ("ntk", "weight_std: 1.5, bias_std: 0.1"),
        ("standard", "parameterization: standard, weight_std: 1.5, bias_std: 0.1"),
        ("pytorch", "initialization: pytorch"),
    ];

    public static int Run(TextWriter output, string[] args)
    {
        int[] widths = args.Length > 0
            ? [.. args[0].Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))]
            : [64, 256, 1024];
        (int networks, int stated, int foretold, int regrets, int untried) = (0, 0, 0, 0, 0);
        (long spent, long grid) = (0, 0);
        (double passes, int epochs, int steps, int whole, int close) = (0, 0, 0, 0, 0);
        output.WriteLine(
            "data,scheme,activation,width,depth,learning_rate,momentum,stated,trained,"
                + "foretold,foretold_trained,epochs,steps,passes,whole,regret,regret_untried,trials,cost");
        foreach ((string data, string points, string scheme, string scales, string activation, int width, int depth) in
            from task in Data
            from one in Schemes
            from activation in new[] { "relu", "tanh" }
            from width in widths
            from depth in new[] { 1, 2 }
            select (task.Name, task.Points, one.Name, one.Scales, activation, width, depth))
        {
            ExperimentFile file = ExperimentFile.Parse(Text(points, scales, activation, width, depth), "campaign.yaml", ".");
            TuningOptions options = new() { WithMap = false };
            TuningResult tuned = TuningRunner.Of(file, options), theory = TuningRunner.Of(file, options with { Trials = 0 });
            TuningVerification verified = TuningVerification.Of(file, tuned, 1)!, ofTheory = TuningVerification.Of(file, theory, 1)!;
            networks++;
            stated += Agree(tuned.ExpectedDrift, verified.TrainedDrift);
            foretold += Agree(theory.ExpectedDrift, ofTheory.TrainedDrift);
            regrets += IsGood(verified);
            untried += IsGood(ofTheory);
            (ForetoldDrift way, TunedTraining training) = (theory.Foretold!, ofTheory.Recommended);
            (passes, epochs, steps) = (passes + way.Passes, epochs + training.Trained, steps + way.Steps);
            whole += way.IsWhole ? 1 : 0;
            close += way.IsWhole && theory.ExpectedDrift / ofTheory.TrainedDrift is >= 0.8 and <= 1.25 ? 1 : 0;
            (int trials, int all) = (tuned.Trials.Sum(trial => trial.Trained), verified.Grid.Sum(one => one.Trained));
            (spent, grid) = (spent + trials, grid + all);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{data},{scheme},{activation},{width},{depth},{tuned.Best.LearningRate:G4},{tuned.Best.Momentum:G4},"
                + $"{tuned.ExpectedDrift:G3},{verified.TrainedDrift:G3},{theory.ExpectedDrift:G3},{ofTheory.TrainedDrift:G3},"
                + $"{training.Trained},{way.Steps},{way.Passes:F0},{way.IsWhole},"
                + $"{verified.Regret:G3},{ofTheory.Regret:G3},{tuned.Trials.Count},{(double)trials / verified.Recommended.Trained:G3}"));
        }

        output.WriteLine(
            $"of {networks} networks: stated within a factor of two {stated}, foretold without training {foretold}; "
            + $"regret at most 1.15 or one epoch {regrets}, without training {untried}; "
            + $"epochs of trials {(double)spent / grid:P0} of those of the grids");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"foretold to the end {whole}, of these within a quarter {close}; cost of foretelling {passes:F0} of {epochs} epochs, "
                + $"the network's own steps {steps}"));
        return 0;
    }

    private static int IsGood(TuningVerification verified) =>
        verified.Regret <= 1.15 || verified.Recommended.Epochs <= verified.Best.Epochs + 1 ? 1 : 0;

    private static int Agree(double one, double other) =>
        (double.IsInfinity(one) && double.IsInfinity(other)) || one / other is >= 0.5 and <= 2 ? 1 : 0;

    private static string Text(string points, string scales, string activation, int width, int depth) =>
        $$$"""
        name: campaign
        seed: 3
        network: {hidden: [{{{string.Join(", ", Enumerable.Repeat(width, depth))}}}], activation: {{{activation}}}, {{{scales}}} }
        data: { {{{points}}} }
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: 2000
        """;
}
