using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;
using Inflaton.Universe;

namespace Inflaton.Duality.Homogeneous;

/// <summary>
/// A network at a single input and how it is trained: the other side of the duality from <see cref="HomogeneousUniverse"/>. Its field
/// φ = φ₀ + α(f − f₀) moves under Θ_φℓ'(φ) with the optimiser's friction.
/// </summary>
public sealed record HomogeneousTraining
{
    // (hm)², above which the steps do not resolve the field's oscillation.
    private const double LongestStep = 0.1;

    private readonly int epochs;
    private readonly int? recordEvery;

    /// <summary>The network, as it is drawn.</summary>
    public required HomogeneousNetwork Network { get; init; }

    /// <summary>φ₀, the field at epoch 0; f₀ where it is not moved.</summary>
    public required double InitialField { get; init; }

    /// <summary>ℓ(φ; 0).</summary>
    public required SingleFieldPotential Loss { get; init; }

    /// <summary>The optimiser, whose friction is the universe's.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>Steps K, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public required int Epochs
    {
        get => epochs;
        init => epochs = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Epochs), value, "At least one epoch is needed.");
    }

    /// <summary>Epochs from one record of the field to the next, at least 1; default max(1, K/100).</summary>
    public int RecordEvery
    {
        get => recordEvery ?? Math.Max(1, Epochs / 100);
        init => recordEvery = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RecordEvery), value, "Records are at least one epoch apart.");
    }

    /// <summary>
    /// The training by which a network follows a universe's field: ℓ = V/Θ_φ with steps of h = T/K. A field at rest takes the optimiser of
    /// its own universe; in de Sitter space the first velocity of a heavy ball, φ̇ = −hV'/(2s), takes gradient descent, and ℓ = V/(sΘ_φ)
    /// with s = 1 + 3Hh/2.
    /// </summary>
    /// <remarks>
    /// <see cref="HomogeneousUniverse.Of"/> leads back to the same universe, but for the label of its first time and its tolerances.
    /// </remarks>
    /// <param name="universe">The universe.</param>
    /// <param name="network">The network.</param>
    /// <param name="epochs">Steps from the beginning to the end, at least 1.</param>
    /// <exception cref="DualityException">
    /// The universe has no such network: a field not at rest, steps too long, no expansion, or a network that does not move.
    /// </exception>
    public static HomogeneousTraining Of(HomogeneousUniverse universe, HomogeneousNetwork network, int epochs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        Cosmology cosmology = universe.Cosmology;
        double step = universe.Duration / epochs, field = cosmology.InitialField[0];
        double slope = universe.Potential.Slope(field);
        double? momentum = cosmology.InitialVelocity is [0] ? null : MomentumOf(cosmology, step, slope)
            ?? throw new DualityException(
                DualityPart.Velocity, "is not 0, and a network starts at rest",
                "Give phidot: 0; the friction takes the field to slow roll by itself.");
        double massSquared = Math.Abs(universe.Potential.Curvature(field));
        if (step * step * massSquared > LongestStep)
        {
            throw new DualityException(
                DualityPart.Time,
                ReadableFormat.Text($"is cut into steps of {step:G4}, too long for the field's mass {Math.Sqrt(massSquared):G4}"),
                ReadableFormat.Text($"Take at least {Math.Ceiling(epochs * step * Math.Sqrt(massSquared / LongestStep))} epochs."));
        }

        double learningRate = step * step, theta = network.RequireMoving();
        SingleFieldPotential loss = ScaledPotential.Of(universe.Potential, (momentum is { } kept ? (1 + kept) / 2 : 1) / theta);
        return new HomogeneousTraining
        {
            Network = network,
            InitialField = field,
            Loss = loss,
            Optimizer = momentum is { } heavy
                ? new GradientDescent(learningRate, heavy)
                : new FriedmannOptimizer(learningRate, cosmology.Expansion, EnergyOf(cosmology, loss, theta)),
            Epochs = epochs,
        };
    }

    /// <summary>f̈ + 3Hḟ + sΘ_φℓ' = 0 with ḟ(0) = −vΘ_φℓ'.</summary>
    /// <param name="matching">Which equation stands for heavy balls.</param>
    public EquationOfMotion Equation(Matching matching) => Optimizer.Equation(matching, InitialField);

    /// <summary>sΘ_φ, which makes the universe's potential of the loss.</summary>
    /// <param name="matching">Which equation stands for heavy balls.</param>
    public double Coupling(Matching matching) => Network.Theta * Equation(matching).ForceScale;

    /// <summary>What the predictions know of it.</summary>
    /// <param name="matching">Which equation stands for heavy balls.</param>
    public PredictionProblem Problem(Matching matching = Matching.Leapfrog)
    {
        Matrix<double> kernel = new(1, 1, [Network.Theta]);
        return new PredictionProblem
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single),
            InitialField = [InitialField],
            Targets = [0],
            Loss = new FieldLoss(Loss),
            Optimizer = Optimizer,
            Matching = matching,
            Epochs = Trainer.RecordedEpochs(Epochs, RecordEvery),
        };
    }

    /// <summary>Trains a copy of the network.</summary>
    /// <param name="team">Threads; null (default) for the caller's alone.</param>
    /// <param name="cancellation">Stops the training; what was recorded until then is kept.</param>
    public TrainingRecord Train(WorkerTeam? team = null, CancellationToken cancellation = default)
    {
        TrainingTask task = new()
        {
            Inputs = Network.Input,
            Targets = [0],
            ReadOut = new ReadOut(Network.OutputScale, [Network.Output], [InitialField]),
            Loss = new FieldLoss(Loss),
            Optimizer = Optimizer,
            Epochs = Epochs,
            RecordEvery = RecordEvery,
        };
        return new Trainer(team).Train(
            task, Network.Parameters.Clone(), new Matrix<double>(1, 1, [Network.Theta]), cancellation: cancellation);
    }

    /// <summary>The exact field of a universe, and how far off this training is predicted to be.</summary>
    /// <param name="cosmology">The universe, of one field.</param>
    /// <exception cref="DualityException">The universe cannot be followed as long as the training lasts.</exception>
    /// <exception cref="ArgumentException">It has several fields, or none that can start.</exception>
    public FollowedField Follow(Cosmology cosmology) => FollowedField.Of(
        Problem(), cosmology, Optimizer.IsPredictable ? Network.Drift : null, Network.OutputScale);

    /// <summary>
    /// γ of the heavy ball whose second-order matching has a universe's first velocity: γ = (1−q)/(1+q) with q = 3Hh/2, and
    /// φ̇ = −hV'/(2(1+q)). Null where there is none.
    /// </summary>
    private static double? MomentumOf(Cosmology cosmology, double step, double slope)
    {
        if (cosmology is not { Expansion.ConstantHubble: { } hubble, InitialVelocity: [var velocity] })
        {
            return null;
        }

        double q = 1.5 * hubble * step, kick = -step * slope / (2 * (1 + q));
        double momentum = (1 - q) / (1 + q);
        return momentum > -1e-12 && Math.Abs(velocity - kick) <= 1e-12 * Math.Abs(kick) ? Math.Max(momentum, 0) : null;
    }

    private static MeanFieldEnergy? EnergyOf(Cosmology cosmology, SingleFieldPotential loss, double theta)
    {
        if (!cosmology.Expansion.IsSelfConsistent)
        {
            return null;
        }

        return double.IsFinite(cosmology.Expansion.Hubble(0, 0, cosmology.Energy(cosmology.InitialField)))
            ? new MeanFieldEnergy(loss, theta)
            : throw new DualityException(
                DualityPart.Expansion, "has negative energy at the start, and then does not expand",
                "Add vacuum energy, or a constant to the potential.");
    }
}
