using System.Numerics.Tensors;
using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// Which modes of the kernel drive the loss: of the rate −d𝓛/dt = Σ_i λ_i (u_i·ℓ')²/N² at which the kernel of epoch 0 takes the loss
/// down along its gradient, the part of each mode.
/// </summary>
internal static class SpectralShares
{
    /// <summary>Most modes that are listed; the parts of the others are what is missing from 1.</summary>
    public const int Modes = 100;

    /// <summary>The parts over time, shape [T, m]; not a number where the loss has no slope left.</summary>
    /// <param name="problem">Kernel and loss.</param>
    /// <param name="field">f over time.</param>
    /// <param name="efolds">N = ln a at its times, for losses that feel it; null for none.</param>
    public static NumericArray Of(PredictionProblem problem, Trajectory field, IReadOnlyList<double>? efolds)
    {
        int count = problem.Spectrum.Count, copies = problem.Copies, shown = Math.Min(count, Modes), times = problem.Epochs.Length;
        double[] shares = new double[times * shown], gradient = new double[field.Dimension], amplitudes = new double[field.Dimension];
        Array.Fill(shares, double.NaN);
        LossInUniverse loss = new(problem.Loss);
        for (int t = 0; t < field.Count; t++)
        {
            loss.Gradient(efolds is null ? 1 : Math.Exp(efolds[t]), field.At(t), problem.Targets, gradient);
            problem.Spectrum.ToModes(gradient, amplitudes);

            // By a power of two to the size of 1, whose square is a number: parts are ratios.
            double size = Math.Abs(TensorPrimitives.MaxMagnitude<double>(amplitudes));
            if (size > 0 && double.IsFinite(size))
            {
                int exponent = Math.ILogB(size);
                for (int i = 0; i < amplitudes.Length; i++)
                {
                    amplitudes[i] = Math.ScaleB(amplitudes[i], -exponent);
                }
            }

            double[] rates = new double[count];
            for (int i = 0; i < amplitudes.Length; i++)
            {
                rates[i / copies] += problem.Spectrum.Eigenvalues[i / copies] * amplitudes[i] * amplitudes[i];
            }

            double whole = rates.Sum();
            for (int i = 0; i < shown && whole > 0; i++)
            {
                shares[(t * shown) + i] = rates[i] / whole;
            }
        }

        return new NumericArray([times, shown], shares);
    }
}
