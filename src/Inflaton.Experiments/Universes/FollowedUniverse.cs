using Inflaton.Duality;
using Inflaton.Duality.Homogeneous;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Dynamics;
using Inflaton.Numerics.Threading;
using Inflaton.Universe;

namespace Inflaton.Experiments.Universes;

/// <summary>
/// The exact field of a universe that a network at a single input is to follow, f = φ + shift, and how far off the network is predicted to
/// be: by its steps, known exactly, and by the drift of its kernel, to first order in 1/width for the network that was drawn.
/// </summary>
public sealed class FollowedUniverse
{
    private FollowedUniverse(string name, Trajectory field, double shift, double scale, double stepError, double widthError, double error)
    {
        Name = name;
        Field = field;
        Shift = shift;
        Scale = scale;
        StepError = stepError;
        WidthError = widthError;
        PredictedError = error;
    }

    /// <summary>Name of the universe.</summary>
    public string Name { get; }

    /// <summary>φ + shift at the recorded times.</summary>
    public Trajectory Field { get; }

    /// <summary>f₀ − φ₀.</summary>
    public double Shift { get; }

    /// <summary>Largest |φ| at the recorded times, which errors are relative to.</summary>
    public double Scale { get; }

    /// <summary>Largest distance of the recursion with the frozen kernel from the exact field, over <see cref="Scale"/>.</summary>
    public double StepError { get; }

    /// <summary>Largest distance that the kernel's drift is predicted to add, over <see cref="Scale"/>.</summary>
    public double WidthError { get; }

    /// <summary>Largest distance that both together are predicted to make, over <see cref="Scale"/>; NaN for an optimiser that is not predictable, and for a gradient that is whitened.</summary>
    public double PredictedError { get; }

    /// <summary>Solves a universe at the times of a run.</summary>
    /// <param name="setup">The experiment, at a single input with a single output.</param>
    /// <param name="problem">Its kernel, field and optimiser.</param>
    /// <param name="universe">The universe, of one field.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ExperimentFileException">The two do not belong together.</exception>
    public static FollowedUniverse Of(ExperimentSetup setup, PredictionProblem problem, UniverseFile universe, WorkerTeam team)
    {
        Cosmology cosmology = universe.Settings.Create();
        ExperimentFileException Unfit(string problem, string remedy) =>
            new(new FileProblem(setup.File.Path, 0, "universe", universe.Settings.Name, problem, remedy));
        if (setup.Inputs.Rows != 1 || setup.Architecture.Outputs != 1)
        {
            throw Unfit("has a field that only a single input with a single output can follow", "Take universe away, or give data: {point: [1.0]}.");
        }

        if (cosmology.Fields != 1)
        {
            throw Unfit("has several fields, and a network's output is one", "Name a universe of one field.");
        }

        Background background = cosmology.Follow([.. problem.Times.Select(time => cosmology.Start + time)]);
        if (!background.IsComplete)
        {
            throw Unfit($"cannot be followed as long as the training lasts: {background.Message.TrimEnd('.')}", "Train fewer epochs.");
        }

        double shift = problem.InitialField[0] - cosmology.InitialField[0];
        double[] phi = background.Field.Values;
        Trajectory exact = new(problem.Times, 1, [.. phi.Select(value => value + shift)]);
        double largest = phi.Max(Math.Abs);
        if (!problem.Optimizer.IsPredictable || setup.Settings.Optimizer.Natural is not null)
        {
            return new FollowedUniverse(universe.Settings.Name, exact, shift, largest, double.NaN, double.NaN, double.NaN);
        }

        Trajectory frozen = new DiscreteRung().Predict(problem).Field, drifting = HomogeneousDrift.Of(setup.Parameters, setup.Inputs, team).Follow(problem, setup.Settings.Network.OutputScale);
        return new FollowedUniverse(
            universe.Settings.Name, exact, shift, largest, Distance(frozen, exact, largest), Distance(drifting, frozen, largest), Distance(drifting, exact, largest));
    }

    /// <summary>Largest distance of a field from the exact one over <see cref="Scale"/>.</summary>
    /// <param name="field">f as far as it goes.</param>
    public double ErrorOf(Trajectory field) => Distance(field, Field, Scale);

    private static double Distance(Trajectory a, Trajectory b, double scale)
    {
        double largest = 0;
        for (int i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            double difference = Math.Abs(a.At(i)[0] - b.At(i)[0]);
            largest = double.IsNaN(difference) ? double.NaN : Math.Max(largest, difference);
        }

        return largest / scale;
    }
}
