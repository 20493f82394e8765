using System.Runtime.InteropServices;
using Inflaton.Networks;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>
/// What an activation φ does to a pair of jointly normal pre-activations u, v of mean 0, variances q₁₁, q₂₂ and covariance q₁₂:
/// K = E[φ(u)φ(v)] and D = E[φ'(u)φ'(v)] = ∂K/∂q₁₂. From these two the kernels of a network of infinite width are built, layer by layer.
/// Source: Cho, Saul (2009); Jacot, Gabriel, Hongler (2018); arXiv:2202.11104.
/// </summary>
/// <remarks>
/// To add one: derive from this class, write <see cref="Apply"/>, and give it its activation in <see cref="DualCatalogue"/>; every
/// specification then runs over it. For a smooth activation without a closed form take <see cref="Duals.ExpandedDual"/>.
/// </remarks>
public abstract class DualActivation
{
    /// <summary>Pairs of inputs are worked on in multiples of this.</summary>
    internal const int Lanes = 8;

    /// <summary>The kernel of an activation.</summary>
    /// <param name="activation">φ.</param>
    protected DualActivation(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        Activation = activation;
    }

    /// <summary>φ, as networks compute with it.</summary>
    public Activation Activation { get; }

    /// <summary>The name in files and messages, in snake_case.</summary>
    public string Name => Activation.Name;

    /// <summary>
    /// Whether the angle between the inputs must be carried along: K or D depends on it as sharply as √(1 − ρ²) does, or does at large
    /// variance, where q₁₁q₂₂ − q₁₂² counts.
    /// </summary>
    internal virtual bool NeedsAngle => true;

    /// <summary>Whether <see cref="Apply"/> turns the sines into those of the activations' own correlation.</summary>
    internal virtual bool CarriesAngle => false;

    /// <summary>Bound on the error of K that goes beyond rounding, for variances up to the given one; 0 for closed forms.</summary>
    /// <param name="variance">Largest variance q, not negative.</param>
    public virtual double StatedError(double variance) => 0;

    /// <summary>K and D of one pair.</summary>
    /// <param name="q11">Variance of u, not negative.</param>
    /// <param name="q12">Covariance, |q₁₂| ≤ √(q₁₁q₂₂) up to rounding.</param>
    /// <param name="q22">Variance of v, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A variance is negative or not finite, or the covariance is beyond them.</exception>
    public (double K, double D) Evaluate(double q11, double q12, double q22)
    {
        CheckVariance(q11, nameof(q11));
        CheckVariance(q22, nameof(q22));
        // Powers of two bring the variances to [1, 4): q₁₁q₂₂ is then formed exactly as it stands, for variances of any size.
        bool isDegenerate = q11 == 0 || q22 == 0;
        int half1 = isDegenerate ? 0 : Math.ILogB(q11) >> 1, half2 = isDegenerate ? 0 : Math.ILogB(q22) >> 1;
        double a = Math.ScaleB(q11, -2 * half1), b = Math.ScaleB(q22, -2 * half2), c = Math.ScaleB(q12, -(half1 + half2)), square = c * c;
        if (!(square <= a * b * (1 + 1e-12)))
        {
            throw new ArgumentOutOfRangeException(nameof(q12), q12, $"No pair of variances {q11} and {q22} has this covariance.");
        }

        // q₁₁q₂₂ − q₁₂² by Kahan's difference of products: exact to rounding however small it is.
        double determinant = Math.FusedMultiplyAdd(a, b, -square) - Math.FusedMultiplyAdd(c, c, -square);
        return Evaluate(q11, q12, q22, isDegenerate ? 1 : Math.Sqrt(Math.Max(0, determinant) / (a * b)));
    }

    /// <summary>K and D of one pair of which √(1 − ρ²) is known better than q₁₂ tells it.</summary>
    private (double K, double D) Evaluate(double q11, double q12, double q22, double sine)
    {
        Span<double> values = stackalloc double[5 * Lanes];
        values[..Lanes].Fill(q22);
        values[Lanes..(2 * Lanes)].Fill(Math.Sqrt(q22));
        values[(2 * Lanes)..(3 * Lanes)].Fill(q12);
        values[(3 * Lanes)..(4 * Lanes)].Fill(sine);
        Bind([q11], [.. values[..Lanes]], WorkerTeam.Single).Apply(
            new DualPairs(0, q11, Math.Sqrt(q11), 0, values[..Lanes], values[Lanes..(2 * Lanes)]),
            values[(2 * Lanes)..(3 * Lanes)],
            values[(3 * Lanes)..(4 * Lanes)],
            values[(4 * Lanes)..]);
        return (values[2 * Lanes], values[4 * Lanes]);
    }

    /// <inheritdoc/>
    public override string ToString() => Activation.ToString();

    /// <summary>What can be prepared once for all pairs of the given variances.</summary>
    /// <param name="rows">Variances of the rows.</param>
    /// <param name="columns">Variances of the columns, padded to whole <see cref="Lanes"/>.</param>
    /// <param name="team">Threads.</param>
    internal virtual IBoundDual Bind(double[] rows, double[] columns, WorkerTeam team) => new Unprepared(this, rows, columns);

    /// <summary>K and D of one row's pairs with some columns, all spans of one length in whole <see cref="Lanes"/>.</summary>
    /// <param name="pairs">The row and the columns.</param>
    /// <param name="covariances">Holds q₁₂, receives K.</param>
    /// <param name="sines">Holds √(1 − ρ²) where the angle is carried, else empty; see <see cref="CarriesAngle"/>.</param>
    /// <param name="slopes">Receives D.</param>
    internal abstract void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes);

    /// <summary>A span as vectors.</summary>
    private protected static Span<System.Numerics.Vector<double>> Vectors(Span<double> values) =>
        MemoryMarshal.Cast<double, System.Numerics.Vector<double>>(values);

    /// <summary>A span as vectors.</summary>
    private protected static ReadOnlySpan<System.Numerics.Vector<double>> Vectors(ReadOnlySpan<double> values) =>
        MemoryMarshal.Cast<double, System.Numerics.Vector<double>>(values);

    /// <summary>K and D of an input with itself.</summary>
    private (double K, double D) Equal(double variance) => Evaluate(variance, variance, variance, variance > 0 ? 0 : 1);

    private static void CheckVariance(double variance, string name)
    {
        if (!(variance >= 0 && double.IsFinite(variance)))
        {
            throw new ArgumentOutOfRangeException(name, variance, "A variance is a finite number, not negative.");
        }
    }

    private sealed class Unprepared(DualActivation activation, double[] rowVariances, double[] columnVariances) : IBoundDual
    {
        public void Diagonal(Span<double> rows, Span<double> slopes, Span<double> columns)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                (rows[i], slopes[i]) = activation.Equal(rowVariances[i]);
            }

            for (int i = 0; i < columns.Length; i++)
            {
                columns[i] = activation.Equal(columnVariances[i]).K;
            }
        }

        public void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes) =>
            activation.Apply(pairs, covariances, sines, slopes);
    }
}
