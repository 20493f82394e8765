namespace Inflaton.Kernels.Interactions;

/// <summary>
/// Which products of m directions count: those of sizes s_i (of the largest, how far the training moves along each) of which the product is above
/// a tolerance. Few do where the sizes fall quickly.
/// </summary>
public sealed class Couplings
{
    private readonly Dictionary<(int I, int J), int> pairs;
    private readonly Dictionary<(int I, int J, int K), int> triples;

    private Couplings(double[] sizes, double tolerance)
    {
        Sizes = sizes;
        Tolerance = tolerance;
        int m = sizes.Length;
        IEnumerable<int> modes = Enumerable.Range(0, m);
        Pairs = [.. from i in modes from j in modes where sizes[i] * sizes[j] >= tolerance select (i, j)];
        Triples =
        [
            .. from i in modes from j in modes from k in modes where sizes[i] * sizes[j] * sizes[k] >= tolerance select (i, j, k),
        ];
        pairs = Pairs.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        triples = Triples.Index().ToDictionary(triple => triple.Item, triple => triple.Index);
        PairsOfTriples = [.. Triples.Select(triple => pairs[(triple.J, triple.K)])];
    }

    /// <summary>s_i, the largest 1.</summary>
    public IReadOnlyList<double> Sizes { get; }

    /// <summary>The least product that counts.</summary>
    public double Tolerance { get; }

    /// <summary>m.</summary>
    public int Modes => Sizes.Count;

    /// <summary>Ordered pairs of directions.</summary>
    public (int I, int J)[] Pairs { get; }

    /// <summary>Ordered triples of directions.</summary>
    public (int I, int J, int K)[] Triples { get; }

    /// <summary>Number of terms of the field.</summary>
    public int Terms => (2 * Pairs.Length) + (4 * Triples.Length);

    /// <summary>All products of m directions.</summary>
    /// <param name="modes">m.</param>
    public static Couplings All(int modes) => new([.. Enumerable.Repeat(1.0, modes)], 0);

    /// <summary>The products of directions that count.</summary>
    /// <param name="sizes">s_i, the largest 1, not negative.</param>
    /// <param name="tolerance">The least product that counts.</param>
    public static Couplings Of(double[] sizes, double tolerance) => new(sizes, tolerance);

    /// <summary>Which pair the last two of each triple are.</summary>
    internal int[] PairsOfTriples { get; }

    internal int Pair(int i, int j) => pairs.GetValueOrDefault((i, j), -1);

    internal int Triple(int i, int j, int k) => triples.GetValueOrDefault((i, j, k), -1);
}
