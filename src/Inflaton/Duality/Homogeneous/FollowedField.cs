using Inflaton.Dynamics;
using Inflaton.Universe;

namespace Inflaton.Duality.Homogeneous;

/// <summary>
/// The exact field of a universe that a network at a single input is to follow, f = φ + shift, and how far off the network is predicted to
/// be: by its steps, known exactly, and by the drift of its kernel, to first order in 1/width for the network that was drawn.
/// </summary>
public sealed class FollowedField
{
    private FollowedField(Trajectory field, double shift, double scale) => (Field, Shift, Scale) = (field, shift, scale);

    /// <summary>φ + shift at the recorded times.</summary>
    public Trajectory Field { get; }

    /// <summary>f₀ − φ₀.</summary>
    public double Shift { get; }

    /// <summary>Largest |φ| at the recorded times, which errors are relative to.</summary>
    public double Scale { get; }

    /// <summary>
    /// Largest distance of the recursion with the frozen kernel from the exact field, over <see cref="Scale"/>; NaN where nothing is
    /// predicted.
    /// </summary>
    public double StepError { get; private init; } = double.NaN;

    /// <summary>
    /// Largest distance that the kernel's drift is predicted to add, over <see cref="Scale"/>; NaN where nothing is predicted.
    /// </summary>
    public double WidthError { get; private init; } = double.NaN;

    /// <summary>
    /// Largest distance that both together are predicted to make, over <see cref="Scale"/>; NaN where nothing is predicted.
    /// </summary>
    public double PredictedError { get; private init; } = double.NaN;

    /// <summary>Solves a universe at the times of a training.</summary>
    /// <param name="problem">Kernel, field and optimiser of a network at a single input with a single output.</param>
    /// <param name="cosmology">The universe, of one field.</param>
    /// <param name="drift">Its kernel's drift; null where nothing is to be predicted.</param>
    /// <param name="outputScale">α.</param>
    /// <exception cref="DualityException">The universe cannot be followed as long as the training lasts.</exception>
    /// <exception cref="ArgumentException">There are several points, outputs or fields, or no universe starts there.</exception>
    public static FollowedField Of(PredictionProblem problem, Cosmology cosmology, HomogeneousDrift? drift, double outputScale = 1)
    {
        if (problem.InitialField.Length != 1 || cosmology.Fields != 1)
        {
            throw new ArgumentException(
                $"A network with {problem.InitialField.Length} values of its field does not follow a universe of {cosmology.Fields}: both "
                + $"need one.",
                nameof(problem));
        }

        HomogeneousUniverse.RequireFlat(cosmology);
        Background background = cosmology.Follow([.. problem.Times.Select(time => cosmology.Start + time)]);
        if (!background.IsComplete)
        {
            throw new DualityException(
                DualityPart.Time, $"cannot be followed as long as the training lasts: {background.Message.TrimEnd('.')}",
                "Train fewer epochs.");
        }

        double shift = problem.InitialField[0] - cosmology.InitialField[0];
        double[] phi = background.Field.Values;
        FollowedField followed = new(new Trajectory(problem.Times, 1, [.. phi.Select(value => value + shift)]), shift, phi.Max(Math.Abs));
        if (drift is null)
        {
            return followed;
        }

        Trajectory frozen = new DiscreteRung().Predict(problem).Field, drifting = drift.Follow(problem, outputScale);
        return new FollowedField(followed.Field, shift, followed.Scale)
        {
            StepError = followed.ErrorOf(frozen),
            WidthError = Distance(drifting, frozen, followed.Scale),
            PredictedError = followed.ErrorOf(drifting),
        };
    }

    /// <summary>Largest distance of a field from the exact one over <see cref="Scale"/>.</summary>
    /// <param name="field">f as far as it goes.</param>
    public double ErrorOf(Trajectory field) => Distance(field, Field, Scale);

    private static double Distance(Trajectory a, Trajectory b, double scale)
    {
        double largest = 0;
        for (int i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            double difference = Math.Abs(a.At(i)[0] - b.At(i)[0]);
            largest = double.IsNaN(difference) ? double.NaN : Math.Max(largest, difference);
        }

        return largest / scale;
    }
}
