using Inflaton.Numerics.Statistics;

namespace Inflaton.Experiments.Ensembles;

/// <summary>What is summed over the draws: outputs at each recorded epoch, kernels at each epoch where they are taken.</summary>
internal sealed class EnsembleMeasure
{
    /// <summary>Sums of no draws.</summary>
    /// <param name="points">Number P of inputs.</param>
    /// <param name="times">Number T of recorded epochs.</param>
    /// <param name="kernelTimes">Number of epochs with a kernel.</param>
    /// <param name="eigenvalues">Eigenvalues that are followed.</param>
    public EnsembleMeasure(int points, int times, int kernelTimes, int eigenvalues)
    {
        Outputs = [.. Enumerable.Range(0, times).Select(_ => new JointCumulants(points, JointCumulants.HighestOrder))];
        Kernels = [.. Enumerable.Range(0, kernelTimes).Select(_ => Each((points * points) + 1))];
        Eigenvalues = [.. Enumerable.Range(0, kernelTimes).Select(_ => Each(eigenvalues))];

        static JointCumulants[] Each(int count) => [.. Enumerable.Range(0, count).Select(_ => new JointCumulants(1, 2))];
    }

    /// <summary>Of the outputs, an epoch each.</summary>
    public JointCumulants[] Outputs { get; }

    /// <summary>Of the entries (a, b) of the kernel between the inputs and, last, of their mean diagonal, an epoch each.</summary>
    public JointCumulants[][] Kernels { get; }

    /// <summary>Of the leading eigenvalues, an epoch each.</summary>
    public JointCumulants[][] Eigenvalues { get; }

    /// <summary>Networks drawn.</summary>
    public int Draws { get; private set; }

    /// <summary>Those whose training diverged.</summary>
    public int Diverged { get; private set; }

    /// <summary>Those that were no numbers to begin with.</summary>
    public int NotFinite { get; private set; }

    private IEnumerable<JointCumulants> All => [.. Outputs, .. Kernels.SelectMany(one => one), .. Eigenvalues.SelectMany(one => one)];

    /// <summary>Adds a network.</summary>
    /// <param name="draw">The network.</param>
    public void Add(EnsembleDraw draw)
    {
        Draws++;
        if (!draw.IsFinite)
        {
            NotFinite++;
            return;
        }

        Diverged += draw.HasDiverged ? 1 : 0;
        for (int t = 0; t < (draw.HasDiverged ? 1 : Outputs.Length); t++)
        {
            Outputs[t].Add(draw.Outputs[t]);
        }

        for (int t = 0; t < (draw.HasDiverged ? 1 : Kernels.Length); t++)
        {
            Add(Kernels[t], draw.Kernels[t]);
            Add(Eigenvalues[t], draw.Eigenvalues[t]);
        }

        static void Add(JointCumulants[] sums, double[] values)
        {
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i].Add(values.AsSpan(i, 1));
            }
        }
    }

    /// <summary>All that is kept, to be gone on from.</summary>
    public IEnumerable<double[]> State => [[Draws, Diverged, NotFinite], .. All.Select(one => one.State)];

    /// <summary>Goes on from a state.</summary>
    /// <param name="state">From <see cref="State"/>.</param>
    /// <exception cref="ArgumentException">It is of another ensemble.</exception>
    public void Restore(IReadOnlyList<double[]> state)
    {
        JointCumulants[] all = [.. All];
        if (state.Count != all.Length + 1 || state[0] is not [>= 0 and <= int.MaxValue, >= 0, >= 0] || !state[0].All(double.IsInteger)
            || state[0][1] + state[0][2] > state[0][0])
        {
            throw new ArgumentException("The state is of another ensemble.", nameof(state));
        }

        (Draws, Diverged, NotFinite) = ((int)state[0][0], (int)state[0][1], (int)state[0][2]);
        for (int i = 0; i < all.Length; i++)
        {
            all[i].Restore(state[i + 1]);
        }
    }
}

/// <summary>What is read of one network.</summary>
/// <param name="Outputs">Of the first output at each input, an epoch each.</param>
/// <param name="Kernels">Entries between the inputs and their mean diagonal, an epoch each.</param>
/// <param name="Eigenvalues">The leading ones, an epoch each.</param>
/// <param name="IsFinite">Whether it is numbers at epoch 0.</param>
/// <param name="HasDiverged">Whether its training diverged: what it has then is of epoch 0.</param>
internal sealed record EnsembleDraw(double[][] Outputs, double[][] Kernels, double[][] Eigenvalues, bool IsFinite, bool HasDiverged);
