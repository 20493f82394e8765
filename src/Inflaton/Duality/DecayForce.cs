using System.Numerics.Tensors;

namespace Inflaton.Duality;

/// <summary>
/// What weight decay w adds to the force on the field of the frozen kernel: Jw(θ) = w(f − f₀ + Jθ₀), a mass² w about f₀ − Jθ₀.
/// </summary>
internal sealed class DecayForce
{
    private readonly double strength;
    private readonly double[] centre;

    /// <summary>The force on what is of first order in the parameters.</summary>
    /// <param name="strength">w.</param>
    /// <param name="initial">Its value at θ₀.</param>
    /// <param name="tangent">Its change J along θ₀.</param>
    public DecayForce(double strength, ReadOnlySpan<double> initial, ReadOnlySpan<double> tangent)
    {
        this.strength = strength;
        centre = new double[initial.Length];
        TensorPrimitives.Subtract(initial, tangent, centre);
    }

    /// <summary>The force on the field at the training and, behind them, the test inputs; null without weight decay.</summary>
    /// <exception cref="InvalidOperationException">There is weight decay, and no tangent along θ₀ is given.</exception>
    public static DecayForce? Of(PredictionProblem problem) => problem.Optimizer.WeightDecay is not 0 and var decay
        ? new DecayForce(
            decay, [.. problem.InitialField, .. problem.TestInitialField ?? []],
            [.. TangentOf(problem), .. problem.TestInitialField is null ? [] : problem.TestParameterTangent ?? throw Missing()])
        : null;

    /// <summary>The force on the mean over the training inputs, output by output; null without weight decay.</summary>
    public static DecayForce? OfMean(PredictionProblem problem) => problem.Optimizer.WeightDecay is not 0 and var decay
        ? new DecayForce(decay, problem.Mean(problem.InitialField), problem.Mean(TangentOf(problem)))
        : null;

    /// <summary>Jθ₀ on the training inputs.</summary>
    public static double[] TangentOf(PredictionProblem problem) => problem.ParameterTangent ?? throw Missing();

    /// <summary>F ← F + w(f − f₀ + Jθ₀).</summary>
    public void Add(ReadOnlySpan<double> field, Span<double> force)
    {
        for (int i = 0; i < centre.Length; i++)
        {
            force[i] += strength * (field[i] - centre[i]);
        }
    }

    private static InvalidOperationException Missing() =>
        new("Weight decay moves the field along its tangent Jθ₀, and the problem does not give it.");
}
