using System.Globalization;
using Inflaton.Experiments.Files;
using Inflaton.Kernels;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Experiments.Runs;

/// <summary>What whitens the loss gradient of an experiment, once the kernel is known.</summary>
internal static class NaturalChoice
{
    /// <summary>The whitening; null where the file asks for none.</summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="spectrum">Eigen-system of the field's kernel at the start.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ExperimentFileException">The kernel's condition number is above its limit.</exception>
    public static NaturalGradient? Of(ExperimentSetup setup, KernelSpectrum spectrum, WorkerTeam team)
    {
        if (setup.Settings.Optimizer.Natural is not { } settings)
        {
            return null;
        }

        double condition = NaturalGradient.ConditionNumber(spectrum, settings.Regularization);
        return condition <= settings.ConditionLimit
            ? new NaturalGradient(spectrum, settings.Regularization, settings.ConditionLimit, team)
            : throw setup.File.Refusal(
                "optimizer.natural",
                null,
                ReadableFormat.Text(
                    $"would invert a kernel of condition number {condition:G4}, above condition_limit {settings.ConditionLimit:G4}"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Raise regularization to about "
                        + $"{1.1 * (spectrum.Leading / settings.ConditionLimit) / (spectrum.Eigenvalues.Sum() / spectrum.Count):G2}, "
                        + $"at which the lightest modes stay suppressed, or take inputs further apart, as those of data.orthogonal are."));
    }
}

/// <summary>Natural training as a run reads it out.</summary>
/// <param name="Gradient">The whitening.</param>
/// <param name="Spectrum">Eigen-system of the field's own kernel at the start.</param>
/// <param name="Kernel">That kernel.</param>
internal sealed record NaturalReading(NaturalGradient Gradient, KernelSpectrum Spectrum, Matrix<double> Kernel);
