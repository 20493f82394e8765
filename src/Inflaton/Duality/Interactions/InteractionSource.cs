using Inflaton.Kernels;
using Inflaton.Kernels.Interactions;
using Inflaton.Losses;
using Inflaton.Training;

namespace Inflaton.Duality.Interactions;

/// <summary>
/// Where the next order in 1/width comes from: the network at epoch 0, and how its kernel's motion is found along the path that a problem
/// takes, once for all rungs that ask.
/// </summary>
/// <param name="network">The network and its inputs.</param>
/// <param name="metric">Eigen-system of its kernel on the training inputs, as it is before an optimiser whitens it.</param>
public sealed class InteractionSource(KernelInteractions network, KernelSpectrum metric)
{
    /// <summary>Default of <see cref="Tolerance"/>.</summary>
    public const double DefaultTolerance = 1e-4;

    private const double LeastWithKink = 1e-3;

    private (Optimizer Optimizer, Loss Loss, int Epochs, TrainingPath? Path, InteractionPlan? Plan)? followed;
    private INextOrder? known;
    private PathStates? states;

    /// <summary>
    /// How it is found; null (default) for the cheaper one, and <see cref="InteractionMethod.Path"/> for an activation with a kink. With
    /// weight decay, which moves the parameters along themselves, it is always the latter.
    /// </summary>
    public InteractionMethod? Method { get; init; }

    /// <summary>m; null (default) for as many directions as <see cref="Tolerance"/> needs.</summary>
    public int? Modes { get; init; }

    /// <summary>
    /// The part of the path that may be left out, and the least product of sizes of directions whose vertex counts; 1e-4 by default, 0
    /// for all that there are. <see cref="InteractionMethod.Path"/> takes as many places as leave out its root of what the network does
    /// there.
    /// </summary>
    public double Tolerance { get; init; } = DefaultTolerance;

    /// <summary>Told the part of the work that is done, from 0 to 1.</summary>
    public Action<double>? Progress { get; init; }

    /// <summary>Stops the work.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The network.</summary>
    public KernelInteractions Network => network;

    /// <summary>What was taken into account; null before a rung asked.</summary>
    public InteractionReading? Known => known?.Reading;

    // What units with a kink do is no sum of products, and between places too close to each other it would be continued as one.
    private double PathTolerance => network.Architecture.Activation.IsSmooth ? Tolerance : Math.Max(Tolerance, LeastWithKink);

    /// <summary>How it will be found, and what that will take; null where the frozen kernel's path leaves the numbers.</summary>
    /// <param name="problem">The problem.</param>
    public InteractionPlan? Plan(PredictionProblem problem)
    {
        problem = problem with { Interactions = this };
        int epochs = problem.Epochs[^1];
        if (followed is not { } last || last.Optimizer != problem.Optimizer || last.Loss != problem.Loss || last.Epochs != epochs)
        {
            TrainingPath? path = TrainingPath.Of(problem, metric, Modes, Tolerance);
            followed = (problem.Optimizer, problem.Loss, epochs, path, path is null ? null : Cheaper(problem, path));
            known = null;
        }

        return followed!.Value.Plan;
    }

    internal INextOrder? Of(PredictionProblem problem)
    {
        if (Plan(problem) is not { } plan || followed!.Value.Path is not { } path)
        {
            return null;
        }

        known ??= plan.Couplings is { } couplings
            ? ModesOrder.Of(network, path, couplings, Progress, Cancellation)
            : PathOrder.Of(problem with { Interactions = this }, network.Moved(), path.Whitening, PathTolerance, states, places =>
            {
                Cancellation.ThrowIfCancellationRequested();
                Progress?.Invoke(Math.Min(places / (double)plan.Nodes, 1));
            });
        states = null;
        return known;
    }

    private InteractionPlan? Cheaper(PredictionProblem problem, TrainingPath path)
    {
        if (problem.Optimizer.WeightDecay != 0)
        {
            return PathOrder.Plan(problem, network, path.Whitening, PathTolerance, out states);
        }

        Couplings couplings = Couplings.Of(path.PushSizes, path.MoveSizes, Tolerance);
        InteractionPlan modes = new(
            InteractionMethod.Modes, couplings, 0, network.Multiplications(couplings), network.MemoryNeeded(couplings));
        if (Method == InteractionMethod.Modes || (Method is null && Modes is not null))
        {
            return modes;
        }

        InteractionPlan? places = PathOrder.Plan(problem, network, path.Whitening, PathTolerance, out states);
        return Method is null && network.Architecture.Activation.IsSmooth && places is not null && modes.Seconds <= places.Seconds
            ? modes
            : places;
    }
}
