using System.CommandLine;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;
using Inflaton.Numerics.Notation;

namespace Inflaton.Cli;

/// <summary><c>inflaton dual</c>: the duality as a map between universe files and experiment files.</summary>
internal sealed class DualCommand
{
    private readonly Terminal terminal;
    private readonly CancellationToken cancellation;
    private readonly Argument<string> file = new("FILE.yaml") { Description = "A universe file, or an experiment file." };
    private readonly Option<string?> output = new("--out", "-o")
    {
        Description = "File to write (default on standard output).",
        HelpName = "FILE",
    };
    private readonly Option<int> width = new("--width")
    {
        Description = "Width of the network's hidden layer.",
        HelpName = "N",
        DefaultValueFactory = _ => 3000,
    };
    private readonly Option<double?> error = new("--error")
    {
        Description = "Choose the width for this error, relative to the largest |φ|; with --width, the output scale.",
        HelpName = "E",
    };
    private readonly Option<double?> scale = new("--output-scale")
    {
        Description = "Factor between the network's outputs and the field (default 1); the larger, the lazier.",
        HelpName = "A",
    };
    private readonly Option<int> epochs = new("--epochs")
    {
        Description = "Steps from the beginning of the universe to its end.",
        HelpName = "N",
        DefaultValueFactory = _ => 1000,
    };
    private readonly Option<ulong> seed = new("--seed")
    {
        Description = "Seed of the weights.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    public DualCommand(Terminal terminal, CancellationToken cancellation)
    {
        this.terminal = terminal;
        this.cancellation = cancellation;
        Command = new Command(
            "dual", "Turn a universe into the experiment whose network follows its field, or an experiment into its universe.")
        {
            file, output, width, error, scale, epochs, seed,
        };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetValue(file)!;
        bool isUniverse = UniverseFile.Describes(path);
        string dual = isUniverse ? Network(UniverseFile.Read(path), parsed) : Dual.Universe(ExperimentFile.Read(path));
        if (parsed.GetValue(output) is { } target)
        {
            terminal.Write(target, dual);
            terminal.Output.WriteLine(
                $"Wrote {target}, the {(isUniverse ? "network of this universe" : "universe of this network")}. "
                + $"Run it with: inflaton {(isUniverse ? "run" : "universe")} {NewCommand.Word(target)}");
        }
        else
        {
            terminal.Output.Write(dual);
        }

        return ExitCode.Success;
    }

    private string Network(UniverseFile universe, ParseResult parsed)
    {
        int steps = Positive(parsed.GetValue(epochs), "--epochs");
        ulong drawn = parsed.GetValue(seed);
        int units = Positive(parsed.GetValue(width), "--width");
        double factor = parsed.GetValue(scale) switch
        {
            null => 1,
            > 0 and < double.PositiveInfinity and var given => given,
            var other => throw new ArgumentException($"--output-scale: {ReadableNumber.Of(other.Value)} is not a number above 0."),
        };
        switch (parsed.GetValue(error))
        {
            case null:
                break;
            case not (> 0 and < 1) and var other:
                throw new ArgumentException($"--error: {ReadableNumber.Of(other.Value)} is not a number above 0 and below 1.");
            case { } when parsed.GetValue(scale) is not null:
                throw new ArgumentException("--error chooses the width or, with --width, the output scale: leave --output-scale out.");
            case { } allowed when parsed.GetResult(width) is { Implicit: false }:
                factor = Search(progress => Dual.ScaleFor(universe, allowed, units, drawn, steps, progress, cancellation));
                break;
            case { } allowed:
                units = Search(progress => Dual.WidthFor(universe, allowed, drawn, steps, progress, cancellation));
                break;
        }

        string? folder = parsed.GetValue(output) is { } target
            ? Path.GetDirectoryName(Path.Combine(terminal.Directory, target))
            : terminal.Directory;
        return Dual.Experiment(universe, units, drawn, steps, folder, factor);
    }

    private T Search<T>(Func<IProgress<StudyProgress>?, T> search) => ProgressDisplay.While(terminal, false, TimeSpan.Zero, search);

    private static int Positive(int value, string option) =>
        value >= 1 ? value : throw new ArgumentException($"{option}: {value} is not a whole number of at least 1.");
}
