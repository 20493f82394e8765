using System.Numerics.Tensors;
using Inflaton.Fields;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>
/// f_{k+1} = f_k + a_k (f_k − f_{k−1}) − b_k F(f_k), with the steps of the optimiser and a force to be given: no continuum limit.
/// </summary>
internal abstract class Recursion
{
    /// <summary>F(f) on the training points and, behind them, the test points.</summary>
    /// <param name="scaleFactor">a of the universe.</param>
    /// <param name="field">f on the training points.</param>
    protected abstract ReadOnlySpan<double> Force(double scaleFactor, ReadOnlySpan<double> field);

    /// <summary>Follows the recursion over the epochs of a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="rung">The name that the prediction bears.</param>
    /// <param name="initial">f at epoch 0, the training points first.</param>
    public Prediction Follow(PredictionProblem problem, string rung, double[] initial)
    {
        int training = problem.InitialField.Length;
        double[] field = [.. initial];
        double[] step = new double[field.Length];
        double[] push = new double[field.Length];
        Trajectory record = new(problem.Times, field.Length);
        double[] scaleFactors = new double[record.Count];
        StepSequence steps = problem.Optimizer.Begin();
        int recorded = 0;
        for (int epoch = 0; ; epoch++)
        {
            if (!double.IsFinite(TensorPrimitives.Sum<double>(field)))
            {
                break;
            }

            double scaleFactor = Math.Exp(steps.Efolds);
            if (epoch == problem.Epochs[recorded])
            {
                field.CopyTo(record.At(recorded));
                scaleFactors[recorded] = scaleFactor;
                if (++recorded == record.Count)
                {
                    break;
                }
            }

            (double momentum, double learningRate) = steps.Next(field.AsSpan(0, training));
            TensorPrimitives.Multiply(Force(scaleFactor, field.AsSpan(0, training)), -learningRate, push);
            TensorPrimitives.MultiplyAdd<double>(step, momentum, push, step);
            TensorPrimitives.Add<double>(field, step, field);
        }

        (Trajectory own, Trajectory? test) = FrozenKernelRung.Split(record.First(recorded), training);
        return new Prediction
        {
            Rung = rung,
            Field = own,
            TestField = test,
            Loss = LinearModes.Losses(problem, own, scaleFactors),
            IsComplete = recorded == record.Count,
            Message = recorded == record.Count
                ? null
                : $"The {(rung == "discrete" ? "discrete recursion" : rung)} leaves the finite numbers: the learning rate is above the stability limit. Lower it, or write learning_rate: auto.",
        };
    }
}
