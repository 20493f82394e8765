using System.Numerics.Tensors;
using Inflaton.Kernels;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>
/// Natural gradient in function space: the loss gradient g = ∂𝓛/∂φ is replaced by Θ̄ (Θ + εI)⁻¹ g before it is carried back, so that the
/// field moves as if the kernel were Θ̄ Θ(Θ + ε)⁻¹, all of whose eigenvalues are about the mean one, Θ̄ = Tr Θ/NC. Modes then evolve
/// without the kernel's hierarchy. ε is a part of Θ̄. Source: after Amari, Neural Computation 10 (1998) 251; with the tangent kernel as
/// metric.
/// </summary>
public sealed class NaturalGradient
{
    /// <summary>ε/Θ̄ by default.</summary>
    public const double DefaultRegularization = 1e-9;

    /// <summary>Condition number above which the inverse is refused, by default.</summary>
    public const double DefaultConditionLimit = 1e6;

    private readonly WorkerTeam team;
    private readonly MatrixProduct<double> product;
    private readonly Matrix<double> inverse;
    private readonly double[] whitened;
    private readonly double shift;

    /// <summary>Whitening by a kernel at initialisation.</summary>
    /// <param name="spectrum">Eigen-system of Θ, the kernel of the field.</param>
    /// <param name="regularization">ε/Θ̄, not negative.</param>
    /// <param name="conditionLimit">Largest (λ₁ + ε)/(λ_NC + ε), above 1.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="ArgumentException">The condition number is above its limit.</exception>
    public NaturalGradient(KernelSpectrum spectrum, double regularization, double conditionLimit, WorkerTeam team)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(regularization);
        if (!(conditionLimit > 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(conditionLimit), conditionLimit, "The limit of the condition number must be above 1.");
        }

        this.team = team;
        product = new MatrixProduct<double>(team);
        inverse = new Matrix<double>(spectrum.Count, spectrum.Count);
        whitened = new double[spectrum.Count];
        Mean = TensorPrimitives.Sum<double>(spectrum.Eigenvalues) / spectrum.Count;
        Regularization = regularization;
        shift = regularization * Mean;
        ConditionLimit = conditionLimit;
        if (!Take(spectrum))
        {
            throw new ArgumentException(
                ReadableFormat.Text($"The kernel's condition number is {LastConditionNumber:G4}, above {conditionLimit:G4}."),
                nameof(spectrum));
        }

        InitialConditionNumber = LastConditionNumber;
        Effective = spectrum.Transformed(eigenvalue => eigenvalue == 0 ? 0 : Mean * eigenvalue / (eigenvalue + shift));
    }

    /// <summary>Θ̄, the mean eigenvalue of the kernel at initialisation.</summary>
    public double Mean { get; }

    /// <summary>ε/Θ̄.</summary>
    public double Regularization { get; }

    /// <summary>Largest condition number that is inverted.</summary>
    public double ConditionLimit { get; }

    /// <summary>(λ₁ + ε)/(λ_NC + ε) of the kernel last taken; infinite for a singular one without regularisation.</summary>
    public double LastConditionNumber { get; private set; }

    /// <summary>The same of the kernel at initialisation.</summary>
    public double InitialConditionNumber { get; }

    /// <summary>How often the kernel was taken anew.</summary>
    public int Refreshed { get; private set; }

    /// <summary>Eigen-system of the kernel that the field then moves by, Θ̄ Θ(Θ + ε)⁻¹, with Θ at initialisation.</summary>
    public KernelSpectrum Effective { get; }

    /// <summary>(λ₁ + ε)/(λ_NC + ε) of a kernel; infinite for a singular one without regularisation.</summary>
    /// <param name="spectrum">Its eigen-system.</param>
    /// <param name="regularization">ε/Θ̄.</param>
    public static double ConditionNumber(KernelSpectrum spectrum, double regularization) =>
        Condition(spectrum, regularization * TensorPrimitives.Sum<double>(spectrum.Eigenvalues) / spectrum.Count);

    /// <summary>Takes the kernel of the network as it is now; Θ̄ and ε stay.</summary>
    /// <param name="kernel">Θ, [NC, NC].</param>
    /// <returns>Whether its condition number is within the limit; otherwise all stays as it was.</returns>
    public bool Refresh(Matrix<double> kernel)
    {
        bool taken = Take(KernelSpectrum.Of(kernel, Effective.Outputs, team));
        Refreshed += taken ? 1 : 0;
        return taken;
    }

    /// <summary>
    /// The kernel's rows between test and training inputs as the field on the test inputs moves by them: Θ̄ Θ(test, train)(Θ + ε)⁻¹.
    /// </summary>
    /// <param name="testKernel">Θ(test, train), [MC, NC].</param>
    public Matrix<double> EffectiveTestKernel(Matrix<double> testKernel)
    {
        Matrix<double> result = new(testKernel.Rows, testKernel.Columns);
        product.Multiply(1, testKernel, Transpose.No, inverse, Transpose.No, 0, result);
        return result;
    }

    /// <summary>g ← Θ̄ (Θ + ε)⁻¹ g.</summary>
    /// <param name="gradient">g, length N·C.</param>
    public void Apply(Span<double> gradient)
    {
        product.MatrixVector(1, inverse, Transpose.No, gradient, 0, whitened);
        whitened.CopyTo(gradient);
    }

    /// <summary>Hands over the kernel that was taken last.</summary>
    /// <param name="state">Receives or has it.</param>
    public void Keep(KeptState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (double condition, int refreshed) = (LastConditionNumber, Refreshed);
        state.Exchange(ref condition);
        state.Exchange(ref refreshed);
        state.Exchange(inverse.Values);
        (LastConditionNumber, Refreshed) = (condition, refreshed);
    }

    private static double Condition(KernelSpectrum spectrum, double shift) =>
        spectrum.Eigenvalues[^1] + shift is var least and > 0 ? (spectrum.Leading + shift) / least : double.PositiveInfinity;

    /// <summary>Θ̄ U (D + ε)⁻¹ Uᵀ.</summary>
    private bool Take(KernelSpectrum spectrum)
    {
        LastConditionNumber = Condition(spectrum, shift);
        if (!(LastConditionNumber <= ConditionLimit))
        {
            return false;
        }

        double[] factors = [.. spectrum.Eigenvalues.Select(eigenvalue => Mean / (eigenvalue + shift))];
        spectrum.Compose(factors, inverse, product);
        return true;
    }
}
