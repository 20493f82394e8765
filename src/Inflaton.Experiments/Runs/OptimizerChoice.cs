using System.Globalization;
using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Universes;
using Inflaton.Kernels;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Experiments.Runs;

/// <summary>The optimiser that an experiment's settings describe, once the kernel is known.</summary>
internal static class OptimizerChoice
{
    /// <summary>The optimiser.</summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="moving">The kernel that the field moves by at the start.</param>
    /// <param name="field">f at the start.</param>
    /// <param name="team">Threads.</param>
    /// <param name="warnings">Receives what a learning rate of <c>auto</c> has become.</param>
    /// <exception cref="ExperimentFileException">The settings do not fit this network or data.</exception>
    public static Optimizer Of(ExperimentSetup setup, StartKernel moving, double[] field, WorkerTeam team, List<string> warnings)
    {
        double Rate(double? given, Func<double, Optimizer> optimizer) => given ?? Automatic(setup, moving, field, optimizer(1).StabilityBound, team, warnings);
        Optimizer Chosen(double? rate, Func<double, Optimizer> optimizer) => optimizer(Rate(rate, optimizer));
        return setup.Settings.Optimizer switch
        {
            GradientDescentSettings descent => Chosen(descent.LearningRate, rate => new GradientDescent(rate, descent.Momentum)),
            FriedmannOptimizerSettings friedmann => new FriedmannOptimizer(
                Rate(friedmann.LearningRate, rate => new FriedmannOptimizer(rate, friedmann.Universe.Create())), friedmann.Universe.Create(),
                friedmann.Universe.CountsField ? Energy(setup, moving.Spectrum, field, friedmann) : null),
            NesterovSettings nesterov => Chosen(nesterov.LearningRate, rate => new NesterovDescent(rate, nesterov.Momentum)),
            BornInfeldSettings born => Chosen(born.LearningRate, rate => new BornInfeldDescent(rate, LeastLoss(setup, field, born.Minimum))),
            AdamSettings adam => new Adam(adam.LearningRate, adam.FirstDecay, adam.SecondDecay, adam.Epsilon),
            OptimizerSettings other => throw new ArgumentException($"{other} is not an optimiser.", nameof(setup)),
        };
    }

    private static double LeastLoss(ExperimentSetup setup, double[] field, double minimum)
    {
        double loss = setup.Loss.Energy(field, setup.Targets) / setup.Inputs.Rows;
        return loss > minimum ? minimum : throw new ExperimentFileException(new FileProblem(
            setup.File.Path, 0, "optimizer.born_infeld.minimum", CoreNumber.Text(minimum),
            string.Create(CultureInfo.InvariantCulture, $"is not below the loss at the start, {loss:G6}, and there is no energy to descend with"),
            "Give the least training loss to be expected."));
    }

    /// <summary>
    /// Half the stability limit: the one that holds all along, or where ℓ'' has no bound that of the start. Far from the minimum of a loss that
    /// flattens out, that of the start says nothing about the steps on the way.
    /// </summary>
    private static double Automatic(
        ExperimentSetup setup, StartKernel moving, double[] field, double bound, WorkerTeam team, List<string> warnings)
    {
        LargestMass largest = LargestMass.Of(moving.Kernel, moving.Spectrum, setup.Loss, field, setup.Targets, setup.Inputs.Rows, team);
        double limit = largest.LimitThroughout(bound) ?? largest.LimitAtStart(bound);
        if (!(limit > 0 && double.IsFinite(limit)))
        {
            throw new ExperimentFileException(new FileProblem(
                setup.File.Path,
                0,
                $"optimizer.{setup.Settings.Optimizer.Key}.learning_rate",
                "auto",
                limit > 0 ? "has no stability limit to go by: nothing pulls on the field" : "has no stability limit to go by: the loss is not finite at the start",
                "Give a number."));
        }

        string whose = largest.Throughout is null ? " and of the loss's curvature there, which has no bound that is known: the limit may fall on the way"
            : setup.Loss.UniformCurvature is null ? " with the largest curvature that the loss can reach on the way"
            : "";
        warnings.Add(string.Create(
            CultureInfo.InvariantCulture, $"learning_rate: auto is {limit / 2:G6}, half the stability limit of the kernel at the start{whose}."));
        return limit / 2;
    }

    private static MeanFieldEnergy Energy(ExperimentSetup setup, KernelSpectrum spectrum, double[] field, FriedmannOptimizerSettings settings)
    {
        const string key = "optimizer.friedmann.universe.self_consistent";
        if (setup.Architecture.Outputs != 1)
        {
            throw Unfit("needs one output, whose energy expands the universe", "Give a universe with fluids or a power law.");
        }

        if (setup.Loss.SharedPotential(setup.Targets) is not { } potential)
        {
            throw Unfit("needs a loss without targets, the same at every input", "Take the targets away, or give a universe with fluids or a power law.");
        }

        MeanFieldEnergy energy = new(potential, spectrum.Leading / setup.Inputs.Rows);
        return double.IsFinite(settings.Universe.Create().Hubble(0, 0, energy.Value(field.Average())))
            ? energy
            : throw Unfit("has negative energy at the start, and then does not expand", "Add vacuum energy, or a constant to the loss.");

        ExperimentFileException Unfit(string problem, string remedy) => new(new FileProblem(setup.File.Path, 0, key, null, problem, remedy));
    }
}
