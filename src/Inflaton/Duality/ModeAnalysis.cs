using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>One mode of the kernel as a particle on the expanding background.</summary>
/// <param name="Index">1 for the leading mode.</param>
/// <param name="Eigenvalue">λ_i of Θ.</param>
/// <param name="MassSquared">m² = λ_i ⟨ℓ''⟩/N at the start.</param>
/// <param name="Regime">How it moves under the friction.</param>
/// <param name="PredictedChange">
/// Largest |x − 1| over the run of a mode that starts at x = 1 and obeys the linear equation; until where that has a solution.
/// </param>
/// <param name="IsFrozen">Whether that is below the threshold.</param>
public sealed record Mode(int Index, double Eigenvalue, double MassSquared, DampingRegime Regime, double PredictedChange, bool IsFrozen);

/// <summary>Masses, damping and freeze-out of all modes, and the limit of stability, from the kernel at initialisation.</summary>
public sealed class ModeAnalysis
{
    private const int Samples = 64;

    private ModeAnalysis(IReadOnlyList<Mode> modes, LargestMass largest, double bound)
    {
        Modes = modes;
        StabilityLimit = largest.LimitAtStart(bound);
        StabilityLimitThroughout = largest.LimitThroughout(bound);
    }

    /// <summary>All modes, by descending eigenvalue.</summary>
    public IReadOnlyList<Mode> Modes { get; }

    /// <summary>
    /// η below which the discrete recursion is stable at the start, for the heavy ball 2(1+γ)/m²_max with m²_max = λ_max(Θ^½ ∂²Σℓ/∂f²
    /// Θ^½)/N; infinite where nothing pulls back there. For losses that are not quadratic it holds as long as ℓ'' does not grow.
    /// </summary>
    public double StabilityLimit { get; }

    /// <summary>The same with the largest ℓ'' that the motion can meet (<see cref="LargestMass"/>); null where no bound is known.</summary>
    public double? StabilityLimitThroughout { get; }

    /// <summary>
    /// Whether the modes' equation has a solution to the end; without one no mode is known to be frozen, and none is said to be.
    /// </summary>
    public bool FollowsModes { get; private init; }

    /// <summary>How many modes are frozen.</summary>
    public int Frozen => Modes.Count(mode => mode.IsFrozen);

    /// <summary>Analyses a problem.</summary>
    /// <param name="problem">Kernel, field and optimiser at epoch 0.</param>
    /// <param name="freezeThreshold">A mode is frozen whose predicted relative change is below this, positive.</param>
    public static ModeAnalysis Of(PredictionProblem problem, double freezeThreshold)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(freezeThreshold);
        KernelSpectrum spectrum = problem.Spectrum;
        EquationOfMotion equation = problem.Equation;
        double curvature = MeanCurvature(problem);
        (double[] changes, bool isComplete) = PredictedChanges(problem);
        List<Mode> modes = new(spectrum.Count);
        for (int i = 0; i < spectrum.Count; i++)
        {
            double massSquared = (spectrum.Eigenvalues[i] * curvature / problem.Points) + problem.Optimizer.WeightDecay;
            modes.Add(new Mode(
                i + 1,
                spectrum.Eigenvalues[i],
                massSquared,
                DampedMode.Regime(equation, massSquared),
                changes[i],
                isComplete && changes[i] < freezeThreshold));
        }

        return new ModeAnalysis(modes, LargestMass.Of(problem), problem.Optimizer.StabilityBound) { FollowsModes = isComplete };
    }

    /// <summary>The optimiser's <see cref="Optimizer.StabilityBound"/> over m²_max at the start.</summary>
    /// <param name="problem">Kernel, field and optimiser.</param>
    public static double StabilityLimitOf(PredictionProblem problem) =>
        LargestMass.Of(problem).LimitAtStart(problem.Optimizer.StabilityBound);

    /// <summary>2(1+γ)/m²_max; infinite where m²_max is not positive.</summary>
    /// <param name="largestMassSquared">m²_max.</param>
    /// <param name="momentum">γ.</param>
    public static double StabilityLimitOf(double largestMassSquared, double momentum) =>
        LargestMass.Limit(largestMassSquared, 2 * (1 + momentum));

    private static double MeanCurvature(PredictionProblem problem)
    {
        int size = problem.InitialField.Length;
        double[] curvature = new double[problem.Outputs];
        MeanBackground.MeanCurvature(problem.Loss, problem.InitialField, problem.Targets, new double[size], new double[size], curvature);
        return curvature.Average();
    }

    private static (double[] Changes, bool IsComplete) PredictedChanges(PredictionProblem problem)
    {
        double[] times = SampleTimes(problem.Times);
        double[] changes = new double[problem.Spectrum.Count];
        if (problem.Equation.IsUnknown || problem.Optimizer.WhyNoContinuum is not null)
        {
            Array.Fill(changes, double.NaN);
            return (changes, true);
        }

        if (problem.LinearCurvature is { } curvature)
        {
            EquationOfMotion equation = problem.Equation;
            double[] displacements = new double[times.Length];
            for (int i = 0; i < changes.Length; i++)
            {
                equation.ModeDisplacements(curvature * problem.Spectrum.Eigenvalues[i] / problem.Points, times, displacements);
                changes[i] = Math.Abs(TensorPrimitives.MaxMagnitude<double>(displacements));
            }

            return (changes, true);
        }

        // Displacements x_i − 1 on the moving background, the mean field first.
        double[] mean = problem.Mean(problem.InitialField);
        double[] initial = [.. mean, .. new double[changes.Length]];
        FieldSolution solution = problem.Equation.Solve(new DisplacementForce(problem), initial, times, problem.Solver);
        Trajectory trajectory = solution.Field;
        for (int t = 0; t < trajectory.Count; t++)
        {
            ReadOnlySpan<double> displacements = trajectory.At(t)[mean.Length..];
            for (int i = 0; i < changes.Length; i++)
            {
                changes[i] = Math.Max(changes[i], Math.Abs(displacements[i]));
            }
        }

        return (changes, solution.IsComplete);
    }

    private static double[] SampleTimes(double[] times)
    {
        if (times.Length <= Samples)
        {
            return times;
        }

        return [.. Enumerable.Range(0, Samples).Select(i => times[(int)((long)i * (times.Length - 1) / (Samples - 1))])];
    }

    /// <summary>Every mode from x = 1 under the curvature that the mean field meets, ⟨ℓ''(b(t))⟩, written for x − 1.</summary>
    private sealed class DisplacementForce(PredictionProblem problem) : FieldForce
    {
        private readonly MeanBackground background = new(problem);
        private readonly double[] couplings = MeanFieldRung.Couplings(problem, meanEntry: false);
        private readonly double[] curvature = new double[problem.Outputs];

        public override int Count => problem.Outputs + problem.Spectrum.Count;

        public override double Loss(ReadOnlySpan<double> field) => background.Loss(field[..couplings.Length]);

        public override void Evaluate(double scaleFactor, ReadOnlySpan<double> field, Span<double> force)
        {
            int outputs = couplings.Length;
            ReadOnlySpan<double> mean = field[..outputs];
            background.MeanGradient(mean, force[..outputs]);
            TensorPrimitives.Multiply(force[..outputs], couplings, force[..outputs]);
            background.MeanCurvature(mean, curvature);
            double strength = TensorPrimitives.Sum<double>(curvature) / outputs / problem.Points;
            Span<double> modes = force[outputs..];
            TensorPrimitives.Add(field[outputs..], 1, modes);
            TensorPrimitives.Multiply(modes, problem.Spectrum.Eigenvalues, modes);
            TensorPrimitives.Multiply(modes, strength, modes);
            if (problem.Optimizer.WeightDecay is not 0 and var decay)
            {
                TensorPrimitives.MultiplyAdd(field[outputs..], decay, modes, modes);
            }
        }
    }
}
