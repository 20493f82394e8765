using Inflaton.Kernels.Interactions;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Interactions;

/// <summary>Temporary.</summary>
internal static class ParameterPath
{
    public static List<PathSweep>? Of(
        PredictionProblem problem, MovedNetwork network, Matrix<double>? whitening, double tolerance, int[] most, CancellationToken token)
    {
        List<PathSweep> sweeps = [];
        foreach (int nodes in most)
        {
            if (PathStates.Of(problem, sweeps, whitening) is not { } states)
            {
                break;
            }

            System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
            PathSweep sweep = PathSweep.Of(network, states, sweeps.LastOrDefault(), tolerance, nodes, () => { }, token);
            Console.Error.WriteLine($"sweep {sweeps.Count + 1}: {sweep.Count} nodes, remainder {sweep.Remainder:G3}, {watch.Elapsed.TotalSeconds:F2} s; {string.Join(" ", sweep.Nodes)}");
            sweeps.Add(sweep);
        }

        return sweeps.Count == 0 ? null : sweeps;
    }
}
