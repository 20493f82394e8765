namespace Inflaton.Losses;

/// <summary>
/// A loss that depends on the scale factor a of the universe, as gradient energy does. As a <see cref="Loss"/> it is that of a = 1.
/// </summary>
public interface IExpandingLoss
{
    /// <summary>Σ ℓ where the universe has the scale factor a.</summary>
    /// <param name="scaleFactor">a, 1 at the beginning.</param>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    double Energy(double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets);

    /// <summary>∂(Σℓ)/∂f where the universe has the scale factor a.</summary>
    /// <param name="scaleFactor">a, 1 at the beginning.</param>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    /// <param name="gradient">Receives the derivative, same length; disjoint from the others.</param>
    void Gradient(double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient);

    /// <summary>The second derivative of Σℓ applied to a direction, where the universe has the scale factor a.</summary>
    /// <param name="scaleFactor">a, 1 at the beginning.</param>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    /// <param name="direction">v, same length.</param>
    /// <param name="result">Receives (∂²Σℓ/∂f²) v, same length; disjoint from the others.</param>
    void CurvatureProduct(
        double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result);
}
