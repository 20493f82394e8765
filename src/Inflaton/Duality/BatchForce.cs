using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training.Batches;

namespace Inflaton.Duality;

/// <summary>
/// Θ e_B with the kernel of epoch 0 and e_B = 1_B ℓ'(f)/B: what one step sees of the force, B rows of the kernel. Nothing is allocated
/// after construction.
/// </summary>
internal sealed class BatchForce : TrainedForce
{
    private readonly PredictionProblem problem;
    private readonly LossInUniverse loss;
    private readonly KernelRows kernels;
    private readonly DecayForce? decay;
    private readonly BatchSequence sequence;
    private readonly int[] rows;
    private readonly double[] field;
    private readonly double[] targets;
    private readonly double[] slopes;
    private readonly double[] gradient;
    private readonly double[] shared;
    private readonly Matrix<double> gathered;
    private readonly Matrix<double>? gatheredTests;
    private readonly MatrixProduct<double> product;
    private int count;

    /// <summary>The force of a problem's batches.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="plan">Its batches, or others of as many points.</param>
    /// <param name="kernels">The kernels of the problem, which several forces share; null to make them.</param>
    /// <exception cref="ArgumentException">The batches are of another number of points, or the loss couples points.</exception>
    public BatchForce(PredictionProblem problem, BatchPlan plan, KernelRows? kernels = null)
        : base(problem)
    {
        if (plan.Points != problem.Points || problem.Loss.CouplesPoints)
        {
            throw new ArgumentException(
                $"Batches need a loss of each point by itself, and are of {plan.Points} points where there are {problem.Points}.",
                nameof(plan));
        }

        this.problem = problem;
        this.kernels = kernels ?? new KernelRows(problem);
        loss = new LossInUniverse(problem.Loss);
        decay = DecayForce.Of(problem);
        sequence = plan.Begin();
        rows = new int[plan.Size];
        int values = plan.Size * problem.Outputs;
        (field, targets, slopes) = (new double[values], new double[values], new double[values]);
        gradient = new double[problem.InitialField.Length];
        int ofKernel = values / problem.Copies;
        gathered = new Matrix<double>(ofKernel, problem.Kernel.Columns);
        gatheredTests = this.kernels.Tests is { } tests ? new Matrix<double>(ofKernel, tests.Columns) : null;
        shared = new double[problem.Copies == 1 ? 0 : Count];
        product = new MatrixProduct<double>(problem.Team);
    }

    public override int Count => gradient.Length + ((kernels.Tests?.Columns ?? 0) * problem.Copies);

    /// <summary>The slopes at the batch times N/B, and 0 elsewhere.</summary>
    public override ReadOnlySpan<double> Gradient => gradient;

    public override void Advance()
    {
        ReadOnlySpan<int> next = sequence.Next();
        count = next.Length;
        next.CopyTo(rows);
        int outputs = problem.Outputs;
        for (int i = 0; i < count; i++)
        {
            problem.Targets.AsSpan(rows[i] * outputs, outputs).CopyTo(targets.AsSpan(i * outputs));
        }
    }

    public override void Evaluate(double scaleFactor, ReadOnlySpan<double> field, Span<double> force)
    {
        int outputs = problem.Outputs, blocks = outputs / problem.Copies, values = count * outputs;
        for (int i = 0; i < count; i++)
        {
            field.Slice(rows[i] * outputs, outputs).CopyTo(this.field.AsSpan(i * outputs));
        }

        Span<double> slope = slopes.AsSpan(0, values);
        loss.Gradient(scaleFactor, this.field.AsSpan(0, values), targets.AsSpan(0, values), slope);
        gradient.AsSpan().Clear();
        for (int i = 0; i < values; i++)
        {
            gradient[(rows[i / outputs] * outputs) + (i % outputs)] += slope[i] * problem.Points / count;
        }

        for (int i = 0; i < count * blocks; i++)
        {
            int row = (rows[i / blocks] * blocks) + (i % blocks);
            kernels.Own.Row(row).CopyTo(gathered.Row(i));
            if (gatheredTests is not null)
            {
                kernels.Tests!.Row(row).CopyTo(gatheredTests.Row(i));
            }
        }

        Multiply(gathered, force, 0);
        if (gatheredTests is not null)
        {
            Multiply(gatheredTests, force, gradient.Length);
        }

        Clip(force, gradient);
        decay?.Add(field, force);
    }

    private void Multiply(Matrix<double> kernel, Span<double> force, int first)
    {
        int copies = problem.Copies, used = count * problem.Outputs / copies, columns = kernel.Columns;
        MatrixView<double> rows = kernel.View.RowBlock(0, used);
        if (copies == 1)
        {
            product.MatrixVector(1.0 / count, rows, Transpose.Yes, slopes.AsSpan(0, used), 0, force.Slice(first, columns));
            return;
        }

        product.Multiply(
            1.0 / count, rows, Transpose.Yes, new MatrixView<double>(slopes, 0, used, copies, copies), Transpose.No, 0,
            new MatrixView<double>(shared, first, columns, copies, copies));
        shared.AsSpan(first, columns * copies).CopyTo(force[first..]);
    }

    /// <summary>The kernels with the rows of the training inputs first.</summary>
    public sealed class KernelRows(PredictionProblem problem)
    {
        /// <summary>Θ, a row for each training input.</summary>
        public Matrix<double> Own { get; } = problem.Kernel;

        /// <summary>Θ(train, test); null without test inputs.</summary>
        public Matrix<double>? Tests { get; } = problem.TestKernel?.Transposed();
    }
}
