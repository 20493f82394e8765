using Inflaton.Losses;

namespace Inflaton.Duality.Tuning;

/// <summary>
/// What decides how fast a network with a quadratic loss trains while its kernel stays put: for each mode its mass m² = κλ/N and the loss
/// e = κ g̃²/2N that is stored in it at the start. Then 𝓛_k = Σ e_i a_i(k)², exactly, for any η, γ and k. Not for use by several threads
/// at once.
/// </summary>
public sealed class TrainingSpectrum : FrozenTraining
{
    private const double Coarse = 1.25;
    private const int ScannedEpochs = 8;

    private readonly double[] masses;
    private readonly double[] energies;
    private readonly double resting;
    private readonly HeavyBallMode[] modes;
    private double modesRate = double.NaN;
    private double modesMomentum;

    /// <summary>A spectrum given by its modes.</summary>
    /// <param name="masses">m² of each mode, not negative.</param>
    /// <param name="energies">Loss stored in each mode at the start, not negative.</param>
    /// <exception cref="ArgumentException">There are no modes, numbers differ, or a value is negative or not finite.</exception>
    public TrainingSpectrum(ReadOnlySpan<double> masses, ReadOnlySpan<double> energies)
        : this(masses.ToArray(), energies.ToArray(), 0, masses.IsEmpty ? 0 : System.Numerics.Tensors.TensorPrimitives.Max(masses))
    {
        if (masses.IsEmpty || masses.Length != energies.Length)
        {
            throw new ArgumentException($"{masses.Length} masses do not belong to {energies.Length} energies.", nameof(masses));
        }

        foreach (double value in (ReadOnlySpan<double>)[.. masses, .. energies])
        {
            if (!(value >= 0 && double.IsFinite(value)))
            {
                throw new ArgumentException($"{value} is neither a mass squared nor an energy.", nameof(masses));
            }
        }
    }

    private TrainingSpectrum(double[] masses, double[] energies, double resting, double largestMass)
    {
        (this.masses, this.energies, this.resting) = (masses, energies, resting);
        InitialLoss = energies.Sum() + resting;
        LargestMass = largestMass;
        modes = new HeavyBallMode[masses.Length];
    }

    /// <summary>The modes at a learning rate and momentum; those of the last time are kept.</summary>
    private ReadOnlySpan<HeavyBallMode> At(double learningRate, double momentum)
    {
        if (learningRate != modesRate || momentum != modesMomentum)
        {
            (modesRate, modesMomentum) = (learningRate, momentum);
            for (int i = 0; i < modes.Length; i++)
            {
                modes[i] = new HeavyBallMode(learningRate, momentum, masses[i]);
            }
        }

        return modes;
    }

    /// <inheritdoc/>
    public override double InitialLoss { get; }

    /// <inheritdoc/>
    public override double LargestMass { get; }

    /// <inheritdoc/>
    public override double? LargestMassThroughout => LargestMass;

    /// <inheritdoc/>
    public override int Count => masses.Length;

    /// <inheritdoc/>
    public override SearchEffort Effort => SearchEffort.Thorough;

    /// <summary>The spectrum of a network at initialisation.</summary>
    /// <param name="problem">Kernel, field, targets and a quadratic loss. Its optimiser is not used.</param>
    /// <exception cref="ArgumentException">The loss is not quadratic.</exception>
    public static TrainingSpectrum Of(PredictionProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Loss loss = problem.Loss;
        double curvature = loss.UniformCurvature
            ?? throw new ArgumentException($"The loss {loss} is not quadratic: its modes do not evolve on their own.", nameof(problem));
        double[] gradient = problem.InitialGradient();
        double[] amplitudes = new double[gradient.Length];
        problem.Spectrum.ToModes(gradient, amplitudes);
        return new TrainingSpectrum(
            [.. problem.Spectrum.Eigenvalues.Select(eigenvalue => curvature * eigenvalue / problem.Points)],
            [.. amplitudes.Chunk(problem.Copies)
                .Select(outputs => outputs.Sum(amplitude => amplitude * amplitude) / (2 * curvature * problem.Points))]);
    }

    /// <summary>
    /// The same with the modes that matter least set aside: together they hold at most the given loss, which is kept as if it never moved.
    /// </summary>
    /// <param name="tolerance">Loss, at least 0.</param>
    public TrainingSpectrum Pruned(double tolerance)
    {
        int[] order = [.. Enumerable.Range(0, Count).OrderBy(i => energies[i])];
        double dropped = 0;
        int first = 0;
        while (first < Count - 1 && dropped + energies[order[first]] <= tolerance)
        {
            dropped += energies[order[first++]];
        }

        int[] kept = [.. order[first..].Order()];
        return new TrainingSpectrum([.. kept.Select(i => masses[i])], [.. kept.Select(i => energies[i])], resting + dropped, LargestMass);
    }

    /// <inheritdoc/>
    public override FrozenTraining Scaled(double factor) =>
        new TrainingSpectrum([.. masses.Select(mass => factor * mass)], energies, resting, factor * LargestMass);

    /// <inheritdoc/>
    public override bool IsStable(double learningRate, double momentum, int epochs) => learningRate < StabilityLimit(momentum);

    /// <inheritdoc/>
    public override double RateAt(double place, double momentum) => StabilityLimit(momentum) / (1 + Math.Exp(-place));

    /// <inheritdoc/>
    public override double Loss(double learningRate, double momentum, int epoch)
    {
        double loss = resting, ringing = HeavyBallMode.RingingSize(momentum, epoch);
        ReadOnlySpan<HeavyBallMode> there = At(learningRate, momentum);
        for (int i = 0; i < there.Length; i++)
        {
            double amplitude = there[i].Amplitude(epoch, ringing);
            loss += energies[i] * amplitude * amplitude;
        }

        return loss;
    }

    /// <inheritdoc/>
    public override int Underdamped(double learningRate, double momentum) =>
        masses.Count(mass => new HeavyBallMode(learningRate, momentum, mass).IsUnderdamped);

    /// <inheritdoc/>
    /// <remarks>Where the loss rings, a crossing that lasts less than a fifth of the time so far may be passed over.</remarks>
    public override double EpochsTo(double target, double learningRate, double momentum, int most)
    {
        if (InitialLoss <= target)
        {
            return 0;
        }

        if (resting > target || learningRate >= StabilityLimit(momentum))
        {
            return double.PositiveInfinity;
        }

        int below = 0, above = 0;
        double lossBelow = InitialLoss, lossAbove = InitialLoss;
        while (lossAbove > target)
        {
            if (above == most)
            {
                return double.PositiveInfinity;
            }

            (below, lossBelow) = (above, lossAbove);
            above = Math.Min(most, Math.Max(above + 1, (int)(Coarse * above)));
            lossAbove = Loss(learningRate, momentum, above);
        }

        while (above - below > ScannedEpochs)
        {
            int middle = below + ((above - below) / 2);
            double loss = Loss(learningRate, momentum, middle);
            if (loss > target)
            {
                (below, lossBelow) = (middle, loss);
            }
            else
            {
                (above, lossAbove) = (middle, loss);
            }
        }

        while (above - below > 1)
        {
            double loss = Loss(learningRate, momentum, below + 1);
            if (loss <= target)
            {
                (above, lossAbove) = (below + 1, loss);
            }
            else
            {
                (below, lossBelow) = (below + 1, loss);
            }
        }

        return Crossing(below, lossBelow, above, lossAbove, target);
    }

    /// <inheritdoc/>
    public override double WeightDisplacement(double learningRate, double momentum, int epoch)
    {
        // (f̃ − f̃_0)²/λ = (1 − a)² g̃²/λ, and with e = κg̃²/2N and m² = κλ/N that is 2e(1 − a)²/m².
        double square = 0;
        for (int i = 0; i < masses.Length; i++)
        {
            if (masses[i] > 1e-14 * LargestMass)
            {
                double moved = 1 - new HeavyBallMode(learningRate, momentum, masses[i]).Amplitude(epoch);
                square += 2 * energies[i] * moved * moved / masses[i];
            }
        }

        return Math.Sqrt(square);
    }
}
