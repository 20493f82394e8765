using Inflaton.Kernels.Interactions;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Interactions;

/// <summary>
/// The next order by two sweeps over the way: the first goes along that of the frozen kernel and gives d₂, the second along d₁ + d₂ with
/// the residuals of the first, and has all that A, B and C have. What is left is of the order 1/width². Where a sweep leads far away from
/// the way that it was made of the expansion does not converge, and the defect is infinite.
/// </summary>
/// <param name="sweeps">The sweeps.</param>
/// <param name="whitening">W of ȧ = −W ℓ'/N; null for 1.</param>
/// <param name="reading">What was taken into account.</param>
internal sealed class PathOrder(IReadOnlyList<PathSweep> sweeps, Matrix<double>? whitening, InteractionReading reading) : INextOrder
{
    // d₂ counts only in products with a third: its nodes may leave out more.
    private const double FirstTolerance = 5;
    private const int Checks = 3;

    // A way that goes so many times as far as the frozen kernel's has left it.
    private const double Farthest = 3;

    public InteractionReading Reading => reading;

    public TrainedForce Force(PredictionProblem problem) => new PathForce(problem, sweeps, whitening);

    /// <summary>What nodes may leave out of S and R, which are small themselves: √tolerance, five times that in the first sweep.</summary>
    /// <param name="tolerance">The part of the way that may be left out.</param>
    public static (double First, double Second) Tolerances(double tolerance) =>
        (Math.Min(FirstTolerance * Math.Sqrt(tolerance), 0.5), Math.Min(Math.Sqrt(tolerance), 0.5));

    /// <summary>What it will take; null where the frozen kernel's way leaves the numbers.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="network">The network and its inputs.</param>
    /// <param name="whitening">W of ȧ = −W ℓ'/N; null for 1.</param>
    /// <param name="tolerance">The part of the way that may be left out.</param>
    /// <param name="states">The way of the frozen kernel, which <see cref="Of"/> begins with.</param>
    public static InteractionPlan? Plan(
        PredictionProblem problem, KernelInteractions network, Matrix<double>? whitening, double tolerance, out PathStates? states)
    {
        states = PathStates.Of(problem, [], whitening);
        if (states is null)
        {
            return null;
        }

        (double first, double second) = Tolerances(tolerance);
        int one = states.Choose(null, 0, null, first, states.Count).Instants.Length;
        int two = states.Choose(null, 0, null, second, states.Count).Instants.Length;
        double cost = (one * network.PlaceMultiplications(0)) + ((two + Checks) * network.PlaceMultiplications(Math.Max(one, two)));
        return new InteractionPlan(
            InteractionMethod.Path, null, one + two + Checks, cost, network.PlaceMemory(one + two + Checks));
    }

    /// <summary>Follows the way; null where that of the frozen kernel leaves the numbers.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="network">The network and its inputs.</param>
    /// <param name="whitening">W of ȧ = −W ℓ'/N; null for 1.</param>
    /// <param name="tolerance">The part of the way that may be left out.</param>
    /// <param name="states">The way of the frozen kernel, as <see cref="Plan"/> found it.</param>
    /// <param name="visited">Told how many places were visited.</param>
    public static PathOrder? Of(
        PredictionProblem problem, MovedNetwork network, Matrix<double>? whitening, double tolerance, PathStates? states,
        Action<int> visited)
    {
        int places = 0;
        void Visited() => visited(++places);
        (double first, double second) = Tolerances(tolerance);
        List<PathSweep> sweeps = [];
        double reach = Farthest * (states?.Reach ?? 0);
        foreach (double part in new[] { first, second })
        {
            if (states is null || states.Reach > reach)
            {
                break;
            }

            PathSweep sweep = PathSweep.Of(network, states, sweeps.LastOrDefault(), part, states.Count, Visited);
            sweeps.LastOrDefault()?.Release();
            sweeps.Add(sweep);
            states = PathStates.Of(problem, sweeps, whitening);
        }

        if (sweeps.Count == 0)
        {
            return null;
        }

        double defect = states is null || states.Reach > reach
            ? double.PositiveInfinity
            : Defect(problem, network, states, sweeps, whitening, Visited);
        sweeps[^1].Release();
        return new PathOrder(
            sweeps, whitening, new InteractionReading(InteractionMethod.Path, null, places, Neglected: null, defect));
    }

    /// <summary>
    /// How far the field goes from the prediction when the last sweep is corrected by what the network does where it says that it goes.
    /// </summary>
    private static double Defect(
        PredictionProblem problem, MovedNetwork network, PathStates states, List<PathSweep> sweeps, Matrix<double>? whitening,
        Action visited)
    {
        PathSweep correction = sweeps[^1].Correction(network, states, Checks, visited);
        Prediction own = Follow(null), corrected = Follow(correction);
        return own.IsComplete && corrected.IsComplete
            ? Math.Max(ErrorBudget.Maximum(own.Field.Minus(corrected.Field)), own.TestField is { } tests
                ? ErrorBudget.Maximum(tests.Minus(corrected.TestField!))
                : 0)
            : double.PositiveInfinity;

        Prediction Follow(PathSweep? correction)
        {
            PathForce force = new(problem, sweeps, whitening, correction);
            return Recursion.Follow(
                problem with { Solver = problem.Solver with { Reached = null } }, force, "next_order", force.Start());
        }
    }
}
