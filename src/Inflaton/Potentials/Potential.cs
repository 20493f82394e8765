namespace Inflaton.Potentials;

/// <summary>
/// A potential V(φ) of C scalar fields at N points, each point with the same V: an energy that is a sum over the points, its derivatives
/// and bounds on them. Fields are stored point by point, the component index running fastest. All operations may be called from several
/// threads at once.
/// </summary>
public abstract class Potential
{
    /// <summary>The name used in files.</summary>
    public abstract string Name { get; }

    /// <summary>The formula of V in φ, for reports.</summary>
    public abstract string Formula { get; }

    /// <summary>C, where V couples that many components of a point; null where it is a sum over any number of them.</summary>
    public virtual int? Components => null;

    /// <summary>
    /// The constant κ if V'' = κ at every field value, so that V' is linear and all equations of motion are solved in closed form;
    /// otherwise null.
    /// </summary>
    public virtual double? UniformCurvature => null;

    /// <summary>ΣV over all points.</summary>
    /// <param name="field">φ, length N·C.</param>
    public abstract double Energy(ReadOnlySpan<double> field);

    /// <summary>∂(ΣV)/∂φ.</summary>
    /// <param name="field">φ, length N·C.</param>
    /// <param name="gradient">Receives the derivative, same length; may be <paramref name="field"/> itself.</param>
    public abstract void Gradient(ReadOnlySpan<double> field, Span<double> gradient);

    /// <summary>The second derivative of ΣV applied to a direction.</summary>
    /// <param name="field">φ, length N·C.</param>
    /// <param name="direction">v, same length.</param>
    /// <param name="result">
    /// Receives (∂²ΣV/∂φ²) v, same length; disjoint from <paramref name="direction"/>, may be <paramref name="field"/> itself.
    /// </param>
    public abstract void CurvatureProduct(ReadOnlySpan<double> field, ReadOnlySpan<double> direction, Span<double> result);

    /// <summary>∂²V/∂φ_a∂φ_b at one point.</summary>
    /// <param name="field">φ, length C.</param>
    /// <param name="matrix">Receives the matrix, C × C, symmetric.</param>
    public virtual void Hessian(ReadOnlySpan<double> field, Span<double> matrix)
    {
        int fields = field.Length;
        Span<double> unit = fields <= 16 ? stackalloc double[fields] : new double[fields];
        for (int i = 0; i < fields; i++)
        {
            unit.Clear();
            unit[i] = 1;
            CurvatureProduct(field, unit, matrix.Slice(i * fields, fields));
        }
    }

    /// <summary>Largest eigenvalue of the second derivative of ΣV, which sets the fastest scale.</summary>
    /// <param name="field">φ, length N·C.</param>
    public abstract double LargestCurvature(ReadOnlySpan<double> field);

    /// <summary>
    /// A matrix K̄ that the second derivative of ΣV stays below (K̄ − ∂²ΣV/∂φ² has no negative eigenvalue) at every field that a motion of
    /// a given energy can reach; null where there is none, or none is known.
    /// </summary>
    /// <param name="energy">ΣV at the start, where the field is at rest: V of no point grows beyond it.</param>
    /// <param name="shared">
    /// What counts of it where the largest V'' is a concave function k(e) of the largest V: with Θ_ii ≤ ϑ a mode spreads over λ₁/ϑ points
    /// at least, and λ_max(Θ^½ diag(V'') Θ^½) ≤ λ₁ k(Eϑ/λ₁) at ΣV ≤ E. So this is Eϑ/λ₁.
    /// </param>
    public virtual SymmetricProduct? CurvatureBound(double energy, double shared) => null;

    /// <summary>V of one point as a formula of phi1, phi2, …, for those who compile it; null where there is none.</summary>
    /// <param name="fields">C, the number of variables; a potential of one field is added up over them.</param>
    public virtual Numerics.Expressions.Formula? AsFormula(int fields) => null;

    /// <summary>κV.</summary>
    /// <param name="scale">κ, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">κ is not a positive number.</exception>
    public virtual Potential Times(double scale) => new ScaledFieldsPotential(this, scale);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Formula}";
}
