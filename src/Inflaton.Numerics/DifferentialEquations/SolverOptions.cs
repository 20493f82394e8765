namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>How to integrate; the same options may serve any number of solutions.</summary>
public sealed record SolverOptions
{
    /// <summary>The embedded pair; default <see cref="DormandPrince853"/>, the better one below tolerances of about 1e-6.</summary>
    public ButcherTableau Method { get; init; } = DormandPrince853.Tableau;

    /// <summary>
    /// Local error allowed per component relative to its magnitude, 0 ≤ r &lt; 1; default 1e-9. Below about 1e-14 rounding rules.
    /// </summary>
    public double RelativeTolerance { get; init; } = 1e-9;

    /// <summary>Local error allowed per component in its own unit, &gt; 0; default 1e-12.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-12;

    /// <summary>Steps tried, rejected ones included, before the solver gives up, ≥ 1; default 1 000 000.</summary>
    public int MaximumSteps { get; init; } = 1_000_000;

    /// <summary>
    /// What <see cref="MaximumSteps"/> is called where it can be raised, such as the key of a file, for messages; default null, which
    /// leaves it unsaid.
    /// </summary>
    public string? MaximumStepsName { get; init; }

    /// <summary>Longest step in the unit of t, &gt; 0; default unbounded.</summary>
    public double MaximumStep { get; init; } = double.PositiveInfinity;

    /// <summary>Length of the first step in the unit of t, &gt; 0; default null, chosen from the first two derivatives.</summary>
    public double? InitialStep { get; init; }

    /// <summary>
    /// Constant step in the unit of t, &gt; 0, shortened so that a whole number of them spans the integration; default null, adaptive. With
    /// it the tolerances are not used: it is for convergence studies.
    /// </summary>
    public double? FixedStep { get; init; }

    /// <summary>Stops the integration before its next step, by an <see cref="OperationCanceledException"/>; default never.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Told t after every step that is kept; default null, nobody.</summary>
    public Action<double>? Reached { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A property is outside its range.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Method);
        Require(RelativeTolerance is >= 0 and < 1, RelativeTolerance, nameof(RelativeTolerance), "at least 0 and below 1");
        Require(
            AbsoluteTolerance > 0 && double.IsFinite(AbsoluteTolerance), AbsoluteTolerance, nameof(AbsoluteTolerance),
            "above 0 and finite");
        Require(MaximumSteps >= 1, MaximumSteps, nameof(MaximumSteps), "at least 1");
        Require(MaximumStep > 0, MaximumStep, nameof(MaximumStep), "above 0");
        Require(InitialStep is null or (> 0 and < double.PositiveInfinity), InitialStep, nameof(InitialStep), "above 0 and finite");
        Require(FixedStep is null or (> 0 and < double.PositiveInfinity), FixedStep, nameof(FixedStep), "above 0 and finite");
    }

    private static void Require(bool holds, object? value, string name, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }
}
