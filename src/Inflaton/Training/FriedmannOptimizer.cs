using System.Numerics.Tensors;
using Inflaton.Universe;

namespace Inflaton.Training;

/// <summary>
/// Gradient descent with the friction of an expanding universe, 3H(t): with q_k = 3H_k h/2 and h = √η,
/// θ_{k+1} = θ_k + ((1−q_k)/(1+q_k))(θ_k − θ_{k−1}) − (η/(1+q_k))∇𝓛 and half a step, η/2, to begin with. A wide network is then the leapfrog
/// solution of f̈ + 3H(t)ḟ + F = 0. Constant H is the heavy ball with γ = (1−q)/(1+q); H = 1/t has Nesterov's friction 3/t. Stable for
/// η &lt; 4/m²_max. Source: Su, Boyd and Candès, J. Mach. Learn. Res. 17 (2016) 153 (friction 3/t); the rest is leapfrog.
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

    /// <summary>The mean output's energy, where it counts in H.</summary>
    public MeanFieldEnergy? Energy { get; }

    /// <inheritdoc/>
    public override bool FollowsField => Energy is not null;

    /// <summary>4, that of leapfrog, which friction does not change.</summary>
    public override double StabilityBound => 4;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The network's own output decides H; use <see cref="Begin"/>.</exception>
    public override StepCoefficients Coefficients(int epoch)
    {
        if (FollowsField)
        {
            throw new InvalidOperationException("The friction follows the network's own output; ask for the steps one by one.");
        }

        if (Expansion.EfoldsAt(0) is not null)
        {
            double time = epoch * Math.Sqrt(LearningRate);
            return Steps(epoch, Expansion.Hubble(time, Expansion.EfoldsAt(time)!.Value, 0));
        }

        Sequence steps = new(this);
        StepCoefficients coefficients = steps.Next([], double.NaN);
        for (int k = 0; k < epoch; k++)
        {
            coefficients = steps.Next([], double.NaN);
        }

        return coefficients;
    }

    /// <inheritdoc/>
    public override StepSequence Begin() => new Sequence(this);

    /// <summary>e-folds N after some steps of a network whose mean output obeys f̈ + 3Hḟ + V' = 0.</summary>
    /// <param name="epochs">Number of steps, not negative.</param>
    /// <param name="mean">f̄ at the start, at rest; of no matter where the expansion does not look at it.</param>
    public double EfoldsAfter(int epochs, double mean) =>
        Expansion.EfoldsAt(epochs * Math.Sqrt(LearningRate)) ?? History([epochs], mean).Efolds[0];

    /// <summary>H and N at some epochs of such a network.</summary>
    /// <param name="epochs">The epochs, ascending.</param>
    /// <param name="mean">f̄ at the start, at rest.</param>
    public (double[] Hubble, double[] Efolds) History(ReadOnlySpan<int> epochs, double mean)
    {
        double[] hubble = new double[epochs.Length], efolds = new double[epochs.Length];
        Sequence steps = new(this);
        double step = 0;
        int known = 0;
        for (int k = 0; known < epochs.Length; k++)
        {
            double reached = steps.Efolds;
            (double momentum, double learningRate) = steps.Next([mean], double.NaN);
            for (; known < epochs.Length && epochs[known] == k; known++)
            {
                hubble[known] = steps.Hubble;
                efolds[known] = reached;
            }

            step = (momentum * step) - (learningRate * (Energy?.Slope(mean) ?? 0));
            mean += step;
        }

        return (hubble, efolds);
    }

    private StepCoefficients Steps(int epoch, double hubble)
    {
        double q = 1.5 * hubble * Math.Sqrt(LearningRate);
        return epoch == 0 ? new StepCoefficients(0, LearningRate / 2) : new StepCoefficients((1 - q) / (1 + q), LearningRate / (1 + q));
    }

    /// <summary>Carries N and the mean output from step to step.</summary>
    private sealed class Sequence(FriedmannOptimizer optimizer) : StepSequence
    {
        private readonly double h = Math.Sqrt(optimizer.LearningRate);
        private int epoch;
        private double previousMean;
        private double previousHubble;
        private double integrated;

        public override double Hubble => previousHubble;

        public override double Efolds => optimizer.Expansion.EfoldsAt(epoch * h) ?? integrated;

        public override StepCoefficients Next(ReadOnlySpan<double> field, double loss)
        {
            double time = epoch * h;
            double efolds = Efolds;
            double hubble = optimizer.Energy is { } energy
                ? WithField(energy, time, efolds, TensorPrimitives.Sum(field) / field.Length)
                : optimizer.Expansion.Hubble(time, efolds, 0);

            // Adams and Bashforth's second order, Euler for the first step.
            integrated = efolds + (h * (epoch == 0 ? hubble : (1.5 * hubble) - (0.5 * previousHubble)));
            previousHubble = hubble;
            return optimizer.Steps(epoch++, hubble);
        }

        /// <summary>
        /// H from the field's energy, its velocity centred on the step: (1 + q)v = Δ/h − hV'/2 with q = 3Hh/2, which H itself enters.
        /// </summary>
        private double WithField(MeanFieldEnergy energy, double time, double efolds, double mean)
        {
            double push = epoch == 0 ? 0 : ((mean - previousMean) / h) - (h * energy.Slope(mean) / 2);
            previousMean = mean;
            return CentredHubble.Of(optimizer.Expansion, time, efolds, push, energy.Value(mean), h, epoch == 0 ? 0 : previousHubble);
        }
    }
}
