namespace Inflaton.Duality;

/// <summary>
/// The m leading modes of the kernel as background fields under the whole force, and the others linear around them: with
/// b = y + Σ_{i≤m} g̃_i u_i of the residual g = f − y (b = Σ f̃_i u_i of the field without targets, and where targets are labels) and
/// δf = f − b, f̃̈_i + 3H f̃̇_i = −(λ_i/N) u_iᵀℓ'(b) for i ≤ m and −(λ_i/N) u_iᵀ[ℓ'(b) + ℓ''(b) δf] for i &gt; m. With m = 1, a uniform
/// leading mode and inputs that share ℓ'' this is the equation of <see cref="PerturbationsRung"/>, with all modes, or a quadratic loss,
/// that of <see cref="FrozenKernelRung"/>. Test points follow through Θ(test, train). Where outputs share a kernel a mode is a field for
/// each of them.
/// </summary>
public sealed class BackgroundRung : IRung
{
    /// <inheritdoc/>
    public string Name => "background";

    /// <inheritdoc/>
    public string Meaning => "the leading modes as background fields, and linear modes around them";

    /// <inheritdoc/>
    public RungStyle Style { get; } = new("#56B4E9", 6, 2, 2, 2);

    /// <inheritdoc/>
    public bool IsOnRequest => true;

    /// <inheritdoc/>
    public string? Refusal(PredictionProblem problem) => problem.Optimizer.WhyNoContinuum
        ?? (problem.Optimizer.WeightDecay != 0 ? "it knows no weight decay, which frozen_kernel follows" : null);

    /// <inheritdoc/>
    public Prediction Predict(PredictionProblem problem) =>
        Predict(problem, problem.BackgroundModes ?? (problem.LinearCurvature is null ? BackgroundFields.Of(problem).Needed : 1));

    /// <summary>The prediction with m modes, as many as there are where m is above that.</summary>
    internal Prediction Predict(PredictionProblem problem, int modes) =>
        problem.LinearCurvature is not null ? new LinearModes(problem).Continuum(Name)
        : FrozenKernelRung.Follow(
            problem, of => modes < of.Spectrum.Count ? new BackgroundForce(of, modes) : new FrozenForce(of), Name);
}
