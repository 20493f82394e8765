namespace Inflaton.Dynamics.Schedules;

/// <summary>s_k as given, step by step: PyTorch's <c>LambdaLR</c>. No function between the steps is known.</summary>
public sealed class ListSchedule : Schedule
{
    private readonly double[] factors;

    /// <summary>A list.</summary>
    /// <param name="factors">s_k, at least one, all above 0.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One is not a positive number.</exception>
    public ListSchedule(params ReadOnlySpan<double> factors)
    {
        if (factors.IsEmpty)
        {
            throw new ArgumentException("A schedule needs a number for each step, and there is none.", nameof(factors));
        }

        foreach (double factor in factors)
        {
            Positive(factor, nameof(factors));
        }

        this.factors = factors.ToArray();
    }

    /// <inheritdoc/>
    public override string Name => "list";

    /// <inheritdoc/>
    public override int? Steps => factors.Length;

    /// <inheritdoc/>
    public override bool IsSmooth => false;

    /// <summary>A straight line between two steps; the first and the last number beyond the list.</summary>
    /// <inheritdoc/>
    public override double At(double step, SchedulePhase phase)
    {
        double inside = Math.Clamp(step, 0, factors.Length - 1);
        int whole = (int)inside;
        return whole == inside ? factors[whole] : factors[whole] + ((inside - whole) * (factors[whole + 1] - factors[whole]));
    }
}
