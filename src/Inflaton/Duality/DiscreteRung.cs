using System.Numerics.Tensors;
using Inflaton.Fields;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>
/// The recursion f_{k+1} = f_k + a_k (f_k − f_{k−1}) − b_k Θ ℓ'(f_k)/N with the kernel of epoch 0, step by step: no continuum limit. What
/// separates it from the trained network is the drift of the kernel alone.
/// </summary>
/// <remarks>
/// All velocities that start at rest are v = Jᵀp with J = ∂f/∂θ, so that p ← a p − b ℓ'/N on the inputs carries them: f moves by Jv = Θp, and
/// |v|² = pᵀΘp, which is what an optimiser whose stride depends on its speed asks for.
/// </remarks>
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
        double[] point = new double[field.Length];
        double[] source = new double[training];
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

            TensorPrimitives.MultiplyAdd<double>(step, steps.LookAhead, field, point);
            ReadOnlySpan<double> ahead = point.AsSpan(0, training);
            (double momentum, double learningRate) = steps.Next(ahead, problem.Loss(ahead));
            problem.Potential.Gradient(ahead, problem.Targets, force.Gradient);
            TensorPrimitives.Multiply(force.Apply(), -learningRate, push);
            TensorPrimitives.MultiplyAdd<double>(step, momentum, push, step);
            TensorPrimitives.Multiply(source, momentum, source);
            TensorPrimitives.MultiplyAdd<double>(force.Gradient, -learningRate / problem.Points, source, source);
            double stride = steps.Stride(TensorPrimitives.Dot<double>(source, step.AsSpan(0, training)));
            TensorPrimitives.MultiplyAdd<double>(step, stride, field, field);
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
