using System.Globalization;
using System.Text.Json.Nodes;
using Inflaton.Duality;
using Inflaton.Experiments.Files;
using Inflaton.Networks;

namespace Inflaton.Experiments.Tests.Files;

public class ExperimentFileTests
{
    private const string Short = """
        network: {hidden: [8], activation: erf}
        data: {point: [1.0]}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: 250
        """;

    /// <summary>Files that between them use every key.</summary>
    public static TheoryData<string> Variants { get; } =
    [
        Short,
        Short.Replace("{point: [1.0]}", "{points: [[1, 2], [3, 4]], targets: [[1, 2], [3, 4]], test: [[5, 6]]}"),
        Short.Replace("{point: [1.0]}", "{points: {inputs: [[1], [2]], targets: [1e-300, -1.7976931348623157e308]}}"),
        Short.Replace("{point: [1.0]}", "{interval: {from: -1, to: 0.3333333333333333, points: 7}, test: {from: 0, to: 2, points: 3}}"),
        Short.Replace("{point: [1.0]}", "{interval: {hubble_lengths: 0.1, points: 7}}"),
        Short.Replace("{point: [1.0]}", "{circle: {points: 7, radius: 3}}"),
        Short.Replace("{point: [1.0]}", "{orthogonal: {points: 7}}"),
        Short.Replace("{point: [1.0]}", "{orthogonal: {points: 7, dimension: 9, norm: 1}}"),
        Short.Replace("{squared: {}}", "{power: {degree: 4, scale: 1e-4, minimum: -0.0}}"),
        Short.Replace("{squared: {}}", "{huber: {scale: 2, delta: .5}}"),
        Short.Replace("{squared: {}}", "{log_cosh: {width: 2.}}"),
        Short.Replace("{squared: {}}", "{expression: {formula: 'a*(f-y)^2 # no comment', parameters: {a: 0.1, b_2: -3}}}"),
        Short.Replace("0.1}", "auto, momentum: 0.95}"),
        Short.Replace("[8], activation: erf", "[], activation: leaky_relu, negative_slope: -0.2, outputs: 3, parameterization: standard"),
        Short + "\nname: \"2, Müller's \\U0001F600 #1\"\nseed: 0xFFFFFFFFFFFFFFFF\nrecord_every: 1e1\nrecord_kernel_every: 50\nmatching: "
            + "leading"
            + "\npredictions: []\ndomination_ratio: 3\nfreeze_threshold: 1e-3\nsolver: {relative_tolerance: 1e-7, max_steps: 10.0}",
    ];

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        ExperimentSettings settings = Parse(Short).Settings;
        settings.ShouldBe(new ExperimentSettings
        {
            Name = "short",
            Seed = 1,
            Network = new NetworkSettings
            {
                Hidden = [8],
                Activation = "erf",
                NegativeSlope = 0.01,
                WeightStd = 1.5,
                BiasStd = 0.1,
                Parameterization = "ntk",
            },
            Data = new DataSettings { Source = new PointSource([1.0]) },
            Loss = new SquaredLossSettings(1),
            Optimizer = new GradientDescentSettings(0.1, 0),
            Epochs = 250,
            RecordEvery = 2,
            Matching = "leapfrog",
            Predictions = ["mean_field", "mean_kernel", "perturbations", "frozen_kernel", "discrete", "next_order"],
            DominationRatio = 10,
            FreezeThreshold = 0.01,
            Solver = new SolverSettings { RelativeTolerance = 1e-9, AbsoluteTolerance = 1e-12, MaxSteps = 1_000_000 },
        });
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_resolved_file_reads_back_to_the_same_settings_and_the_same_text(string text)
    {
        ExperimentFile file = Parse(text);
        string resolved = file.ResolvedYaml(".");
        ExperimentFile again = ExperimentFile.Parse(resolved, "experiment.yaml", ".");
        again.Settings.ShouldBe(file.Settings);
        again.ResolvedYaml(".").ShouldBe(resolved);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_resolved_file_and_its_json_obey_the_schema(string text)
    {
        JsonNode schema = JsonNode.Parse(StudyCatalogue.Experiment.Schema())!;
        SchemaCheck.Problems(schema, Parse(text).ResolvedJson()).ShouldBeEmpty();
    }

    [Fact]
    public void Numbers_are_written_so_that_every_bit_comes_back_whatever_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            string text = Short.Replace("0.1}", "0.1111111111111111}").Replace("[1.0]", "[-1e-7, 5e-324, 123456789012345680]");
            ExperimentFile file = Parse(text);
            file.Settings.Data.Source.ShouldBe(new PointSource([-1e-7, 5e-324, 123456789012345680]));
            string resolved = file.ResolvedYaml();
            resolved.ShouldContain("  point: [-1.0e-07, 5.0e-324, 1.2345678901234568e+17]\n");
            resolved.ShouldContain("learning_rate: 0.1111111111111111\n");
            ExperimentFile.Parse(resolved, "short.yaml", ".").Settings.ShouldBe(file.Settings);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Paths_are_relative_to_the_file_and_stay_right_when_it_is_written_elsewhere()
    {
        ExperimentFile file = ExperimentFile.Read(Path.Combine(Repository.Samples, "diabetes.yaml"));
        string path = Path.Combine(Repository.Samples, "data", "diabetes.csv");
        file.Settings.Data.Source.ShouldBeOfType<FileSource>().Path.ShouldBe(path);

        string output = Path.Combine(Repository.Root, "out", "diabetes");
        string resolved = file.ResolvedYaml(output);
        resolved.ShouldContain("    path: ../../samples/data/diabetes.csv\n");
        ExperimentFile.Parse(resolved, "experiment.yaml", output).Settings.ShouldBe(file.Settings);
        file.ResolvedYaml().ShouldContain($"    path: {path}\n");
    }

    [Fact]
    public void Overrides_replace_values_in_order()
    {
        ExperimentSettings settings = Parse(
            Short, "network.hidden=[64, 64]", "network.hidden.0=1e2", "optimizer.gradient_descent.momentum=0.5", "solver.max_steps=7",
            "name=other", "epochs=3", "epochs=4").Settings;
        settings.Network.Hidden.ShouldBe([100, 64]);
        settings.Optimizer.ShouldBe(new GradientDescentSettings(0.1, 0.5));
        settings.Solver.MaxSteps.ShouldBe(7);
        settings.Name.ShouldBe("other");
        settings.Epochs.ShouldBe(4);
    }

    [Fact]
    public void Setting_an_alternative_takes_the_others_away()
    {
        ExperimentSettings settings = Parse(Short, "data.circle.points=8", "loss.power={degree: 4}", "data.circle.radius=2").Settings;
        settings.Data.Source.ShouldBe(new CircleSource(8, 2));
        settings.Loss.ShouldBe(new PowerLossSettings(4, 1, null));
    }

    [Fact]
    public void The_name_of_the_file_is_the_default_name_made_fit_for_a_folder() =>
        ExperimentFile.Parse(Short, "/some where/..my run?.v2.yaml", ".").Settings.Name.ShouldBe("my-run-.v2");

    [Fact]
    public void The_template_reads_without_problems_and_shows_every_key()
    {
        string template = ExperimentFile.Template("my experiment");
        ExperimentFile file = ExperimentFile.Parse(template, "template.yaml", ".");
        file.Settings.Name.ShouldBe("my experiment");
        ExperimentData.Load(file.Settings).Points.ShouldBe(50);
        foreach (string key in file.ResolvedJson().AsObject().Select(entry => entry.Key))
        {
            template.ShouldContain($"{key}:");
        }

        foreach (string commented in (string[])["record_kernel_every", "log_cosh", "orthogonal", "test", "weights", "expression"])
        {
            template.ShouldContain($"# {commented}: ");
        }
    }

    [Theory]
    [InlineData("squared", "{scale: 1}")]
    [InlineData("huber", "{scale: 1, delta: 1}")]
    [InlineData("expression", "{formula: \"a/4*(f-y)^4\", parameters: {a: 0.1}}")]
    public void What_the_template_comments_out_works_when_used(string alternative, string value)
    {
        string template = ExperimentFile.Template("x");
        template.ShouldContain($"# {alternative}: {value}\n");
        Should.NotThrow(() => Parse(template, $"loss.{alternative}={value}"));
    }

    [Fact]
    public void Every_activation_and_prediction_is_a_choice()
    {
        foreach (string activation in ActivationCatalogue.Names)
        {
            Parse(Short, $"network.activation={activation}").Settings.Network.Activation.ShouldBe(activation);
        }

        foreach (string prediction in Ladder.Names.Where(name => name != "lattice"))
        {
            string[] lattice = prediction == "lattice"
                ? ["loss={field: {potential: {starobinsky: {height: 1}}}}", "data={circle: {points: 8}}"]
                : [];
            Parse(Short, [$"predictions=[{prediction}]", .. lattice]).Settings.Predictions.ShouldBe([prediction]);
        }
    }

    private static ExperimentFile Parse(string text, params string[] overrides) =>
        ExperimentFile.Parse(text, "short.yaml", ".", overrides);
}
