using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality;

/// <summary>
/// A force Θg/N on the training points and, behind them, the source g/N of the inputs, which moves p by the same equation. All fields are
/// f = f₀ + Θp then, at every step of a method and to rounding, so that test points, which do not act back, are read off p at the times
/// that are recorded: nothing of theirs is computed in a step. Not with weight decay, which moves them by more.
/// </summary>
/// <param name="training">The force on the training points alone.</param>
/// <param name="points">N.</param>
internal sealed class SourcedForce(TrainedForce training, int points) : FieldForce
{
    public override int Count => 2 * training.Count;

    public override double MeanOf(ReadOnlySpan<double> values) => training.MeanOf(values[..training.Count]);

    public override double Loss(ReadOnlySpan<double> field) => training.Loss(field[..training.Count]);

    public override void Evaluate(double scaleFactor, ReadOnlySpan<double> field, Span<double> force)
    {
        int count = training.Count;
        training.Evaluate(scaleFactor, field[..count], force[..count]);
        TensorPrimitives.Divide(training.Gradient, points, force[count..]);
    }

    /// <summary>The fields of training and test points.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="states">f on the training points and, behind it, p.</param>
    /// <param name="tests">Θ(test, train).</param>
    /// <param name="start">f₀ on the test points.</param>
    public static Trajectory Fields(PredictionProblem problem, Trajectory states, Matrix<double> tests, double[] start)
    {
        int own = problem.InitialField.Length, copies = problem.Copies;
        Trajectory fields = new(states.Times, own + start.Length);
        MatrixProduct<double> product = new(problem.Team);
        for (int t = 0; t < fields.Count; t++)
        {
            states.At(t)[..own].CopyTo(fields.At(t));
            MatrixView<double> sources = new(states.Values, (t * states.Dimension) + own, tests.Columns, copies, copies);
            MatrixView<double> moved = new(fields.Values, (t * fields.Dimension) + own, tests.Rows, copies, copies);
            product.Multiply(1, tests, Transpose.No, sources, Transpose.No, 0, moved);
            TensorPrimitives.Add<double>(fields.At(t)[own..], start, fields.At(t)[own..]);
        }

        return fields;
    }
}
