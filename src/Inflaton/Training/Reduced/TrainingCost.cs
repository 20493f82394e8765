namespace Inflaton.Training.Reduced;

/// <summary>
/// What a step of training costs, counted in multiply-adds of a matrix product on one core (about 0.04 ns). An element that has to come
/// from memory counts as <see cref="StreamedElement"/> of them. Only the layers between hidden levels are counted: the first layer, the
/// read-out and the activations cost both methods the same. No clock is read: the same experiment is always trained by the same method.
/// </summary>
/// <remarks>
/// With N inputs, a layer n → m, signal basis r and response basis q:
/// <list type="bullet">
/// <item>direct step: n m (3 N + 4 S), three products and four sweeps over the weights and their velocity, S = 6;</item>
/// <item>reduced step: (N + 3/2) (r (3 n + m) + q (3 m + n)) + 3 N r q: expressing, checking and adding up;</item>
/// <item>k vectors joining a basis: n m (k + S), one sweep over W_0.</item>
/// </list>
/// </remarks>
public static class TrainingCost
{
    /// <summary>S: the time of one element streamed from memory, in multiply-adds.</summary>
    public const double StreamedElement = 6;

    private const double DirectSweeps = 4;
    private const double CachedElement = 1.5;

    /// <summary>One direct step of a layer.</summary>
    /// <param name="points">N.</param>
    /// <param name="inputs">n.</param>
    /// <param name="outputs">m.</param>
    public static double Direct(int points, int inputs, int outputs) =>
        (double)inputs * outputs * ((3.0 * points) + (DirectSweeps * StreamedElement));

    /// <summary>One reduced step of a layer, its bases as they are.</summary>
    /// <param name="points">N.</param>
    /// <param name="inputs">n.</param>
    /// <param name="outputs">m.</param>
    /// <param name="signals">r.</param>
    /// <param name="responses">q.</param>
    public static double Reduced(int points, int inputs, int outputs, double signals, double responses) =>
        ((points + CachedElement) * ((signals * ((3.0 * inputs) + outputs)) + (responses * ((3.0 * outputs) + inputs))))
        + (3.0 * points * signals * responses);

    /// <summary>Vectors that join a basis at one step.</summary>
    /// <param name="inputs">n.</param>
    /// <param name="outputs">m.</param>
    /// <param name="vectors">k; none cost nothing.</param>
    public static double Growth(int inputs, int outputs, int vectors) =>
        vectors == 0 ? 0 : (double)inputs * outputs * (vectors + StreamedElement);
}
