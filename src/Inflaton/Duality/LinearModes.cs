using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality;

/// <summary>
/// A quadratic loss decouples into modes: the residual r = ℓ'/κ has amplitudes r̃_i(t) = r̃_i(0) (1 + λ_i h_i(t)), and on test points
/// f(t) = f(0) + Θ(test, train) U [h ∘ r̃(0)]. The response h_i is smooth as λ_i → 0, so that vanishing eigenvalues do no harm. Outputs
/// that share a kernel have an amplitude each in every mode.
/// </summary>
internal sealed class LinearModes
{
    private readonly PredictionProblem problem;
    private readonly double curvature;

    public LinearModes(PredictionProblem problem)
    {
        this.problem = problem;
        curvature = problem.Loss.UniformCurvature
            ?? throw new ArgumentException($"The loss {problem.Loss} is not quadratic.", nameof(problem));
    }

    /// <summary>The continuum: h_i(t) = (x_i(t) − 1)/λ_i of the closed-form mode.</summary>
    public Prediction Continuum(string rung)
    {
        double[] eigenvalues = problem.Spectrum.Eigenvalues;
        double floor = Math.Max(1e-30 * problem.Spectrum.Leading, 1e-200);
        double[] times = problem.Times, displacements = new double[times.Length];
        EquationOfMotion equation = problem.Equation;
        Matrix<double> responses = new(times.Length, eigenvalues.Length);
        for (int i = 0; i < eigenvalues.Length; i++)
        {
            double eigenvalue = Math.Max(eigenvalues[i], floor);
            equation.ModeDisplacements(curvature * eigenvalue / problem.Points, times, displacements);
            for (int t = 0; t < times.Length; t++)
            {
                responses[t, i] = displacements[t] / eigenvalue;
            }
        }

        return Compose(rung, responses);
    }

    /// <summary>
    /// The recursion h_{k+1} = h_k + a_k (h_k − h_{k−1}) − b_k (κ/N) (1 + λ_i h) of every mode at once, with h = h_k or where the optimiser
    /// looks ahead to. With weight decay w the amplitudes have two parts, of r̃ and of (Jθ₀)̃: sources −(κ/N)(1 + λP) − wP and
    /// −(κ/N)(λQ + c) − wQ, with c of θ₀ itself, −w(1 + c).
    /// </summary>
    public Prediction Recursion(string rung)
    {
        double decay = problem.Optimizer.WeightDecay;
        int count = problem.Spectrum.Eigenvalues.Length;
        int[] epochs = problem.Epochs;
        double[] times = problem.Times;
        Matrix<double> responses = new(epochs.Length, count);
        Matrix<double>? tangents = decay == 0 ? null : new(epochs.Length, count);
        double[] scales = new double[epochs.Length];
        double[] response = new double[count];
        double[] step = new double[count];
        double[] push = new double[count];
        double[] tangent = new double[count];
        double[] tangentStep = new double[count];
        double scale = 0, scaleStep = 0;
        StepSequence steps = problem.Optimizer.Begin();
        int recorded = 0;
        for (int epoch = 0; ; epoch++)
        {
            problem.Solver.Cancellation.ThrowIfCancellationRequested();
            if (epoch == epochs[recorded])
            {
                response.CopyTo(responses.Row(recorded));
                if (tangents is not null)
                {
                    tangent.CopyTo(tangents.Row(recorded));
                    scales[recorded] = scale;
                }

                problem.Solver.Reached?.Invoke(times[recorded]);
                if (++recorded == epochs.Length)
                {
                    break;
                }
            }

            double ahead = steps.LookAhead;
            (double momentum, double learningRate) = steps.Next([], double.NaN);
            double force = -learningRate * curvature / problem.Points;
            if (tangents is not null)
            {
                double there = scale + (ahead * scaleStep);
                Pull(tangent, tangentStep, there);
                Leapfrog.Move<double>(tangent, tangentStep, push, momentum, force);
                scaleStep = (momentum * scaleStep) - (learningRate * decay * (1 + there));
                scale += scaleStep;
            }

            Pull(response, step, 1);
            Leapfrog.Move<double>(response, step, push, momentum, force);

            // λ a + source + (wN/κ) a, of what is to be at the next gradient.
            void Pull(double[] amplitude, double[] velocity, double source)
            {
                TensorPrimitives.MultiplyAdd<double>(velocity, ahead, amplitude, push);
                if (decay == 0)
                {
                    TensorPrimitives.Multiply(problem.Spectrum.Eigenvalues, push, push);
                    TensorPrimitives.Add<double>(push, source, push);
                    return;
                }

                double mass = decay * problem.Points / curvature;
                for (int i = 0; i < push.Length; i++)
                {
                    push[i] = ((problem.Spectrum.Eigenvalues[i] + mass) * push[i]) + source;
                }
            }
        }

        return Compose(rung, responses, tangents, scales);
    }

    /// <param name="rung">The rung's name.</param>
    /// <param name="responses">Amplitudes for a residual of 1, [T, modes].</param>
    /// <param name="tangents">Amplitudes for a tangent Jθ₀ of 1; null without weight decay.</param>
    /// <param name="scales">c of θ₀, time by time.</param>
    private Prediction Compose(string rung, Matrix<double> responses, Matrix<double>? tangents = null, double[]? scales = null)
    {
        KernelSpectrum spectrum = problem.Spectrum;
        int count = spectrum.Count;
        double[] residual = problem.InitialGradient();
        TensorPrimitives.Divide<double>(residual, curvature, residual);
        int copies = problem.Copies;
        Matrix<double> amplitudes = new(count, copies);
        spectrum.ToModes(residual, amplitudes.Values);
        amplitudes = amplitudes.Transposed();

        // Row (t, c): the displaced amplitudes of output c at time t.
        Matrix<double> moved = new(responses.Rows * copies, count);
        for (int row = 0; row < moved.Rows; row++)
        {
            TensorPrimitives.Multiply<double>(responses.Row(row / copies), amplitudes.Row(row % copies), moved.Row(row));
        }

        if (tangents is not null)
        {
            Matrix<double> along = new(count, copies);
            spectrum.ToModes(DecayForce.TangentOf(problem), along.Values);
            along = along.Transposed();
            for (int row = 0; row < moved.Rows; row++)
            {
                TensorPrimitives.MultiplyAdd<double>(tangents.Row(row / copies), along.Row(row % copies), moved.Row(row), moved.Row(row));
            }
        }

        MatrixProduct<double> product = new(problem.Team);

        Trajectory? testField = null;
        if (problem.TestKernel is { } testKernel)
        {
            Matrix<double> testModes = new(testKernel.Rows, count);
            product.Multiply(1, testKernel, Transpose.No, spectrum.Modes, Transpose.No, 0, testModes);
            testField = Displaced(product, moved, testModes, problem.TestInitialField!);
            Shift(testField, problem.TestParameterTangent);
        }

        for (int row = 0; row < moved.Rows; row++)
        {
            TensorPrimitives.Multiply<double>(moved.Row(row), spectrum.Eigenvalues, moved.Row(row));
        }

        Trajectory field = Displaced(product, moved, spectrum.Modes, problem.InitialField);
        Shift(field, problem.ParameterTangent);
        return new Prediction { Rung = rung, Field = field, TestField = testField, Loss = Losses(problem, field) }.Finite(problem);

        void Shift(Trajectory field, double[]? tangent)
        {
            for (int t = 0; tangents is not null && t < field.Count; t++)
            {
                TensorPrimitives.MultiplyAdd(tangent, scales![t], field.At(t), field.At(t));
            }
        }
    }

    /// <summary>f(t) = f(0) + modes · amplitudes(t).</summary>
    private Trajectory Displaced(MatrixProduct<double> product, Matrix<double> amplitudes, Matrix<double> modes, double[] initial)
    {
        Matrix<double> fields = new(amplitudes.Rows, modes.Rows);
        product.Multiply(1, amplitudes, Transpose.No, modes, Transpose.Yes, 0, fields);
        Trajectory trajectory = new(
            problem.Times, initial.Length, problem.Copies == 1 ? fields.Values : OutputFastest(fields, problem.Copies));
        for (int t = 0; t < trajectory.Count; t++)
        {
            TensorPrimitives.Add<double>(trajectory.At(t), initial, trajectory.At(t));
        }

        return trajectory;
    }

    /// <summary>From rows (t, c) over the points to times with the output running fastest.</summary>
    private static double[] OutputFastest(Matrix<double> fields, int copies)
    {
        double[] values = new double[fields.Values.Length];
        for (int row = 0; row < fields.Rows; row++)
        {
            ReadOnlySpan<double> points = fields.Row(row);
            int first = (row / copies * points.Length * copies) + (row % copies);
            for (int x = 0; x < points.Length; x++)
            {
                values[first + (x * copies)] = points[x];
            }
        }

        return values;
    }

    /// <summary>𝓛 of a field over time, a being 1 throughout where no e-folds are given.</summary>
    internal static double[] Losses(PredictionProblem problem, Trajectory field, IReadOnlyList<double>? efolds = null)
    {
        double[] losses = new double[field.Count];
        for (int t = 0; t < losses.Length; t++)
        {
            losses[t] = problem.LossOf(field.At(t), efolds is null ? 1 : Math.Exp(efolds[t]));
        }

        return losses;
    }
}
