using System.Globalization;
using Inflaton.Duality.Homogeneous;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Networks;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;
using Inflaton.Universe;

namespace Inflaton.Experiments.Universes;

/// <summary>
/// The duality as a map between files: <see cref="HomogeneousTraining"/> and <see cref="HomogeneousUniverse"/>, written down. A universe of
/// one field that starts at rest becomes an experiment whose network, at a single input, follows that field: φ = φ₀ + α(f − f₀) under
/// ℓ = V(φ)/Θ_φ. The larger α, the less its kernel drifts. An experiment at a single input becomes the universe that its output is the
/// field of.
/// </summary>
public static class Dual
{
    /// <summary>The experiment file whose network realises a universe's field.</summary>
    /// <param name="file">The universe.</param>
    /// <param name="width">Width of the network's hidden layer, at least 1. The error falls with it.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="epochs">Steps from the beginning of the universe to its end, at least 1.</param>
    /// <param name="directory">Folder that the file will be written to, for its path to the universe; null for the present one.</param>
    /// <param name="outputScale">α, positive. The error falls with it too.</param>
    /// <returns>The text of the file, with the error that is predicted for it.</returns>
    /// <exception cref="ExperimentFileException">
    /// The universe has no such network: several fields, a field not at rest, or steps too long.
    /// </exception>
    public static string Experiment(
        UniverseFile file, int width = 3000, ulong seed = 1, int epochs = 1000,
        string? directory = null, double outputScale = 1) => Mapped(file, universe =>
    {
        HomogeneousTraining training = HomogeneousTraining.Of(universe, HomogeneousNetwork.Draw(width, seed, outputScale), epochs);
        FollowedField followed = training.Follow(universe.Cosmology);
        (double error, double steps, double drift) = (followed.PredictedError, followed.StepError, followed.WidthError);
        string name = file.Settings.Name;
        string comment = FormattableString.Invariant($"""
            # Predicted: at most {error:G2} of the largest |phi| off the exact field, {steps:G2} by the steps and {drift:G2} by the drift of
            # this very network's kernel.
            # The network whose field phi = phi_0 + output_scale·(f − f_0) is the scalar field of {name}: its loss is the potential over the
            # field's tangent kernel, its friction that of the universe.

            """);
        return comment.ReplaceLineEndings("\n") + YamlWriter.Block(Node(file, training, seed), directory ?? ".", inlinesLeaves: true);
    });

    /// <summary>
    /// The least width, of powers of two from 16, at which the network that the seed draws is predicted to be within an error.
    /// </summary>
    /// <param name="file">The universe.</param>
    /// <param name="error">Largest distance allowed from the exact field, over the largest |φ|; positive.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="epochs">Steps from the beginning of the universe to its end, at least 1.</param>
    /// <param name="progress">Told of each network before it is looked at.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="error"/> is not positive.</exception>
    /// <exception cref="ExperimentFileException">
    /// The universe has no such network, or none is wide enough or steps finely enough.
    /// </exception>
    public static int WidthFor(
        UniverseFile file, double error, ulong seed = 1, int epochs = 1000, IProgress<StudyProgress>? progress = null,
        CancellationToken cancellation = default) =>
        Mapped(file, universe => NetworkSearch.WidthFor(
            universe, error, width => HomogeneousNetwork.Draw(width, seed), epochs, Told(progress, "width"), cancellation));

    /// <summary>
    /// The least output scale, of powers of two from 1, from which on a network of a given width is predicted to be within an error.
    /// </summary>
    /// <param name="file">The universe.</param>
    /// <param name="error">Largest distance allowed from the exact field, over the largest |φ|; positive.</param>
    /// <param name="width">Width of the network's hidden layer, at least 1.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="epochs">Steps from the beginning of the universe to its end, at least 1.</param>
    /// <param name="progress">Told of each network before it is looked at.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="error"/> is not positive.</exception>
    /// <exception cref="ExperimentFileException">The universe has no such network, or its steps are too coarse.</exception>
    public static double ScaleFor(
        UniverseFile file, double error, int width, ulong seed = 1, int epochs = 1000, IProgress<StudyProgress>? progress = null,
        CancellationToken cancellation = default) =>
        Mapped(file, universe => NetworkSearch.ScaleFor(
            universe, error, HomogeneousNetwork.Draw(width, seed), epochs, Told(progress, "output_scale"), cancellation));

    /// <summary>The universe file whose field an experiment's network follows.</summary>
    /// <param name="file">The experiment, at a single input with one output.</param>
    /// <returns>The text of the file.</returns>
    /// <exception cref="ExperimentFileException">The experiment is not of that kind.</exception>
    public static string Universe(ExperimentFile file)
    {
        ExperimentSettings settings = file.Settings;
        ExperimentSetup setup = ExperimentSetup.Of(file);
        if (setup.Inputs.Rows != 1 || setup.Architecture.Outputs != 1)
        {
            throw Unfit(file, "data", "is not a single input with a single output", "Give data: {point: [1.0]}.");
        }

        if (settings.Epochs == 0)
        {
            throw Unfit(file, "epochs", "is 0, and a universe lasts for a time", "Train for at least one epoch.");
        }

        if (settings.Optimizer is GradientDescentSettings { CanBeTuned: false } || settings.Batches is not null)
        {
            throw Unfit(
                file, "optimizer", "has a rate that changes, dampening, weight decay or batches, of which no universe file is made",
                "Take schedule, warmup, dampening, weight_decay and batches away.");
        }

        if (settings.Optimizer.Natural is not null)
        {
            throw Unfit(
                file, "optimizer.natural", "whitens the gradient, so that the field moves by another kernel", "Take natural away.");
        }

        if (settings.Loss.ToPotential() is not { } loss)
        {
            throw Unfit(file, "loss", "is not a potential that a universe file has",
                "Take squared, power, field without its gradient, or an expression without y.");
        }

        HomogeneousNetwork network = new(setup.Parameters, setup.Inputs, settings.Network.OutputScale);
        double[] field = FieldStart.Of(setup, WorkerTeam.Single).Field;
        double target = setup.Targets[0];
        try
        {
            network.RequireMoving();
            HomogeneousTraining training = new()
            {
                Network = network,
                InitialField = field[0],
                Optimizer = settings.Optimizer.Create(
                    setup.OptimizerStart(
                        StartKernel.Of(setup, new(1, 1, [network.Theta]), null, WorkerTeam.Single), field, WorkerTeam.Single)),
                Loss = (SingleFieldPotential)setup.Loss.SharedPotential(setup.Targets)!,
                Epochs = settings.Epochs,
                RecordEvery = settings.RecordEvery,
            };
            Matching matching = settings.Matching == "leading" ? Matching.Leading : Matching.Leapfrog;
            HomogeneousUniverse universe = HomogeneousUniverse.Of(training, matching, loss.Shift + target);
            if (settings.Optimizer.IsRateAutomatic)
            {
                throw Unfit(file, "optimizer", "leaves the learning rate to the kernel", "Give learning_rate a number.");
            }

            return $"# The universe whose scalar field the network of {settings.Name} follows: V = theta·ℓ, "
                + "with the tangent kernel theta of epoch 0.\n"
                + YamlWriter.Block(
                    Node(training, universe, settings.Name,
                        loss.Potential.Times(training.Coupling(matching) * (loss.Scale ?? 1 / network.Theta))), inlinesLeaves: true);
        }
        catch (DualityException exception)
        {
            string key = exception.Part switch
            {
                DualityPart.Expansion => "optimizer.friedmann.universe",
                DualityPart.Network => "network",
                _ => "optimizer",
            };
            throw Unfit(file, key, exception.Problem, exception.Remedy);
        }
    }

    private static IProgress<NetworkTrial>? Told(IProgress<StudyProgress>? progress, string size) =>
        progress is null ? null : new Trials(progress, size);

    /// <summary>An experiment file of a training by which a network follows a universe.</summary>
    private static MapNode Node(UniverseFile file, HomogeneousTraining training, ulong seed)
    {
        UniverseSettings settings = file.Settings;
        NetworkArchitecture architecture = training.Network.Parameters.Architecture;
        List<(string, ValueNode)> root =
        [
            ("name", ScalarNode.Of($"{settings.Name}-network")),
            ("seed", Whole(seed)),
            ("network", MapNode.Of(
                ("hidden", ListNode.Of(architecture.Fans.Skip(1).SkipLast(1).Select(width => ScalarNode.Of(width)))),
                ("activation", ScalarNode.Of(architecture.Activation.Name)),
                ("weight_std", ScalarNode.Of(architecture.WeightStd)),
                ("bias_std", ScalarNode.Of(architecture.BiasStd)),
                ("output_scale", ScalarNode.Of(training.Network.OutputScale)))),
            ("data", MapNode.Of(("point", ListNode.Of(training.Network.Input.Values.Select(ScalarNode.Of))))),
            ("loss", MapNode.Of(("field", LossNode(settings.Potential, training)))),
            ("initial_field", MapNode.Of(("uniform", ScalarNode.Of(training.InitialField)))),
            ("optimizer", OptimizerNode(training.Optimizer)),
            ("epochs", ScalarNode.Of(training.Epochs)),
            ("record_every", ScalarNode.Of(training.RecordEvery)),
        ];
        if (File.Exists(file.Path))
        {
            root.Add(("universe", new ScalarNode(Origin.Default, System.IO.Path.GetFullPath(file.Path), isPath: true)));
        }

        return MapNode.Of(root);
    }

    /// <summary>V/Θ_φ, which is what the file means without a scale; with the kick of a heavy ball its scale is another.</summary>
    private static MapNode LossNode(PotentialSettings potential, HomogeneousTraining training)
    {
        MapNode node = MapNode.Of(("potential", Written(potential)), ("gradient", Word("false")));
        return training.Optimizer.ConstantMomentum is { } kept
            ? node.With("scale", ScalarNode.Of((1 + kept.Value) / (2 * training.Network.Theta)))
            : node;
    }

    private static MapNode Written(PotentialSettings potential) =>
        potential.ToNode()
            ?? throw new ArgumentException(
                $"The program does not come with the potential {potential}, and no file can be written with it.", nameof(potential));

    private static MapNode OptimizerNode(Optimizer optimizer)
    {
        MapNode node = MapNode.Of(optimizer.Parameters.Prepend(new("learning_rate", optimizer.LearningRate)));
        return MapNode.Of((optimizer.Name, optimizer.Universe is not { } expansion ? node : node.With("universe", optimizer.FollowsField
            ? MapNode.Of(("self_consistent", FluidsNode(expansion)))
            : MapNode.Of((expansion.Name, MapNode.Of(expansion.Parameters))))));
    }

    /// <summary>A universe file of what a training's field is that of.</summary>
    private static MapNode Node(HomogeneousTraining training, HomogeneousUniverse universe, string name, PotentialSettings potential)
    {
        Cosmology cosmology = universe.Cosmology;
        return MapNode.Of(
            ("name", ScalarNode.Of($"{name}-universe")),
            ("potential", Written(potential)),
            ("universe", MapNode.Of((cosmology.Expansion.Name, cosmology.Expansion.IsSelfConsistent
                ? MapNode.Of(("fluids", FluidsNode(cosmology.Expansion)))
                : MapNode.Of(cosmology.Expansion.Parameters)))),
            ("initial", MapNode.Of(
                ("phi", ScalarNode.Of(cosmology.InitialField[0])), ("phidot", ScalarNode.Of(cosmology.InitialVelocity![0])))),
            ("time", MapNode.Of(
                ("to", ScalarNode.Of(cosmology.Start + universe.Duration)),
                ("points", ScalarNode.Of(Math.Max(1, training.Epochs / training.RecordEvery) + 1)))));
    }

    private static MapNode FluidsNode(Expansion expansion)
    {
        MapNode named = MapNode.Of(
            expansion.Fluids.Where(fluid => Fluid.Known.ContainsKey(fluid.Name))
                .Select(fluid => KeyValuePair.Create(fluid.Name, fluid.Density)));
        Fluid[] others = [.. expansion.Fluids.Where(fluid => !Fluid.Known.ContainsKey(fluid.Name))];
        return others.Length == 0 ? named : named.With("others", ListNode.Of(
            others.Select(other => ListNode.Of(ScalarNode.Of(other.EquationOfState), ScalarNode.Of(other.Density)))));
    }

    private static ScalarNode Whole(ulong value) => Word(value.ToString(CultureInfo.InvariantCulture));

    private static ScalarNode Word(string text) => new(Origin.Default, text);

    /// <summary>What is asked of a universe file's universe; what it has no network for is said of the file.</summary>
    private static T Mapped<T>(UniverseFile file, Func<HomogeneousUniverse, T> map)
    {
        if (file.Settings.Universe is FriedmannSettings { Curvature: not 0 })
        {
            throw Unfit(file, "universe.friedmann.curvature", "is curvature of space, which no optimiser has", "Leave it out.");
        }

        try
        {
            Cosmology cosmology = file.Settings.Create();
            return map(new HomogeneousUniverse(cosmology, Duration(file, cosmology)));
        }
        catch (DualityException exception)
        {
            throw Unfit(file, KeyOf(exception.Part), exception.Problem, exception.Remedy);
        }
    }

    private static string KeyOf(DualityPart part) => part switch
    {
        DualityPart.Field => "initial.phi",
        DualityPart.Velocity => "initial.phidot",
        DualityPart.Time => "time",
        DualityPart.Network => "network",
        _ => "universe",
    };

    /// <summary>Time from the universe's beginning to its end.</summary>
    private static double Duration(UniverseFile file, Cosmology cosmology)
    {
        TimeSettings time = file.Settings.Time;
        if (time.To is { } to)
        {
            return to - cosmology.Start;
        }

        if (time.Efolds is { } efolds)
        {
            Background background = cosmology.FollowEfolds([efolds]);
            return background.IsComplete
                ? background.Times[0] - cosmology.Start
                : throw Unfit(file, "time.efolds", $"are not reached: {background.Message.TrimEnd('.')}", "Give time.to as a number.");
        }

        EndOfInflation end = cosmology.FindEnd();
        return end.IsFound
            ? end.Time - cosmology.Start
            : throw Unfit(file, "time.to", end.Message.TrimEnd('.'), "Give time.to as a number.");
    }

    private static ExperimentFileException Unfit(StudyFile file, string key, string problem, string remedy) =>
        file.Refusal(key, null, problem, remedy);

    /// <summary>Passes on where a search stands.</summary>
    private sealed class Trials(IProgress<StudyProgress> progress, string size) : IProgress<NetworkTrial>
    {
        public void Report(NetworkTrial value) => progress.Report(
            new StudyProgress(StudyPhase.Solving, "network", value.Step, value.Steps) { Values = [new(size, value.Size)] });
    }
}
