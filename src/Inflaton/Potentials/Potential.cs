namespace Inflaton.Potentials;

/// <summary>
/// A loss of machine learning and a potential of field theory, which are one thing: an energy of the field values f at N points with
/// C components, given targets y. Everything that trains, predicts or evolves a field sees it through these few operations.
/// Fields are stored point by point, the component index running fastest.
/// </summary>
public abstract class Potential
{
    /// <summary>The name used in files.</summary>
    public abstract string Name { get; }

    /// <summary>The formula of ℓ, for reports.</summary>
    public abstract string Formula { get; }

    /// <summary>
    /// The constant κ if ℓ'' = κ at every field value, so that ℓ' is linear and all equations of motion are solved in closed form;
    /// otherwise null.
    /// </summary>
    public virtual double? UniformCurvature => null;

    /// <summary>Whether ℓ looks at the targets; where it does not, y = 0 is what everybody passes.</summary>
    public virtual bool UsesTargets => true;

    /// <summary>Whether ℓ depends on the residual f − y alone, so that all points share one equation for the residual.</summary>
    public abstract bool DependsOnResidualOnly { get; }

    /// <summary>
    /// Whether y are weights of classes, which sum to 1 at each point and in which ℓ is linear, and no values that f is to take: f − y then
    /// means nothing. False by default.
    /// </summary>
    public virtual bool TargetsAreLabels => false;

    /// <summary>Σ ℓ over all points and components. The training loss is this over N.</summary>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    public abstract double Energy(ReadOnlySpan<double> field, ReadOnlySpan<double> targets);

    /// <summary>∂(Σℓ)/∂f.</summary>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    /// <param name="gradient">Receives the derivative, same length.</param>
    public abstract void Gradient(ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient);

    /// <summary>The second derivative of Σℓ applied to a direction.</summary>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    /// <param name="direction">v, same length.</param>
    /// <param name="result">Receives (∂²Σℓ/∂f²) v, same length; disjoint from the others.</param>
    public abstract void CurvatureProduct(
        ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result);

    /// <summary>Largest eigenvalue of the second derivative of Σℓ, which sets the fastest scale.</summary>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    public abstract double LargestCurvature(ReadOnlySpan<double> field, ReadOnlySpan<double> targets);

    /// <summary>
    /// A matrix K̄ that the second derivative of Σℓ stays below (K̄ − ∂²Σℓ/∂f² has no negative eigenvalue) at every field that a motion of a given
    /// energy can reach; null where there is none, or none is known.
    /// </summary>
    /// <param name="targets">y, length N·C.</param>
    /// <param name="energy">Σℓ at the start, where the field is at rest: ℓ of no point grows beyond it.</param>
    /// <param name="shared">
    /// What counts of it where all points have the same ℓ of f − y and the largest ℓ'' is a concave function k(e) of the largest ℓ: with
    /// Θ_ii ≤ ϑ a mode spreads over λ₁/ϑ points at least, and λ_max(Θ^½ diag(ℓ'') Θ^½) ≤ λ₁ k(Eϑ/λ₁) at Σℓ ≤ E. So this is Eϑ/λ₁.
    /// </param>
    public virtual SymmetricProduct? CurvatureBound(ReadOnlySpan<double> targets, double energy, double shared) => null;

    /// <summary>Whether ℓ depends on the scale factor a of the universe, as gradient energy does.</summary>
    public virtual bool DependsOnScaleFactor => false;

    /// <summary>Σ ℓ where the universe has the scale factor a.</summary>
    /// <param name="scaleFactor">a, 1 at the beginning.</param>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    public virtual double Energy(double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets) => Energy(field, targets);

    /// <summary>∂(Σℓ)/∂f where the universe has the scale factor a.</summary>
    /// <param name="scaleFactor">a, 1 at the beginning.</param>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    /// <param name="gradient">Receives the derivative, same length.</param>
    public virtual void Gradient(double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient) =>
        Gradient(field, targets, gradient);

    /// <summary>The second derivative of Σℓ applied to a direction, where the universe has the scale factor a.</summary>
    /// <param name="scaleFactor">a, 1 at the beginning.</param>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    /// <param name="direction">v, same length.</param>
    /// <param name="result">Receives (∂²Σℓ/∂f²) v, same length; disjoint from the others.</param>
    public virtual void CurvatureProduct(
        double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result) =>
        CurvatureProduct(field, targets, direction, result);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Formula}";
}
