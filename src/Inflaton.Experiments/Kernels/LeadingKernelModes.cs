using System.Numerics.Tensors;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Kernels;

/// <summary>
/// The leading modes of the kernel of given weights by <see cref="Lanczos"/> over products with it: memory for the basis, at most
/// <see cref="Lanczos.BasisOf"/> vectors of N·C numbers, and for one pass through the network, none for the kernel's (N·C)².
/// </summary>
internal sealed class LeadingKernelModes(KernelFile file, WorkerTeam team, StudyOptions options, PhaseTimings timings)
{
    private const double Gibibyte = 1L << 30;

    /// <summary>|u₁·1|/√N.</summary>
    public double UniformOverlap { get; private set; }

    /// <summary>That not all modes are within the tolerance.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Finds the modes.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="weights">Its weights as the file has them.</param>
    /// <param name="inputs">x, shape [N, d].</param>
    /// <param name="modes">How many.</param>
    /// <exception cref="ExperimentFileException">The kernel has fewer modes, or their basis does not fit in memory.</exception>
    /// <exception cref="NumericalFailureException">The kernel leaves the range of doubles.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public LeadingModes Find(NetworkArchitecture architecture, NetworkFile.Content weights, Matrix<double> inputs, int modes)
    {
        int points = inputs.Rows, outputs = architecture.Outputs;
        long size = (long)points * outputs;
        if (modes > size)
        {
            throw file.Refusal(
                "modes", null, $"asks for more than the {size} modes that the kernel of {points} inputs and {outputs} outputs has",
                "Ask for fewer, or leave it out for the whole kernel.");
        }

        // The basis, the modes made of it, and the projected matrix with its eigen-system.
        double vectors = Math.Min(size, Lanczos.BasisOf(modes));
        double bytes = KernelProduct<double>.MemoryNeeded(architecture, points)
            + (sizeof(double) * ((double)architecture.ParameterCount + ((vectors + modes) * size) + (8 * vectors * vectors)));
        if (bytes > StudyFile.AvailableMemory || vectors * size > Array.MaxLength)
        {
            throw file.Refusal(
                "modes", null,
                ReadableFormat.Text($"needs {bytes / Gibibyte:G3} GiB for {(long)vectors} vectors of {size} numbers, more than there is"),
                "Ask for fewer modes, or take fewer inputs.");
        }

        NetworkParameters parameters = NetworkFile.ToParameters(file.Settings.Weights!, weights, architecture);
        KernelProduct<double> kernel = timings.Of(
            "kernel", () => new KernelProduct<double>(parameters, inputs, new MatrixProduct<double>(team), team));
        RequireNumbers(kernel);
        Told? told = options.Progress is { } progress ? new Told(progress, modes) : null;
        LeadingModes found = timings.Of(
            "eigen", () => Lanczos.Leading(kernel, modes, team, progress: told, cancellation: options.Cancellation));
        UniformOverlap = KernelSpectrum.OverlapOf(found.Vectors, outputs);
        if (!found.Converged)
        {
            double most = found.Residuals.Max();
            Warnings =
            [
                $"The basis of {found.Products} vectors is full before all {modes} modes are within 1e-10 λ₁; the largest residual is "
                    + $"{ReadableNumber.Of(most)}, {ReadableNumber.Of(most / found.Values[0])} of λ₁. Ask for more modes, "
                    + "which makes the basis larger, or see residuals.",
            ];
        }

        // Rounding alone makes an eigenvalue of Θ = JJᵀ negative.
        return found with { Values = [.. found.Values.Select(value => Math.Max(value, 0))] };
    }

    private void RequireNumbers(KernelProduct<double> kernel)
    {
        double[] ones = new double[kernel.Size], image = new double[kernel.Size];
        Array.Fill(ones, 1);
        kernel.Multiply(ones, image);
        if (!TensorPrimitives.IsFiniteAll<double>(image))
        {
            throw KernelRunner.BeyondNumbers(file.Settings);
        }
    }

    private sealed class Told(IProgress<StudyProgress> progress, int modes) : IProgress<int>
    {
        public void Report(int value) => progress.Report(new StudyProgress(StudyPhase.Kernel, "modes", value, modes));
    }
}
