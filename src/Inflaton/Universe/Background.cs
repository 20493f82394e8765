using Inflaton.Dynamics;
using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Universe;

/// <summary>A solved cosmology: the fields and the expansion at the output times that were reached.</summary>
public sealed class Background
{
    private Background(int count, int fields, int fluids)
    {
        double[] times = new double[count];
        Field = new Trajectory(times, fields);
        Velocity = new Trajectory(times, fields);
        Efolds = new double[count];
        Hubble = new double[count];
        Epsilon = new double[count];
        KineticEnergy = new double[count];
        PotentialEnergy = new double[count];
        FluidDensities = [.. Enumerable.Range(0, fluids).Select(_ => new double[count])];
    }

    /// <summary>t.</summary>
    public double[] Times => Field.Times;

    /// <summary>φ, C values at each time.</summary>
    public Trajectory Field { get; }

    /// <summary>φ̇.</summary>
    public Trajectory Velocity { get; }

    /// <summary>N = ln a, 0 at the beginning.</summary>
    public double[] Efolds { get; }

    /// <summary>H.</summary>
    public double[] Hubble { get; }

    /// <summary>ε = −Ḣ/H².</summary>
    public double[] Epsilon { get; }

    /// <summary>½φ̇².</summary>
    public double[] KineticEnergy { get; }

    /// <summary>V.</summary>
    public double[] PotentialEnergy { get; }

    /// <summary>ρ of each fluid of the expansion.</summary>
    public IReadOnlyList<double[]> FluidDensities { get; }

    /// <summary>
    /// Largest |3H² − ρ|/ρ, with the H that Ḣ = −(φ̇² + Σ(1+w)ρ)/2 gives by integration: how exactly the Friedmann constraint is kept. Null
    /// where the expansion is prescribed, and there is no constraint.
    /// </summary>
    public double? FriedmannResidual { get; private set; }

    /// <summary>How the integration ended.</summary>
    public required SolverStatus Status { get; init; }

    /// <summary>Where and why it ended early, and what to change; empty where all went well.</summary>
    public required string Message { get; init; }

    /// <summary>Whether all output times were reached.</summary>
    public bool IsComplete => Status == SolverStatus.Success;

    /// <summary>Whether it ended early because the universe stops expanding, and recollapses.</summary>
    public bool HasCollapsed => Status == SolverStatus.Event;

    internal static Background Of(Cosmology cosmology, Clock clock, double[] outputs)
    {
        FieldSystem system = new(cosmology, clock);
        double[] start = system.Start();
        double initial = system.Hubble(0, start);
        IEvent[] events = cosmology.Expansion.IsSelfConsistent ? [new Collapse(system)] : [];
        Solution solution = AdaptiveRungeKutta.Solve(system, 0, start, outputs, Options(cosmology, clock, initial), events);
        int count = solution.Times.Length;
        IReadOnlyList<Fluid> fluids = cosmology.Expansion.Fluids;
        double residual = 0;
        Background background = new(count, cosmology.Fields, fluids.Count)
        {
            Status = solution.Status,
            Message = solution.Status switch
            {
                SolverStatus.Success => "",
                SolverStatus.Event => Collapse.Sentence(cosmology, system, solution.FinalTime, [.. solution.FinalState]),
                _ => OutOfSteps.Sentence(cosmology, system, solution),
            },
        };
        for (int i = 0; i < count; i++)
        {
            double x = solution.Times[i];
            ReadOnlySpan<double> y = solution.State(i);
            background.Times[i] = cosmology.Start + system.Elapsed(x, y);
            system.Field(y).CopyTo(background.Field.At(i));
            system.Velocity(y).CopyTo(background.Velocity.At(i));
            background.Efolds[i] = system.Efolds(x, y);
            background.Hubble[i] = system.Hubble(x, y);
            background.Epsilon[i] = system.Epsilon(x, y);
            background.KineticEnergy[i] = 0.5 * system.SquaredVelocity(y);
            background.PotentialEnergy[i] = system.PotentialEnergy(y);
            for (int f = 0; f < fluids.Count; f++)
            {
                background.FluidDensities[f][i] = fluids[f].DensityAt(background.Efolds[i]);
            }

            double carried = initial * Math.Exp(system.CarriedHubble(y)) / background.Hubble[i];
            residual = Math.Max(residual, Math.Abs((carried * carried) - 1));
        }

        background.FriedmannResidual = cosmology.Expansion.IsSelfConsistent ? residual : null;
        return background;
    }

    /// <summary>The first step is a small part of the Hubble time, or of the field's own where there is no expansion.</summary>
    internal static SolverOptions Options(Cosmology cosmology, Clock clock, double hubble) => cosmology.Solver.InitialStep is null
        ? cosmology.Solver with { InitialStep = clock == Clock.Efolds ? 1e-4 : 1e-4 / Math.Max(hubble, 1e-4 * FieldRate(cosmology)) }
        : cosmology.Solver;

    private static double FieldRate(Cosmology cosmology)
    {
        double curvature = cosmology.Potential.LargestCurvature(cosmology.InitialField);
        return Math.Max(Math.Sqrt(Math.Abs(curvature)), 1e-100);
    }
}
