using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.ClosedForm;

/// <summary>A normal distribution over fields: of an ensemble of networks, or of what a Bayesian believes.</summary>
/// <param name="Mean">Mean at each point, for C outputs the output running fastest.</param>
/// <param name="Covariance">Covariance between points, the same for each output, shape [M, M]; its diagonal is nowhere negative.</param>
public sealed record GaussianField(double[] Mean, Matrix<double> Covariance)
{
    /// <summary>Standard deviation at each point.</summary>
    public double[] Deviations() => [.. Enumerable.Range(0, Covariance.Rows).Select(i => Math.Sqrt(Covariance[i, i]))];
}
