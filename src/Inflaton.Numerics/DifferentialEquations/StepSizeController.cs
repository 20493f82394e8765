namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>
/// Proportional-integral control of the step: after an accepted step h is divided by err^α err_old^−β / 0.9, α = 0.85/q and β = 0.2/q with
/// q the order of the error (for q = 5 the 0.17 and 0.04 of DOPRI5); after a rejected one by err^α / 0.9. Source: Gustafsson,
/// ACM TOMS 17 (1991) 533; Hairer and Wanner, Solving Ordinary Differential Equations II, section IV.2.
/// </summary>
internal struct StepSizeController(int errorOrder)
{
    private const double Safety = 0.9;
    private const double SmallestFactor = 0.2;
    private const double LargestFactor = 6;
    private readonly double alpha = 0.85 / errorOrder;
    private readonly double beta = 0.2 / errorOrder;
    private double previousError = 1e-4;
    private bool rejected;

    /// <summary>Whether a step of this error (1 = the tolerances) is kept, and the factor for the next one.</summary>
    public bool Accepts(double error, out double factor)
    {
        if (!double.IsFinite(error))
        {
            rejected = true;
            factor = SmallestFactor;
            return false;
        }

        double proportional = Math.Pow(Math.Max(error, 1e-16), -alpha);
        if (error > 1)
        {
            rejected = true;
            factor = Math.Max(SmallestFactor, Safety * proportional);
            return false;
        }

        factor = Math.Clamp(Safety * proportional * Math.Pow(previousError, beta), SmallestFactor, rejected ? 1 : LargestFactor);
        previousError = Math.Max(error, 1e-4);
        rejected = false;
        return true;
    }
}
