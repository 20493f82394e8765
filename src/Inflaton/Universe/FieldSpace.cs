using Inflaton.Numerics.Expressions;

namespace Inflaton.Universe;

/// <summary>
/// The space of C fields, with the kinetic energy ½G_IJ(φ)φ̇^Iφ̇^J. The metric is given by formulas; its connection Γ and curvature R
/// come from their derivatives, which are exact. May be used from several threads at once. Where G is not positive definite results are
/// NaN.
/// </summary>
public sealed class FieldSpace
{
    private readonly int fields;

    /// <summary>
    /// G_IJ for I ≤ J, row by row; null where it is 0. The same of ∂_K G_IJ, K by K, and of ∂_K∂_L G_IJ, pairs K ≤ L one behind the other.
    /// </summary>
    private readonly Formula?[] metric;
    private readonly Formula?[] slopes;
    private readonly Formula?[] bends;

    /// <summary>A space from the formulas of its metric.</summary>
    /// <param name="metric">
    /// One formula f for G = f·1, C of them for a diagonal G, or C × C, row by row, of which those below the diagonal are those above it.
    /// </param>
    /// <param name="fields">Names of the C fields, in order.</param>
    /// <param name="parameters">Values of the other names.</param>
    /// <exception cref="FormulaException">A text is not a formula, or names something unknown.</exception>
    /// <exception cref="ArgumentException">Their number does not go with that of the fields, or G is not symmetric.</exception>
    public FieldSpace(IReadOnlyList<string> metric, IReadOnlyList<string> fields, IReadOnlyDictionary<string, double>? parameters = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fields.Count, nameof(fields));
        this.fields = fields.Count;
        Formula[] given = [.. metric.Select(text => Numerics.Expressions.Formula.Parse(text, fields, parameters))];
        bool whole = given.Length == fields.Count * fields.Count;
        if (given.Length != 1 && given.Length != fields.Count && !whole)
        {
            throw new ArgumentException(
                $"{given.Length} formulas do not make a metric of {fields.Count} fields: give 1, {fields.Count} for the diagonal, or "
                + $"{fields.Count} rows of {fields.Count}.",
                nameof(metric));
        }

        List<Formula?> upper = [];
        for (int i = 0; i < this.fields; i++)
        {
            for (int j = i; j < this.fields; j++)
            {
                if (whole && given[(i * this.fields) + j] is var above && given[(j * this.fields) + i] is var below && !above.Equals(below))
                {
                    throw new ArgumentException(
                        $"The metric is not symmetric: G_{i + 1}{j + 1} = {above}, but G_{j + 1}{i + 1} = {below}.", nameof(metric));
                }

                upper.Add(whole ? given[(i * this.fields) + j] : i != j ? null : given.Length == 1 ? given[0] : given[i]);
            }
        }

        this.metric = [.. upper];
        slopes = [.. fields.SelectMany(name => upper.Select(entry => Nonzero(entry?.Derivative(name))))];
        bends =
        [
            .. slopes.Chunk(upper.Count).SelectMany((slope, k) => fields.Skip(k).SelectMany(
                name => slope.Select(entry => Nonzero(entry?.Derivative(name))))),
        ];
        Formula = given.Length == 1 ? $"({given[0]})·1"
            : whole ? $"[{string.Join("; ", given.Chunk(this.fields).Select(row => string.Join<Formula>(", ", row)))}]"
            : $"diag({string.Join<Formula>(", ", given)})";
    }

    /// <summary>C.</summary>
    public int Fields => fields;

    /// <summary>G in symbols.</summary>
    public string Formula { get; }

    /// <summary>G_IJ at a point.</summary>
    /// <param name="field">φ, length C.</param>
    /// <param name="matrix">Receives G, C × C.</param>
    public void Metric(ReadOnlySpan<double> field, Span<double> matrix) => Fill(metric, field, matrix);

    /// <summary>G_IJ v^I v^J.</summary>
    /// <param name="field">φ, length C.</param>
    /// <param name="vector">v, length C.</param>
    public double Squared(ReadOnlySpan<double> field, ReadOnlySpan<double> vector)
    {
        double sum = 0;
        for (int i = 0, entry = 0; i < fields; i++)
        {
            for (int j = i; j < fields; j++, entry++)
            {
                if (metric[entry] is { } formula)
                {
                    sum += (i == j ? 1 : 2) * formula.Evaluate(field) * vector[i] * vector[j];
                }
            }
        }

        return sum;
    }

    /// <summary>The vector G^IJ w_J; NaN where G is not positive definite.</summary>
    /// <param name="field">φ, length C.</param>
    /// <param name="covector">w, length C; overwritten by the vector.</param>
    public void Raise(ReadOnlySpan<double> field, Span<double> covector)
    {
        Span<double> matrix = Room(fields * fields, stackalloc double[MostOnStack]);
        Metric(field, matrix);
        Solve(matrix, covector);
    }

    /// <summary>Γ^I_JK v^J w^K.</summary>
    /// <param name="field">φ, length C.</param>
    /// <param name="first">v.</param>
    /// <param name="second">w.</param>
    /// <param name="result">Receives it, length C; not one of the vectors.</param>
    public void Connect(ReadOnlySpan<double> field, ReadOnlySpan<double> first, ReadOnlySpan<double> second, Span<double> result)
    {
        Lowered(field, first, second, result);
        Raise(field, result);
    }

    /// <summary>−G^IJ(w_J + Γ_J,KL v^K v^L): how a force w and the curving of lines bend a path.</summary>
    /// <param name="field">φ, length C.</param>
    /// <param name="velocity">v, length C.</param>
    /// <param name="force">w, length C; overwritten by G^IJ(w_J + Γ_J,KL v^K v^L).</param>
    internal void Bend(ReadOnlySpan<double> field, ReadOnlySpan<double> velocity, Span<double> force)
    {
        Span<double> lowered = fields <= 16 ? stackalloc double[fields] : new double[fields];
        Lowered(field, velocity, velocity, lowered);
        for (int i = 0; i < fields; i++)
        {
            force[i] += lowered[i];
        }

        Raise(field, force);
    }

    /// <summary>An orthonormal basis, the first vector along the first field; NaN where G is not positive definite.</summary>
    /// <param name="field">φ, length C.</param>
    /// <param name="frame">Receives e_A^I, C × C, a vector a row, with positive determinant.</param>
    public void Frame(ReadOnlySpan<double> field, Span<double> frame)
    {
        Span<double> matrix = Room(fields * fields, stackalloc double[MostOnStack]);
        Metric(field, matrix);
        frame.Clear();
        for (int a = 0; a < fields; a++)
        {
            Span<double> own = frame.Slice(a * fields, fields);
            own[a] = 1;
            for (int b = 0; b < a; b++)
            {
                ReadOnlySpan<double> other = frame.Slice(b * fields, fields);
                double along = Product(matrix, own, other);
                for (int i = 0; i <= b; i++)
                {
                    own[i] -= along * other[i];
                }
            }

            double squared = Product(matrix, own, own), length = squared > 0 ? Math.Sqrt(squared) : double.NaN;
            for (int i = 0; i <= a; i++)
            {
                own[i] /= length;
            }
        }
    }

    /// <summary>G_IJ v^I w^J for the rows w of a frame: the components of a vector in it.</summary>
    /// <param name="field">φ, length C.</param>
    /// <param name="frame">e_A^I, C × C.</param>
    /// <param name="vector">v^I, length C.</param>
    /// <param name="components">Receives v_A, length C.</param>
    public void Components(ReadOnlySpan<double> field, ReadOnlySpan<double> frame, ReadOnlySpan<double> vector, Span<double> components)
    {
        Span<double> matrix = Room(fields * fields, stackalloc double[MostOnStack]);
        Metric(field, matrix);
        for (int a = 0; a < fields; a++)
        {
            components[a] = Product(matrix, frame.Slice(a * fields, fields), vector);
        }
    }

    /// <summary>v_A e_A^I: vectors as they are in the fields, of their components in a frame.</summary>
    /// <param name="frame">e_A^I, C × C.</param>
    /// <param name="components">v_A of some vectors, each length C.</param>
    /// <param name="fields">C.</param>
    internal static double[] Vectors(ReadOnlySpan<double> frame, ReadOnlySpan<double> components, int fields)
    {
        double[] result = new double[components.Length];
        for (int at = 0; at < components.Length; at += fields)
        {
            for (int a = 0; a < fields; a++)
            {
                for (int i = 0; i < fields; i++)
                {
                    result[at + i] += components[at + a] * frame[(a * fields) + i];
                }
            }
        }

        return result;
    }

    /// <summary>The second covariant derivative of a function, f_,IJ − Γ^K_IJ f_,K.</summary>
    /// <param name="field">φ, length C.</param>
    /// <param name="slope">f_,K, length C.</param>
    /// <param name="matrix">f_,IJ, C × C; overwritten by the covariant derivative.</param>
    public void Covariant(ReadOnlySpan<double> field, ReadOnlySpan<double> slope, Span<double> matrix)
    {
        Span<double> raised = fields <= 16 ? stackalloc double[fields] : new double[fields];
        slope.CopyTo(raised);
        Raise(field, raised);
        double[] first = Slopes(field);
        for (int i = 0; i < fields; i++)
        {
            for (int j = 0; j < fields; j++)
            {
                double sum = 0;
                for (int k = 0; k < fields; k++)
                {
                    sum += Lowered(first, k, i, j) * raised[k];
                }

                matrix[(i * fields) + j] -= sum;
            }
        }
    }

    /// <summary>
    /// R_IKJL v^K v^L, of positive sign on a sphere, where it is (G_IJ|v|² − v_I v_J)/radius²: how lines beside each other bend together.
    /// </summary>
    /// <param name="field">φ, length C.</param>
    /// <param name="vector">v, length C.</param>
    /// <param name="matrix">Receives it, C × C, symmetric.</param>
    public void Tide(ReadOnlySpan<double> field, ReadOnlySpan<double> vector, Span<double> matrix)
    {
        int size = fields * fields;
        double[] first = Slopes(field), second = new double[size * size];
        for (int k = 0, pair = 0; k < fields; k++)
        {
            for (int l = k; l < fields; l++, pair++)
            {
                Span<double> here = second.AsSpan(((k * fields) + l) * size, size);
                Fill(bends.AsSpan(pair * metric.Length, metric.Length), field, here);
                here.CopyTo(second.AsSpan(((l * fields) + k) * size, size));
            }
        }

        // Γ_p,KL v^K v^L and Γ_p,KJ v^K, and the same with p raised.
        double[] along = new double[fields], across = new double[size];
        for (int p = 0; p < fields; p++)
        {
            for (int j = 0; j < fields; j++)
            {
                for (int k = 0; k < fields; k++)
                {
                    across[(j * fields) + p] += Lowered(first, p, k, j) * vector[k];
                }

                along[p] += across[(j * fields) + p] * vector[j];
            }
        }

        double[] raisedAlong = [.. along], raisedAcross = [.. across];
        Raise(field, raisedAlong);
        for (int j = 0; j < fields; j++)
        {
            Raise(field, raisedAcross.AsSpan(j * fields, fields));
        }

        // R_IKJL = ½(∂_K∂_J G_IL + ∂_I∂_L G_KJ − ∂_K∂_L G_IJ − ∂_I∂_J G_KL) + G_pq(Γ^p_KJ Γ^q_IL − Γ^p_KL Γ^q_IJ).
        double Second(int k, int l, int i, int j) => second[(((k * fields) + l) * size) + (i * fields) + j];
        for (int i = 0; i < fields; i++)
        {
            for (int j = 0; j < fields; j++)
            {
                double sum = 0;
                for (int k = 0; k < fields; k++)
                {
                    for (int l = 0; l < fields; l++)
                    {
                        double bend = Second(k, j, i, l) + Second(i, l, k, j) - Second(k, l, i, j) - Second(i, j, k, l);
                        sum += 0.5 * bend * vector[k] * vector[l];
                    }
                }

                for (int p = 0; p < fields; p++)
                {
                    sum += (across[(j * fields) + p] * raisedAcross[(i * fields) + p]) - (raisedAlong[p] * Lowered(first, p, i, j));
                }

                matrix[(i * fields) + j] = sum;
            }
        }
    }

    private const int MostOnStack = 100;

    private static Formula? Nonzero(Formula? formula) =>
        formula is { IsConstant: true } && formula.Evaluate(new double[formula.Variables.Count]) == 0 ? null : formula;

    private static Span<double> Room(int count, Span<double> stack) => count <= stack.Length ? stack[..count] : new double[count];

    /// <summary>Γ_I,JK v^J w^K.</summary>
    private void Lowered(ReadOnlySpan<double> field, ReadOnlySpan<double> first, ReadOnlySpan<double> second, Span<double> result)
    {
        result.Clear();
        for (int k = 0; k < fields; k++)
        {
            for (int i = 0, entry = k * metric.Length; i < fields; i++)
            {
                for (int j = i; j < fields; j++, entry++)
                {
                    if (slopes[entry] is not { } formula)
                    {
                        continue;
                    }

                    // ½(∂_J G_IK + ∂_K G_IJ − ∂_I G_JK), by what ∂_k G_ij adds to it.
                    double half = 0.5 * formula.Evaluate(field);
                    result[i] += half * ((first[k] * second[j]) + (first[j] * second[k]));
                    result[k] -= half * first[i] * second[j];
                    if (i != j)
                    {
                        result[j] += half * ((first[k] * second[i]) + (first[i] * second[k]));
                        result[k] -= half * first[j] * second[i];
                    }
                }
            }
        }
    }

    /// <summary>∂_K G_IJ, C × C × C.</summary>
    private double[] Slopes(ReadOnlySpan<double> field)
    {
        int size = fields * fields;
        double[] values = new double[fields * size];
        for (int k = 0; k < fields; k++)
        {
            Fill(slopes.AsSpan(k * metric.Length, metric.Length), field, values.AsSpan(k * size, size));
        }

        return values;
    }

    /// <summary>Γ_I,JK.</summary>
    private double Lowered(double[] first, int i, int j, int k)
    {
        int Place(int a, int b, int c) => (((a * fields) + b) * fields) + c;
        return 0.5 * (first[Place(j, i, k)] + first[Place(k, i, j)] - first[Place(i, j, k)]);
    }

    private void Fill(ReadOnlySpan<Formula?> upper, ReadOnlySpan<double> field, Span<double> matrix)
    {
        for (int i = 0, entry = 0; i < fields; i++)
        {
            for (int j = i; j < fields; j++, entry++)
            {
                matrix[(i * fields) + j] = matrix[(j * fields) + i] = upper[entry]?.Evaluate(field) ?? 0;
            }
        }
    }

    private double Product(ReadOnlySpan<double> matrix, ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < fields; i++)
        {
            for (int j = 0; j < fields; j++)
            {
                sum += matrix[(i * fields) + j] * left[i] * right[j];
            }
        }

        return sum;
    }

    /// <summary>G⁻¹w by elimination; the matrix is overwritten.</summary>
    private void Solve(Span<double> matrix, Span<double> vector)
    {
        for (int i = 0; i < fields; i++)
        {
            double pivot = matrix[(i * fields) + i];
            if (!(pivot > 0))
            {
                vector.Fill(double.NaN);
                return;
            }

            for (int row = i + 1; row < fields; row++)
            {
                double factor = matrix[(row * fields) + i] / pivot;
                for (int column = i; factor != 0 && column < fields; column++)
                {
                    matrix[(row * fields) + column] -= factor * matrix[(i * fields) + column];
                }

                vector[row] -= factor * vector[i];
            }
        }

        for (int i = fields - 1; i >= 0; i--)
        {
            for (int column = i + 1; column < fields; column++)
            {
                vector[i] -= matrix[(i * fields) + column] * vector[column];
            }

            vector[i] /= matrix[(i * fields) + i];
        }
    }
}
