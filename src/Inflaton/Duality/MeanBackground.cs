namespace Inflaton.Duality;

/// <summary>
/// The uniform background around which the ladder's lower rungs expand: every point has the same residual, b_x = y_x + f̄ − ȳ (b_x = f̄
/// without targets), output by output.
/// </summary>
internal sealed class MeanBackground
{
    private readonly PredictionProblem problem;
    private readonly double[] meanTarget;
    private readonly double[] targets;
    private readonly double[] background;
    private readonly double[] derivative;
    private readonly double[] ones;

    public MeanBackground(PredictionProblem problem)
    {
        this.problem = problem;
        meanTarget = problem.Mean(problem.Targets);

        // Where all points share one equation a single one stands for them all.
        targets = problem.Potential.DependsOnResidualOnly ? meanTarget : problem.Targets;
        background = new double[targets.Length];
        derivative = new double[targets.Length];
        ones = new double[targets.Length];
        Array.Fill(ones, 1);
    }

    /// <summary>b on the points that stand for all, given f̄.</summary>
    public ReadOnlySpan<double> At(ReadOnlySpan<double> mean)
    {
        Fill(mean, targets, background);
        return background;
    }

    /// <summary>b_x = y_x + f̄ − ȳ on all points.</summary>
    public void Fill(ReadOnlySpan<double> mean, ReadOnlySpan<double> targets, Span<double> background)
    {
        for (int i = 0; i < background.Length; i++)
        {
            int c = i % problem.Outputs;
            background[i] = targets[i] + (mean[c] - meanTarget[c]);
        }
    }

    /// <summary>⟨ℓ(b)⟩ over the inputs.</summary>
    public double Loss(ReadOnlySpan<double> mean) => problem.Potential.Energy(At(mean), targets) * problem.Outputs / targets.Length;

    /// <summary>⟨ℓ'(b)⟩ over the inputs, output by output.</summary>
    public void MeanGradient(ReadOnlySpan<double> mean, Span<double> gradient)
    {
        problem.Potential.Gradient(At(mean), targets, derivative);
        Average(gradient);
    }

    /// <summary>⟨ℓ''(b)⟩ over the inputs, output by output.</summary>
    public void MeanCurvature(ReadOnlySpan<double> mean, Span<double> curvature)
    {
        problem.Potential.CurvatureProduct(At(mean), targets, ones, derivative);
        Average(curvature);
    }

    private void Average(Span<double> result)
    {
        int points = derivative.Length / problem.Outputs;
        result.Clear();
        for (int i = 0; i < derivative.Length; i++)
        {
            result[i % problem.Outputs] += derivative[i] / points;
        }
    }
}
