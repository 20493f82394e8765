using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
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

        bool shared = problem.Spectrum.Outputs == 1 && (problem.Loss.PointsShareEquation || problem.Loss.TargetsAreSource);
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

    /// <summary>
    /// Where all points share ℓ'' and all outputs Θ every mode has an equation of its own, of its amplitudes in the outputs.
    /// </summary>
    private static (FieldSolution Solution, Trajectory Mean) SolveInModes(PredictionProblem problem)
    {
        ModeForce force = new(problem);
        FieldSolution solution = problem.Equation.Solve(force, force.State(problem.InitialField), problem.Times, problem.Solver);
        int outputs = problem.Outputs, count = problem.Spectrum.Count;
        Trajectory states = solution.Field, field = new(states.Times, count * outputs);
        MatrixProduct<double> product = new(problem.Team);
        for (int t = 0; t < field.Count; t++)
        {
            if (outputs == 1)
            {
                problem.Spectrum.ToField(states.At(t)[1..], field.At(t));
                continue;
            }

            MatrixView<double> amplitudes = new(states.Values, (t * states.Dimension) + outputs, count, outputs, outputs);
            MatrixView<double> values = new(field.Values, t * field.Dimension, count, outputs, outputs);
            product.Multiply(1, problem.Spectrum.Modes, Transpose.No, amplitudes, Transpose.No, 0, values);
        }

        return (solution with { Field = field }, Means(solution, outputs));
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

    /// <summary>
    /// (λ_i/N) [c_i p + s̃_i + K(g̃_i − c_i ḡ)] with p = ⟨ℓ'(b)⟩, K = ℓ''(b), the residual g, and s what ℓ'(b) is beside its mean where
    /// targets are a source; the mean of every output before the modes.
    /// </summary>
    private sealed class ModeForce : FieldForce
    {
        private readonly PredictionProblem problem;
        private readonly MeanBackground background;
        private readonly MatrixProduct<double> product;
        private readonly int outputs;
        private readonly double[] couplings;
        private readonly double[] uniform;
        private readonly double[] targets;
        private readonly double[] sources;
        private readonly double[] strengths;
        private readonly double[] meanTarget;
        private readonly DecayForce? decay;
        private readonly double[] slope;
        private readonly double[] push;
        private readonly MatrixView<double> residuals;
        private readonly MatrixView<double> bent;
        private readonly Matrix<double> curvature;

        public ModeForce(PredictionProblem problem)
        {
            this.problem = problem;
            outputs = problem.Outputs;
            background = new MeanBackground(problem);
            product = new MatrixProduct<double>(problem.Team);
            couplings = MeanFieldRung.Couplings(problem, meanEntry: false);
            uniform = problem.Spectrum.UniformAmplitudes(0);
            targets = new double[problem.InitialField.Length];
            sources = new double[targets.Length];
            meanTarget = new double[outputs];
            if (problem.Loss.TargetsAreSource)
            {
                Sources();
            }
            else
            {
                problem.Spectrum.ToModes(problem.Targets, targets);
                meanTarget = problem.Mean(problem.Targets);
            }

            strengths =
                [.. problem.Spectrum.Eigenvalues.SelectMany(eigenvalue => Enumerable.Repeat(eigenvalue / problem.Points, outputs))];
            (slope, push) = (new double[outputs], new double[outputs]);
            (residuals, bent) = (PerMode(), PerMode());
            curvature = new Matrix<double>(outputs, outputs);
            decay = problem.Optimizer.WeightDecay is not 0 and var strength
                ? new DecayForce(strength, State(problem.InitialField), State(DecayForce.TangentOf(problem)))
                : null;

            MatrixView<double> PerMode() => new(new double[targets.Length], 0, uniform.Length, outputs, outputs);
        }

        public override int Count => outputs + targets.Length;

        /// <summary>The means and the amplitudes of a field.</summary>
        public double[] State(double[] field)
        {
            double[] state = new double[Count];
            problem.Mean(field).CopyTo(state, 0);
            problem.Spectrum.ToModes(field, state.AsSpan(outputs));
            return state;
        }

        public override double Loss(ReadOnlySpan<double> field) => background.Loss(field[..outputs]);

        public override void Evaluate(double scaleFactor, ReadOnlySpan<double> field, Span<double> force)
        {
            ReadOnlySpan<double> mean = field[..outputs];
            background.MeanGradient(mean, slope);
            background.Curvature(mean, curvature);
            TensorPrimitives.Multiply<double>(couplings, slope, force[..outputs]);

            // c p + K(g̃ − c ḡ) = c (p − K ḡ) + K g̃ with the residual g.
            for (int c = 0; c < outputs; c++)
            {
                push[c] = slope[c];
                for (int d = 0; d < outputs; d++)
                {
                    push[c] -= curvature.Values[(c * outputs) + d] * (mean[d] - meanTarget[d]);
                }
            }

            Span<double> modes = force[outputs..];
            if (outputs == 1)
            {
                TensorPrimitives.Subtract(field[1..], targets, modes);
                TensorPrimitives.Multiply(modes, curvature.Values[0], modes);
                TensorPrimitives.MultiplyAdd(uniform, push[0], modes, modes);
                TensorPrimitives.Add(modes, sources, modes);
                TensorPrimitives.Multiply(modes, strengths, modes);
            }
            else
            {
                MatrixView<double> column = new(uniform, 0, uniform.Length, 1, 1), row = new(push, 0, 1, outputs, outputs);
                TensorPrimitives.Subtract(field[outputs..], targets, residuals.Array);
                product.Multiply(1, residuals, Transpose.No, curvature, Transpose.Yes, 0, bent);
                product.Multiply(1, column, Transpose.No, row, Transpose.No, 1, bent);
                TensorPrimitives.Add(bent.Array, sources, modes);
                TensorPrimitives.Multiply(modes, strengths, modes);
            }

            decay?.Add(field, force);
        }

        private void Sources()
        {
            double[] mean = problem.Mean(problem.InitialField), centre = new double[targets.Length], slopes = new double[targets.Length];
            background.Fill(mean, problem.Targets, centre);
            problem.Loss.Gradient(centre, problem.Targets, slopes);
            double[] middle = problem.Mean(slopes);
            for (int i = 0; i < slopes.Length; i++)
            {
                slopes[i] -= middle[i % outputs];
            }

            problem.Spectrum.ToModes(slopes, sources);
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
