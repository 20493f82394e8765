namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>The largest eigenvalues of a symmetric operator with their eigenvectors.</summary>
/// <param name="Values">λ_1 ≥ λ_2 ≥ … .</param>
/// <param name="Vectors">n × count, the orthonormal eigenvector of λ_i in column i; the sum of its entries is not negative.</param>
/// <param name="Residuals">Bounds of ‖A u_i − λ_i u_i‖; some eigenvalue lies as near to λ_i.</param>
/// <param name="Products">Products A x that were taken.</param>
/// <param name="Converged">Whether all residuals are within the tolerance.</param>
public sealed record LeadingModes(double[] Values, Matrix<double> Vectors, double[] Residuals, int Products, bool Converged);
