using Inflaton.Data;
using Inflaton.Experiments.Files;

namespace Inflaton.Experiments.Tests.Files;

public sealed class ExperimentDataTests : IDisposable
{
    private const string Rest = """

        network: {hidden: [8], activation: erf}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.01, momentum: 0.5}}
        epochs: 10
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inflaton-data-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void An_interval_in_hubble_lengths_follows_learning_rate_and_momentum()
    {
        // H = (1 − 0.5)/(3·0.1) = 5/3, so that 0.5/H = 0.3.
        double[] inputs = Load("data: {interval: {hubble_lengths: 0.5, points: 4}}").Inputs;
        double[] expected = [-0.3, -0.1, 0.1, 0.3];
        inputs.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-15);
    }

    [Fact]
    public void The_matching_does_not_move_the_inputs() =>
        Load("matching: leading\ndata: {interval: {hubble_lengths: 0.5, points: 4}}").Inputs
            .ShouldBe(Load("matching: leapfrog\ndata: {interval: {hubble_lengths: 0.5, points: 4}}").Inputs);

    [Fact]
    public void Points_with_several_targets_and_test_points_are_laid_out_by_rows()
    {
        DataSet data = Load("data: {points: [[1, 2, 3], [4, 5, 6]], targets: [[7, 8], [9, 10]], test: [[0, 0, 1]]}");
        data.Inputs.ShouldBe([1, 2, 3, 4, 5, 6]);
        (data.Points, data.Dimension, data.Outputs, data.TestPoints).ShouldBe((2, 3, 2, 1));
        data.Targets.ShouldBe([7, 8, 9, 10]);
        data.TestInputs.ShouldBe([0, 0, 1]);
        data.TestTargets.ShouldBeNull();
    }

    [Fact]
    public void Inputs_and_targets_in_one_section_mean_the_same()
    {
        string apart = "data: {points: [[1], [2]], targets: [3, 4]}";
        string together = "data: {points: {inputs: [[1], [2]], targets: [3, 4]}}";
        Load(together).Targets.ShouldBe(Load(apart).Targets);
        Load(together).Targets.ShouldBe([3, 4]);
    }

    [Fact]
    public void A_test_grid_spans_its_ends() =>
        Load("data: {point: [0.25], test: {from: -1, to: 1, points: 3}}").TestInputs.ShouldBe([-1, 0, 1]);

    [Fact]
    public void A_file_is_read_as_its_section_says()
    {
        Write("t.csv", "a,b,kind\n2,4,x\n6,8,y\n10,12,x\n14,16,y\n");
        DataSet data = Load(
            "data: {file: {path: t.csv, target: kind, target_equals: x, features: [b], input_scale: 4, rows: {from: 2, to: 4}, "
            + "test_fraction: 0.3, shuffle: false}}");
        data.Inputs.ShouldBe([2, 3]);
        data.Targets.ShouldBe([-1, 1]);
        data.TestInputs.ShouldBe([4]);
        data.TestTargets.ShouldBe([-1]);
    }

    [Fact]
    public void What_is_wrong_with_a_file_is_a_problem_like_any_other()
    {
        string path = Write("t.csv", "a,y\n1,2\nx,3\n");
        FileProblem problem = Should.Throw<ExperimentFileException>(() => Load("data: {file: {path: t.csv, target: y}}")).Problems.Single();
        (problem.Line, problem.Key, problem.Value).ShouldBe((3, "a", "x"));
        problem.ToString().ShouldEndWith(
            "t.csv:3: a: is not a number (x). Give categorical: [a] to make an input of each of its values, leave the column out with "
            + "features, or put a number there.");
        problem.File.ShouldBe(path);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private DataSet Load(string text) => ExperimentData.Load(ExperimentFile.Parse(text + Rest, "data.yaml", folder.FullName).Settings);
}
