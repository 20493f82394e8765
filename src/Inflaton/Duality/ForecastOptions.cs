using Inflaton.Dynamics;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training.Batches;

namespace Inflaton.Duality;

/// <summary>What a <see cref="Forecast"/> does not need to be told.</summary>
public sealed record ForecastOptions
{
    /// <summary>Inputs that are predicted but not trained on, shape [M, d]; none by default.</summary>
    public Matrix<double>? TestInputs { get; init; }

    /// <summary>The rows of each step; all at each by default.</summary>
    public BatchPlan? Batches { get; init; }

    /// <summary>The continuum equation that stands for the optimiser; <see cref="Matching.Leapfrog"/> by default.</summary>
    public Matching Matching { get; init; } = Matching.Leapfrog;

    /// <summary>Number m ≥ 1 of background fields of the rung <c>background</c>; null (default) for as many as it needs.</summary>
    public int? BackgroundModes { get; init; }

    /// <summary>R of vacuum domination, positive; 10 by default.</summary>
    public double DominationRatio { get; init; } = 10;

    /// <summary>A mode that changes by less than this part is called frozen, positive; 0.01 by default.</summary>
    public double FreezeThreshold { get; init; } = 0.01;

    /// <summary>Tolerances of the differential equations.</summary>
    public SolverOptions Solver { get; init; } = new();

    /// <summary>Threads; the caller's alone by default. Results do not depend on it.</summary>
    public WorkerTeam Team { get; init; } = WorkerTeam.Single;
}
