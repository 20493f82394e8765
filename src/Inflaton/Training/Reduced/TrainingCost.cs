using Inflaton.Networks;

namespace Inflaton.Training.Reduced;

/// <summary>
/// What training costs, counted in multiply-adds of a matrix product on one core (about 0.04 ns). Only the layers between hidden levels
/// are counted: the first layer, the read-out and the activations cost both methods the same. No clock is read: the same experiment is
/// always trained by the same method.
/// </summary>
/// <remarks>
/// With N inputs and a layer n → m, a weight that is read costs S = 6 multiply-adds where the matrix has more than 2²¹ elements and 2 where
/// it stays in a cache:
/// <list type="bullet">
/// <item>direct step: n m (3 N + w S), three products and w = 2.3 sweeps over the weights for up to four inputs, 4 for more;</item>
/// <item>reduced step with r and q vectors in use: (N + 3/2) (r (3 n + m) + q (3 m + n)) + 3 N r q: expressing, checking, adding up;</item>
/// <item>k vectors joining a basis: n m (k + S), one sweep over W_0.</item>
/// </list>
/// <para>
/// Before training the sizes of the bases are estimated, with the tolerance ε and δ = −log₁₀ ε, from runs on intervals: 1.7 δ M signal
/// vectors and 1.7 times as many response vectors with M = min(N, 8 d), a third of them in use, for smooth activations; 2.6 δ N^1.35 of
/// each, half of them in use, for those with a kink; not more than the width, nor than N a step.
/// </para>
/// </remarks>
public static class TrainingCost
{
    /// <summary><c>auto</c> trains reduced where the predicted saving is at least this.</summary>
    public const double LeastSaving = 1.5;

    private const double MemoryElement = 6;
    private const double CachedElement = 2;
    private const double BasisElement = 1.5;
    private const int CacheElements = 1 << 21;
    private const int FewPoints = 4;
    private const double FewPointSweeps = 2.3;
    private const double ManyPointSweeps = 4;

    // Calls and checks of a reduced step of one layer, about 4 µs.
    private const double Overhead = 1e5;

    /// <summary>One direct step of a layer.</summary>
    /// <param name="points">N.</param>
    /// <param name="inputs">n.</param>
    /// <param name="outputs">m.</param>
    public static double Direct(int points, int inputs, int outputs)
    {
        double sweeps = points <= FewPoints ? FewPointSweeps : ManyPointSweeps;
        return (double)inputs * outputs * ((3.0 * points) + (sweeps * Element(inputs, outputs)));
    }

    /// <summary>One reduced step of a layer.</summary>
    /// <param name="points">N.</param>
    /// <param name="inputs">n.</param>
    /// <param name="outputs">m.</param>
    /// <param name="signals">r, signal vectors in use.</param>
    /// <param name="responses">q, response vectors in use.</param>
    public static double Reduced(int points, int inputs, int outputs, double signals, double responses) =>
        ((points + BasisElement) * ((signals * ((3.0 * inputs) + outputs)) + (responses * ((3.0 * outputs) + inputs))))
        + (3.0 * points * signals * responses);

    /// <summary>Vectors that join a basis at one step.</summary>
    /// <param name="inputs">n.</param>
    /// <param name="outputs">m.</param>
    /// <param name="vectors">k; none cost nothing.</param>
    public static double Growth(int inputs, int outputs, double vectors) =>
        vectors == 0 ? 0 : (double)inputs * outputs * (vectors + Element(inputs, outputs));

    /// <summary>Estimated numbers of vectors that the bases of a layer reach.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="layer">Number of the layer, 1 to L − 1.</param>
    /// <param name="points">N.</param>
    /// <param name="epochs">Epochs K.</param>
    /// <param name="tolerance">ε.</param>
    public static (double Signals, double Responses) ExpectedVectors(
        NetworkArchitecture architecture, int layer, int points, int epochs, double tolerance)
    {
        double digits = -Math.Log10(tolerance);
        bool isKinked = IsKinked(architecture.Activation);
        double signals = digits * (isKinked ? 2.6 * Math.Pow(points, 1.35) : 1.7 * Math.Min(points, 8.0 * architecture.Inputs));
        double responses = isKinked ? signals : 1.7 * signals;
        double most = (double)points * epochs;
        return (
            Math.Min(signals, Math.Min(most, architecture.Fan(layer))),
            Math.Min(responses, Math.Min(most, architecture.Fan(layer + 1))));
    }

    /// <summary>
    /// Predicted cost of training directly over that of training reduced; 1 where there is nothing to reduce. <c>auto</c> compares it with
    /// <see cref="LeastSaving"/>.
    /// </summary>
    /// <param name="architecture">The network.</param>
    /// <param name="points">N, at least 1.</param>
    /// <param name="epochs">Epochs K, not negative.</param>
    /// <param name="tolerance">ε, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static double PredictedSaving(
        NetworkArchitecture architecture, int points, int epochs, double tolerance = ReducedTraining.DefaultTolerance)
    {
        (double direct, double reduced) = Predicted(architecture, points, epochs, tolerance);
        return reduced == 0 ? 1 : direct / reduced;
    }

    /// <summary>Predicted cost of a whole training of the layers between hidden levels, by both methods.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="points">N, at least 1.</param>
    /// <param name="epochs">Epochs K, not negative.</param>
    /// <param name="tolerance">ε, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static (double Direct, double Reduced) Predicted(
        NetworkArchitecture architecture, int points, int epochs, double tolerance = ReducedTraining.DefaultTolerance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        if (!(tolerance > 0 && tolerance < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "The tolerance must be above 0 and below 1.");
        }

        double direct = 0, reduced = 0, share = IsKinked(architecture.Activation) ? 1 / 2.0 : 1 / 3.0;
        for (int l = 1; l < architecture.Layers - 1; l++)
        {
            int inputs = architecture.Fan(l), outputs = architecture.Fan(l + 1);
            (double signals, double responses) = ExpectedVectors(architecture, l, points, epochs, tolerance);
            double batches = (signals + responses) / Math.Max(1, points / 4.0);
            direct += epochs * Direct(points, inputs, outputs);
            reduced += epochs * (Overhead + Reduced(points, inputs, outputs, share * signals, share * responses));
            reduced += (double)inputs * outputs * (signals + responses + (batches * Element(inputs, outputs)));
        }

        return (direct, reduced);
    }

    /// <summary>Whether φ' jumps at zero.</summary>
    private static bool IsKinked(Activation activation) => Math.Abs(activation.Slope(1e-9) - activation.Slope(-1e-9)) > 1e-3;

    private static double Element(int inputs, int outputs) => (long)inputs * outputs > CacheElements ? MemoryElement : CachedElement;
}
