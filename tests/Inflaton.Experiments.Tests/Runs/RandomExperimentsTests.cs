using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>
/// Small experiments drawn at random, over many decades of every scale: none throws, what is not a number has a status that says so, and
/// the network of first order follows its recursion. The variable INFLATON_RANDOM_EXPERIMENTS asks for more of them than every test run
/// makes.
/// </summary>
public sealed class RandomExperimentsTests
{
    private const string Variable = "INFLATON_RANDOM_EXPERIMENTS";
    private const int InEveryRun = 300;

    private static readonly int Count = int.TryParse(
        Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out int count)
        ? count
        : InEveryRun;

    // What no experiment can be made of, whatever its file says.
    private static readonly string[] Refusals = ["nothing pulls on the field", "would invert a kernel of condition number"];

    [Fact]
    public void Nothing_throws_and_what_is_not_a_number_has_a_status()
    {
        ConcurrentDictionary<int, string> wrong = [];
        int completed = 0;
        Parallel.For(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, number =>
        {
            string yaml = RandomExperiment.Of(number).Yaml;
            try
            {
                RunResult run = ExperimentRunner.Run(ExperimentFile.Parse(yaml, "random.yaml", "."), new RunOptions());
                if (Complaint(run) is { } complaint)
                {
                    wrong[number] = complaint;
                }
                else if (run.Summary.Status == RunStatus.Completed)
                {
                    Interlocked.Increment(ref completed);
                }
            }
            catch (ExperimentFileException exception) when (Refusals.Any(
                refusal => exception.Message.Contains(refusal, StringComparison.Ordinal)))
            {
                // Said, with the remedy.
            }
            catch (NumericalFailureException)
            {
                // A status of its own, with its sentence.
            }
            catch (Exception exception)
            {
                wrong[number] =
                    $"{exception.GetType().Name}: {exception.Message} {exception.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
            }
        });

        wrong.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}: {entry.Value}").ShouldBeEmpty();
        completed.ShouldBeGreaterThan(Count / 2);
    }

    [Fact]
    public void The_network_of_first_order_is_the_recursion()
    {
        ConcurrentDictionary<int, double> apart = [];
        int compared = 0;
        Parallel.For(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, number =>
        {
            RandomExperiment experiment = RandomExperiment.Of(number);
            if (!experiment.IsLinear)
            {
                return;
            }

            string[] overrides =
                ["training.method=linearized", "kernel=empirical", "predictions=[discrete]", "precision=double", "output_kernel=full"];
            RunResult run;
            try
            {
                run = ExperimentRunner.Run(ExperimentFile.Parse(experiment.Yaml, "random.yaml", ".", overrides), new RunOptions());
            }
            catch (ExperimentFileException)
            {
                // The other test's business.
                return;
            }

            if (run.Summary.Status != RunStatus.Completed)
            {
                return;
            }

            double[] trained = run.Arrays["trained"].Values, discrete = run.Arrays["discrete"].Values;
            double scale = Math.Max(trained.Max(Math.Abs), run.Arrays["targets"].Values.Max(Math.Abs));
            double distance = trained.Zip(discrete, (a, b) => Math.Abs(a - b)).Max();
            Interlocked.Increment(ref compared);
            if (!(distance <= 1e-9 * scale))
            {
                apart[number] = distance / scale;
            }
        });

        apart.OrderBy(entry => entry.Key).Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key}: {entry.Value:G3}"))
            .ShouldBeEmpty();
        compared.ShouldBeGreaterThan(Count / 20);
    }

    /// <summary>What of a run is not a number though its status is good; null where nothing is.</summary>
    private static string? Complaint(RunResult run)
    {
        RunSummary summary = run.Summary;
        if (summary.Status is not (RunStatus.Completed or RunStatus.NotTrained))
        {
            return string.IsNullOrWhiteSpace(summary.Message) ? $"{summary.Status} without a message" : null;
        }

        foreach ((string name, NumericArray array) in run.Arrays)
        {
            // λ₁/λ₂ of a kernel of rank one.
            bool isRatio = name == "collective_leading_ratio";
            if (!array.Values.All(value => double.IsFinite(value) || (isRatio && double.IsPositiveInfinity(value))))
            {
                return $"{summary.Status}, and the array {name} holds {array.Values.First(value => !double.IsFinite(value))}";
            }
        }

        JsonObject json = JsonNode.Parse(SummaryJson.Format(summary))!.AsObject();
        json.Remove("settings");
        return NotFinite(json).Where(entry => !IsStated(entry.Path, entry.Value, summary))
            .Select(entry => $"{summary.Status}, and {entry.Path} is {entry.Value}").FirstOrDefault();
    }

    /// <summary>Whether the documents say that a quantity is infinite or undefined in such a run.</summary>
    private static bool IsStated(string path, string value, RunSummary summary)
    {
        string optimizer = summary.Settings!["optimizer"]!.AsObject().First().Key;
        string quantity = path[(path.LastIndexOf('.') + 1)..];
        return quantity switch
        {
            // No equation of motion.
            "hubble" or "lambda" or "hubble_time" or "epochs_per_hubble_time"
                or "efolds" or "stability_limit" or "predicted_change" when optimizer == "adam" => value == "NaN",
            "domination" or "max_learning_rate" when optimizer is "adam" => value == "NaN",

            // A loss may be negative.
            "domination" or "max_learning_rate" when summary.LossInitial < 0 => value == "NaN",

            // One eigenvalue alone that is not 0.
            "leading_ratio" => value == "Infinity",
            "hubble_time" or "epochs_per_hubble_time" => value == "Infinity" && summary.Hubble == 0,
            "domination" => value == "Infinity" || (summary.Hubble == 0 && (summary.LossInitial == 0 || summary.Theta0 == 0)),
            "max_learning_rate" => value == "Infinity" || optimizer != "gradient_descent",
            "stability_limit" or "stability_limit_throughout" => value == "Infinity",
            "divergent_above" or "divergent_from" or "divergent_to" or "divergent_rate" => value == "Infinity",

            // Of the matching that is not in force, where a rung does not get there.
            _ => path.StartsWith("$.matchings.", StringComparison.Ordinal) && path.Contains("mean_predicted", StringComparison.Ordinal),
        };
    }

    private static IEnumerable<(string Path, string Value)> NotFinite(JsonNode? node) => node switch
    {
        JsonObject section => section.SelectMany(entry => NotFinite(entry.Value)),
        JsonArray list => list.SelectMany(NotFinite),
        JsonValue value when value.GetValueKind() == JsonValueKind.String
            && value.GetValue<string>() is "NaN" or "Infinity" or "-Infinity" =>
            [(value.GetPath(), value.GetValue<string>())],
        _ => [],
    };
}
