using System.Numerics;
using Inflaton.Dynamics;
using Inflaton.Lattice;
using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Duality;

/// <summary>
/// The Fourier modes of a field on a lattice, each by an equation of its own: in a quadratic potential of curvature m²,
/// φ̈_n + 3Hφ̇_n + (k_lat²/a² + m²)φ_n = 0, exact on the lattice and in continuous time. Neither kernel nor network enters.
/// </summary>
public sealed class LatticeModes
{
    private readonly double shift;
    private readonly Complex[] initial;
    private readonly Trajectory factors;

    private LatticeModes(LatticeGrid grid, double shift, Complex[] initial, Trajectory factors)
    {
        Grid = grid;
        this.shift = shift;
        this.initial = initial;
        this.factors = factors;
    }

    /// <summary>The lattice.</summary>
    public LatticeGrid Grid { get; }

    /// <summary>Number of times.</summary>
    public int Count => factors.Count;

    /// <summary>φ_n at one time, in the order of <see cref="LatticeSpectrum.Modes"/>.</summary>
    /// <param name="index">Which of the problem's times.</param>
    public Complex[] At(int index)
    {
        Complex[] modes = [.. initial];
        for (int n = 0; n < modes.Length; n++)
        {
            modes[n] *= factors.At(index)[n];
        }

        modes[0] += shift;
        return modes;
    }

    /// <summary>The modes of a problem; null where they have no equations of their own: another loss, a potential that is not quadratic,
    /// several components, an expansion that the field itself decides, or Born-Infeld motion, in which the modes share one speed.</summary>
    /// <param name="problem">The problem.</param>
    public static LatticeModes? Of(PredictionProblem problem)
    {
        if (problem.Loss is not LatticeLoss { Local: { UniformCurvature: { } curvature } local, Grid: var grid } lattice
            || problem.Outputs != 1 || problem.Optimizer.FollowsField || !problem.Equation.HasModes)
        {
            return null;
        }

        double strength = problem.Spectrum.Eigenvalues.Sum() / problem.Spectrum.Count / problem.Points;
        double[] slope = new double[1];
        local.Gradient([0], slope);
        double minimum = -slope[0] / curvature;
        Complex[] initial = LatticeSpectrum.Modes(grid, problem.InitialField);
        initial[0] -= minimum;
        double[] start = new double[grid.Sites];
        Array.Fill(start, 1);
        FieldSolution solution = problem.Equation.Solve(
            new ModeForce(grid, strength * curvature, strength * lattice.Scale), start, problem.Times,
            new SolverOptions { RelativeTolerance = 1e-11, AbsoluteTolerance = 1e-13 });
        return solution.IsComplete ? new LatticeModes(grid, minimum, initial, solution.Field) : null;
    }

    private sealed class ModeForce : FieldForce
    {
        private readonly double massSquared;
        private readonly double[] waves;

        public ModeForce(LatticeGrid grid, double massSquared, double gradient)
        {
            this.massSquared = massSquared;
            waves = new double[grid.Sites];
            int[] mode = new int[grid.Dimensions];
            for (int n = 0; n < waves.Length; n++)
            {
                grid.ModeOf(n, mode);
                waves[n] = gradient * grid.WaveNumberSquared(mode);
            }
        }

        public override int Count => waves.Length;

        public override void Evaluate(double scaleFactor, ReadOnlySpan<double> field, Span<double> force)
        {
            double inverse = 1 / (scaleFactor * scaleFactor);
            for (int n = 0; n < waves.Length; n++)
            {
                force[n] = ((waves[n] * inverse) + massSquared) * field[n];
            }
        }
    }
}
