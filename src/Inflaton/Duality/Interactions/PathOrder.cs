using System.Numerics.Tensors;
using Inflaton.Kernels.Interactions;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Interactions;

/// <summary>
/// The next order by two sweeps over the way: the first goes along that of the frozen kernel and gives d₂, the second along d₁ + d₂ with
/// the residuals of the first, and has all that A, B and C have. What is left is of the order 1/width².
/// </summary>
/// <param name="sweeps">The sweeps.</param>
/// <param name="whitening">W of ȧ = −W ℓ'/N; null for 1.</param>
/// <param name="reading">What was taken into account.</param>
internal sealed class PathOrder(IReadOnlyList<PathSweep> sweeps, Matrix<double>? whitening, InteractionReading reading) : INextOrder
{
    // d₂ counts only in products with a third: its nodes may leave out more.
    private const double FirstTolerance = 5;
    private const int Checks = 2;

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
    public static InteractionPlan? Plan(
        PredictionProblem problem, KernelInteractions network, Matrix<double>? whitening, double tolerance)
    {
        if (PathStates.Of(problem, [], whitening) is not { } states)
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
    /// <param name="visited">Told how many places were visited.</param>
    public static PathOrder? Of(
        PredictionProblem problem, MovedNetwork network, Matrix<double>? whitening, double tolerance, Action<int> visited)
    {
        int places = 0;
        void Visited() => visited(++places);
        (double first, double second) = Tolerances(tolerance);
        List<PathSweep> sweeps = [];
        double defect = double.PositiveInfinity;
        PathStates? states = PathStates.Of(problem, sweeps, whitening);
        foreach (double part in new[] { first, second })
        {
            if (states is null)
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

        if (states is not null)
        {
            defect = Defect(network, states, sweeps, Visited);
        }

        sweeps[^1].Release();
        return new PathOrder(
            sweeps, whitening, new InteractionReading(InteractionMethod.Path, null, places, sweeps[^1].Neglected, defect));
    }

    /// <summary>
    /// The network where the last sweep says that it goes, at the end and where the gradient changes most, against what that sweep says of it.
    /// </summary>
    private static double Defect(MovedNetwork network, PathStates states, List<PathSweep> sweeps, Action visited)
    {
        PathSweep last = sweeps[^1];
        int[] instants = [.. last.Nodes.Instants.Take(Checks - 1).Append(states.Count - 1).Distinct()];
        double field = 0, source = 0, largest = 0;
        double[] coefficients = new double[last.Count];
        foreach (int instant in instants)
        {
            var visit = PathVisit.Of(network, states, last, instant);
            visited();
            ReadOnlySpan<double> moved = states.Moved.Row(instant)[..states.Pushes.Columns];
            ReadOnlySpan<double> carried = sweeps.Count > 1 ? states.CarriedBefore.Row(instant) : [];
            last.RestAt(moved, carried, coefficients);
            field = Math.Max(field, Distance(visit.Rest, last.Rests, coefficients).Left);
            last.SourceAt(states.Pushes.Row(instant), moved, carried, coefficients);
            (double left, double size) = Distance(visit.Response, last.Responses, coefficients);
            source = Math.Max(source, states.Spans[instant] * left);
            largest = Math.Max(largest, states.Spans[instant] * size);
        }

        double[] carriedField = new double[last.Responses.Columns];
        double reached = 0;
        for (int t = 0; t < states.Count; t++)
        {
            carriedField.AsSpan().Clear();
            for (int k = 0; k < last.Count; k++)
            {
                TensorPrimitives.MultiplyAdd(last.Responses.Row(k), states.Carried[t, k], carriedField, carriedField);
            }

            reached = Math.Max(reached, Math.Abs(TensorPrimitives.MaxMagnitude<double>(carriedField)));
        }

        return field + (largest > 0 ? reached * source / largest : 0);
    }

    /// <summary>The largest difference of values to a combination of rows, and the largest of both.</summary>
    private static (double Left, double Size) Distance(double[] values, Matrix<double> rows, double[] coefficients)
    {
        double[] left = [.. values];
        for (int k = 0; k < coefficients.Length; k++)
        {
            TensorPrimitives.MultiplyAdd(rows.Row(k), -coefficients[k], left, left);
        }

        return (Math.Abs(TensorPrimitives.MaxMagnitude<double>(left)), Math.Abs(TensorPrimitives.MaxMagnitude<double>(values)));
    }
}
