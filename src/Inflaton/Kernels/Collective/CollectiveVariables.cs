using System.Numerics.Tensors;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.Collective;

/// <summary>
/// What a kernel's spectrum says as a whole, with λ̃ = λ/Σλ. Source: arXiv:2410.07451 and arXiv:2305.00995.
/// </summary>
public sealed record CollectiveVariables
{
    // An eigenvalue is known to about this times the largest and the dimension.
    private const double Rounding = 2.3e-16;

    /// <summary>Number of modes: rows of the kernel.</summary>
    public required int Dimension { get; init; }

    /// <summary>Tr Θ.</summary>
    public required double Trace { get; init; }

    /// <summary>Tr Θ/dim: the mean diagonal entry.</summary>
    public double MeanTrace => Trace / Dimension;

    /// <summary>Von Neumann entropy S = −Σ λ̃ ln λ̃, from 0 (one mode holds all) to ln dim (all modes alike).</summary>
    public required double Entropy { get; init; }

    /// <summary>S/ln dim, from 0 to 1; 0 for a single mode.</summary>
    public double EntropyRatio => Ratio(Entropy);

    /// <summary>S of the cosine kernel Θ_ij/√(Θ_iiΘ_jj), which knows directions alone.</summary>
    public required double CosineEntropy { get; init; }

    /// <summary>The same over ln dim.</summary>
    public double CosineEntropyRatio => Ratio(CosineEntropy);

    /// <summary>−Σ m_i ln m_i of the magnitudes m_i = √Θ_ii/Σ√Θ_kk: how evenly the inputs pull.</summary>
    public required double MagnitudeEntropy { get; init; }

    /// <summary>e^S: by how many equal modes the kernel could be replaced. Source: Roy, Vetterli (2007).</summary>
    public double EffectiveRank => Math.Exp(Entropy);

    /// <summary>λ_1/λ_2: the hierarchy between the mean field and the first perturbation; infinite where λ_2 is zero to rounding.</summary>
    public required double LeadingRatio { get; init; }

    /// <summary>Reads a kernel, taking its eigenvalues and those of its cosine kernel.</summary>
    /// <param name="kernel">Θ, symmetric, positive semi-definite to rounding.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">The kernel is empty, not square, or holds values that are not finite.</exception>
    public static CollectiveVariables Of(Matrix<double> kernel, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return Of(kernel, SymmetricEigen.ValuesOf(kernel, team), team);
    }

    /// <summary>Reads a kernel whose eigenvalues are known, taking those of its cosine kernel.</summary>
    /// <param name="kernel">Θ.</param>
    /// <param name="eigenvalues">Its eigenvalues, descending; what rounding made negative counts as zero.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">The kernel is empty or its shape does not fit the eigenvalues.</exception>
    public static CollectiveVariables Of(Matrix<double> kernel, ReadOnlySpan<double> eigenvalues, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(team);
        int size = kernel.Rows;
        if (size == 0 || kernel.Columns != size || eigenvalues.Length != size)
        {
            throw new ArgumentException(
                $"A kernel of shape [{size}, {kernel.Columns}] does not belong to {eigenvalues.Length} eigenvalues.", nameof(kernel));
        }

        double[] magnitudes = new double[size];
        for (int i = 0; i < size; i++)
        {
            magnitudes[i] = Math.Sqrt(Math.Max(0, kernel[i, i]));
        }

        return new CollectiveVariables
        {
            Dimension = size,
            Trace = TensorPrimitives.SumOfSquares<double>(magnitudes),
            Entropy = EntropyOf(eigenvalues),
            CosineEntropy = EntropyOf(SymmetricEigen.ValuesOf(Cosine(kernel, magnitudes), team)),
            MagnitudeEntropy = EntropyOf(magnitudes),
            LeadingRatio = size == 1 || !(eigenvalues[1] > size * Rounding * eigenvalues[0])
                ? double.PositiveInfinity
                : eigenvalues[0] / eigenvalues[1],
        };
    }

    /// <summary>The variables of each class's own block of the kernel, in the order of the labels.</summary>
    /// <param name="kernel">Θ on N inputs.</param>
    /// <param name="labels">Class of each input, length N.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">There is not one label for each row.</exception>
    public static IReadOnlyDictionary<int, CollectiveVariables> ByClass(Matrix<double> kernel, ReadOnlySpan<int> labels, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (labels.Length != kernel.Rows || kernel.Columns != kernel.Rows)
        {
            throw new ArgumentException(
                $"A kernel of shape [{kernel.Rows}, {kernel.Columns}] and {labels.Length} labels do not belong together.", nameof(labels));
        }

        SortedDictionary<int, List<int>> members = [];
        for (int i = 0; i < labels.Length; i++)
        {
            if (!members.TryGetValue(labels[i], out List<int>? rows))
            {
                members[labels[i]] = rows = [];
            }

            rows.Add(i);
        }

        return members.ToDictionary(
            member => member.Key,
            member =>
                Of(Matrix.FromFunction(member.Value.Count, member.Value.Count, (i, j) => kernel[member.Value[i], member.Value[j]]), team));
    }

    /// <summary>Hands over the numbers.</summary>
    /// <param name="state">Receives or has them.</param>
    /// <param name="variables">Where they are written down: the variables; null where they are put back.</param>
    /// <returns>The variables.</returns>
    public static CollectiveVariables Keep(KeptState state, CollectiveVariables? variables)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new CollectiveVariables
        {
            Dimension = state.Exchanged(variables?.Dimension ?? 0),
            Trace = state.Exchanged(variables?.Trace ?? 0),
            Entropy = state.Exchanged(variables?.Entropy ?? 0),
            CosineEntropy = state.Exchanged(variables?.CosineEntropy ?? 0),
            MagnitudeEntropy = state.Exchanged(variables?.MagnitudeEntropy ?? 0),
            LeadingRatio = state.Exchanged(variables?.LeadingRatio ?? 0),
        };
    }

    /// <summary>−Σ p ln p of numbers divided by their sum; none counts that is not positive, and no positive one gives 0.</summary>
    /// <param name="values">Eigenvalues or magnitudes.</param>
    public static double EntropyOf(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += Math.Max(0, value);
        }

        double entropy = 0;
        foreach (double value in values)
        {
            if (value > 0)
            {
                entropy -= value / sum * Math.Log(value / sum);
            }
        }

        return Math.Max(0, entropy);
    }

    /// <summary>Θ_ij/√(Θ_iiΘ_jj); an input whose own entry vanishes keeps a row of zeros.</summary>
    private static Matrix<double> Cosine(Matrix<double> kernel, double[] magnitudes)
    {
        Matrix<double> cosine = new(kernel.Rows, kernel.Rows);
        for (int i = 0; i < kernel.Rows; i++)
        {
            for (int j = 0; j < kernel.Rows; j++)
            {
                double size = magnitudes[i] * magnitudes[j];
                cosine[i, j] = size > 0 ? kernel[i, j] / size : 0;
            }
        }

        return cosine;
    }

    private double Ratio(double entropy) => Dimension == 1 ? 0 : entropy / Math.Log(Dimension);
}
