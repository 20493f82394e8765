using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Inflaton.Experiments.Kernels;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton kernel</c>: the tangent kernel of a network trained elsewhere, or of the limit of infinite width.</summary>
internal sealed class KernelCommand
{
    private readonly Terminal terminal;
    private readonly CancellationToken cancellation;
    private readonly Argument<string?> weights = new("FILE")
    {
        Description = "Weights of a fully connected network, .safetensors or .npz.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> inputs = new("--inputs", "-i")
    {
        Description = "Inputs: .npy of shape [N, d], .npz, or .csv with a header.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<string?> test = new("--test")
    {
        Description = "Test inputs, as --inputs: adds the kernels between them and the inputs and among themselves.",
        HelpName = "FILE",
    };
    private readonly Option<string[]> ignore = new("--ignore")
    {
        Description = "Columns or arrays of the table that are no inputs, such as the target.",
        HelpName = "COLUMN",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> classes = new("--classes")
    {
        Description = "Column or array of the table with the class of each input: adds the collective variables of each class.",
        HelpName = "COLUMN",
    };
    private readonly Option<int> draws = new("--draws")
    {
        Description = "With --infinite and --hidden: draws of networks of these widths, whose kernels are held against the limit.",
        HelpName = "N",
    };
    private readonly Option<ulong> seed = new("--seed")
    {
        Description = "Seed of the first draw.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<bool> shared = new("--shared")
    {
        Description = "One kernel for all outputs, the mean of theirs, instead of one that knows each.",
    };
    private readonly Option<string> activation = new("--activation", "-a")
    {
        Description =
            $"Activation, with numbers in parentheses where it takes some (needed with a file; relu without one): "
            + $"{string.Join(", ", DualCatalogue.Names)}.",
        HelpName = "NAME",
    };

    private readonly Option<bool> infinite = new("--infinite") { Description = "Take the limit of infinite width." };
    private readonly Option<int[]> hidden = new("--hidden")
    {
        Description = "With --infinite and no file: widths of the hidden layers. With the ntk parameterisation only their number matters.",
        HelpName = "N",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<double?> weightStd = new("--weight-std")
    {
        Description = "σ_w (default 1; with a file what it says). Without effect on given weights in the standard parameterisation.",
        HelpName = "X",
    };
    private readonly Option<double?> biasStd = new("--bias-std") { Description = "σ_b, likewise (default 0).", HelpName = "X" };
    private readonly Option<string?> parameterization = new("--parameterization")
    {
        Description = "standard (as PyTorch trains) or ntk. With a file what its names or header say, without one ntk.",
        HelpName = "NAME",
    };
    private readonly Option<double?> learningRate = new("--learning-rate")
    {
        Description = "η: adds the effective theory of training with it.",
        HelpName = "X",
    };
    private readonly Option<double> momentum = new("--momentum") { Description = "γ.", HelpName = "X" };
    private readonly Option<double> lossScale = new("--loss-scale")
    {
        Description = "κ of the loss ½κ(f − y)².",
        HelpName = "X",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string?> directory = CommonOptions.Out("Folder for kernel.npz and kernel.json; nothing is written without it.");
    private readonly Option<int?> threads = CommonOptions.Threads();
    private readonly Option<bool> json = CommonOptions.Json("what was found as JSON");
    private readonly Option<bool> quiet = CommonOptions.Quiet();

    public KernelCommand(Terminal terminal, CancellationToken cancellation)
    {
        (this.terminal, this.cancellation) = (terminal, cancellation);
        parameterization.AcceptOnlyFromAmong("standard", "ntk");
        Command = new Command(
            "kernel", "Tangent kernel, spectrum and effective theory of a network trained elsewhere, or of infinite width.")
        {
            weights, inputs, test, ignore, classes, activation, infinite, hidden, draws, seed, shared, weightStd, biasStd, parameterization,
            learningRate, momentum, lossScale,
            directory, threads, json, quiet,
        };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string? file = parsed.GetValue(weights);
        string name = parsed.GetValue(activation) ?? (file is null
            ? "relu"
            : throw new ArgumentException(
                $"{file}: does not say the activation of its network. Give it with --activation, such as --activation relu."));
        using WorkerTeam team = new(RunEnvironment.Threads(parsed.GetValue(threads))) { Cancellation = cancellation };
        KernelResult result = KernelInspection.Run(
            new KernelRequest
            {
                Weights = file,
                Inputs = parsed.GetValue(inputs)!,
                TestInputs = parsed.GetValue(test),
                IgnoredColumns = parsed.GetValue(ignore) ?? [],
                Classes = parsed.GetValue(classes),
                Draws = parsed.GetValue(draws),
                Seed = parsed.GetValue(seed),
                SharesOutputs = parsed.GetValue(shared),
                Activation = name,
                IsInfinite = parsed.GetValue(infinite),
                Hidden = parsed.GetValue(hidden) ?? [],
                WeightStd = parsed.GetValue(weightStd),
                BiasStd = parsed.GetValue(biasStd),
                Parameterization = parsed.GetValue(parameterization),
                LearningRate = parsed.GetValue(learningRate),
                Momentum = parsed.GetValue(momentum),
                LossScale = parsed.GetValue(lossScale),
            },
            team);
        string text = JsonSerializer.Serialize(result.Report, OutputSummary.JsonOptions) + "\n";
        if (parsed.GetValue(directory) is { } folder)
        {
            Directory.CreateDirectory(folder);
            NpzFile.Write(Path.Combine(folder, "kernel.npz"), result.Arrays);
            WholeFile.WriteText(Path.Combine(folder, "kernel.json"), text);
        }

        if (result.Report.Warning is { } warning && !parsed.GetValue(quiet))
        {
            terminal.Error.WriteLine($"warning: {warning}");
        }

        if (parsed.GetValue(json))
        {
            terminal.Output.Write(text);
        }
        else if (!parsed.GetValue(quiet))
        {
            terminal.OutputConsole().Write(Quantities(result.Report));
        }

        return ExitCode.Success;
    }

    private static Table Quantities(KernelReport report)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("quantity", "symbol", "value");
        void Row(string name, string symbol, string value) => table.AddRow(new Text(name), new Text(symbol), new Text(value));
        void Number(string name, string symbol, double value) => Row(name, symbol, ReadableNumber.Of(value));

        Row(
            "Kernel", "Θ",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Kernel}, {report.Activation}, {report.Parameterization}, widths {string.Join(" → ", report.Widths)}"));
        Row("Inputs", "N", report.Points.ToString(CultureInfo.InvariantCulture));
        if (report.TestPoints > 0)
        {
            Row("Test inputs", "M", report.TestPoints.ToString(CultureInfo.InvariantCulture));
        }

        Number("Trace over modes", "Tr Θ/dim", report.Collective.MeanTrace);
        Number("Leading eigenvalue", "λ₁", report.Eigenvalues[0]);
        Number("Hierarchy", "λ₁/λ₂", report.Collective.LeadingRatio);
        Number("Uniform overlap", "|u₁·1|/√N", report.UniformOverlap);
        Number("Spectral entropy", "S/ln dim", report.Collective.EntropyRatio);
        Number("Effective rank", "e^S", report.Collective.EffectiveRank);
        Number("Cosine entropy", "S_cos/ln dim", report.Collective.CosineEntropyRatio);
        Number("Magnitude entropy", "−Σ m ln m", report.Collective.MagnitudeEntropy);
        foreach ((string name, CollectivePart part) in report.ByClass ?? new Dictionary<string, CollectivePart>())
        {
            Number($"Spectral entropy of class {name}", "S/ln dim", part.EntropyRatio);
        }

        if (report.Draws is { } drawn)
        {
            Row("Networks drawn", "", string.Create(CultureInfo.InvariantCulture, $"{drawn.Draws} of width {drawn.Width}"));
            Number("Distance of a draw from the limit", "‖Θ − Θ_∞‖/‖Θ_∞‖", drawn.Distance);
            Number("Distance of their mean", "", drawn.MeanDistance);
            Row(
                "What the width adds to the trace", "× 1/n",
                $"{ReadableNumber.Of(drawn.TraceCorrection)} ± {ReadableNumber.Of(drawn.TraceCorrectionError)}");
        }

        if (report.StatedError > 0)
        {
            Number("Error of the quadrature", "of Θ, relative", report.StatedError);
        }

        if (report.Theory is { } theory)
        {
            Number("Hubble parameter", "H", theory.Hubble);
            Number("Cosmological constant", "Λ = 3H²", theory.Lambda);
            Number("Epochs per Hubble time", "1/(H√η)", theory.EpochsPerHubbleTime);
            Number("Largest mass²", "m₁² = κλ₁/N", theory.LargestMassSquared);
            Number("Stability limit", "2(1+γ)/m₁²", theory.StabilityLimit);
            Number("Critical learning rate", "(1−√γ)²/m₁²", theory.CriticalLearningRate);
            Row(
                "Modes", "",
                string.Create(CultureInfo.InvariantCulture, $"{theory.Overdamped} overdamped, {theory.Underdamped} underdamped"));
        }

        return table;
    }
}
