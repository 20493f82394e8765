using System.Buffers.Binary;
using System.Text;

namespace Inflaton.Cli;

/// <summary>Whatever is wrong with the input, there is one clear message, exit code 2 and no stack trace.</summary>
public sealed class BadInputTests
{
    private const string Experiment = """
        network: {hidden: [4], activation: relu, bias_std: 0.1}
        data: {points: [[0.1, 0.2], [0.3, 0.4]], targets: [1, -1]}
        loss: {squared: {scale: 1}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: 5
        """;

    /// <summary>What is changed, and what the message has to say.</summary>
    public static TheoryData<string, string> BrokenFiles => new()
    {
        { "", "is empty" },
        { "- 1\n- 2", "" },
        { "network: [", "" },
        { Experiment.Replace("hidden: [4]", "hidden: [0]"), "network.hidden" },
        { Experiment.Replace("hidden: [4]", "hidden: [2.5]"), "network.hidden" },
        { Experiment.Replace("hidden: [4]", "hidden: [3000000]").Replace("relu", "relu, parameterization: standard")
            .Replace("[3000000]", "[3000000, 3000000]"), "network.hidden" },
        { Experiment.Replace("relu", "relluu"), "relu" },
        { Experiment.Replace("activation", "activations"), "activation" },
        { Experiment.Replace("learning_rate: 0.1", "learning_rate: -0.1"), "learning_rate" },
        { Experiment.Replace("learning_rate: 0.1", "learning_rate: .nan"), "learning_rate" },
        { Experiment.Replace("learning_rate: 0.1", "learning_rate: 0.1, momentum: 1"), "momentum" },
        { Experiment.Replace("squared: {scale: 1}", "power: {degree: 3, scale: 1}"), "has no minimum" },
        { Experiment.Replace("squared: {scale: 1}", "power: {degree: 2, scale: 1, minimum: 5}"), "loss.power.minimum" },
        { Experiment.Replace("squared: {scale: 1}", "expression: {formula: 'f^2 + foo'}"), "foo" },
        { Experiment.Replace("squared: {scale: 1}", "squared: {scale: 1}, huber: {}"), "loss" },
        { Experiment.Replace("epochs: 5", "epochs: five"), "epochs" },
        { Experiment.Replace("epochs: 5", "epochs: 5\nepochs: 6"), "epochs" },
        { Experiment.Replace("epochs: 5", "epochs: 5\npredictions: [frozen]"), "predictions" },
        { Experiment.Replace("targets: [1, -1]", "targets: [1]"), "targets" },
        { Experiment.Replace("[0.3, 0.4]", "[0.3]"), "data.points" },
        { Experiment.Replace("points: [[0.1, 0.2], [0.3, 0.4]], targets: [1, -1]", "file: {path: missing.csv, target: y}"), "missing.csv" },
        { Experiment.Replace("points: [[0.1, 0.2], [0.3, 0.4]], targets: [1, -1]", "file: {path: ., target: y}"), "data.file.path" },
        { Experiment.Replace("points: [[0.1, 0.2], [0.3, 0.4]], targets: [1, -1]", "interval: {points: 5}"), "data.interval" },
        { Experiment.Replace("bias_std: 0.1", "bias_std: 0.1, weights: nowhere.npz"), "nowhere.npz" },
    };

    public static TheoryData<string, string> BrokenTables => new()
    {
        { "", "data.csv" },
        { "a,b,y\n", "data.csv" },
        { "a,b,z\n1,2,3\n", "y" },
        { "a,b,y\n1,2,3\n1,NaN,3\n", "data.csv:3" },
        { "a,b,y\n1,2,3\n1,hello,3\n", "hello" },
        { "a,b,y\n1,2,3\n1,2\n", "data.csv:3" },
        { "a,b,y\n1,2,3\n1,,3\n", "data.csv:3" },
        { "a,a,y\n1,2,3\n", "a" },
        { "a,b,y\n1,2,3\n2,3,3\n", "y: is constant" },
    };

    public static TheoryData<string, byte[], string> BrokenWeights
    {
        get
        {
            static byte[] Safetensors(string header, int data, long? length = null)
            {
                byte[] text = Encoding.UTF8.GetBytes(header);
                byte[] file = new byte[8 + text.Length + data];
                BinaryPrimitives.WriteInt64LittleEndian(file, length ?? text.Length);
                text.CopyTo(file, 8);
                return file;
            }

            const string first = """ "0.weight":{"dtype":"F64","shape":[4,2],"data_offsets":[0,64]} """;
            return new()
            {
                { "w.safetensors", [], "w.safetensors" },
                { "w.safetensors", [1, 2, 3], "w.safetensors" },
                { "w.safetensors", Safetensors("{}", 0, long.MaxValue), "w.safetensors" },
                { "w.safetensors", Safetensors("{}", 0, -1), "w.safetensors" },
                { "w.safetensors", Safetensors("{", 0), "w.safetensors" },
                { "w.safetensors", Safetensors("{}", 0), "no layer weights" },
                { "w.safetensors", Safetensors("{" + first + "}", 8), "0.weight" },
                { "w.safetensors", Safetensors("{" + first.Replace("[4,2]", "[4000000000,2000000000]") + "}", 64), "0.weight" },
                { "w.safetensors", Safetensors("{" + first.Replace("F64", "C64") + "}", 64), "C64" },
                { "w.safetensors", Safetensors("{" + first + "}", 64), "describes 2 → 4 → 1" },
                { "w.safetensors", Safetensors("{" + first + ""","1.weight":{"dtype":"F64","shape":[1,3],"data_offsets":[64,88]}}""", 88),
                    "takes 3 inputs" },
                { "w.npz", [0x50, 0x4B, 3, 4, 0, 0], "w.npz" },
                { "w.npz", Encoding.UTF8.GetBytes("this is no archive"), "w.npz" },
            };
        }
    }

    [Theory, MemberData(nameof(BrokenFiles))]
    public void A_broken_experiment_file(string yaml, string says)
    {
        using Session session = new();
        string path = session.Write("bad.yaml", yaml);
        ShouldComplain(session, ["run", path, "--out", session.In("out")], says);
        session.Error.ShouldContain("bad.yaml");
    }

    [Theory, MemberData(nameof(BrokenTables))]
    public void A_broken_table(string csv, string says)
    {
        using Session session = new();
        session.Write("data.csv", csv);
        string path = session.Write("good.yaml", Experiment.Replace(
            "points: [[0.1, 0.2], [0.3, 0.4]], targets: [1, -1]", "file: {path: data.csv, target: y, standardize: true}"));
        ShouldComplain(session, ["run", path, "--out", session.In("out")], says);
    }

    [Theory, MemberData(nameof(BrokenWeights))]
    public void Broken_weights(string name, byte[] bytes, string says)
    {
        using Session session = new();
        File.WriteAllBytes(session.In(name), bytes);
        string path = session.Write("good.yaml", Experiment.Replace("bias_std: 0.1", $"bias_std: 0.1, weights: {name}"));
        ShouldComplain(session, ["run", path, "--out", session.In("out")], says);
        session.Error.ShouldContain("network.weights");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_found_before_any_work()
    {
        using Session session = new();
        string path = session.Write("good.yaml", Experiment);
        string blocked = session.Write("blocked", "a file where a folder should be");
        ShouldComplain(session, ["run", path, "--out", blocked], "cannot be written to");
        ShouldComplain(session, ["run", path, "--out", Path.Combine(blocked, "below")], "--out");
        ShouldComplain(session, ["run", path, "--out", "/proc/inflaton"], "cannot be written to");
        session.Error.ShouldNotContain("Training");
    }

    [Theory]
    [InlineData("is given", "run")]
    [InlineData("nowhere.yaml", "run", "nowhere.yaml")]
    [InlineData("--wrong", "run", "x.yaml", "--wrong")]
    [InlineData("--seed", "run", "x.yaml", "--seed", "-3")]
    [InlineData("tune-up", "tune-up")]
    [InlineData("powershell", "completion", "powershell")]
    [InlineData("nowhere", "report", "nowhere")]
    public void A_command_line_that_makes_no_sense(string says, params string[] arguments)
    {
        using Session session = new();
        ShouldComplain(session, arguments, says);
    }

    [Theory]
    [InlineData("network.hiden=[4]", "hidden")]
    [InlineData("network.hidden", "--set")]
    [InlineData("epochs=many", "epochs")]
    [InlineData("network.hidden=[", "--set")]
    public void A_bad_override(string assignment, string says)
    {
        using Session session = new();
        string path = session.Write("good.yaml", Experiment);
        ShouldComplain(session, ["run", path, "--out", session.In("out"), "--set", assignment], says);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("100000")]
    public void Threads_out_of_range(string threads)
    {
        using Session session = new();
        string path = session.Write("good.yaml", Experiment);
        ShouldComplain(session, ["run", path, "--threads", threads], "--threads");
    }

    [Fact]
    public void The_experiment_that_all_these_spoil_is_good()
    {
        using Session session = new();
        session.Run("run", session.Write("good.yaml", Experiment), "--out", session.In("out"), "-q", "--no-pictures")
            .ShouldBe(0, session.Error);
    }

    private static void ShouldComplain(Session session, string[] arguments, string says)
    {
        session.Run(arguments).ShouldBe(ExitCode.BadInput, session.Error);
        session.Output.ShouldBe("");
        session.Error.ShouldContain(says);
        session.Error.ShouldNotContain("   at ");
        session.Error.ShouldNotContain("Exception");
        session.Error.Trim().Length.ShouldBeGreaterThan(20);
    }

    /// <summary>A key that is an escape sequence is shown, not obeyed.</summary>
    [Fact]
    public void Control_characters_of_a_file_do_not_reach_the_terminal()
    {
        using Session session = new();
        string file = session.Write("t.yaml", Experiment + "\n\"x\\e[31m\": 1\n\"y\\u202e\": 1\n");
        session.Run("run", file).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain(@"x\u001b[31m: is not a key");
        session.Error.ShouldContain(@"y\u202e: is not a key");
        session.Error.Where(character => char.IsControl(character) && character != '\n').ShouldBeEmpty();
    }
}
