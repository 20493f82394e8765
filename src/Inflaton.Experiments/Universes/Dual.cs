using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Runs;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Universe;

namespace Inflaton.Experiments.Universes;

/// <summary>
/// The duality as a map between files. A universe of one field that starts at rest becomes an experiment whose network, at a single input, follows
/// that field: φ = φ₀ + α(f − f₀) under ℓ = V(φ)/Θ_φ. The larger α, the less its kernel drifts. An experiment at a single input becomes the
/// universe that its output is the field of.
/// </summary>
public static class Dual
{
    /// <summary>A parameter of a loss by which the network's output is ahead of the field.</summary>
    public const string Shift = "shift";

    /// <summary>The parameter of a loss that takes the kernel out of the force.</summary>
    public const string Theta = "theta";

    private const string Renamed = "theta_then";

    private const double Safety = 0.1;

    private const int WidestTried = 1 << 16;

    private const double LargestScale = 1 << 20;

    /// <summary>The experiment file whose network realises a universe's field.</summary>
    /// <param name="file">The universe.</param>
    /// <param name="width">Width of the network's hidden layer, at least 1. The error falls with it.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="epochs">Steps from the beginning of the universe to its end, at least 1.</param>
    /// <param name="directory">Folder that the file will be written to, for its path to the universe; null for the present one.</param>
    /// <param name="outputScale">α, positive. The error falls with it too.</param>
    /// <returns>The text of the file, with the error that is predicted for it.</returns>
    /// <exception cref="ExperimentFileException">The universe has no such network: several fields, a field not at rest, or steps too long.</exception>
    public static string Experiment(
        UniverseFile file, int width = 3000, ulong seed = 1, int epochs = 1000, string? directory = null, double outputScale = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputScale);
        string text = Network(file, width, seed, epochs, outputScale);
        FollowedUniverse followed = Followed(file, text);
        string path = System.IO.Path.GetRelativePath(directory ?? ".", file.Path).Replace('\\', '/');
        string link = File.Exists(file.Path) ? $"universe: {YamlWriter.Flow(new ScalarNode(Origin.Default, path, isQuoted: true))}\n" : "";
        return FormattableString.Invariant($"""
            # Predicted: at most {followed.PredictedError:G2} of the largest |phi| off the exact field, {followed.StepError:G2} by the steps and {followed.WidthError:G2} by the drift of
            # this very network's kernel.
            {text}{link}
            """).ReplaceLineEndings("\n");
    }

    /// <summary>The least width, of powers of two from 16, at which the network that the seed draws is predicted to be within an error.</summary>
    /// <param name="file">The universe.</param>
    /// <param name="error">Largest distance allowed from the exact field, over the largest |φ|; positive.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="epochs">Steps from the beginning of the universe to its end, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="error"/> is not positive.</exception>
    /// <exception cref="ExperimentFileException">The universe has no such network, or none is wide enough or steps finely enough.</exception>
    public static int WidthFor(UniverseFile file, double error, ulong seed = 1, int epochs = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(error);
        FollowedUniverse followed = null!;
        for (int width = 16; width <= WidestTried; width *= 2)
        {
            followed = Followed(file, Network(file, width, seed, epochs, 1));
            RequireFineSteps(file, followed, error, epochs, "width");
            if (followed.PredictedError <= error)
            {
                return width;
            }
        }

        throw TooFar(file, followed, $"of width {WidestTried}");
    }

    /// <summary>The least output scale, of powers of two from 1, from which on a network of a given width is predicted to be within an error.</summary>
    /// <param name="file">The universe.</param>
    /// <param name="error">Largest distance allowed from the exact field, over the largest |φ|; positive.</param>
    /// <param name="width">Width of the network's hidden layer, at least 1.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="epochs">Steps from the beginning of the universe to its end, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="error"/> is not positive.</exception>
    /// <exception cref="ExperimentFileException">The universe has no such network, or its steps are too coarse.</exception>
    public static double ScaleFor(UniverseFile file, double error, int width, ulong seed = 1, int epochs = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(error);
        FollowedUniverse followed = Followed(file, Network(file, width, seed, epochs, LargestScale));
        RequireFineSteps(file, followed, error, epochs, "output scale");
        if (!(followed.PredictedError <= error))
        {
            throw TooFar(file, followed, string.Create(CultureInfo.InvariantCulture, $"of width {width} and output scale {LargestScale}"));
        }

        // From above, where the first order in 1/width is exact: far below it may vanish by accident.
        double scale = LargestScale;
        while (scale > 1 && Followed(file, Network(file, width, seed, epochs, scale / 2)).PredictedError <= error)
        {
            scale /= 2;
        }

        return scale;
    }

    private static void RequireFineSteps(UniverseFile file, FollowedUniverse followed, double error, int epochs, string what)
    {
        if (followed.StepError > error)
        {
            throw Unfit(
                file.Path, "time", string.Create(CultureInfo.InvariantCulture, $"is cut into {epochs} steps, which are off by {followed.StepError:G2} at any {what}"),
                string.Create(CultureInfo.InvariantCulture, $"Take about {Math.Ceiling(epochs * Math.Sqrt(2 * followed.StepError / error))} epochs."));
        }
    }

    private static ExperimentFileException TooFar(UniverseFile file, FollowedUniverse followed, string network) => Unfit(
        file.Path, "initial.phi", string.Create(CultureInfo.InvariantCulture, $"moves so far that a network {network} is still off by {followed.PredictedError:G2}"),
        "Allow a larger error, or give a field that moves less.");

    private static string Network(UniverseFile file, int width, ulong seed, int epochs, double outputScale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        UniverseSettings settings = file.Settings;
        if (settings.Initial.Field.Count != 1)
        {
            throw Unfit(file.Path, "initial.phi", "has several fields, and a network's mean output is one", "Give one field.");
        }

        if (settings.Initial.Velocity is not [0])
        {
            throw Unfit(file.Path, "initial.phidot", "is not 0, and a network starts at rest", "Give phidot: 0; the friction takes the field to slow roll by itself.");
        }

        double time = Duration(file) / epochs;
        Cosmology cosmology = settings.Create();
        double massSquared = Math.Abs(cosmology.Potential.LargestCurvature(cosmology.InitialField));
        if (time * time * massSquared > Safety)
        {
            throw Unfit(
                file.Path, "time", string.Create(CultureInfo.InvariantCulture, $"is cut into steps of {time:G4}, too long for the field's mass {Math.Sqrt(massSquared):G4}"),
                string.Create(CultureInfo.InvariantCulture, $"Take at least {Math.Ceiling(epochs * time * Math.Sqrt(massSquared / Safety))} epochs."));
        }

        return Write(settings, width, seed, epochs, time, outputScale);
    }

    /// <summary>The universe file whose field an experiment's network follows.</summary>
    /// <param name="file">The experiment, at a single input with one output and no targets.</param>
    /// <returns>The text of the file.</returns>
    /// <exception cref="ExperimentFileException">The experiment is not of that kind.</exception>
    public static string Universe(ExperimentFile file)
    {
        (ExperimentSetup setup, double field, double theta) = Start(file);
        ExperimentSettings settings = file.Settings;
        if (setup.Inputs.Rows != 1 || setup.Architecture.Outputs != 1)
        {
            throw Unfit(file.Path, "data", "is not a single input with a single output", "Give data: {point: [1.0]}.");
        }

        (string formula, double shift, NamedNumbers parameters) = Loss(file, settings.Loss);
        double rate = settings.Optimizer switch
        {
            GradientDescentSettings { LearningRate: { } given } => given,
            FriedmannOptimizerSettings { LearningRate: { } given } => given,
            NesterovSettings or BornInfeldSettings or AdamSettings => throw Unfit(
                file.Path, "optimizer", $"is {settings.Optimizer.Key}, whose field is in no universe of this kind", "Take gradient_descent or friedmann."),
            _ => throw Unfit(file.Path, "optimizer", "leaves the learning rate to the kernel", "Give learning_rate a number."),
        };
        EquationOfMotion? constant = settings.Optimizer is GradientDescentSettings descent
            ? new Training.GradientDescent(rate, descent.Momentum).Equation(settings.Matching == "leading" ? Matching.Leading : Matching.Leapfrog)
            : null;
        parameters.Insert(0, KeyValuePair.Create(Theta, theta * (((setup.Loss as FieldLoss)?.Potential as ScaledPotential)?.Scale ?? 1) * (constant?.ForceScale ?? 1)));
        double start = settings.Optimizer is FriedmannOptimizerSettings { Universe.Expansion: var expansion } ? expansion.DefaultStart : 0;
        StringBuilder text = new();
        text.Append($"# The universe whose scalar field the network of {settings.Name} follows: V = theta·ℓ, with the tangent kernel theta of epoch 0.\n");
        text.Append($"name: {settings.Name}-universe\npotential:\n  expression: \"theta*({formula})\"\n  parameters: {Flow(parameters)}\n");
        text.Append("universe:\n").Append(settings.Optimizer switch
        {
            FriedmannOptimizerSettings { Universe: { Expansion: FriedmannSettings, CountsField: false } } =>
                throw Unfit(file.Path, "optimizer.friedmann.universe", "has fluids that the field does not share its energy with", "Take self_consistent."),
            FriedmannOptimizerSettings { Universe.Expansion: FriedmannSettings friedmann } => $"  friedmann:\n    fluids: {Flow(Fluids(friedmann.Fluids))}\n",
            FriedmannOptimizerSettings { Universe.Expansion: DeSitterSettings still } => $"  de_sitter: {{hubble: {Text(still.Hubble)}}}\n",
            FriedmannOptimizerSettings { Universe.Expansion: PowerLawSettings law } => $"  power_law: {{p: {Text(law.Power)}, start: {Text(law.Start)}}}\n",
            _ => $"  de_sitter: {{hubble: {Text(constant!.Hubble)}}}\n",
        });
        double kick = constant is null ? 0 : -constant.KickTime * theta * Slope(setup, field);
        text.Append($"initial: {{phi: {Text(field - shift)}, phidot: {Text(kick)}}}\n");
        text.Append($"time: {{to: {Text(start + (settings.Epochs * Math.Sqrt(rate)))}, points: {(settings.Epochs / settings.RecordEvery) + 1}}}\n");
        return text.ToString();
    }

    private static string Write(UniverseSettings settings, int width, ulong seed, int epochs, double time, double outputScale)
    {
        string universe = settings.Universe switch
        {
            DeSitterSettings still => $"de_sitter: {{hubble: {Text(still.Hubble)}}}",
            PowerLawSettings law => $"power_law: {{p: {Text(law.Power)}, start: {Text(law.Start)}}}",
            FriedmannSettings friedmann => $"self_consistent: {Flow(Fluids(friedmann.Fluids))}",
            _ => throw new ArgumentException($"{settings.Universe} is not a universe.", nameof(settings)),
        };
        NamedNumbers parameters = Parameters(settings.Potential);
        string named = parameters.Count == 0 ? "" : $"\n      parameters: {Flow(parameters)}";
        return $$"""
            # The network whose field phi = phi_0 + output_scale·(f − f_0) is the scalar field of {{settings.Name}}: its loss is the potential over the
            # field's tangent kernel, its friction that of the universe.
            name: {{settings.Name}}-network
            seed: {{seed}}
            network:
              hidden: [{{width}}]
              activation: erf
              weight_std: 1.5
              bias_std: 0.1
              output_scale: {{Text(outputScale)}}
            data:
              point: [1.0]
            loss:
              field:
                potential:
                  expression: "{{settings.Potential.FormulaIn("phi")}}"{{named}}
                gradient: false
            initial_field:
              uniform: {{Text(settings.Initial.Field[0])}}
            optimizer:
              friedmann:
                learning_rate: {{Text(time * time)}}
                universe:
                  {{universe}}
            epochs: {{epochs}}
            record_every: {{Math.Max(1, epochs / 100)}}

            """.ReplaceLineEndings("\n");
    }

    /// <summary>Time from the universe's beginning to its end.</summary>
    private static double Duration(UniverseFile file)
    {
        UniverseSettings settings = file.Settings;
        Cosmology cosmology = settings.Create();
        if (settings.Time.To is { } to)
        {
            return to - settings.Start;
        }

        if (settings.Time.Efolds is { } efolds)
        {
            return cosmology.FollowEfolds([efolds]).Times[0] - settings.Start;
        }

        EndOfInflation end = cosmology.FindEnd();
        return end.IsFound ? end.Time - settings.Start : throw Unfit(file.Path, "time.to", end.Message.TrimEnd('.'), "Give time.to as a number.");
    }

    /// <summary>The universe that a network is to follow, and how well it is predicted to.</summary>
    private static FollowedUniverse Followed(UniverseFile universe, string experiment)
    {
        (ExperimentSetup setup, double field, double theta) = Start(ExperimentFile.Parse(experiment, "dual.yaml", "."));
        Matrix<double> kernel = new(1, 1, [theta]);
        KernelSpectrum spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single);
        PredictionProblem problem = new()
        {
            Kernel = kernel,
            Spectrum = spectrum,
            InitialField = [field],
            Targets = setup.Targets,
            Loss = setup.Loss,
            Optimizer = OptimizerChoice.Of(setup, new StartKernel(kernel, null, spectrum, spectrum, null), [field], WorkerTeam.Single, []),
            Matching = Matching.Leading,
            Epochs = Training.Trainer.RecordedEpochs(setup.Settings.Epochs, setup.Settings.RecordEvery),
        };
        return FollowedUniverse.Of(setup, problem, universe, WorkerTeam.Single);
    }

    /// <summary>φ and Θ_φ of an experiment's network as it is drawn.</summary>
    private static (ExperimentSetup Setup, double Field, double Theta) Start(ExperimentFile file)
    {
        ExperimentSetup setup = ExperimentSetup.Of(file);
        FieldStart start = FieldStart.Of(setup, WorkerTeam.Single);
        Matrix<double> kernel = new TangentKernel<double>(setup.Architecture, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single)
            .Square(setup.Parameters, setup.Inputs);
        start.Scale(kernel);
        setup.Couple(kernel[0, 0]);
        return (setup, start.Field[0], kernel[0, 0]);
    }

    private static double Slope(ExperimentSetup setup, double field)
    {
        double[] slope = new double[1];
        setup.Loss.Gradient([field], setup.Targets, slope);
        return slope[0];
    }

    /// <summary>ℓ/κ as a formula in phi, where the network's field is phi + shift.</summary>
    private static (string Formula, double Shift, NamedNumbers Parameters) Loss(ExperimentFile file, LossSettings loss)
    {
        switch (loss)
        {
            case FieldLossSettings { Gradient: false, Potential: var potential }:
                return (Regex.Replace(potential.FormulaIn("phi"), Word(Theta), Renamed), 0, [.. Parameters(potential).Select(Renaming)]);
            case SquaredLossSettings squared:
                return ($"{Text(squared.Scale)}/2*phi^2", 0, []);
            case PowerLossSettings power:
                return ($"{Text(power.Scale)}/{power.Degree}*(phi-({Text(power.Minimum ?? 0)}))^{power.Degree}", 0, []);
            case ExpressionLossSettings expression when !Regex.IsMatch(expression.Formula, Word("y")):
                double shift = expression.Parameters.Where(p => p.Key == Shift).Select(p => p.Value).FirstOrDefault();
                string text = Regex.Replace(expression.Formula, Word(Theta), Renamed);
                text = shift == 0 ? Regex.Replace(text, Word("f"), "phi") : Regex.Replace(text.Replace($"(f-{Shift})", "phi"), Word("f"), $"(phi+{Shift})");
                return (text, shift, [.. expression.Parameters.Select(Renaming)]);
            default:
                throw Unfit(file.Path, "loss", "is not a potential that a universe file has", "Take squared, power, field without its gradient, or an expression without y.");
        }
    }

    private static KeyValuePair<string, double> Renaming(KeyValuePair<string, double> parameter) =>
        parameter.Key == Theta ? KeyValuePair.Create(Renamed, parameter.Value) : parameter;

    private static string Word(string name) => $"(?<![A-Za-z0-9_.]){name}(?![A-Za-z0-9_])";

    private static NamedNumbers Parameters(PotentialSettings potential) =>
        potential is ExpressionSettings expression ? [.. expression.Parameters] : [];

    private static NamedNumbers Fluids(FluidSettings fluids) =>
        [.. new FriedmannSettings(fluids).Create().Fluids.Select(fluid => KeyValuePair.Create(fluid.Name, fluid.Density))];

    private static string Flow(NamedNumbers numbers) => $"{{{string.Join(", ", numbers.Select(p => $"{p.Key}: {Text(p.Value)}"))}}}";

    private static string Text(double value) => CoreNumber.Text(value);

    private static ExperimentFileException Unfit(string path, string key, string problem, string remedy) =>
        new(new FileProblem(path, 0, key, null, problem, remedy));

    private sealed class NamedNumbers : List<KeyValuePair<string, double>>;
}
