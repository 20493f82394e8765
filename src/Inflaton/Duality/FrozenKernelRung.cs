using Inflaton.Dynamics;

namespace Inflaton.Duality;

/// <summary>
/// All N coupled equations f̈ + 3H ḟ = −Θ ℓ'(f)/N with the kernel of epoch 0 and no linearisation: in closed form for quadratic losses,
/// by an adaptive Runge-Kutta method otherwise. Test points follow through Θ(test, train).
/// </summary>
public sealed class FrozenKernelRung : IRung
{
    /// <inheritdoc/>
    public string Name => "frozen_kernel";

    /// <inheritdoc/>
    public string Meaning => "all inputs coupled by Θ at initialisation, in continuous time";

    /// <inheritdoc/>
    public RungStyle Style { get; } = new("#0072B2");

    /// <inheritdoc/>
    public string? Refusal(PredictionProblem problem) => problem.Optimizer.WhyNoContinuum;

    /// <inheritdoc/>
    public Prediction Predict(PredictionProblem problem)
    {
        if (problem.LinearCurvature is not null)
        {
            return new LinearModes(problem).Continuum(Name);
        }

        return Follow(problem, of => new FrozenForce(of), Name);
    }

    /// <summary>The motion under a force on training and test points, by the problem's equation.</summary>
    /// <param name="problem">What is predicted.</param>
    /// <param name="force">The force on the points of a problem.</param>
    /// <param name="rung">The rung's name.</param>
    internal static Prediction Follow(PredictionProblem problem, Func<PredictionProblem, TrainedForce> force, string rung)
    {
        if (problem is { TestKernel: { } tests, TestInitialField: { } start } && tests.Rows >= problem.Kernel.Rows
            && problem.Optimizer.WeightDecay == 0)
        {
            SourcedForce sourced = new(force(problem with { TestKernel = null, TestInitialField = null }), problem.Points);
            FieldSolution both = problem.Equation.Solve(
                sourced, [.. problem.InitialField, .. new double[problem.InitialField.Length]], problem.Times, problem.Solver);
            return Read(problem, rung, both, SourcedForce.Fields(problem, both.Field, tests, start));
        }

        double[] initial = [.. problem.InitialField, .. problem.TestInitialField ?? []];
        FieldSolution solution = problem.Equation.Solve(force(problem), initial, problem.Times, problem.Solver);
        return Read(problem, rung, solution, solution.Field);
    }

    /// <summary>The prediction that a solution in continuous time is.</summary>
    /// <param name="problem">What was predicted.</param>
    /// <param name="rung">The rung's name.</param>
    /// <param name="solution">How far it goes, and why no farther.</param>
    /// <param name="both">f on the training points and, behind them, the test points, at the times of the solution.</param>
    internal static Prediction Read(PredictionProblem problem, string rung, FieldSolution solution, Trajectory both)
    {
        (Trajectory field, Trajectory? test) = Split(both, problem.InitialField.Length);
        return new Prediction
        {
            Rung = rung,
            Field = field,
            TestField = test,
            Loss = LinearModes.Losses(problem, field, solution.Efolds),
            Efolds = solution.Efolds,
            Message = solution.Message,
            IsComplete = solution.IsComplete,
        }.Finite(problem);
    }

    /// <summary>The training points, and the test points that follow them.</summary>
    internal static (Trajectory Field, Trajectory? Test) Split(Trajectory both, int training)
    {
        if (both.Dimension == training)
        {
            return (both, null);
        }

        Trajectory field = new(both.Times, training);
        Trajectory test = new(both.Times, both.Dimension - training);
        for (int t = 0; t < both.Count; t++)
        {
            both.At(t)[..training].CopyTo(field.At(t));
            both.At(t)[training..].CopyTo(test.At(t));
        }

        return (field, test);
    }
}
