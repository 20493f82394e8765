using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Dynamics;

/// <summary>
/// The coefficients of one step, v_k = a_k v_{k−1} − b_k F, by which a field moves φ_{k+1} = φ_k + v_k.
/// </summary>
/// <param name="Momentum">a_k, dimensionless.</param>
/// <param name="LearningRate">b_k, in units of time squared.</param>
public readonly record struct StepCoefficients(double Momentum, double LearningRate);

/// <summary>The coefficients of one run's steps, asked for in order, once a step.</summary>
public abstract class StepSequence
{
    /// <summary>μ: the next gradient is taken at θ + μ v. 0 unless the method looks ahead.</summary>
    public virtual double LookAhead => 0;

    /// <summary>H at the start of the last step; NaN where the sequence does not say.</summary>
    public virtual double Hubble => double.NaN;

    /// <summary>N = ln a of the universe where the next step begins; 0 where lengths do not grow.</summary>
    public virtual double Efolds => 0;

    /// <summary>The coefficients of the next step.</summary>
    /// <param name="field">f before the step, length N·C; not to be kept.</param>
    /// <param name="loss">𝓛 there.</param>
    public abstract StepCoefficients Next(ReadOnlySpan<double> field, double loss);

    /// <summary>
    /// c of the step θ ← θ + c v that ends what <see cref="Next"/> began; 1 unless the method has it depend on the speed.
    /// </summary>
    /// <param name="squaredVelocity">|v|² = Σ_θ v².</param>
    public virtual double Stride(double squaredVelocity) => 1;

    /// <summary>Hands over what the next steps depend on, to be written down or put back between two steps.</summary>
    /// <param name="state">Receives or has it.</param>
    /// <returns>Whether it did; false (default) where the sequence cannot be gone on with.</returns>
    public virtual bool Keep(KeptState state) => false;
}
