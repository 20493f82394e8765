using Inflaton.Duality;
using Inflaton.Kernels.Collective;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Experiments.Runs;

/// <summary>Collective variables of the kernels of a run.</summary>
/// <param name="Initial">Of the kernel that predictions are made from.</param>
/// <param name="Empirical">Of the network's own kernel at epoch 0, where predictions are made from that of infinite width; null otherwise.</param>
/// <param name="Trained">Of the kernel after training; null where there is none.</param>
public sealed record CollectiveSummary(CollectivePart Initial, CollectivePart? Empirical, CollectivePart? Trained)
{
    /// <summary>Kernels of more modes are left out, because their eigen-systems would cost more than the run.</summary>
    public const int MostModes = 1500;

    internal static CollectiveSummary? Of(PredictionProblem problem, Matrix<double>? empirical, Matrix<double>? trained)
    {
        if (problem.Kernel.Rows > MostModes)
        {
            return null;
        }

        CollectivePart? Part(Matrix<double>? kernel) =>
            kernel is null ? null : CollectivePart.Of(CollectiveVariables.Of(kernel, problem.Team));
        return new CollectiveSummary(
            CollectivePart.Of(CollectiveVariables.Of(problem.Kernel, problem.Spectrum.Eigenvalues, problem.Team)), Part(empirical), Part(trained));
    }
}

/// <summary>Collective variables of one kernel, with λ̃ = λ/Σλ.</summary>
/// <param name="Trace">Tr Θ.</param>
/// <param name="MeanTrace">Tr Θ over the number of modes.</param>
/// <param name="Entropy">S = −Σ λ̃ ln λ̃.</param>
/// <param name="EntropyRatio">S over its largest value, the logarithm of the number of modes.</param>
/// <param name="CosineEntropy">S of the cosine kernel Θ_ij/√(Θ_iiΘ_jj).</param>
/// <param name="CosineEntropyRatio">The same over its largest value.</param>
/// <param name="MagnitudeEntropy">−Σ m ln m of the magnitudes m_i = √Θ_ii/Σ√Θ_kk.</param>
/// <param name="EffectiveRank">e^S.</param>
/// <param name="LeadingRatio">λ₁/λ₂; infinite for a kernel of rank one.</param>
public sealed record CollectivePart(
    double Trace,
    double MeanTrace,
    double Entropy,
    double EntropyRatio,
    double CosineEntropy,
    double CosineEntropyRatio,
    double MagnitudeEntropy,
    double EffectiveRank,
    double LeadingRatio)
{
    /// <summary>The variables of a kernel as they are written.</summary>
    /// <param name="variables">The variables.</param>
    public static CollectivePart Of(CollectiveVariables variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return new CollectivePart(
            variables.Trace,
            variables.MeanTrace,
            variables.Entropy,
            variables.EntropyRatio,
            variables.CosineEntropy,
            variables.CosineEntropyRatio,
            variables.MagnitudeEntropy,
            variables.EffectiveRank,
            variables.LeadingRatio);
    }
}
