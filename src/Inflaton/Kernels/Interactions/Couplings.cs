namespace Inflaton.Kernels.Interactions;

/// <summary>
/// Which products of directions count: of p that weight second and third derivatives, the pushes i, and m in which the parameters move,
/// the moves j. Each has a size, of the largest, and a product counts where that of its sizes is not below a tolerance. Few do where the
/// sizes fall quickly.
/// </summary>
public sealed class Couplings
{
    private Couplings(IReadOnlyList<double> pushes, IReadOnlyList<double> moves, double tolerance)
    {
        (Pushes, Moves, Tolerance) = (pushes, moves, tolerance);
        PushMove = Pairs(pushes, moves);
        MoveMove = Pairs(moves, moves);
        PushPushMove = Triples(pushes, pushes, moves);
        PushMoveMove = Triples(pushes, moves, moves);
        MovePushMove = Triples(moves, pushes, moves);
        MoveMoveMove = Triples(moves, moves, moves);
    }

    /// <summary>Sizes of the pushes, the largest 1.</summary>
    public IReadOnlyList<double> Pushes { get; }

    /// <summary>Sizes of the moves, the largest 1.</summary>
    public IReadOnlyList<double> Moves { get; }

    /// <summary>The least product that counts.</summary>
    public double Tolerance { get; }

    /// <summary>The pairs of A.</summary>
    public ProductSet PushMove { get; }

    /// <summary>The pairs of A'.</summary>
    public ProductSet MoveMove { get; }

    /// <summary>The triples of B.</summary>
    public ProductSet PushPushMove { get; }

    /// <summary>The triples of C.</summary>
    public ProductSet PushMoveMove { get; }

    /// <summary>The triples of B'.</summary>
    public ProductSet MovePushMove { get; }

    /// <summary>The triples of C'.</summary>
    public ProductSet MoveMoveMove { get; }

    /// <summary>Number of terms of the field.</summary>
    public int Terms => PushMove.Count + MoveMove.Count + PushPushMove.Count + PushMoveMove.Count + MovePushMove.Count + MoveMoveMove.Count;

    /// <summary>All products of m directions of each kind.</summary>
    /// <param name="modes">m.</param>
    public static Couplings All(int modes) => Of([.. Enumerable.Repeat(1.0, modes)], [.. Enumerable.Repeat(1.0, modes)], 0);

    /// <summary>The products of directions that count.</summary>
    /// <param name="pushes">Sizes of the pushes, from 0 to 1.</param>
    /// <param name="moves">Sizes of the moves, from 0 to 1.</param>
    /// <param name="tolerance">The least product that counts.</param>
    public static Couplings Of(IReadOnlyList<double> pushes, IReadOnlyList<double> moves, double tolerance) =>
        new(pushes, moves, tolerance);

    private ProductSet Pairs(IReadOnlyList<double> first, IReadOnlyList<double> second) => new(
        from i in Enumerable.Range(0, first.Count)
        from j in Enumerable.Range(0, second.Count)
        where first[i] * second[j] >= Tolerance
        select (i, j, 0));

    private ProductSet Triples(IReadOnlyList<double> first, IReadOnlyList<double> second, IReadOnlyList<double> third) => new(
        from i in Enumerable.Range(0, first.Count)
        from j in Enumerable.Range(0, second.Count)
        from k in Enumerable.Range(0, third.Count)
        where first[i] * second[j] * third[k] >= Tolerance
        select (i, j, k));
}

/// <summary>Products of two or three directions, in order.</summary>
public sealed class ProductSet
{
    private readonly Dictionary<(int I, int J, int K), int> places;

    internal ProductSet(IEnumerable<(int I, int J, int K)> products)
    {
        Products = [.. products];
        places = Products.Index().ToDictionary(product => product.Item, product => product.Index);
    }

    /// <summary>The directions of each; the third is 0 for pairs.</summary>
    public (int I, int J, int K)[] Products { get; }

    /// <summary>How many there are.</summary>
    public int Count => Products.Length;

    /// <summary>The place of a product; −1 for one that does not count.</summary>
    internal int this[int i, int j, int k = 0] => places.GetValueOrDefault((i, j, k), -1);
}
