using System.Text.Json.Serialization;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Runs;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>Everything asked for was computed.</summary>
    Completed,

    /// <summary>The predictions were computed; training was not asked for.</summary>
    NotTrained,

    /// <summary>Stopped by the user; what was recorded until then is kept.</summary>
    Interrupted,

    /// <summary>The field or the loss left the finite numbers during training; what was recorded until then is kept.</summary>
    Diverged,

    /// <summary>A prediction could not be computed to the end (step limit, not a number).</summary>
    PredictionFailed,
}

/// <summary>
/// What one run found, as written to <c>summary.json</c> (property names in snake_case). Together with the arrays of
/// <c>trajectories.npz</c> it is all that a report needs.
/// </summary>
public sealed record RunSummary : OutputSummary
{
    /// <summary>Seed from which the weights were drawn.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How the run ended.</summary>
    public required RunStatus Status { get; init; }

    /// <inheritdoc/>
    public override StudyOutcome Outcome => Status switch
    {
        RunStatus.Diverged or RunStatus.PredictionFailed => StudyOutcome.NumericalFailure,
        RunStatus.Interrupted => StudyOutcome.Interrupted,
        _ => StudyOutcome.Completed,
    };

    /// <summary>Which continuum equation the predictions use: <c>leading</c> or <c>leapfrog</c>.</summary>
    public required string Matching { get; init; }

    /// <summary>Learning rate η used (resolved, where the file says <c>auto</c>).</summary>
    public required double LearningRate { get; init; }

    /// <summary>Momentum γ.</summary>
    public required double Momentum { get; init; }

    /// <summary>What the momentum is, in a few words; empty in summaries of earlier versions.</summary>
    public string MomentumMeaning { get; init; } = "";

    /// <summary>Whether H is that of γ and η, the same all along; true in summaries of earlier versions.</summary>
    public bool ConstantHubble { get; init; } = true;

    /// <summary>The universe of a learning rate that changes; null where it does not.</summary>
    public ScheduleSummary? Schedule { get; init; }

    /// <summary>Weight decay w; null without it.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>The batches; null where each step sees all inputs.</summary>
    public BatchSummary? Batches { get; init; }

    /// <summary>Epochs asked for; with batches, steps.</summary>
    public required int Epochs { get; init; }

    /// <summary>Epochs trained; with batches, steps.</summary>
    public required int EpochsTrained { get; init; }

    /// <summary>Number N of training inputs.</summary>
    public required int TrainingPoints { get; init; }

    /// <summary>Number of test inputs.</summary>
    public required int TestPoints { get; init; }

    /// <summary>Number C of network outputs.</summary>
    public required int Outputs { get; init; }

    /// <summary>
    /// <c>full</c>: predictions know all NC × NC entries of the kernel; <c>shared</c>: one N × N kernel stands for all C outputs, and each
    /// of its modes for C.
    /// </summary>
    public string OutputKernel { get; init; } = "full";

    /// <summary>Names of the classes, in the order of the outputs; null where targets are no classes.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Number of trained parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Where the scale of the weights stands: <c>ntk</c> or <c>standard</c>; null in summaries of earlier versions.</summary>
    public string? Parameterization { get; init; }

    /// <summary>Hubble parameter H of the matching in force, in units of inverse time k√η.</summary>
    public required double Hubble { get; init; }

    /// <summary>Cosmological constant Λ = 3H² of the matching in force.</summary>
    public required double Lambda { get; init; }

    /// <summary>Hubble time 1/H (equal to the Hubble length).</summary>
    public required double HubbleTime { get; init; }

    /// <summary>Epochs per Hubble time, 1/(H√η).</summary>
    public required double EpochsPerHubbleTime { get; init; }

    /// <summary>e-folds N_e = H·K√η over the whole run of K epochs.</summary>
    public required double Efolds { get; init; }

    /// <summary>Θ₀: the mean diagonal entry of the tangent kernel at initialisation.</summary>
    public required double Theta0 { get; init; }

    /// <summary>Largest eigenvalue λ₁ of the kernel itself (not divided by N).</summary>
    public required double LeadingEigenvalue { get; init; }

    /// <summary>
    /// Bound on the error of Θ of infinite width beyond rounding, relative to √(Θ₁₁Θ₂₂), test inputs included: 0 where its activation has a
    /// closed form; null where predictions use the network's own kernel.
    /// </summary>
    public double? StatedError { get; init; }

    /// <summary>Eigenvalues of the kernel, descending, not divided by N.</summary>
    public required double[] Eigenvalues { get; init; }

    /// <summary>Overlap |u₁·1|/√N of the leading mode with the uniform vector, 0 to 1.</summary>
    public required double UniformOverlap { get; init; }

    /// <summary>√(Σ(λᵢ−λ̄)²/N)/λ̄: how unequal the eigenvalues are; 0 where no mode is suppressed.</summary>
    public double EigenvalueSpread { get; init; }

    /// <summary>Natural training; null without it.</summary>
    public NaturalSummary? Natural { get; init; }

    /// <summary>The network beside the field that it simulates, for the loss <c>field</c> with its gradient; null otherwise.</summary>
    public LatticeSummary? Lattice { get; init; }

    /// <summary>Vacuum domination: Λ over the field's potential energy at the start; NaN where that is negative.</summary>
    public required double Domination { get; init; }

    /// <summary>The ratio R that domination is held against.</summary>
    public required double DominationRatio { get; init; }

    /// <summary>Largest learning rate, at this momentum, for which the domination ratio is R; NaN where there is none.</summary>
    public required double MaxLearningRate { get; init; }

    /// <summary>
    /// Learning rate 2(1+γ)/m²_max above which the discrete recursion is unstable at the start, m²_max = λ_max(Θ^½ ∂²Σℓ/∂f² Θ^½)/N.
    /// </summary>
    public required double StabilityLimit { get; init; }

    /// <summary>
    /// The same with the largest ℓ'' that the motion can meet, Θ staying put; null where ℓ'' has no bound, or none is known.
    /// </summary>
    public double? StabilityLimitThroughout { get; init; }

    /// <summary>
    /// How near the network was to the edge of stability, as often as its kernel was recorded; null when nothing was trained, or none is
    /// known.
    /// </summary>
    public SharpnessSummary? Sharpness { get; init; }

    /// <summary>
    /// The phase of the training, predicted and as it happened; null where the optimiser is no heavy ball, or nothing pulls the field back.
    /// </summary>
    public PhaseSummary? Phase { get; init; }

    /// <summary>‖Θ_end − Θ₀‖/‖Θ₀‖ (Frobenius); null when nothing was trained.</summary>
    public double? KernelDrift { get; init; }

    /// <summary>Loss (mean over the inputs) before training.</summary>
    public required double LossInitial { get; init; }

    /// <summary>Trained loss at the last recorded epoch; null when nothing was trained.</summary>
    public double? LossFinal { get; init; }

    /// <summary>Loss at the last epoch, by rung; NaN where the prediction ended before.</summary>
    public required IReadOnlyDictionary<string, double> LossPredicted { get; init; }

    /// <summary>Mean field f̄ (first output, mean over the inputs) before training.</summary>
    public double? MeanInitial { get; init; }

    /// <summary>f̄ of the trained network at the last recorded epoch; null when nothing was trained.</summary>
    public double? MeanFinal { get; init; }

    /// <summary>f̄ at the last epoch, by rung; NaN where the prediction ended before.</summary>
    public IReadOnlyDictionary<string, double>? MeanPredicted { get; init; }

    /// <summary>Loss on the test points before training, at the end trained, and predicted by rung; null without test points.</summary>
    public TestSummary? Test { get; init; }

    /// <summary>Part of the training inputs whose class is told rightly; null where targets are no classes.</summary>
    public AccuracySummary? Accuracy { get; init; }

    /// <summary>Parts of the discrepancy between the trained field and the <c>perturbations</c> rung.</summary>
    public required ErrorBudgetSummary ErrorBudget { get; init; }

    /// <summary>The same effective theory in both matchings, keyed <c>leading</c> and <c>leapfrog</c>.</summary>
    public required IReadOnlyDictionary<string, MatchingSummary> Matchings { get; init; }

    /// <summary>The next order in 1/width; null where it was not computed.</summary>
    public InteractionSummary? Interactions { get; init; }

    /// <summary>The modes of the kernel, at most the first hundred.</summary>
    public required IReadOnlyList<ModeSummary> Modes { get; init; }

    /// <summary>How many of all the modes are frozen.</summary>
    public required int FrozenModes { get; init; }

    /// <summary>How many background fields the training needs; null where the prediction <c>background</c> was not asked for.</summary>
    public BackgroundSummary? Background { get; init; }

    /// <summary>
    /// What the spectrum of the kernel says as a whole; null for more than <see cref="CollectiveSummary.MostModes"/> modes.
    /// </summary>
    public CollectiveSummary? Collective { get; init; }

    /// <summary>The network against the exact field of a universe; null where the file names none.</summary>
    public FollowedSummary? Universe { get; init; }

    /// <summary>The trained outputs over draws of the weights; null where the file does not ask for them.</summary>
    public PosteriorSummary? Posterior { get; init; }

    /// <summary>How the training was computed; null when nothing was trained.</summary>
    public TrainingSummary? Training { get; init; }

    /// <summary>
    /// Seconds of kernel at epoch 0, eigen-system and predictions over seconds of training; null when nothing was trained.
    /// </summary>
    public double? PredictionCostRatio { get; init; }
}

/// <summary>One part of the error budget, over all points.</summary>
/// <param name="Maximum">Largest absolute value over points and recorded times, as far as the predictions reach.</param>
/// <param name="Final">Largest absolute value over points at the last recorded time; NaN where a prediction ended before.</param>
public sealed record BudgetPart(double Maximum, double Final)
{
    /// <summary>
    /// The last recorded epoch of <see cref="Maximum"/>, where a prediction ended before the others: parts of different epochs do not add
    /// up to the whole. Null, and not in the file, where all recorded epochs are in it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Until { get; init; }
}

/// <summary>Error budget: the parts add up to the whole discrepancy point by point and in time.</summary>
/// <param name="Linearisation"><c>frozen_kernel − perturbations</c>; null where a rung is missing.</param>
/// <param name="Continuum"><c>discrete − frozen_kernel</c>; null where a rung is missing.</param>
/// <param name="Drift"><c>trained − discrete</c>; null where a rung is missing.</param>
/// <param name="Total"><c>trained − perturbations</c>; null where a rung is missing.</param>
/// <param name="Interactions"><c>next_order − discrete</c>, a part of the drift; null where a rung is missing.</param>
/// <param name="Rest"><c>trained − next_order</c>, the other part of the drift; null where a rung is missing.</param>
public sealed record ErrorBudgetSummary(
    BudgetPart? Linearisation, BudgetPart? Continuum, BudgetPart? Drift, BudgetPart? Total,
    BudgetPart? Interactions = null, BudgetPart? Rest = null);

/// <summary>Effective theory in one matching.</summary>
/// <param name="Hubble">Hubble parameter H.</param>
/// <param name="Lambda">Λ = 3H².</param>
/// <param name="Domination">Λ over the field's potential energy at the start.</param>
/// <param name="MaxLearningRate">Learning rate at which the domination is the stated ratio.</param>
/// <param name="Efolds">e-folds over the run.</param>
public sealed record MatchingSummary(double Hubble, double Lambda, double Domination, double MaxLearningRate, double Efolds)
{
    /// <summary>
    /// f̄ at the last epoch, by rung; in the matching that is not in force for the rungs of the mean and <c>perturbations</c> alone.
    /// </summary>
    public IReadOnlyDictionary<string, double>? MeanPredicted { get; init; }

    /// <summary>
    /// Amplitudes f̃_i at the last epoch as <c>perturbations</c> predicts them, of the listed modes; null without that rung.
    /// </summary>
    public double[]? AmplitudesPredicted { get; init; }
}

/// <summary>
/// The network against the exact field φ of a universe. Errors are largest distances over the records, relative to the largest |φ|.
/// </summary>
/// <param name="Name">Name of the universe.</param>
/// <param name="Shift">f₀ − φ₀, by which the network's output is ahead of the field.</param>
/// <param name="PredictedError">
/// Error predicted before training, of steps and kernel drift together; NaN where nothing is predicted.
/// </param>
/// <param name="StepError">Part of it that the steps make, exact.</param>
/// <param name="WidthError">Part of it that the drift of this very network's kernel makes, to first order in 1/width.</param>
/// <param name="Error">Error of the trained network; null when nothing was trained.</param>
/// <param name="FrozenKernelError">Error of the <c>frozen_kernel</c> rung, that of its solver; null where it is missing.</param>
public sealed record FollowedSummary(
    string Name, double Shift, double PredictedError, double StepError, double WidthError, double? Error, double? FrozenKernelError);

/// <summary>One mode of the kernel.</summary>
/// <param name="Index">1 for the leading mode.</param>
/// <param name="Eigenvalue">λ_i of the kernel.</param>
/// <param name="MassSquared">m² = λ_i ℓ''/N at the start.</param>
/// <param name="Regime"><c>overdamped</c>, <c>critical</c>, <c>underdamped</c> or <c>tachyonic</c>.</param>
/// <param name="PredictedChange">Predicted relative change of the mode's amplitude over the run.</param>
/// <param name="Frozen">Whether the predicted change is below the threshold.</param>
public sealed record ModeSummary(int Index, double Eigenvalue, double MassSquared, string Regime, double PredictedChange, bool Frozen)
{
    /// <summary>Amplitude f̃_i = Σ_x U_xi f(x) before training.</summary>
    public double? AmplitudeInitial { get; init; }

    /// <summary>
    /// f̃_i of the trained network at the last recorded epoch, in the modes of the kernel at initialisation; null when nothing was trained.
    /// </summary>
    public double? AmplitudeFinal { get; init; }
}

/// <summary>Loss on the test points.</summary>
/// <param name="LossInitial">Before training.</param>
/// <param name="LossFinal">At the last recorded epoch; null when nothing was trained.</param>
/// <param name="LossPredicted">At the last epoch, by rung; NaN where the prediction ended before.</param>
/// <param name="Accuracy">Part of the test inputs whose class is told rightly; null where targets are no classes.</param>
public sealed record TestSummary(
    double LossInitial, double? LossFinal, IReadOnlyDictionary<string, double> LossPredicted, AccuracySummary? Accuracy = null);

/// <summary>Part of the inputs, 0 to 1, for which the largest output (with one output, its sign) is the class.</summary>
/// <param name="Initial">Before training.</param>
/// <param name="Final">At the last recorded epoch; null when nothing was trained.</param>
/// <param name="Predicted">At the last epoch, by rung; those of the mean alone know no classes.</param>
/// <param name="Agreement">
/// Part of the inputs that a rung puts at the last epoch into the class that the trained network puts them in; null when nothing was
/// trained.
/// </param>
public sealed record AccuracySummary(
    double Initial, double? Final, IReadOnlyDictionary<string, double> Predicted, IReadOnlyDictionary<string, double>? Agreement);

/// <summary>How a training was computed.</summary>
/// <param name="Method"><c>direct</c>, <c>reduced</c> or <c>linearized</c>.</param>
/// <param name="Reason">Why this method, in a few words.</param>
/// <param name="Precision"><c>double</c> or <c>single</c>.</param>
/// <param name="Tolerance">Tolerance of the reduced method; null for the direct one.</param>
/// <param name="LargestResidual">
/// Largest part of an activation or derivative that was left out, the certificate; null for the direct method.
/// </param>
/// <param name="Saving">Cost of the direct method over that of the reduced one, counted in operations; null for the direct method.</param>
/// <param name="Bases">Basis sizes of the layers between hidden levels; empty for the direct method.</param>
public sealed record TrainingSummary(
    string Method,
    string Reason,
    string Precision,
    double? Tolerance,
    double? LargestResidual,
    double? Saving,
    IReadOnlyList<BasisSummary> Bases);

/// <summary>How many vectors carry the training of one layer.</summary>
/// <param name="Layer">Number of the layer, from 0.</param>
/// <param name="Signals">Vectors that span the activations feeding it.</param>
/// <param name="Responses">Vectors that span the back-propagated derivatives behind it.</param>
/// <param name="LeftAtStep">
/// The step from which on it was trained directly, since its bases no longer paid; null where they still do.
/// </param>
public sealed record BasisSummary(int Layer, int Signals, int Responses, int? LeftAtStep);

/// <summary>ηm²_max of the network's own kernel and field along the training.</summary>
/// <param name="Edge">What it must stay below, for the heavy ball 2(1+γ).</param>
/// <param name="Initial">At epoch 0.</param>
/// <param name="Final">After training; null where the network diverged.</param>
/// <param name="Largest">The largest that was recorded.</param>
/// <param name="LargestAt">Its epoch.</param>
public sealed record SharpnessSummary(double Edge, double Initial, double? Final, double Largest, int LargestAt);
