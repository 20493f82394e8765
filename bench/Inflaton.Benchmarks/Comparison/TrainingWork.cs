using System.Globalization;
using Inflaton.Networks;
using Inflaton.Numerics.Threading;
using Inflaton.Training;
using Inflaton.Training.Reduced;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>Training steps, whole trainings, and the field that comes out of them.</summary>
internal static class TrainingWork
{
    private const int Warmup = 2;

    /// <summary>Seconds a step. Each batch is a new training of <see cref="WorkOrder.Epochs"/> steps, so that none comes to rest.</summary>
    public static WorkReport TimeSteps(WorkOrder order, WorkerTeam team)
    {
        NetworkCase network = order.Network!;
        NetworkParameters parameters = network.Draw();
        List<double> samples = [];
        for (double spent = 0; spent < order.Seconds || samples.Count == 0;)
        {
            TrainingMethod training = network.Begin(order.How, parameters, team);
            Advance(training, network, Warmup);
            double start = WorkClock.Now;
            Advance(training, network, order.Epochs);
            double elapsed = WorkClock.Now - start;
            spent += elapsed;
            samples.Add(elapsed / order.Epochs);
        }

        return new WorkReport { Seconds = [.. samples] };
    }

    /// <summary>Seconds of a whole training, its storage included, the drawing of the weights not.</summary>
    public static WorkReport TimeRun(WorkOrder order, WorkerTeam team)
    {
        NetworkCase network = order.Network!;
        NetworkParameters parameters = network.Draw();
        int block = Math.Max(1, order.Epochs / 40);
        List<double> blocks = [];
        GC.Collect();
        double start = WorkClock.Now;
        TrainingMethod training = network.Begin(order.How, parameters, team);
        for (int epoch = 0; epoch < order.Epochs; epoch += block)
        {
            double blockStart = WorkClock.Now;
            int steps = Math.Min(block, order.Epochs - epoch);
            Advance(training, network, steps);
            blocks.Add((WorkClock.Now - blockStart) / steps);
        }

        training.Forward();
        double seconds = WorkClock.Now - start;
        double[] settled = [.. blocks.Skip(blocks.Count / 2).Order()];
        return new WorkReport
        {
            Seconds = [seconds],
            Stepping = settled[settled.Length / 2],
            Values = training.Field.ToArray(),
            Notes = Notes(training),
        };
    }

    /// <summary>f after <see cref="WorkOrder.Epochs"/> steps.</summary>
    public static WorkReport Field(WorkOrder order, WorkerTeam team)
    {
        NetworkCase network = order.Network!;
        TrainingMethod training = network.Begin(order.How, network.Draw(), team);
        Advance(training, network, order.Epochs);
        if (network.Rows is null)
        {
            training.Forward();
        }

        return new WorkReport { Values = training.FieldAtParameters().ToArray() };
    }

    private static void Advance(TrainingMethod training, NetworkCase network, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            training.Forward();
            training.Step(network.Coefficients);
        }
    }

    private static Dictionary<string, string> Notes(TrainingMethod training)
    {
        Dictionary<string, string> notes = [];
        if (training is ReducedTraining reduced)
        {
            notes["basis vectors"] = string.Join("; ", reduced.BasisSizes.Select(size => $"{size.Signals} + {size.Responses}"));
            notes["largest residual dropped"] = reduced.LargestResidual.ToString("E1", CultureInfo.InvariantCulture);
        }

        return notes;
    }
}
