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
        { Experiment + "\nposterior: {at: [-1]}", "bad.yaml:6: posterior.at.0: is below 0 (-1). Give infinity, or a number of at least 0" },
        { Experiment + "\nposterior: {at: [inf]}", "Give infinity, or a number of at least 0" },
        { Experiment.Replace("squared: {scale: 1}", "cross_entropy: {}").Replace("[1, -1]", "[[1, 0], [0.5, 0.6]]"),
            "bad.yaml:3: loss.cross_entropy: needs targets of at least 0 that sum to 1" },
        { Experiment.Replace("squared: {scale: 1}", "field: {potential: {expression: phi^^2}, gradient: false}")
            .Replace(", targets: [1, -1]", ""),
            "bad.yaml:3: loss.field.potential.expression: is not a formula: column 5" },
        { Experiment.Replace("squared: {scale: 1}", "expression: {formula: 'f^2 + foo'}"),
            "bad.yaml:3: loss.expression.formula: is not a formula: column 7: unknown name 'foo'" },
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
        { "a,b,y\n1,2,3\n1,2,\n", "data.csv:3: y: is empty. Give missing: drop to leave such rows out; a target cannot be filled in." },
        { "a,b,y\n1,2,3\n1,,4\n", "missing: mean to put the mean of the training rows there" },
        { "a,b,y\n1,2,3\n1,,\n", "Inputs alone can be filled in, with missing: mean" },
        { "a,a,y\n1,2,3\n", "a" },
        { "a,b,y\n1,2,3\n2,3,3\n", "y: is constant" },
    };

    /// <summary>Files of other kinds: the command, the file, and what is said.</summary>
    public static TheoryData<string, string, string> BrokenStudies => new()
    {
        { "universe", "", "bad.yaml: is empty. Start from the file that 'inflaton new --universe' writes." },
        { "lattice", "", "'inflaton new --lattice'" },
        { "fit", "", "'inflaton new --fit'" },
        { "kernel", "", "'inflaton new --kernel'" },
        { "tune", "", "'inflaton new --tuning'" },
        { "run", "", "'inflaton new'" },
        { "universe", Universe.Replace("phi: 15", "phi: [15]").Replace("phi^2", "phi1^2+phi2^2"),
            "bad.yaml:2: initial.phi: has 1 number, and the formula of the potential is in phi1, phi2, 2 fields ([15]). Give 2 numbers" },
        { "universe", Universe.Replace("phi: 15", "phi: [15, 3]"),
            "bad.yaml:2: initial.phi: has 2 numbers, and the formula of the potential is in phi, a single field ([15, 3]). Give one" },
        { "universe", Universe.Replace("phi^2", "phi^^2"), "bad.yaml:1: potential.expression: is not a formula: column 5" },
        { "universe", Universe + "\nmetric: {expression: \"1/phi^^2\"}", "bad.yaml:4: metric.expression: is not a formula: column 7" },
        { "universe", Universe + "\nmetric: {expression: [\"1\", \"2\"]}", "bad.yaml:4: metric.expression: has 2 formulas for 1 field" },
        { "kernel", "inputs: nowhere.npy\nactivation: erf\nkernel: infinite",
            "Check the path: it is relative to the folder of the YAML file." },
        { "kernel", "inputs: /nowhere.npy\nactivation: erf\nkernel: infinite",
            "bad.yaml:1: inputs: does not exist (/nowhere.npy). Check the path." },
    };

    private const string Universe = "potential: {expression: phi^2}\ninitial: {phi: 15}\ntime: {to: end_of_inflation}";

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

    [Theory, MemberData(nameof(BrokenStudies))]
    public void A_broken_file_of_another_study(string command, string yaml, string says)
    {
        using Session session = new();
        string path = session.Write("bad.yaml", yaml);
        ShouldComplain(session, [command, path, "--out", session.In("out")], says);
    }

    /// <summary>A scan of whose section one key is wrong, whose measure is unknown, and whose file has mistakes of its own.</summary>
    [Fact]
    public void Everything_wrong_with_a_scan_is_said_at_once()
    {
        using Session session = new();
        string wrong = Experiment.Replace("hidden: [4]", "hidden: [[4], [0]]").Replace("learning_rate: 0.1", "learning_rate: -1");
        ShouldComplain(
            session,
            ["scan", session.Write("scan.yaml", wrong + "\nscan: {grid: [network.hidden], seds: 2, measure: [theta0]}")],
            "scan.seds: is not a key of scan. Did you mean seeds?");
        session.Error.ShouldContain("learning_rate: is not above 0 (-1)");
        ShouldComplain(
            session, ["scan", session.Write("scan.yaml", wrong + "\nscan: {grid: [network.hidden], measure: [theta1]}")], "theta1");
        session.Error.ShouldContain("learning_rate: is not above 0 (-1)");
        session.Error.ShouldContain("network.hidden.0: is below 1 (0)");
        ShouldComplain(session, ["scan", session.Write("empty.yaml", "")], "is empty");
    }

    [Fact]
    public void A_damaged_database_of_a_scan_is_said()
    {
        using Session session = new();
        string scan = session.Write(
            "scan.yaml", Experiment.Replace("hidden: [4]", "hidden: [[4], [8]]") + "\nscan: {grid: [network.hidden], measure: [theta0]}");
        Directory.CreateDirectory(session.In("out"));
        session.Write("out/scan.db", "junk that is no database, and longer than the header of one would be, by far, far, far");
        ShouldComplain(session, ["scan", scan, "--out", session.In("out")], "scan.db: is not the database of a scan, or is damaged.");
        ShouldComplain(session, ["scan", "status", session.In("out")], "scan.db: is not the database of a scan, or is damaged.");
    }

    [Theory]
    [InlineData("kernl: is no command. Did you mean kernel?", "kernl", "x.npy")]
    [InlineData("--overwrit: is no option of 'inflaton run'. Did you mean --overwrite?", "run", "x.yaml", "--overwrit")]
    [InlineData("--overwrit: is no option of 'inflaton run'. Did you mean --overwrite?", "run", "--overwrit", "x.yaml")]
    [InlineData("shwo: does not exist. Did you mean 'inflaton scan show'?", "scan", "shwo")]
    [InlineData("--quiet: stands before the command.", "--quiet", "run", "x.yaml")]
    [InlineData("--jobs: is an option of 'inflaton scan', not of 'inflaton scan merge'.", "scan", "merge", "x", "--jobs", "2")]
    [InlineData("--cvs: is no option of 'inflaton scan merge'. Did you mean --csv?", "scan", "merge", "x", "--cvs")]
    [InlineData("--width: is not a whole number (abc). Give a whole number", "dual", "x.yaml", "--width", "abc")]
    [InlineData("--width: is not a whole number (99999999999). Give a whole number of at most 2147483647.", "dual", "x.yaml", "--width",
        "99999999999")]
    [InlineData("--error: is not a number (1,5). Write decimals with a point", "dual", "x.yaml", "--error", "1,5")]
    [InlineData("--output-scale: is not a number (1.000,5).", "dual", "x.yaml", "--output-scale", "1.000,5")]
    [InlineData("--seed: is not a whole number of at least 0 (-1).", "run", "x.yaml", "--seed", "-1")]
    [InlineData("--threads: is not a whole number (1.5).", "run", "x.yaml", "--threads", "1.5")]
    [InlineData("--jobs: is not a whole number (two).", "scan", "x.yaml", "--jobs", "two")]
    [InlineData("powershell': is not a choice. Give one of bash, zsh, fish.", "completion", "powershell")]
    [InlineData("@words.yaml: does not exist", "run", "@words.yaml")]
    [InlineData("--out: is empty.", "run", "x.yaml", "--out", "")]
    [InlineData("NAME: is empty.", "new", "")]
    [InlineData("nowhere/at/all/x.yaml: its folder", "new", "nowhere/at/all/x")]
    [InlineData("FILE: does not exist", "kernel", "nowhere.safetensors", "--inputs", "x.npy", "--activation", "erf")]
    public void A_word_that_is_wrong_is_named_with_what_was_meant(string says, params string[] arguments)
    {
        using Session session = new();
        ShouldComplain(session, arguments, says);
        session.Error.ShouldNotContain("System.");
        session.Error.ShouldNotContain("Parameter '");
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
