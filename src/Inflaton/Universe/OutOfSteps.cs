using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Notation;

namespace Inflaton.Universe;

/// <summary>A universe that could not be followed to the end with the steps that an integration may take.</summary>
internal static class OutOfSteps
{
    /// <summary>√V''/H from which a field oscillates many times before the universe has grown.</summary>
    private const double Fast = 10;

    /// <summary>How far it was followed, and why it takes so many; what stopped the solver where that is something else.</summary>
    /// <param name="cosmology">The universe.</param>
    /// <param name="system">Its equations.</param>
    /// <param name="solution">How far they were solved.</param>
    public static string Sentence(Cosmology cosmology, FieldSystem system, Solution solution)
    {
        if (solution.Status != SolverStatus.StepLimit)
        {
            return solution.Message;
        }

        double x = solution.FinalTime;
        ReadOnlySpan<double> state = [.. solution.FinalState];
        double turns = Math.Sqrt(Math.Max(0, cosmology.Potential.LargestCurvature(system.Field(state)))) / system.Hubble(x, state);
        string oscillates = turns > Fast
            ? ReadableFormat.Text($": the fields oscillate, by √V''/H = {turns:G2} radians in an e-fold there, and more later. ")
                + "End earlier, by time.to: end_of_inflation for one, or "
            : ". End earlier, loosen tolerance, or ";
        return ReadableFormat.Text(
                $"The universe was followed to N = {system.Efolds(x, state):G6}, t = {cosmology.Start + system.Elapsed(x, state):G6}, ")
            + $"as far as {cosmology.Solver.MaximumSteps} steps go{oscillates}"
            + (cosmology.Solver.MaximumStepsName is { } name
                ? $"raise {name} above {cosmology.Solver.MaximumSteps}." : "allow more steps.");
    }
}
