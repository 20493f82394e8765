using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Interactions;

/// <summary>The way of a prediction in parameters and residuals at many instants, one a row, among which nodes are chosen.</summary>
internal sealed class PathStates
{
    private const int Instants = 160;
    private const double MostGrowth = 4;

    /// <summary>Epochs from the instant before.</summary>
    private readonly double[] spans;

    private readonly Lazy<Matrix<double>> pushProducts;
    private (PathSweep? Before, Matrix<double> Sizes)? sized;

    private PathStates(int[] epochs, int size, int values, IReadOnlyList<PathSweep> sweeps)
    {
        spans = [.. epochs.Select((epoch, t) => t == 0 ? 1.0 : epoch - epochs[t - 1])];
        Pushes = new Matrix<double>(epochs.Length, size);
        Displacements = new Matrix<double>(epochs.Length, size);
        Forces = new Matrix<double>(epochs.Length, values);
        Moved = new Matrix<double>(epochs.Length, values);
        Carried = new Matrix<double>(epochs.Length, sweeps.Count > 0 ? sweeps[^1].Count : 0);
        CarriedBefore = new Matrix<double>(epochs.Length, sweeps.Count > 1 ? sweeps[^2].Count : 0);
        (Shares, Alongs) = (new double[epochs.Length], new double[epochs.Length]);
        pushProducts = new Lazy<Matrix<double>>(() =>
        {
            Matrix<double> products = new(Count, Count);
            new MatrixProduct<double>().SymmetricRankK(1, Pushes, Transpose.No, 0, products);
            return products;
        });
    }

    /// <summary>e = Wℓ'(f)/N.</summary>
    public Matrix<double> Pushes { get; }

    /// <summary>a.</summary>
    public Matrix<double> Displacements { get; }

    /// <summary>Θe, test inputs too.</summary>
    public Matrix<double> Forces { get; }

    /// <summary>∇f·d₁, Θa without weight decay; test inputs too.</summary>
    public Matrix<double> Moved { get; }

    /// <summary>β of the last sweep.</summary>
    public Matrix<double> Carried { get; }

    /// <summary>β of the sweep before that.</summary>
    public Matrix<double> CarriedBefore { get; }

    /// <summary>c, how far weight decay has moved along θ₀; zeros without it.</summary>
    public double[] Shares { get; }

    /// <summary>p = θ₀·d₁; zeros without weight decay, which alone asks for it.</summary>
    public double[] Alongs { get; }

    /// <summary>Number of instants.</summary>
    public int Count => Pushes.Rows;

    /// <summary>The largest ∇f·d₁.</summary>
    public double Reach => Math.Abs(TensorPrimitives.MaxMagnitude<double>(Moved.Values));

    /// <summary>The way by sweeps that are known; null where it leaves the numbers.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="sweeps">The sweeps; none for the frozen kernel.</param>
    /// <param name="whitening">W of ȧ = −W ℓ'/N; null for 1.</param>
    public static PathStates? Of(PredictionProblem problem, IReadOnlyList<PathSweep> sweeps, Matrix<double>? whitening)
    {
        int last = problem.Epochs[^1];
        IEnumerable<int> Spread(Func<double, double> epoch) =>
            Enumerable.Range(0, Instants).Select(i => (int)Math.Round(epoch(i / (Instants - 1.0))));
        int[] epochs = [.. Spread(part => last * part).Concat(Spread(part => Math.Pow(last, part))).Append(0).Distinct().Order()];
        PathForce force = new(problem, sweeps, whitening) { Tracks = true };
        Trajectory way = new(new double[epochs.Length], force.Count);
        Prediction prediction = Recursion.Follow(
            problem with { Epochs = epochs, Solver = problem.Solver with { Reached = null } }, force, "next_order", force.Start(), way);
        if (!prediction.IsComplete)
        {
            return null;
        }

        PathStates states = new(epochs, problem.InitialField.Length, force.Values, sweeps);
        for (int t = 0; t < epochs.Length; t++)
        {
            force.Read(way.At(t), states.Moved.Row(t), states.Displacements.Row(t), states.Carried.Row(t), states.CarriedBefore.Row(t));
            (states.Shares[t], states.Alongs[t]) = force.DecayOf(way.At(t));
            force.Push(way.At(t), states.Pushes.Row(t), states.Forces.Row(t));
        }

        return states;
    }

    /// <summary>
    /// Nodes, each the instant that those before it explain least: pivots of the products that S and R consist of, S weighted by the time
    /// that it acts.
    /// </summary>
    /// <param name="before">The sweep by which the way was made; null for the frozen kernel.</param>
    /// <param name="curvature">w, see <see cref="PathSweep"/>.</param>
    /// <param name="first">The first node; null for the best.</param>
    /// <param name="tolerance">What nodes may leave out, of the largest.</param>
    /// <param name="most">Most nodes.</param>
    public PathNodes Choose(PathSweep? before, double curvature, int? first, double tolerance, int most)
    {
        Matrix<double> products = pushProducts.Value, sizes = Sizes(before);
        double Growth(double size) => curvature == 0 ? size : size * Math.Exp(curvature * size);
        PartialCholesky ofSource = new(Count, (t, u) => products[t, u] * Growth(sizes[t, u]));
        PartialCholesky ofRest = new(Count, (t, u) => sizes[t, u] * Growth(sizes[t, u]));
        double[] weights = [.. Enumerable.Repeat(1.0, Count)];
        double largestSource = Largest(ofSource, spans).Size, largestRest = Largest(ofRest, weights).Size;
        List<int> nodes = [];
        double remainder = 0;
        while (true)
        {
            (int nextSource, double left) = Largest(ofSource, spans);
            (int nextRest, double unmoved) = Largest(ofRest, weights);
            left = largestSource > 0 ? left / largestSource : 0;
            unmoved = largestRest > 0 ? unmoved / largestRest : 0;
            remainder = Math.Max(left, unmoved);
            if (nodes.Count >= most || remainder <= tolerance)
            {
                break;
            }

            int node = nodes.Count == 0 && first is { } given ? given : left >= unmoved ? nextSource : nextRest;
            bool isTaken = ofSource.Take(node);
            isTaken |= ofRest.Take(node);
            if (!isTaken)
            {
                break;
            }

            nodes.Add(node);
        }

        return new PathNodes([.. nodes], ofSource, ofRest, remainder);
    }

    /// <summary>w: S·S at an instant, of what the gradient has at epoch 0, is w s there; no larger than what doubles bear.</summary>
    /// <param name="before">The sweep by which the way was made; null for the frozen kernel.</param>
    /// <param name="instant">The instant.</param>
    /// <param name="square">S·S.</param>
    public double Curvature(PathSweep? before, int instant, double square)
    {
        double initial = TensorPrimitives.Dot(Forces.Row(instant)[..Pushes.Columns], Pushes.Row(instant));
        Matrix<double> sizes = Sizes(before);
        double largest = Enumerable.Range(0, Count).Max(t => sizes[t, t]);
        return initial > 0 && sizes[instant, instant] > 0
            ? Math.Min(square / initial / sizes[instant, instant], MostGrowth / largest)
            : 0;
    }

    /// <summary>(θ − θ₀)·(θ' − θ₀) by d₁ and d₂, between all instants; found once for all who ask with the same sweep.</summary>
    private Matrix<double> Sizes(PathSweep? before)
    {
        if (sized is not { } known || known.Before != before)
        {
            sized = known = (before, SizesBy(before));
        }

        return known.Sizes;
    }

    private Matrix<double> SizesBy(PathSweep? before)
    {
        MatrixProduct<double> product = new();
        Matrix<double> sum = new(Count, Count);
        product.Multiply(
            1, Displacements, Transpose.No, new MatrixView<double>(Moved.Values, 0, Count, Pushes.Columns, Moved.Columns), Transpose.Yes, 0,
            sum);
        if (before is not null)
        {
            Matrix<double> half = new(Count, before.Count);
            product.Multiply(1, Carried, Transpose.No, before.Overlaps, Transpose.No, 0, half);
            product.Multiply(1, half, Transpose.No, Carried, Transpose.Yes, 1, sum);
        }

        int count = Count;
        Span<double> values = sum.Values;
        for (int t = 0; t < count; t++)
        {
            TensorPrimitives.MultiplyAdd(Alongs, Shares[t], values.Slice(t * count, count), values.Slice(t * count, count));
        }

        for (int t = 0; t < count; t++)
        {
            for (int u = 0; u < t; u++)
            {
                values[(t * count) + u] = values[(u * count) + t] = (values[(t * count) + u] + values[(u * count) + t]) / 2;
            }
        }

        return sum;
    }

    /// <summary>Some rows of a matrix.</summary>
    internal static Matrix<double> Rows(Matrix<double> matrix, int[] rows) =>
        new(rows.Length, matrix.Columns, [.. rows.SelectMany(row => matrix.Row(row).ToArray())]);

    private static (int At, double Size) Largest(PartialCholesky factor, double[] weights)
    {
        (int at, double size) = (0, 0);
        for (int t = 0; t < weights.Length; t++)
        {
            double here = weights[t] * Math.Sqrt(factor.Remainders[t]);
            (at, size) = here > size ? (t, here) : (at, size);
        }

        return (at, size);
    }
}

/// <summary>Nodes among the instants of a way.</summary>
/// <param name="Instants">Which they are, in the order in which they were chosen.</param>
/// <param name="OfSource">The factor of the products that S consists of.</param>
/// <param name="OfField">The factor of the products that R consists of.</param>
/// <param name="Remainder">What the nodes leave out of both, of the largest.</param>
internal sealed record PathNodes(int[] Instants, PartialCholesky OfSource, PartialCholesky OfField, double Remainder);
