using System.Numerics.Tensors;
using Inflaton.Fields;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>
/// The recursion f_{k+1} = f_k + a_k (f_k − f_{k−1}) − b_k Θ ℓ'(f_k)/N with the kernel of epoch 0, step by step: no continuum limit. What
/// separates it from the trained network is the drift of the kernel alone.
/// </summary>
public sealed class DiscreteRung : IRung
{
    /// <inheritdoc/>
    public string Name => "discrete";

    /// <inheritdoc/>
    public Prediction Predict(PredictionProblem problem) =>
        problem.Potential.UniformCurvature is not null && !problem.Optimizer.FollowsField ? new LinearModes(problem).Recursion(Name) : Recursion(problem, Name);

    private static Prediction Recursion(PredictionProblem problem, string name)
    {
        int training = problem.InitialField.Length;
        KernelForce force = new(problem);
        double[] field = [.. problem.InitialField, .. problem.TestInitialField ?? []];
        double[] step = new double[field.Length];
        double[] push = new double[field.Length];
        Trajectory record = new(problem.Times, field.Length);
        StepSequence steps = problem.Optimizer.Begin();
        int recorded = 0;
        for (int epoch = 0; ; epoch++)
        {
            if (!double.IsFinite(TensorPrimitives.Sum<double>(field)))
            {
                break;
            }

            if (epoch == problem.Epochs[recorded])
            {
                field.CopyTo(record.At(recorded));
                if (++recorded == record.Count)
                {
                    break;
                }
            }

            (double momentum, double learningRate) = steps.Next(field.AsSpan(0, training));
            problem.Potential.Gradient(field.AsSpan(0, training), problem.Targets, force.Gradient);
            TensorPrimitives.Multiply(force.Apply(), -learningRate, push);
            TensorPrimitives.MultiplyAdd<double>(step, momentum, push, step);
            TensorPrimitives.Add<double>(field, step, field);
        }

        (Trajectory own, Trajectory? test) = FrozenKernelRung.Split(record.First(recorded), training);
        return new Prediction
        {
            Rung = name,
            Field = own,
            TestField = test,
            Loss = LinearModes.Losses(problem, own),
            IsComplete = recorded == record.Count,
            Message = recorded == record.Count
                ? null
                : "The discrete recursion leaves the finite numbers: the learning rate is above the stability limit. Lower it, or write learning_rate: auto.",
        };
    }
}
