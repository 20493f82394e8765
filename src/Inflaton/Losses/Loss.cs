using Inflaton.Potentials;

namespace Inflaton.Losses;

/// <summary>
/// The loss of machine learning, Σℓ(f; y) over N points with C components: given the targets y, a potential of the field f. Most are made
/// of one: at the residual f − y (<see cref="ResidualLoss"/>), at f itself (<see cref="FieldLoss"/>), or with a source
/// (<see cref="CrossEntropyLoss"/>). Fields are stored point by point, the component index running fastest. All operations may be called
/// from several threads at once, unless a loss says otherwise.
/// </summary>
public abstract class Loss
{
    /// <summary>The name used in files.</summary>
    public abstract string Name { get; }

    /// <summary>The formula of ℓ, for reports.</summary>
    public abstract string Formula { get; }

    /// <summary>What y is to ℓ.</summary>
    public abstract TargetRole Targets { get; }

    /// <summary>
    /// The constant κ if ℓ'' = κ at every field value, so that ℓ' is linear and all equations of motion are solved in closed form;
    /// otherwise null.
    /// </summary>
    public virtual double? UniformCurvature => null;

    /// <summary>Whether Σℓ is no sum over points, so that it means nothing at others; false by default.</summary>
    public virtual bool CouplesPoints => false;

    /// <summary>Whether ℓ is at all points the same function of f − y, so that they share one equation for the residual.</summary>
    public bool PointsShareEquation => !CouplesPoints && Targets is TargetRole.None or TargetRole.Origin;

    /// <summary>
    /// Whether ℓ = V(f) − j(y)·f: targets are a source, and ℓ'' at a point does not depend on them. False by default, which is always
    /// right.
    /// </summary>
    public virtual bool TargetsAreSource => false;

    /// <summary>Σ ℓ over all points and components. The training loss is this over N.</summary>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    public abstract double Energy(ReadOnlySpan<double> field, ReadOnlySpan<double> targets);

    /// <summary>∂(Σℓ)/∂f.</summary>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    /// <param name="gradient">Receives the derivative, same length; disjoint from the others.</param>
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
    /// A matrix K̄ that the second derivative of Σℓ stays below (K̄ − ∂²Σℓ/∂f² has no negative eigenvalue) at every field that a motion of
    /// a given energy can reach; null where there is none, or none is known.
    /// </summary>
    /// <param name="targets">y, length N·C.</param>
    /// <param name="energy">Σℓ at the start, where the field is at rest: ℓ of no point grows beyond it.</param>
    /// <param name="shared">
    /// What counts of it where all points have the same ℓ of f − y; see <see cref="Potential.CurvatureBound"/>.
    /// </param>
    public virtual SymmetricProduct? CurvatureBound(ReadOnlySpan<double> targets, double energy, double shared) => null;

    /// <summary>
    /// The V with Σℓ(f; y) = ΣV(f) for every f that is the same at all points; null where y differs between them, or there is none.
    /// </summary>
    /// <param name="targets">y, length N·C.</param>
    public virtual Potential? SharedPotential(ReadOnlySpan<double> targets) => null;

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Formula}";
}
