using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;
using Inflaton.Training.Batches;
using Inflaton.Training.Reduced;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>An erf network in NTK parameterisation, its data, its loss κ/2 (f − f*)² and its heavy ball.</summary>
internal sealed record NetworkCase
{
    private const ulong Seed = 1;
    private const int MostSteps = 1000;

    /// <summary>N.</summary>
    public required int Points { get; init; }

    /// <summary>Rows of a step, which are taken in turn and divide N; null for all.</summary>
    public int? Rows { get; init; }

    /// <summary>d.</summary>
    public required int Inputs { get; init; }

    public required int[] Hidden { get; init; }

    /// <summary>σ_w.</summary>
    public required double WeightStd { get; init; }

    /// <summary>σ_b.</summary>
    public required double BiasStd { get; init; }

    /// <summary>The inputs fill [−Interval, Interval] evenly (a single one is 1); null for normal draws.</summary>
    public double? Interval { get; init; }

    /// <summary>η.</summary>
    public required double LearningRate { get; init; }

    /// <summary>γ.</summary>
    public required double Momentum { get; init; }

    /// <summary>κ.</summary>
    public required double Scale { get; init; }

    /// <summary>f*.</summary>
    public required double Minimum { get; init; }

    public NetworkParameters Draw() =>
        NetworkParameters.Draw(new NetworkArchitecture(Inputs, Hidden, 1, ActivationCatalogue.Create("erf"), WeightStd, BiasStd), Seed);

    public Matrix<double> DrawInputs()
    {
        Matrix<double> inputs = new(Points, Inputs);
        new CounterStream(Seed, ulong.MaxValue).FillNormal(inputs.Values);
        if (Interval is { } end)
        {
            for (int i = 0; i < inputs.Values.Length; i++)
            {
                inputs.Values[i] = Points == 1 ? 1 : end * (((2.0 * i) / (Points - 1)) - 1);
            }
        }

        return inputs;
    }

    /// <summary>The step θ ← θ + γ(θ − θ') − η∇𝓛.</summary>
    public StepCoefficients Coefficients => new(Momentum, LearningRate);

    /// <summary>A training at rest.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="parameters">θ_0.</param>
    /// <param name="team">Threads.</param>
    public TrainingMethod Begin(string method, NetworkParameters parameters, WorkerTeam team)
    {
        Matrix<double> inputs = DrawInputs();
        double[] targets = new double[Points];
        ResidualLoss loss = new(new PowerPotential(2, Scale, Minimum));
        BatchPlan? batches = Rows is { } rows ? new GivenBatches(Points, Turns(rows)) : null;
        return method switch
        {
            "direct" => new DirectTraining<double>(parameters, inputs, targets, loss, new(team), team, batches: batches),
            "direct, float32" => new DirectTraining<float>(parameters, inputs, targets, loss, new(team), team, batches: batches),
            "reduced" => new ReducedTraining(parameters, inputs, targets, loss, new(team), team),
            _ => throw new ArgumentException($"There is no training method '{method}'.", nameof(method)),
        };
    }

    private IReadOnlyList<int[]> Turns(int rows) =>
        [.. Enumerable.Range(0, MostSteps).Select(step => Enumerable.Range(step * rows % Points, rows).ToArray())];
}
