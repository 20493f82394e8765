using System.Numerics.Tensors;
using Inflaton.Dynamics;

namespace Inflaton.Duality;

/// <summary>
/// f_{k+1} = f_k + a_k (f_k − f_{k−1}) − b_k F(f_k), with the steps of the optimiser and a force to be given: no continuum limit.
/// </summary>
/// <remarks>
/// All velocities that start at rest are v = Jᵀp with J = ∂f/∂θ, so that p ← a p − b ℓ'/N on the inputs carries them: f moves by Jv = Θp,
/// and |v|² = pᵀΘp, which is what an optimiser whose stride depends on its speed asks for.
/// </remarks>
internal static class Recursion
{
    /// <summary>Follows the recursion over the epochs of a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="force">F.</param>
    /// <param name="rung">The name that the prediction bears.</param>
    /// <param name="initial">What the force moves at epoch 0: f, the training points first, where it is the field itself.</param>
    /// <param name="states">Receives what the force moves at the epochs; null for none.</param>
    public static Prediction Follow(
        PredictionProblem problem, TrainedForce force, string rung, double[] initial, Trajectory? states = null)
    {
        int training = problem.InitialField.Length;
        double[] field = [.. initial];
        double[] step = new double[field.Length];
        double[] push = new double[field.Length];
        double[] point = new double[field.Length];
        double[] source = new double[training];
        Trajectory record = new(problem.Times, training + (problem.TestInitialField?.Length ?? 0));
        double[] efolds = new double[record.Count];
        StepSequence steps = problem.Optimizer.Begin();
        bool follows = problem.Optimizer.FollowsField;
        int recorded = 0;
        for (int epoch = 0; ; epoch++)
        {
            problem.Solver.Cancellation.ThrowIfCancellationRequested();
            if (!double.IsFinite(TensorPrimitives.Sum<double>(field)))
            {
                break;
            }

            double scaleFactor = Math.Exp(steps.Efolds);
            if (epoch == problem.Epochs[recorded])
            {
                force.FieldOf(field)[..record.Dimension].CopyTo(record.At(recorded));
                if (states is not null)
                {
                    field.CopyTo(states.At(recorded));
                }

                efolds[recorded] = steps.Efolds;
                problem.Solver.Reached?.Invoke(record.Times[recorded]);
                if (++recorded == record.Count)
                {
                    break;
                }
            }

            TensorPrimitives.MultiplyAdd<double>(step, steps.LookAhead, field, point);
            force.Advance();
            ReadOnlySpan<double> ahead = follows ? force.FieldOf(point)[..training] : [];
            (double momentum, double learningRate) = steps.Next(ahead, follows ? problem.LossOf(ahead, scaleFactor) : double.NaN);
            force.Evaluate(scaleFactor, point, push);
            Leapfrog.Kick(step, push, momentum, -learningRate);
            double stride = 1;
            if (follows)
            {
                TensorPrimitives.Multiply(source, momentum, source);
                TensorPrimitives.MultiplyAdd<double>(force.Gradient, -learningRate / problem.Points, source, source);
                stride = steps.Stride(force.SquaredSpeed(source, step));
            }

            TensorPrimitives.MultiplyAdd<double>(step, stride, field, field);
        }

        (Trajectory own, Trajectory? test) = FrozenKernelRung.Split(record.First(recorded), training);
        return new Prediction
        {
            Rung = rung,
            Field = own,
            TestField = test,
            Loss = LinearModes.Losses(problem, own, efolds),
            Efolds = efolds[..recorded],
            IsComplete = recorded == record.Count,
            Message = recorded == record.Count
                ? null
                : $"The {(rung == "discrete" ? "discrete recursion" : rung)} leaves the finite numbers: "
                    + $"{LargestMass.Reason(problem)}",
        }.Finite(problem);
    }
}
