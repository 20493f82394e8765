using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Inflaton.Cli;

/// <summary>The ordinary help under the name that the user typed, followed by examples.</summary>
internal sealed class HelpWithExamples(HelpAction ordinary) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new()
    {
        ["inflaton"] =
        [
            "inflaton run samples/diabetes.yaml",
            "inflaton new my-experiment",
            "inflaton completion bash >> ~/.bashrc",
        ],
        ["run"] =
        [
            "inflaton run samples/diabetes.yaml",
            "inflaton run samples/interval.yaml --set network.hidden=[1000] --set matching=leading --out out/leading",
            "inflaton run samples/diabetes.yaml --no-train --json | jq .stability_limit",
        ],
        ["universe"] =
        [
            "inflaton universe samples/universes/chaotic-inflation.yaml",
            "inflaton universe samples/universes/starobinsky.yaml --set perturbations.pivot_efolds=50 --json | jq .n_s",
        ],
        ["fit"] =
        [
            "inflaton fit samples/fits/plateau.yaml",
            "inflaton fit samples/fits/plateau.yaml --resume --set fit.steps=2000",
        ],
        ["lattice"] =
        [
            "inflaton lattice samples/lattices/preheating.yaml",
            "inflaton lattice samples/lattices/preheating.yaml --set lattice.sites=128 --set method=yoshida4 --out out/finer",
            "inflaton lattice samples/lattices/preheating.yaml --resume",
        ],
        ["scan"] =
        [
            "inflaton scan samples/scans/theta0.yaml --dry-run",
            "inflaton scan samples/scans/theta0.yaml --csv",
            "inflaton scan status out/theta0",
            "inflaton scan show out/theta0 --by network.weight_std --by network.activation --measure theta0",
            "inflaton scan plane out/inflation",
            "inflaton scan samples/scans/theta0.yaml --slurm --tasks 20 --time 30 --mem 4G --wait",
            "inflaton scan samples/scans/theta0.yaml --part 3/10 && inflaton scan merge out/theta0",
        ],
        ["merge"] = ["inflaton scan merge out/theta0 --csv"],
        ["status"] = ["inflaton scan status out/theta0"],
        ["show"] =
        [
            "inflaton scan show out/theta0 --by network.weight_std --by network.activation --measure theta0",
        ],
        ["plane"] = ["inflaton scan plane out/inflation"],
        ["reproduce"] =
        [
            "inflaton reproduce --quick",
            "inflaton reproduce --figures 3,5 --out out/paper",
            "inflaton reproduce --quick --figures 1 --json | jq '.claims[] | {statement, number, holds}'",
        ],
        ["tune"] =
        [
            "inflaton tune samples/diabetes.yaml",
            "inflaton tune samples/diabetes.yaml --verify --set network.hidden=[128,128]",
            "inflaton tune samples/diabetes.yaml --epochs 100",
        ],
        ["dual"] =
        [
            "inflaton dual samples/universes/matter-era.yaml --out matter-network.yaml && inflaton run matter-network.yaml",
            "inflaton dual samples/homogeneous.yaml",
        ],
        ["new"] = ["inflaton new my-experiment && inflaton run my-experiment.yaml"],
        ["kernel"] =
        [
            "inflaton kernel network.safetensors --inputs inputs.npy --activation gelu --learning-rate 0.1 --momentum 0.9",
            "inflaton kernel --infinite --hidden 512 512 --inputs samples/data/diabetes.csv --ignore progression --activation erf "
            + "--weight-std 1.5",
        ],
        ["report"] = ["inflaton report out/diabetes"],
        ["serve"] = ["inflaton serve --open", "inflaton serve --port 0 --root out"],
        ["schema"] = ["inflaton schema > experiment.schema.json", "inflaton schema scan > scan.schema.json"],
        ["completion"] = ["inflaton completion bash >> ~/.bashrc", "inflaton completion zsh >> ~/.zshrc"],
    };

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        using StringWriter help = new();
        parseResult.InvocationConfiguration.Output = help;
        int code = ordinary.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        // The library names the program by its file.
        output.Write(help.ToString().Replace($"  {RootCommand.ExecutableName} ", "  inflaton ", StringComparison.Ordinal));
        Command command = parseResult.CommandResult.Command;
        string name = command is RootCommand ? "inflaton" : command.Name;
        if (Examples.TryGetValue(name, out string[]? lines))
        {
            output.WriteLine("Examples:");
            foreach (string line in lines)
            {
                output.WriteLine($"  {line}");
            }

            output.WriteLine();
        }

        return code;
    }
}
