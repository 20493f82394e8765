using System.CommandLine;
using Inflaton.Experiments;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Kernels;
using Inflaton.Experiments.Studies;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary>
/// <c>inflaton kernel</c>: the tangent kernel of a network trained elsewhere, or of the limit of infinite width, as a file or as options
/// describe it.
/// </summary>
internal sealed class KernelCommand : StudyCommand
{
    private const string OptionsAlone = "kernel";

    private readonly Option<string> activation;
    private readonly Option<string[]> layers;

    public KernelCommand(Terminal terminal, CancellationToken cancellation)
        : base(
            terminal, cancellation, StudyCatalogue.Kernel,
            "Tangent kernel, spectrum and effective theory of a network trained elsewhere, or of infinite width.", "weight_std=1.5",
            "kernel.json")
    {
        Argument<string?> file = (Argument<string?>)Command.Arguments.Single();
        (file.HelpName, file.Description) = ("FILE", "A kernel file, or the weights of a fully connected network, .safetensors or .npz.");
        Keys.Add("inputs", Named<string>("--inputs", "FILE", "Inputs: .npy of shape [N, d], .npz, or .csv with a header.", "-i"), Full);
        Keys.Add("test_inputs", Named<string>(
            "--test", "FILE", "Test inputs, as --inputs: adds the kernels between them and the inputs and among themselves."), Full);
        Keys.Add(
            "ignore", Many<string>("--ignore", "COLUMN", "Columns or arrays of the table that are no inputs, such as the target."), List);
        Keys.Add(
            "classes",
            Named<string>("--classes", "COLUMN",
                "Column or array of the table with the class of each input: adds the collective variables of each class."),
            KeyOptions.Quoted);
        layers = Many<string>(
            "--layers", "NAME", "With a file: names of the layers that make the network, in order. All of the file by default.");
        Keys.Add("layers", layers, List);
        activation = Named<string>(
            "--activation", "NAME",
            "Activation, with numbers in parentheses where it takes some (with a file what its header says; relu without one): "
                + $"{string.Join(", ", DualCatalogue.Names)}.", "-a");
        Keys.Add("activation", activation, KeyOptions.Quoted);
        Keys.Add("kernel", new Option<bool>("--infinite") { Description = "Take the limit of infinite width." },
            isOn => isOn ? "infinite" : "empirical");
        Keys.Add(
            "hidden",
            Many<int>("--hidden", "N",
                "With --infinite and no file: widths of the hidden layers. With the ntk parameterisation only their number matters."),
            widths => $"[{string.Join(", ", widths)}]");
        Keys.Add(
            "draws",
            Named<int>("--draws", "N",
                "With --infinite and --hidden: draws of networks of these widths, whose kernels are held against the limit."));
        Keys.Add(
            "modes",
            Named<int>("--modes", "N",
                "With a file: the N leading modes alone, without the kernel's matrix, for more inputs than it fits for."));
        Keys.Add("seed", Named<ulong>("--seed", "N", "Seed of the first draw (default 1)."));
        Keys.Add(
            "output_kernel",
            new Option<bool>("--shared")
            {
                Description = "One kernel for all outputs, the mean of theirs, instead of one that knows each.",
            },
            isOn => isOn ? "shared" : "full");
        Keys.Add(
            "weight_std",
            Named<double>("--weight-std", "X",
                "σ_w (default 1; with a file what it says). Without effect on given weights in the standard parameterisation."));
        Keys.Add("bias_std", Named<double>("--bias-std", "X", "σ_b, likewise (default 0)."));
        Keys.Add("parameterization", Named<string>(
            "--parameterization", "NAME",
            "standard (as PyTorch trains) or ntk. With a file what its names or header say, without one ntk."), KeyOptions.Quoted);
        Keys.Add("learning_rate", Named<double>("--learning-rate", "X", "η: adds the effective theory of training with it."));
        Keys.Add("momentum", Named<double>("--momentum", "X", "γ."));
        Keys.Add("loss_scale", Named<double>("--loss-scale", "X", "κ of the loss ½κ(f − y)² (default 1)."));
    }

    protected override FileProblem InOptions(FileProblem problem, ParseResult parsed)
    {
        (string? file, IReadOnlyList<string> assignments) = Given(parsed);
        FileProblem own = Keys.ByOption(problem, parsed, assignments, OptionsAlone);
        return IsStudy(file) ? own
            : own.Key == "weights" && !assignments.Any(one => one.StartsWith("weights", StringComparison.Ordinal))
                ? own with { File = "FILE", Line = 0, Key = "", Remedy = Worded(own.Remedy) }
            : own with { Remedy = Worded(own.Remedy) };
    }

    protected override int Run(ParseResult parsed)
    {
        try
        {
            return base.Run(parsed);
        }
        catch (ArrayFileException exception) when (!IsStudy(Given(parsed).File))
        {
            throw new ArgumentException(Keys.ByOptions(exception.Message), exception);
        }
    }

    protected override IStudy Read(ParseResult parsed)
    {
        (string? path, IReadOnlyList<string> assignments) = Given(parsed);
        if (IsStudy(path))
        {
            return base.Read(parsed);
        }

        string network = path is not null ? $"weights={Full(path)}" : "weights=";
        string function = KeyOptions.IsGiven(parsed, activation) ? "activation="
            : path is null ? "activation=relu"
            : SaysActivation(parsed, path) ? "activation="
            : throw new ArgumentException(
                $"{path}: does not say the activation of its network. Give it with --activation, such as --activation relu.");
        IEnumerable<string> started = new[] { network, function }.Where(one => !one.EndsWith('='));
        return new KernelStudy(
            KernelFile.Parse("{}", OptionsAlone, Environment.CurrentDirectory, [.. started, .. Keys.Assignments(parsed), .. assignments]));
    }

    protected override string? Source(ParseResult parsed, IStudy study) => IsStudy(Given(parsed).File) ? study.File.Path : null;

    protected override string Json(StudyResult result, OutputSummary summary) => ((KernelResult)result).Json();

    protected override void Show(IAnsiConsole console, StudyResult result, OutputSummary summary) =>
        console.Write(SummaryTable.Of(summary.Name, KernelQuantity.Of((KernelSummary)summary)));

    protected override string Ending(OutputSummary summary) => "not all could be computed";

    private bool SaysActivation(ParseResult parsed, string path) =>
        NetworkFile.ReadOutline(path, KeyOptions.IsGiven(parsed, layers) ? parsed.GetValue(layers) : null).Origin.Activation is not null;

    private static bool IsStudy(string? path) => Path.GetExtension(path)?.ToLowerInvariant() is ".yaml" or ".yml";

    private static Option<T> Named<T>(string name, string value, string description, params string[] others) =>
        new(name, others) { Description = description, HelpName = value };

    private static Option<T[]> Many<T>(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, AllowMultipleArgumentsPerToken = true };

    private static string Full(string path) => KeyOptions.Quoted(Path.GetFullPath(path));

    private static string List(string[] texts) => $"[{string.Join(", ", texts.Select(KeyOptions.Quoted))}]";

    /// <summary>A remedy that names keys, in options.</summary>
    private static string? Worded(string? remedy) => remedy?
        .Replace("kernel: infinite", "--infinite", StringComparison.Ordinal)
        .Replace("with ignore", "with --ignore", StringComparison.Ordinal)
        .Replace("by ignore", "by --ignore", StringComparison.Ordinal)
        .Replace("Leave hidden out", "Leave --hidden out", StringComparison.Ordinal)
        .Replace("hidden with widths", "--hidden with widths", StringComparison.Ordinal);
}
