namespace Inflaton.Duality;

/// <summary>
/// The recursion f_{k+1} = f_k + a_k (f_k − f_{k−1}) − b_k Θ ℓ'(f_k)/N with the kernel of epoch 0, step by step: no continuum limit. What
/// separates it from the trained network is the drift of the kernel alone. With batches each step has the very rows of the training.
/// </summary>
public sealed class DiscreteRung : IRung
{
    /// <inheritdoc/>
    public string Name => "discrete";

    /// <inheritdoc/>
    public string Meaning => "all inputs coupled by Θ at initialisation, epoch by epoch";

    /// <inheritdoc/>
    public RungStyle Style { get; } = new("#D55E00", 4, 3);

    /// <inheritdoc/>
    public Prediction Predict(PredictionProblem problem) =>
        problem.Batches is { } batches
            ? Recursion.Follow(
                problem, new BatchForce(problem, batches), Name, [.. problem.InitialField, .. problem.TestInitialField ?? []])
            : problem.Loss.UniformCurvature is not null && problem.Optimizer is { FollowsField: false, ClipNorm: null }
            ? new LinearModes(problem).Recursion(Name)
            : Recursion.Follow(problem, new FrozenForce(problem), Name, [.. problem.InitialField, .. problem.TestInitialField ?? []]);
}
