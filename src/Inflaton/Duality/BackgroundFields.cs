using Inflaton.Dynamics;

namespace Inflaton.Duality;

/// <summary>
/// How many background fields a training needs: the error of <see cref="BackgroundRung"/> against the frozen kernel for numbers m of
/// modes. It is the largest |f_m − f| over inputs and times, over the largest |f − f₀|.
/// </summary>
public sealed record BackgroundFields
{
    /// <summary>The error that <see cref="Needed"/> is stated for: 1 % of the field's motion.</summary>
    public const double Tolerance = 0.01;

    private BackgroundFields(SortedDictionary<int, double> errors) =>
        (Modes, Errors, Needed) = ([.. errors.Keys], [.. errors.Values], errors.First(entry => entry.Value <= Tolerance).Key);

    /// <summary>The numbers m that were tried, ascending.</summary>
    public IReadOnlyList<int> Modes { get; }

    /// <summary>Their errors; infinite where the field with m modes ends before that of the frozen kernel.</summary>
    public IReadOnlyList<double> Errors { get; }

    /// <summary>
    /// The least m of these whose error is at most <see cref="Tolerance"/>. It is found by doubling and halving: it is the least of all
    /// where the error falls with m.
    /// </summary>
    public int Needed { get; }

    /// <summary>Solves a problem for as many m as the search takes, about 2 log₂ of the number that is needed.</summary>
    /// <param name="problem">The kernel, the field and the optimiser.</param>
    /// <param name="also">An m of which the error is asked for beside; null for none.</param>
    public static BackgroundFields Of(PredictionProblem problem, int? also = null)
    {
        PredictionProblem training = problem with
        {
            TestKernel = null,
            TestInitialField = null,
            Solver = problem.Solver with { Reached = null },
        };
        int count = problem.Spectrum.Count;
        BackgroundRung rung = new();
        Trajectory frozen = new FrozenKernelRung().Predict(training).Field;
        double motion = MotionOf(frozen);
        SortedDictionary<int, double> errors = [];

        int enough = 1;
        while (ErrorOf(enough) > Tolerance)
        {
            enough = Math.Min(2 * enough, count);
        }

        int few = enough / 2;
        while (enough - few > 1)
        {
            int middle = (few + enough) / 2;
            (few, enough) = ErrorOf(middle) > Tolerance ? (middle, enough) : (few, middle);
        }

        if (also is { } given)
        {
            ErrorOf(Math.Min(given, count));
        }

        return new BackgroundFields(errors);

        double ErrorOf(int modes) => errors.TryGetValue(modes, out double known) ? known
            : errors[modes] = modes == count || problem.LinearCurvature is not null ? 0
            : Distance(rung.Predict(training, modes).Field, frozen, motion);
    }

    private static double MotionOf(Trajectory field)
    {
        double largest = 0;
        for (int t = 0; t < field.Count; t++)
        {
            for (int i = 0; i < field.Dimension; i++)
            {
                largest = Math.Max(largest, Math.Abs(field.At(t)[i] - field.At(0)[i]));
            }
        }

        return largest;
    }

    private static double Distance(Trajectory field, Trajectory frozen, double motion)
    {
        if (field.Count < frozen.Count)
        {
            return double.PositiveInfinity;
        }

        double largest = frozen.Count == 0 ? 0 : ErrorBudget.Maximum(field.Minus(frozen));
        return largest == 0 ? 0 : largest / motion;
    }
}
