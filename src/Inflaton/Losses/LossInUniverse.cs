namespace Inflaton.Losses;

/// <summary>
/// A loss as a universe of some scale factor sees it: who moves a field asks here, and only an <see cref="IExpandingLoss"/> is told a.
/// </summary>
/// <param name="loss">ℓ.</param>
public readonly struct LossInUniverse(Loss loss)
{
    private readonly Loss loss = loss;
    private readonly IExpandingLoss? expanding = loss as IExpandingLoss;

    /// <summary>Σ ℓ.</summary>
    /// <param name="scaleFactor">a, 1 at the beginning.</param>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    public double Energy(double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets) =>
        expanding?.Energy(scaleFactor, field, targets) ?? loss.Energy(field, targets);

    /// <summary>∂(Σℓ)/∂f.</summary>
    /// <param name="scaleFactor">a, 1 at the beginning.</param>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    /// <param name="gradient">Receives the derivative, same length.</param>
    public void Gradient(double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient)
    {
        if (expanding is null)
        {
            loss.Gradient(field, targets, gradient);
        }
        else
        {
            expanding.Gradient(scaleFactor, field, targets, gradient);
        }
    }

    /// <summary>The second derivative of Σℓ applied to a direction.</summary>
    /// <param name="scaleFactor">a, 1 at the beginning.</param>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    /// <param name="direction">v, same length.</param>
    /// <param name="result">Receives (∂²Σℓ/∂f²) v, same length.</param>
    public void CurvatureProduct(
        double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result)
    {
        if (expanding is null)
        {
            loss.CurvatureProduct(field, targets, direction, result);
        }
        else
        {
            expanding.CurvatureProduct(scaleFactor, field, targets, direction, result);
        }
    }
}
