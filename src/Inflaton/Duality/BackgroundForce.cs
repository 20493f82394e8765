using System.Numerics.Tensors;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality;

/// <summary>
/// Θ [ℓ'(b) + (1 − P) ℓ''(b) δf]/N with the projector P on the leading modes, the background b = y + P(f − y) and δf = f − b: along a
/// leading mode the whole force of the background, along any other what is linear around it.
/// </summary>
internal sealed class BackgroundForce : TrainedForce
{
    private readonly PredictionProblem problem;
    private readonly LossInUniverse loss;
    private readonly KernelForce kernelForce;
    private readonly MatrixProduct<double> product;
    private readonly MatrixView<double> leading;
    private readonly MatrixView<double> background;
    private readonly MatrixView<double> deviation;
    private readonly MatrixView<double> bending;
    private readonly MatrixView<double> amplitudes;
    private readonly double[] origin;

    /// <summary>The force on a background of some modes.</summary>
    /// <param name="problem">Kernel, field and loss.</param>
    /// <param name="modes">m, from 1 to the number of the kernel's modes.</param>
    public BackgroundForce(PredictionProblem problem, int modes)
        : base(problem)
    {
        this.problem = problem;
        loss = new LossInUniverse(problem.Loss);
        kernelForce = new KernelForce(problem);
        product = new MatrixProduct<double>(problem.Team);
        int count = problem.Spectrum.Count, copies = problem.Copies;
        leading = new MatrixView<double>(problem.Spectrum.Modes.Values, 0, count, modes, count);
        amplitudes = Columns(modes);
        (background, deviation, bending) = (Columns(count), Columns(count), Columns(count));
        origin = problem.Loss.Targets == TargetRole.Labels ? new double[count * copies] : problem.Targets;

        MatrixView<double> Columns(int rows) => new(new double[rows * copies], 0, rows, copies, copies);
    }

    public override int Count => kernelForce.Count;

    public override ReadOnlySpan<double> Gradient => kernelForce.Gradient;

    public override void Evaluate(double scaleFactor, ReadOnlySpan<double> field, Span<double> force)
    {
        Span<double> centre = background.Array, away = deviation.Array, linear = bending.Array;
        TensorPrimitives.Subtract(field[..origin.Length], origin, away);
        Project(deviation, background);
        TensorPrimitives.Subtract(away, centre, away);
        TensorPrimitives.Add(centre, origin, centre);
        loss.Gradient(scaleFactor, centre, problem.Targets, kernelForce.Gradient);
        loss.CurvatureProduct(scaleFactor, centre, problem.Targets, away, linear);
        Project(bending, deviation);
        TensorPrimitives.Subtract(linear, away, linear);
        TensorPrimitives.Add(kernelForce.Gradient, linear, kernelForce.Gradient);
        kernelForce.Apply().CopyTo(force);
    }

    /// <summary>P x.</summary>
    private void Project(MatrixView<double> x, MatrixView<double> projected)
    {
        product.Multiply(1, leading, Transpose.Yes, x, Transpose.No, 0, amplitudes);
        product.Multiply(1, leading, Transpose.No, amplitudes, Transpose.No, 0, projected);
    }
}
