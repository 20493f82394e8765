namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>How an integration ended.</summary>
public enum SolverStatus
{
    /// <summary>All output times were reached.</summary>
    Success,

    /// <summary>A terminal event ended it.</summary>
    Event,

    /// <summary><see cref="SolverOptions.MaximumSteps"/> were used up.</summary>
    StepLimit,

    /// <summary>The tolerances would need a step too short for t + h to differ from t.</summary>
    StepTooSmall,

    /// <summary>The right-hand side is NaN or infinite however short the step.</summary>
    NotFinite,
}
