using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>H and N = ln a along a run whose friction changes.</summary>
/// <param name="Hubble">H at the recorded epochs.</param>
/// <param name="Efolds">N at the recorded epochs, from 0.</param>
public sealed record HubbleHistory(double[] Hubble, double[] Efolds)
{
    /// <summary>
    /// As predicted at epoch 0; where the network's own output expands the universe, from the recursion of its mean field. Null where H does not
    /// change.
    /// </summary>
    /// <param name="problem">The optimiser, the mean field and the epochs.</param>
    public static HubbleHistory? Of(PredictionProblem problem)
    {
        EquationOfMotion equation = problem.Equation;
        if (equation.Expansion is not { } expansion)
        {
            return null;
        }

        if (problem.Optimizer is FriedmannOptimizer optimizer)
        {
            (double[] hubble, double[] efolds) = optimizer.History(problem.Epochs, problem.Mean(problem.InitialField)[0]);
            return new HubbleHistory(hubble, efolds);
        }

        double[] times = problem.Times;
        return new HubbleHistory(
            [.. times.Select(time => equation.HubbleAt(time, 0, 0, 0))], [.. times.Select(time => expansion.EfoldsAt(time) ?? double.NaN)]);
    }
}
