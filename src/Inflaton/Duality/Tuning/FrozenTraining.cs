namespace Inflaton.Duality.Tuning;

/// <summary>
/// How the loss falls under heavy-ball gradient descent while the kernel stays what it is at initialisation, for any η and γ.
/// </summary>
public abstract class FrozenTraining
{
    /// <summary>𝓛_0.</summary>
    public abstract double InitialLoss { get; }

    /// <summary>m² of the heaviest mode at the start, which decides stability there.</summary>
    public abstract double LargestMass { get; }

    /// <summary>A number that m² does not pass on the way while the kernel stays put; null where ℓ'' has no bound that is known.</summary>
    public abstract double? LargestMassThroughout { get; }

    /// <summary>Number of modes that are followed.</summary>
    public abstract int Count { get; }

    /// <summary>How thoroughly to search: what an evaluation costs decides.</summary>
    public abstract SearchEffort Effort { get; }

    /// <summary>The same for a kernel that has grown.</summary>
    /// <param name="factor">Positive.</param>
    public abstract FrozenTraining Scaled(double factor);

    /// <summary>𝓛_k; NaN or infinite where it leaves the finite numbers.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">γ.</param>
    /// <param name="epoch">k ≥ 0.</param>
    public abstract double Loss(double learningRate, double momentum, int epoch);

    /// <summary>How many modes ring at the start.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">γ.</param>
    public abstract int Underdamped(double learningRate, double momentum);

    /// <summary>
    /// Epochs until the loss is down to a target, with a fraction (by the logarithm of the loss) so that it changes smoothly with η and γ;
    /// infinite where it is not reached.
    /// </summary>
    /// <param name="target">Loss to reach.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">γ.</param>
    /// <param name="most">Epochs after which to give up.</param>
    public abstract double EpochsTo(double target, double learningRate, double momentum, int most);

    /// <summary>How far the weights move, ‖θ_k − θ_0‖ = (Σ (f̃_i(k) − f̃_i(0))²/λ_i)^{1/2}.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">γ.</param>
    /// <param name="epoch">k ≥ 0.</param>
    public abstract double WeightDisplacement(double learningRate, double momentum, int epoch);

    /// <summary>Whether the loss stays finite.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">γ.</param>
    /// <param name="epochs">Epochs to train.</param>
    public abstract bool IsStable(double learningRate, double momentum, int epochs);

    /// <summary>η below which no mode grows at the start, 2(1+γ)/m²_max; infinite where nothing pulls.</summary>
    /// <param name="momentum">γ.</param>
    public double StabilityLimit(double momentum) => ModeAnalysis.StabilityLimitOf(LargestMass, momentum);

    /// <summary>η below which no mode grows anywhere on the way; null where ℓ'' has no bound that is known.</summary>
    /// <param name="momentum">γ.</param>
    public double? StabilityLimitThroughout(double momentum) =>
        LargestMassThroughout is { } mass ? ModeAnalysis.StabilityLimitOf(mass, momentum) : null;

    /// <summary>
    /// η at a place of the search's scale: dense towards the stability limit where that is known to hold, and beyond it elsewhere.
    /// </summary>
    /// <param name="place">From −4, far below the limit, to 7.</param>
    /// <param name="momentum">γ.</param>
    public abstract double RateAt(double place, double momentum);

    /// <summary>Where between two epochs the loss meets a target, by its logarithm.</summary>
    internal static double Crossing(int below, double lossBelow, int above, double lossAbove, double target)
    {
        double fall = Math.Log(lossBelow / lossAbove);
        return fall > 0 ? below + Math.Clamp(Math.Log(lossBelow / target) / fall, 0, 1) : above;
    }
}
