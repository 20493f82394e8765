namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>
/// Watches h|λ| against the limit of stability: 15 steps at the limit, not interrupted by 6 in a row below it, mean that stability bounds
/// the step. Source: Hairer and Wanner, Solving Ordinary Differential Equations II, section IV.2.
/// </summary>
internal struct StiffnessDetector(double stabilityLimit)
{
    private readonly double limit = 0.95 * stabilityLimit;
    private int atLimit;
    private int below;

    /// <summary>Takes one accepted step into account; true once stiffness is established.</summary>
    public bool Sees(double stepTimesEigenvalue)
    {
        if (stepTimesEigenvalue > limit)
        {
            below = 0;
            return ++atLimit >= 15;
        }

        if (++below == 6)
        {
            atLimit = 0;
        }

        return false;
    }
}
