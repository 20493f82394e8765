using Inflaton.Experiments.Files;
using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Kernels;

/// <summary>What a whole kernel and its eigen-system take, so that one too large is refused before anything is allocated.</summary>
internal static class KernelMemory
{
    private const double Gibibyte = 1L << 30;

    /// <summary>Throws where a whole kernel does not fit.</summary>
    /// <param name="file">The file that asks for it.</param>
    /// <param name="architecture">The network.</param>
    /// <param name="points">N.</param>
    /// <param name="tests">Test inputs.</param>
    /// <param name="available">Bytes that there are.</param>
    /// <exception cref="ExperimentFileException">The kernel does not fit; the message has its size and the remedy.</exception>
    public static void Check(KernelFile file, NetworkArchitecture architecture, int points, int tests, double available)
    {
        KernelSettings settings = file.Settings;
        int outputs = settings.SharesOutputs ? 1 : architecture.Outputs;
        double size = (double)points * outputs, testSize = (double)tests * outputs;
        double needed = Needed(settings, architecture, points, tests);
        double largest = Math.Max(size, testSize);
        if (needed <= available && largest * largest <= Array.MaxLength)
        {
            return;
        }

        string ofTests = tests == 0 ? "" : ReadableFormat.Text($" and those of {tests} test inputs");
        throw file.Refusal(
            "inputs", null,
            ReadableFormat.Text(
                $"makes a kernel of {(long)size} × {(long)size} numbers{ofTests}, "
                + $"which with its eigen-system needs {needed / Gibibyte:G3} GiB, ")
                + (needed <= available
                    ? "and no matrix has so many"
                    : ReadableFormat.Text($"and the machine has {available / Gibibyte:G3} GiB")),
            Remedy(settings, outputs));
    }

    /// <summary>Bytes at the peak: the kernels that are written, and what makes them or, later, the eigen-system.</summary>
    private static double Needed(KernelSettings settings, NetworkArchitecture architecture, int points, int tests)
    {
        int outputs = settings.SharesOutputs ? 1 : architecture.Outputs;
        double all = (double)points + tests, inputs = all * all;

        // The limit keeps two kernels of the inputs and makes each layer's of the one before.
        double making = settings.IsInfinite
            ? 6 * sizeof(double) * inputs
            : TangentKernel<double>.MemoryNeeded(architecture, points, settings.SharesOutputs) - Bytes(points * outputs);
        double kept = Bytes(all * outputs) + (settings.IsInfinite ? sizeof(double) * inputs : 0);
        return kept + Math.Max(making, SymmetricEigen.MemoryNeeded((double)points * outputs));

        static double Bytes(double rows) => sizeof(double) * rows * rows;
    }

    private static string Remedy(KernelSettings settings, int outputs)
    {
        string[] without =
        [
            .. settings.TestInputs is null ? [] : new[] { "test_inputs" },
            .. settings.Classes is null ? [] : new[] { "classes" },
            .. settings.SharesOutputs ? new[] { "output_kernel: shared" } : [],
        ];
        string shared = outputs > 1 ? "output_kernel: shared (--shared), or " : "";
        return settings.IsInfinite
            ? $"Take {shared}fewer inputs."
            : "Take the leading modes alone, which need no matrix: modes: 200 (--modes 200)"
                + (without.Length == 0 ? "" : $", without {string.Join(" and ", without)}") + $"; or {shared}fewer inputs.";
    }
}
