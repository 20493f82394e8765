namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>
/// An explicit embedded Runge-Kutta method as data: with k_i = f(t + c_i h, y + h Σ_j a_ij k_j) the new state is y + h Σ b_i k_i, and its
/// error is estimated by h Σ e_i k_i. The constructor proves what a misprint would break (row sums, order conditions up to order 4,
/// quadrature conditions up to the full order, error weights that sum to zero, the dense output's order) and derives the rest: the stage
/// f(t + h, y₁) that begins the next step is appended where the method does not have it, and the limit of stability on the negative axis
/// is found from the stability polynomial. Source of the conditions: Hairer, Nørsett and Wanner, Solving Ordinary Differential
/// Equations I, 2nd ed., sections II.2, II.4 and II.6.
/// </summary>
public sealed class ButcherTableau
{
    /// <summary>Published coefficients have up to 30 digits; sums of terms of magnitude m are met to about m·1e-15.</summary>
    private const double Rounding = 4e-15;

    private readonly double[][] denseRows;

    /// <summary>Checks and completes a method of s stages.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="order">The order p ≥ 1 of the state that is carried on.</param>
    /// <param name="nodes">c, s entries, the first 0.</param>
    /// <param name="matrix">a: row i has i entries, the first row none.</param>
    /// <param name="weights">b, s entries.</param>
    /// <param name="errorOrder">The estimated error of one step falls as h to this power.</param>
    /// <param name="errorWeights">
    /// e, up to s + 1 entries, the last belonging to f(t + h, y₁); one row, or two whose norms E and E₂ are combined as E²/√(E² + E₂²/100).
    /// </param>
    /// <param name="denseOrder">
    /// The error of the dense output within one step falls as h to this power plus one; 3 without dense weights.
    /// </param>
    /// <param name="denseNodes">c of the stages that only the dense output needs, or null.</param>
    /// <param name="denseMatrix">a of those stages: rows of s + 1, s + 2, … entries, or null.</param>
    /// <param name="denseWeights">
    /// Rows D₀, D₁, … of the correction θ²(1−θ)²(D₀ + θ(D₁ + (1−θ)(D₂ + θ(D₃ + …)))) to the cubic Hermite interpolant, or null.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The sizes or the conditions do not hold; the message names the condition and its defect.
    /// </exception>
    public ButcherTableau(
        string name,
        int order,
        double[] nodes,
        double[][] matrix,
        double[] weights,
        int errorOrder,
        double[][] errorWeights,
        int denseOrder = 3,
        double[]? denseNodes = null,
        double[][]? denseMatrix = null,
        double[][]? denseWeights = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(errorWeights);
        (Name, Order, ErrorOrder, DenseOrder) = (name, order, errorOrder, denseOrder);
        denseNodes ??= [];
        denseMatrix ??= [];
        denseWeights ??= [];

        int given = nodes.Length;
        Require(order >= 1 && errorOrder >= 1 && denseOrder >= 1, "orders of at least 1");
        Require(given >= 1 && matrix.Length == given && weights.Length == given, $"{given} nodes, rows and weights");
        Require(denseNodes.Length == denseMatrix.Length, "as many dense nodes as dense rows");
        Require(errorWeights.Length is 1 or 2, "one or two rows of error weights");

        bool lastIsNext = given > 1 && nodes[^1] == 1 && weights[^1] == 0
            && matrix[^1].AsSpan().SequenceEqual(weights.AsSpan(0, given - 1));
        StepStages = lastIsNext ? given : given + 1;
        Stages = StepStages + denseNodes.Length;
        Nodes = [.. nodes, .. lastIsNext ? [] : (double[])[1], .. denseNodes];
        double[][] rows = [.. matrix, .. lastIsNext ? [] : (double[][])[weights], .. denseMatrix];
        Matrix = new double[Stages, Stages];
        for (int i = 0; i < Stages; i++)
        {
            Require(rows[i].Length == i, $"{i} entries in row {i}");
            for (int j = 0; j < i; j++)
            {
                Matrix[i, j] = rows[i][j];
            }

            RequireSum(rows[i], Nodes[i], $"row {i} to sum to its node");
        }

        Weights = Padded(weights);
        RequireOrder(Weights, 1, order, "the weights");
        foreach (double[] row in errorWeights)
        {
            Require(row.Length <= StepStages, $"at most {StepStages} error weights");
            RequireSum(row, 0, "the error weights to sum to zero");
        }

        denseRows = DenseRows(denseWeights);
        double[] continuous = new double[Stages];
        foreach (double theta in (ReadOnlySpan<double>)[0.25, 0.5, 0.875])
        {
            DenseWeights(theta, continuous);
            RequireOrder(continuous, theta, denseOrder, $"the dense output at θ = {theta}");
        }

        Rows = [.. rows.Select(row => new StageWeights(row))];
        ErrorRows = [.. errorWeights.Select(row => new StageWeights(row))];
        StabilityLimit = FindStabilityLimit();
    }

    /// <summary>The method's name.</summary>
    public string Name { get; }

    /// <summary>Order p: the error over a fixed interval falls as h^p.</summary>
    public int Order { get; }

    /// <summary>The estimated error of one step falls as h to this power.</summary>
    public int ErrorOrder { get; }

    /// <summary>The error of the dense output within one step falls as h to this power plus one.</summary>
    public int DenseOrder { get; }

    /// <summary>
    /// Largest x for which |R(−z)| ≤ 1 on all of 0 ≤ z ≤ x, R the stability polynomial: decaying modes λ need h|λ| below it.
    /// </summary>
    public double StabilityLimit { get; }

    /// <summary>Stages of one step, the last being f(t + h, y₁), the first of the next step.</summary>
    internal int StepStages { get; }

    /// <summary>Stages of a step with dense output.</summary>
    internal int Stages { get; }

    /// <summary>c of all stages.</summary>
    internal double[] Nodes { get; }

    /// <summary>a of all stages, strictly lower triangular.</summary>
    internal double[,] Matrix { get; }

    /// <summary>b, padded with zeros to all stages.</summary>
    internal double[] Weights { get; }

    /// <summary>Rows of a without their zeros; row <see cref="StepStages"/> − 1 is b.</summary>
    internal StageWeights[] Rows { get; }

    /// <summary>Rows of e without their zeros.</summary>
    internal StageWeights[] ErrorRows { get; }

    /// <summary>The method's name and orders.</summary>
    public override string ToString() => $"{Name} (order {Order}, dense output of order {DenseOrder})";

    /// <summary>Weights w_i(θ) for which y + h Σ w_i k_i is the dense output at t + θh; exactly 0 at θ = 0 and b at θ = 1.</summary>
    internal void DenseWeights(double theta, Span<double> weights)
    {
        for (int i = 0; i < Stages; i++)
        {
            double sum = denseRows[^1][i];
            for (int row = denseRows.Length - 1; row > 0; row--)
            {
                sum = denseRows[row - 1][i] + ((row & 1) == 1 ? 1 - theta : theta) * sum;
            }

            weights[i] = theta * sum;
        }
    }

    /// <summary>b, e₀ − b, 2b − e₀ − e_last (cubic Hermite), then the correction: nested with factors 1 − θ and θ in turn.</summary>
    private double[][] DenseRows(double[][] corrections)
    {
        double[] chord = Weights;
        double[] start = new double[Stages];
        double[] end = new double[Stages];
        for (int i = 0; i < Stages; i++)
        {
            double first = i == 0 ? 1 : 0;
            double last = i == StepStages - 1 ? 1 : 0;
            (start[i], end[i]) = (first - chord[i], 2 * chord[i] - first - last);
        }

        return [chord, start, end, .. corrections.Select(Padded)];
    }

    private double[] Padded(double[] row)
    {
        Require(row.Length <= Stages, $"at most {Stages} weights");
        double[] padded = new double[Stages];
        row.CopyTo(padded, 0);
        return padded;
    }

    /// <summary>Quadrature conditions to the full order, all rooted trees to order 4, for weights that advance by θ.</summary>
    private void RequireOrder(double[] w, double theta, int order, string what)
    {
        double[] one = [.. Enumerable.Repeat(1.0, Stages)];
        double[] power = one;
        for (int q = 1; q <= order; q++)
        {
            Condition(q, power, q);
            power = Times(power, Nodes);
        }

        double[] c = Nodes;
        double[] c2 = Times(c, c);
        double[] ac = Apply(c);
        if (order >= 3)
        {
            Condition(3, ac, 6);
        }

        if (order >= 4)
        {
            Condition(4, Times(c, ac), 8);
            Condition(4, Apply(c2), 12);
            Condition(4, Apply(ac), 24);
        }

        void Condition(int q, double[] tree, double density)
        {
            double[] terms = Times(w, tree);
            RequireSum(terms, Math.Pow(theta, q) / density, $"{what} to meet the condition of order {q} with density {density}");
        }
    }

    private static double[] Times(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a * b)];

    private double[] Apply(double[] x)
    {
        double[] product = new double[Stages];
        for (int i = 0; i < Stages; i++)
        {
            for (int j = 0; j < i; j++)
            {
                product[i] += Matrix[i, j] * x[j];
            }
        }

        return product;
    }

    /// <summary>R(z) = 1 + Σ_j (bᵀ A^{j−1} 1) z^j, walked along the negative axis and then bisected.</summary>
    private double FindStabilityLimit()
    {
        List<double> coefficients = [1];
        double[] power = [.. Enumerable.Repeat(1.0, Stages)];
        for (int j = 1; j < StepStages; j++)
        {
            coefficients.Add(Times(Weights, power).Sum());
            power = Apply(power);
        }

        const double Step = 1.0 / 128;
        double low = 0;
        while (low < 100 && Stable(low + Step))
        {
            low += Step;
        }

        double high = low + Step;
        for (int i = 0; i < 50; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Stable(middle) ? (middle, high) : (low, middle);
        }

        return low;

        bool Stable(double x)
        {
            double value = 0;
            for (int j = coefficients.Count - 1; j >= 0; j--)
            {
                value = coefficients[j] - x * value;
            }

            return Math.Abs(value) <= 1 + 1e-12;
        }
    }

    private void RequireSum(double[] terms, double expected, string what)
    {
        double defect = terms.Sum() - expected;
        double magnitude = 1 + terms.Sum(Math.Abs);
        if (!(Math.Abs(defect) <= Rounding * magnitude * Stages))
        {
            throw new ArgumentException($"{Name}: a tableau needs {what}; it misses by {defect:G3}.");
        }
    }

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new ArgumentException($"{Name}: a tableau needs {what}.");
        }
    }
}
