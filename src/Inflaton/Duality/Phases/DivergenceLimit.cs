namespace Inflaton.Duality.Phases;

/// <summary>The learning rate, as ηm²_max at the start, above which trainings diverge.</summary>
/// <remarks>
/// Without momentum there is one such limit. With it the field that is thrown up comes back with a velocity, and near the limit rates that
/// diverge and rates that do not alternate; what is found is one of the changes among them.
/// </remarks>
/// <param name="Value">The limit, the geometric mean over the models; infinite where none diverges within <see cref="Farthest"/>.</param>
/// <param name="Lowest">That of the model that diverges first.</param>
/// <param name="Highest">That of the model that diverges last.</param>
public sealed record DivergenceLimit(double Value, double Lowest, double Highest)
{
    /// <summary>How many times the edge of stability is looked at.</summary>
    public const double Farthest = 64;

    /// <summary>Finds it by bisection between the edge of stability and <see cref="Farthest"/> times it.</summary>
    /// <param name="models">Networks that stand for the one in question, at least one.</param>
    /// <param name="edge">ηm² of the edge of stability, 2(1+γ).</param>
    /// <param name="tolerance">Relative width of the bracket at the end, above 0.</param>
    public static DivergenceLimit Of(IReadOnlyList<IPhaseModel> models, double edge, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tolerance);
        double[] limits = [.. models.Select(model => Of(model, edge, tolerance))];
        double mean = limits.Any(double.IsInfinity) ? double.PositiveInfinity : Math.Exp(limits.Average(Math.Log));
        return new DivergenceLimit(mean, limits.Min(), limits.Max());
    }

    private static double Of(IPhaseModel model, double edge, double tolerance)
    {
        double low = edge, high = edge * Math.Sqrt(2);
        while (!Diverges(model, high))
        {
            (low, high) = (high, high * Math.Sqrt(2));
            if (high > edge * Farthest)
            {
                return double.PositiveInfinity;
            }
        }

        while (high > low * (1 + tolerance))
        {
            double middle = Math.Sqrt(low * high);
            (low, high) = Diverges(model, middle) ? (low, middle) : (middle, high);
        }

        return Math.Sqrt(low * high);
    }

    private static bool Diverges(IPhaseModel model, double stepMassSquared) => model.Follow(stepMassSquared) == TrainingPhase.Divergent;
}
