using Inflaton.Dynamics;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Interactions;

/// <summary>The way of a prediction in parameters and residuals at many instants, one a row, among which nodes are chosen.</summary>
internal sealed class PathStates
{
    private const int Instants = 160;

    private readonly double[] spans;

    private PathStates(int[] epochs, int size, int values, int carried)
    {
        spans = [.. epochs.Select((epoch, t) => t == 0 ? 1.0 : epoch - epochs[t - 1])];
        Pushes = new Matrix<double>(epochs.Length, size);
        Displacements = new Matrix<double>(epochs.Length, size);
        Forces = new Matrix<double>(epochs.Length, values);
        Moved = new Matrix<double>(epochs.Length, values);
        Carried = new Matrix<double>(epochs.Length, carried);
    }

    /// <summary>e = Wℓ'(f)/N.</summary>
    public Matrix<double> Pushes { get; }

    /// <summary>a.</summary>
    public Matrix<double> Displacements { get; }

    /// <summary>Θe, test inputs too.</summary>
    public Matrix<double> Forces { get; }

    /// <summary>Θa, test inputs too.</summary>
    public Matrix<double> Moved { get; }

    /// <summary>β of the last sweep.</summary>
    public Matrix<double> Carried { get; }

    /// <summary>Number of instants.</summary>
    public int Count => Pushes.Rows;

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

        PathStates states = new(epochs, problem.InitialField.Length, force.Values, sweeps.Count == 0 ? 0 : sweeps[^1].Count);
        for (int t = 0; t < epochs.Length; t++)
        {
            force.Read(way.At(t), states.Moved.Row(t), states.Displacements.Row(t), states.Carried.Row(t));
            force.Push(way.At(t), states.Pushes.Row(t), states.Forces.Row(t));
        }

        return states;
    }

    /// <summary>
    /// Nodes, each the instant that those before it explain least: pivots of the products that S and R consist of, S weighted by the time
    /// that it acts.
    /// </summary>
    /// <param name="overlaps">S_k·S_l of the sweep before; null for none.</param>
    /// <param name="tolerance">What nodes may leave out, of the largest.</param>
    /// <param name="most">Most nodes.</param>
    /// <returns>
    /// The nodes, factors of the products between them for S and for R, the weight of d₁ twice, and what the nodes leave out.
    /// </returns>
    public (int[] Nodes, PartialCholesky OfSource, PartialCholesky OfField, double Square, double Remainder) Choose(
        Matrix<double>? overlaps, double tolerance, int most)
    {
        int count = Count, size = Pushes.Columns;
        MatrixProduct<double> product = new();
        Matrix<double> source = new(count, count), moved = new(count, count), all = new(count, count), rest = new(count, count);
        product.SymmetricRankK(1, Pushes, Transpose.No, 0, source);
        product.Multiply(
            1, Displacements, Transpose.No, new MatrixView<double>(Moved.Values, 0, count, size, Moved.Columns), Transpose.Yes, 0, moved);
        double square = 0;
        if (overlaps is not null)
        {
            Matrix<double> half = new(count, overlaps.Rows);
            product.Multiply(1, Carried, Transpose.No, overlaps, Transpose.No, 0, half);
            product.Multiply(1, half, Transpose.No, Carried, Transpose.Yes, 0, all);
            double first = Enumerable.Range(0, count).Max(t => moved[t, t]), second = Enumerable.Range(0, count).Max(t => all[t, t]);
            square = first > 0 ? second / (first * first) : 0;
        }

        for (int t = 0; t < count; t++)
        {
            for (int u = 0; u <= t; u++)
            {
                double x = (moved[t, u] + moved[u, t]) / 2, y = (all[t, u] + all[u, t]) / 2, sum = x + y + (square * x * x);
                rest[t, u] = rest[u, t] = x * sum;
                source[t, u] = source[u, t] = source[t, u] * sum;
            }
        }

        PartialCholesky ofSource = new(source), ofRest = new(rest);
        double[] weights = [.. Enumerable.Repeat(1.0, count)];
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

            int node = left >= unmoved ? nextSource : nextRest;
            bool isTaken = ofSource.Take(node);
            isTaken |= ofRest.Take(node);
            if (!isTaken)
            {
                break;
            }

            nodes.Add(node);
        }

        return ([.. nodes], ofSource, ofRest, square, remainder);
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
