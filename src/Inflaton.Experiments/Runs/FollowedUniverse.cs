using Inflaton.Duality;
using Inflaton.Duality.Homogeneous;
using Inflaton.Experiments.Files;
using Inflaton.Numerics.Threading;
using Inflaton.Universe;

namespace Inflaton.Experiments.Runs;

/// <summary>The universe that an experiment is held against, and its exact field.</summary>
/// <param name="Name">Name of the universe.</param>
/// <param name="Field">The field, and how far off the network is predicted to be.</param>
public sealed record FollowedUniverse(string Name, FollowedField Field)
{
    /// <summary>Solves a universe at the times of a run.</summary>
    /// <param name="setup">The experiment, at a single input with a single output.</param>
    /// <param name="problem">Its kernel, field and optimiser.</param>
    /// <param name="universe">The universe, of one field.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ExperimentFileException">The two do not belong together.</exception>
    public static FollowedUniverse Of(ExperimentSetup setup, PredictionProblem problem, UniverseFile universe, WorkerTeam team)
    {
        ExperimentFileException Unfit(string problem, string remedy) =>
            setup.File.Refusal("universe", universe.Settings.Name, problem, remedy);
        Cosmology cosmology = universe.Settings.Create();
        if (setup.Inputs.Rows != 1 || setup.Architecture.Outputs != 1)
        {
            throw Unfit(
                "has a field that only a single input with a single output can follow",
                "Take universe away, or give data: {point: [1.0]}.");
        }

        if (cosmology.Fields != 1)
        {
            throw Unfit("has several fields, and a network's output is one", "Name a universe of one field.");
        }

        bool isPredictable = problem.Optimizer.IsPredictable && setup.Settings.Optimizer.Natural is null;
        try
        {
            return new FollowedUniverse(universe.Settings.Name, FollowedField.Of(
                problem, cosmology, isPredictable ? HomogeneousDrift.Of(setup.Parameters, setup.Inputs, team) : null,
                setup.Settings.Network.OutputScale));
        }
        catch (DualityException exception)
        {
            throw Unfit(exception.Problem, exception.Remedy);
        }
    }
}
