using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Numerics.Notation;

namespace Inflaton.Duality;

/// <summary>
/// The mean field of <c>mean_field</c> and, to linear order around it, the modes:
/// f̃̈_i + 3H f̃̇_i + (λ_i/N) [ℓ'(f̄) c_i + ℓ''(f̄) (f̃_i − c_i f̄)] = 0 with c_i = Σ_x U_{xi}. For a quadratic loss this is exact and
/// equal to the frozen kernel.
/// </summary>
public sealed class PerturbationsRung : IRung
{
    /// <summary>Part of the largest slope by which the linear one may be off without a warning.</summary>
    public const double LargestBending = 0.5;

    /// <inheritdoc/>
    public string Name => "perturbations";

    /// <inheritdoc/>
    public string Meaning => "the mean field and linear modes around it";

    /// <inheritdoc/>
    public RungStyle Style { get; } = new("#E69F00", 5, 2, 1, 2);

    /// <inheritdoc/>
    public RungScope Scope => RungScope.AroundMean;

    /// <inheritdoc/>
    public string? Refusal(PredictionProblem problem) => problem.Optimizer.WhyNoContinuum;

    /// <inheritdoc/>
    public Prediction Predict(PredictionProblem problem)
    {
        if (problem.LinearCurvature is not null)
        {
            return new LinearModes(problem with { TestKernel = null, TestInitialField = null }).Continuum(Name);
        }

        bool shared = problem.Loss.PointsShareEquation && problem.Outputs == 1;
        (FieldSolution solution, Trajectory mean) = shared ? SolveInModes(problem) : SolveInFields(problem);
        return new Prediction
        {
            Rung = Name,
            Field = solution.Field,
            Loss = LinearModes.Losses(problem, solution.Field, solution.Efolds),
            Efolds = solution.Efolds,
            Message = (solution.IsComplete
                ? Bending(problem, solution, mean)
                : new MeanBackground(problem).Overflow(problem.Mean(problem.InitialField))) ?? solution.Message,
            IsComplete = solution.IsComplete,
        }.Finite(problem);
    }

    /// <summary>
    /// A warning where ℓ' is not straight over the differences between inputs, so that linear modes say nothing of the field: where what is
    /// left out, ℓ'(f) − ℓ'(b) − ℓ''(b)(f − b), grows to more than half of the largest slope on the way.
    /// </summary>
    private static string? Bending(PredictionProblem problem, FieldSolution solution, Trajectory mean)
    {
        MeanBackground background = new(problem);
        LossInUniverse loss = new(problem.Loss);
        double[] centre = new double[problem.InitialField.Length], deviation = new double[centre.Length], slope = new double[centre.Length];
        double[] linear = new double[centre.Length], bent = new double[centre.Length];
        double left = 0, largest = 0;
        int worst = 0;
        for (int t = 0; t < solution.Field.Count; t++)
        {
            ReadOnlySpan<double> field = solution.Field.At(t);
            double scaleFactor = Math.Exp(solution.Efolds?[t] ?? 0);
            background.Fill(mean.At(t), problem.Targets, centre);
            TensorPrimitives.Subtract(field, centre, deviation);
            loss.Gradient(scaleFactor, field, problem.Targets, slope);
            loss.Gradient(scaleFactor, centre, problem.Targets, bent);
            loss.CurvatureProduct(scaleFactor, centre, problem.Targets, deviation, linear);
            TensorPrimitives.Add<double>(bent, linear, bent);
            double off = TensorPrimitives.Distance<double>(slope, bent);
            largest = Math.Max(largest, TensorPrimitives.Norm<double>(slope));
            (left, worst) = off > left ? (off, t) : (left, worst);
        }

        return left > LargestBending * largest
            ? ReadableFormat.Text(
                $"At epoch {problem.Epochs[worst]} the slope that linear modes follow is off by {left / largest:P} of the loss's largest: "
                    + $"the inputs differ by more than ℓ' is straight over, and this prediction does not hold. "
                    + $"See frozen_kernel and discrete.")
            : null;
    }

    /// <summary>Where all points share ℓ' and ℓ'' every mode has an equation of its own.</summary>
    private static (FieldSolution Solution, Trajectory Mean) SolveInModes(PredictionProblem problem)
    {
        KernelSpectrum spectrum = problem.Spectrum;
        double[] state = new double[1 + spectrum.Count];
        state[0] = problem.Mean(problem.InitialField)[0];
        spectrum.ToModes(problem.InitialField, state.AsSpan(1));
        FieldSolution solution = problem.Equation.Solve(new ModeForce(problem), state, problem.Times, problem.Solver);
        Trajectory field = new(solution.Field.Times, spectrum.Count);
        for (int t = 0; t < field.Count; t++)
        {
            spectrum.ToField(solution.Field.At(t)[1..], field.At(t));
        }

        return (solution with { Field = field }, Means(solution, 1));
    }

    private static (FieldSolution Solution, Trajectory Mean) SolveInFields(PredictionProblem problem)
    {
        double[] mean = problem.Mean(problem.InitialField);
        FieldSolution solution = problem.Equation.Solve(
            new LinearisedForce(problem), [.. mean, .. problem.InitialField], problem.Times, problem.Solver);
        Trajectory field = new(solution.Field.Times, problem.InitialField.Length);
        for (int t = 0; t < field.Count; t++)
        {
            solution.Field.At(t)[mean.Length..].CopyTo(field.At(t));
        }

        return (solution with { Field = field }, Means(solution, mean.Length));
    }

    /// <summary>f̄, which stands before the modes in the state.</summary>
    private static Trajectory Means(FieldSolution solution, int outputs)
    {
        Trajectory mean = new(solution.Field.Times, outputs);
        for (int t = 0; t < mean.Count; t++)
        {
            solution.Field.At(t)[..outputs].CopyTo(mean.At(t));
        }

        return mean;
    }

    private sealed class ModeForce : FieldForce
    {
        private readonly MeanBackground background;
        private readonly double coupling;
        private readonly double[] uniform;
        private readonly double[] targets;
        private readonly double[] strengths;
        private readonly double meanTarget;
        private readonly DecayForce? decay;
        private readonly double[] slope = new double[1];
        private readonly double[] curvature = new double[1];

        public ModeForce(PredictionProblem problem)
        {
            background = new MeanBackground(problem);
            coupling = MeanFieldRung.Couplings(problem, meanEntry: false)[0];
            uniform = problem.Spectrum.UniformAmplitudes(0);
            targets = new double[uniform.Length];
            problem.Spectrum.ToModes(problem.Targets, targets);
            meanTarget = problem.Mean(problem.Targets)[0];
            strengths = [.. problem.Spectrum.Eigenvalues.Select(eigenvalue => eigenvalue / problem.Points)];
            decay = problem.Optimizer.WeightDecay is not 0 and var strength
                ? new DecayForce(strength, State(problem.InitialField), State(DecayForce.TangentOf(problem)))
                : null;

            double[] State(double[] field)
            {
                double[] state = new double[1 + uniform.Length];
                state[0] = problem.Mean(field)[0];
                problem.Spectrum.ToModes(field, state.AsSpan(1));
                return state;
            }
        }

        public override int Count => 1 + uniform.Length;

        public override double Loss(ReadOnlySpan<double> field) => background.Loss(field[..1]);

        public override void Evaluate(double scaleFactor, ReadOnlySpan<double> field, Span<double> force)
        {
            ReadOnlySpan<double> mean = field[..1];
            background.MeanGradient(mean, slope);
            background.MeanCurvature(mean, curvature);
            double residual = mean[0] - meanTarget;
            force[0] = coupling * slope[0];

            // p c + q (g̃ − c ḡ) = (p − q ḡ) c + q g̃ with the residual g = f − y.
            Span<double> modes = force[1..];
            TensorPrimitives.Subtract(field[1..], targets, modes);
            TensorPrimitives.Multiply(modes, curvature[0], modes);
            TensorPrimitives.MultiplyAdd(uniform, slope[0] - (curvature[0] * residual), modes, modes);
            TensorPrimitives.Multiply(modes, strengths, modes);
            decay?.Add(field, force);
        }
    }

    private sealed class LinearisedForce : FieldForce
    {
        private readonly PredictionProblem problem;
        private readonly LossInUniverse loss;
        private readonly MeanBackground background;
        private readonly KernelForce kernelForce;
        private readonly DecayForce? decay;
        private readonly double[] couplings;
        private readonly double[] centre;
        private readonly double[] deviation;
        private readonly double[] correction;

        public LinearisedForce(PredictionProblem problem)
        {
            this.problem = problem;
            loss = new LossInUniverse(problem.Loss);
            background = new MeanBackground(problem);
            kernelForce = new KernelForce(problem with { TestKernel = null });
            couplings = MeanFieldRung.Couplings(problem, meanEntry: false);
            centre = new double[problem.InitialField.Length];
            deviation = new double[centre.Length];
            correction = new double[centre.Length];
            decay = problem.Optimizer.WeightDecay is not 0 and var strength
                ? new DecayForce(
                    strength, [.. problem.Mean(problem.InitialField), .. problem.InitialField],
                    [.. problem.Mean(DecayForce.TangentOf(problem)), .. DecayForce.TangentOf(problem)])
                : null;
        }

        public override int Count => problem.Outputs + centre.Length;

        public override double Loss(ReadOnlySpan<double> field) => background.Loss(field[..problem.Outputs]);

        public override void Evaluate(double scaleFactor, ReadOnlySpan<double> field, Span<double> force)
        {
            int outputs = problem.Outputs;
            ReadOnlySpan<double> mean = field[..outputs];
            background.MeanGradient(mean, force[..outputs]);
            TensorPrimitives.Multiply(force[..outputs], couplings, force[..outputs]);

            background.Fill(mean, problem.Targets, centre);
            TensorPrimitives.Subtract(field[outputs..], centre, deviation);
            loss.Gradient(scaleFactor, centre, problem.Targets, kernelForce.Gradient);
            loss.CurvatureProduct(scaleFactor, centre, problem.Targets, deviation, correction);
            TensorPrimitives.Add<double>(kernelForce.Gradient, correction, kernelForce.Gradient);
            kernelForce.Apply().CopyTo(force[outputs..]);
            decay?.Add(field, force);
        }
    }
}
