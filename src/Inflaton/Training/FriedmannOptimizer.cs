using Inflaton.Dynamics;

namespace Inflaton.Training;

/// <summary>
/// Gradient descent with the friction of an expanding universe, 3H(t): with q_k = 3H_k h/2 and h = √η,
/// θ_{k+1} = θ_k + ((1−q_k)/(1+q_k))(θ_k − θ_{k−1}) − (η/(1+q_k))∇𝓛 and half a step, η/2, to begin with. A wide network is then the
/// leapfrog solution of f̈ + 3H(t)ḟ + F = 0. Constant H is the heavy ball with γ = (1−q)/(1+q); H = 1/t has Nesterov's friction 3/t. Stable
/// for η &lt; 4/m²_max. Source: Su, Boyd and Candès, J. Mach. Learn. Res. 17 (2016) 153 (friction 3/t); the rest is leapfrog.
/// </summary>
public sealed class FriedmannOptimizer : Optimizer
{
    /// <summary>An optimiser that lives in a universe.</summary>
    /// <param name="learningRate">η = h², positive.</param>
    /// <param name="expansion">How the universe expands.</param>
    /// <param name="energy">The mean output's energy, which then counts in H; null where it is not to.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is not a positive number.</exception>
    public FriedmannOptimizer(double learningRate, Expansion expansion, MeanFieldEnergy? energy = null)
    {
        LearningRate = Positive(learningRate);
        Expansion = expansion;
        Energy = energy;
    }

    /// <inheritdoc/>
    public override string Name => "friedmann";

    /// <inheritdoc/>
    public override double LearningRate { get; }

    /// <summary>How the universe expands.</summary>
    public Expansion Expansion { get; }

    /// <inheritdoc/>
    public override Expansion Universe => Expansion;

    /// <summary>The mean output's energy, where it counts in H.</summary>
    public MeanFieldEnergy? Energy { get; }

    /// <inheritdoc/>
    public override bool FollowsField => Energy is not null;

    /// <inheritdoc/>
    public override bool ExpandsUniverse => Energy is not null;

    /// <summary>False: the equation is of second order as it is.</summary>
    public override bool HasMatchings => false;

    /// <summary>4, that of leapfrog, which friction does not change.</summary>
    public override double StabilityBound => 4;

    /// <inheritdoc/>
    public override StepSequence Begin() => new FrictionSequence(FrictionStep.OfRate(Expansion, StepStart.Rest, LearningRate), Energy);

    /// <inheritdoc/>
    public override EquationOfMotion Equation(Matching matching, double mean = 0) => new(Expansion)
    {
        Hubble = Expansion.Hubble(0, 0, Energy?.Value(mean) ?? 0),
        Energy = Energy,
        Stretches = true,
    };


    /// <inheritdoc/>
    public override double EfoldsAfter(int epochs, Matching matching, double mean) =>
        Expansion.EfoldsAt(epochs * Math.Sqrt(LearningRate)) ?? Follow([epochs], mean).Efolds[0];

    /// <summary>H and N at some epochs of a network whose mean output obeys f̈ + 3Hḟ + V' = 0, by the steps themselves.</summary>
    /// <param name="epochs">The epochs, ascending.</param>
    /// <param name="matching">Of no matter.</param>
    /// <param name="mean">f̄ at the start, at rest.</param>
    public override HubbleHistory? History(ReadOnlySpan<int> epochs, Matching matching, double mean) => Follow(epochs, mean);

    private HubbleHistory Follow(ReadOnlySpan<int> epochs, double mean)
    {
        HubbleHistory history = new(new double[epochs.Length], new double[epochs.Length]);
        StepSequence steps = Begin();
        Span<double> field = [mean], step = [0], slope = [0];
        int known = 0;
        for (int k = 0; known < epochs.Length; k++)
        {
            double reached = steps.Efolds;
            StepCoefficients next = steps.Next(field, double.NaN);
            for (; known < epochs.Length && epochs[known] == k; known++)
            {
                (history.Hubble[known], history.Efolds[known]) = (steps.Hubble, reached);
            }

            slope[0] = Energy?.Slope(field[0]) ?? 0;
            Leapfrog.Move(next, field, step, slope);
        }

        return history;
    }
}
