using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.Threading;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>What predicting an experiment costs in a process that has done it before, as in a scan: nothing is compiled any more.</summary>
internal static class ExperimentWork
{
    private const int Repetitions = 5;

    public static WorkReport Time(WorkOrder order, WorkerTeam team)
    {
        ExperimentFile file = ExperimentFile.Read(order.Path, order.Overrides);
        double[] seconds = new double[Repetitions];
        double training = 0;
        for (int i = -1; i < Repetitions; i++)
        {
            RunOptions options = new() { Threads = team.Threads, Train = order.How == "train" };
            RunResult run = ExperimentRunner.Run(file, options);
            training = run.Summary.Timings["training"];
            if (i >= 0)
            {
                seconds[i] = run.PredictionSeconds;
            }
        }

        return new WorkReport { Seconds = seconds, Stepping = training };
    }
}
