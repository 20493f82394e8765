using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality;

/// <summary>
/// The mean field alone: f̄̈ + 3H f̄̇ + K ℓ'(f̄) = 0, where K = λ_1/N (<c>mean_field</c>) or the mean entry of Θ (<c>mean_kernel</c>, the
/// paper's Appendix B). With several outputs each mean obeys the equation with the K of its own diagonal block of Θ.
/// </summary>
public sealed class MeanFieldRung : IRung
{
    private readonly bool meanEntry;

    private MeanFieldRung(string name, string coupling, bool meanEntry, RungStyle style)
    {
        Name = name;
        Meaning = $"one equation for the mean, with {coupling}";
        Style = style;
        this.meanEntry = meanEntry;
    }

    /// <summary>The rung with the leading eigenvalue.</summary>
    public static MeanFieldRung Leading { get; } = new("mean_field", "λ₁/N", meanEntry: false, new("#009E73", 8, 3));

    /// <summary>The rung with the mean entry of the kernel.</summary>
    public static MeanFieldRung MeanKernel { get; } = new("mean_kernel", "the mean entry of Θ", meanEntry: true, new("#CC79A7", 2, 2));

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Meaning { get; }

    /// <inheritdoc/>
    public RungStyle Style { get; }

    /// <inheritdoc/>
    public RungScope Scope => RungScope.Mean;

    /// <inheritdoc/>
    public string? Refusal(PredictionProblem problem) => problem.Optimizer.WhyNoContinuum;

    /// <inheritdoc/>
    public Prediction Predict(PredictionProblem problem)
    {
        double[] couplings = Couplings(problem, meanEntry);
        double[] initial = problem.Mean(problem.InitialField);
        MeanBackground background = new(problem);
        FieldSolution solution = problem.LinearCurvature is { } curvature
            ? ClosedForm(problem, couplings, initial, background, curvature)
            : problem.Equation.Solve(
                new MeanForce(couplings, background, DecayForce.OfMean(problem)), initial, problem.Times, problem.Solver);

        double[] loss = new double[solution.Field.Count];
        double[] uniform = new double[problem.InitialField.Length];
        for (int t = 0; t < loss.Length; t++)
        {
            ReadOnlySpan<double> mean = solution.Field.At(t);
            for (int i = 0; i < uniform.Length; i++)
            {
                uniform[i] = mean[i % mean.Length];
            }

            loss[t] = problem.LossOf(uniform);
        }

        return new Prediction
        {
            Rung = Name,
            Field = solution.Field,
            Loss = loss,
            Efolds = solution.Efolds,
            Message = (solution.IsComplete ? null : background.Overflow(initial)) ?? solution.Message,
            IsComplete = solution.IsComplete,
        }.Finite(problem);
    }

    /// <summary>K of each output.</summary>
    internal static double[] Couplings(PredictionProblem problem, bool meanEntry)
    {
        int blocks = problem.Spectrum.Outputs;
        double[] couplings = new double[problem.Outputs];
        for (int c = 0; c < blocks; c++)
        {
            Matrix<double> block = blocks == 1 ? problem.Kernel : Block(problem.Kernel, blocks, c);
            couplings[c] = meanEntry
                ? System.Numerics.Tensors.TensorPrimitives.Sum<double>(block.Values) / block.Values.Length
                : (blocks == 1 ? problem.Spectrum : KernelSpectrum.Of(block, 1, problem.Team)).Leading / problem.Points;
        }

        if (blocks == 1)
        {
            couplings.AsSpan().Fill(couplings[0]);
        }

        return couplings;
    }

    private static Matrix<double> Block(Matrix<double> kernel, int outputs, int output)
    {
        int points = kernel.Rows / outputs;
        Matrix<double> block = new(points, points);
        for (int i = 0; i < points; i++)
        {
            for (int j = 0; j < points; j++)
            {
                block[i, j] = kernel[(i * outputs) + output, (j * outputs) + output];
            }
        }

        return block;
    }

    private static FieldSolution ClosedForm(
        PredictionProblem problem, double[] couplings, double[] initial, MeanBackground background, double curvature)
    {
        Trajectory mean = new(problem.Times, problem.Outputs);
        double[] gradient = new double[problem.Outputs], displacements = new double[mean.Count];
        background.MeanGradient(initial, gradient);
        for (int c = 0; c < problem.Outputs; c++)
        {
            problem.Equation.ModeDisplacements(couplings[c] * curvature, mean.Times, displacements);
            for (int t = 0; t < mean.Count; t++)
            {
                mean.At(t)[c] = initial[c] + (gradient[c] / curvature * displacements[t]);
            }
        }

        return new FieldSolution(mean, Efolds: null, IsComplete: true, Message: null);
    }

    private sealed class MeanForce(double[] couplings, MeanBackground background, DecayForce? decay) : FieldForce
    {
        public override int Count => couplings.Length;

        public override double Loss(ReadOnlySpan<double> field) => background.Loss(field);

        public override void Evaluate(double scaleFactor, ReadOnlySpan<double> field, Span<double> force)
        {
            background.MeanGradient(field, force);
            for (int c = 0; c < couplings.Length; c++)
            {
                force[c] *= couplings[c];
            }

            decay?.Add(field, force);
        }
    }
}
