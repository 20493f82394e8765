using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Kernels.Interactions;

/// <summary>
/// The vertices of the interacting theory along m directions g̃_i = Σ_x Q_xi ∇f_x in the space of parameters: all that the field depends on at
/// the next order in 1/width,
/// f_w = f⁰_w + Θ_wx a_x + A_w[i,j] b_ij + ½ A'_w[i,j] α_i α_j + B_w[i,jk] c_ijk + ½ C_w[i,jk] d_ijk + B'_w[i,jk] α_i b_jk + ⅙ C'_w[i,j,k] α_i α_j α_k,
/// with A_w[i,j] = ∇f_w·H̃_i g̃_j, A'_w[i,j] = g̃_i·H_w g̃_j, B_w[i,jk] = ∇f_w·H̃_i H̃_j g̃_k, B'_w[i,jk] = g̃_i·H_w H̃_j g̃_k,
/// C_w[i,jk] = T̃_i[∇f_w, g̃_j, g̃_k] and C'_w[i,j,k] = T_w[g̃_i, g̃_j, g̃_k], where H̃_i = Σ_x Q_xi ∇²f_x and T̃_i = Σ_x Q_xi ∇³f_x.
/// </summary>
public sealed class InteractionTensors
{
    private readonly double scale;

    internal InteractionTensors(Matrix<double> basis, Couplings couplings, int values, double scale)
    {
        this.scale = scale;
        (Basis, Couplings) = (basis, couplings);
        Vertices = new Matrix<double>(values, couplings.Terms);
    }

    /// <summary>Q, shape [NC, m].</summary>
    public Matrix<double> Basis { get; }

    /// <summary>Which products of directions count.</summary>
    public Couplings Couplings { get; }

    /// <summary>
    /// The factors of all terms, one row for each value w of the field, the training inputs' first: of the pairs A, then ½A'; of the triples B, then
    /// ½C, B' and ⅙C'.
    /// </summary>
    public Matrix<double> Vertices { get; }

    private int Pairs => Couplings.Pairs.Length;

    private int Triples => Couplings.Triples.Length;

    /// <summary>A_w[i,j] = ∇f_w·H̃_i g̃_j; 0 for a pair that does not count, as the others are.</summary>
    /// <param name="w">Value of the field.</param>
    /// <param name="i">Mode of the second derivative.</param>
    /// <param name="j">Mode of the direction.</param>
    public double A(int w, int i, int j) => At(w, 0, Couplings.Pair(i, j), 1);

    /// <summary>A'_w[i,j] = g̃_i·H_w g̃_j.</summary>
    /// <param name="w">Value of the field.</param>
    /// <param name="i">Mode of one direction.</param>
    /// <param name="j">Mode of the other.</param>
    public double AOfField(int w, int i, int j) => At(w, Pairs, Couplings.Pair(i, j), 2);

    /// <summary>B_w[i,jk] = ∇f_w·H̃_i H̃_j g̃_k.</summary>
    /// <param name="w">Value of the field.</param>
    /// <param name="i">Mode of one second derivative.</param>
    /// <param name="j">Mode of the other.</param>
    /// <param name="k">Mode of the direction.</param>
    public double B(int w, int i, int j, int k) => At(w, 2 * Pairs, Couplings.Triple(i, j, k), 1);

    /// <summary>B'_w[i,jk] = g̃_i·H_w H̃_j g̃_k.</summary>
    /// <param name="w">Value of the field.</param>
    /// <param name="i">Mode of one direction.</param>
    /// <param name="j">Mode of the second derivative.</param>
    /// <param name="k">Mode of the other direction.</param>
    public double BOfField(int w, int i, int j, int k) => At(w, (2 * Pairs) + (2 * Triples), Couplings.Triple(i, j, k), 1);

    /// <summary>C_w[i,jk] = T̃_i[∇f_w, g̃_j, g̃_k].</summary>
    /// <param name="w">Value of the field.</param>
    /// <param name="i">Mode of the third derivative.</param>
    /// <param name="j">Mode of one direction.</param>
    /// <param name="k">Mode of the other.</param>
    public double C(int w, int i, int j, int k) => At(w, (2 * Pairs) + Triples, Couplings.Triple(i, j, k), 2);

    /// <summary>C'_w[i,j,k] = T_w[g̃_i, g̃_j, g̃_k].</summary>
    /// <param name="w">Value of the field.</param>
    /// <param name="i">Mode.</param>
    /// <param name="j">Mode.</param>
    /// <param name="k">Mode.</param>
    public double COfField(int w, int i, int j, int k) => At(w, (2 * Pairs) + (3 * Triples), Couplings.Triple(i, j, k), 6);

    internal void Set(Matrix<double> values, int i, int j) => Put(values, 1, Couplings.Pair(i, j));

    internal void SetOfField(Matrix<double> values, int i, int j) => Put(values, 0.5, Pairs + Couplings.Pair(i, j));

    internal void Set(Matrix<double> values, Matrix<double> ofField, int i, int j, int k)
    {
        int triple = Couplings.Triple(i, j, k);
        Put(values, 1, (2 * Pairs) + triple);
        Put(ofField, 1, (2 * Pairs) + (2 * Triples) + triple);
    }

    /// <summary>C_w, the same for both orders of the directions.</summary>
    internal void SetThird(Matrix<double> values, int i, int j, int k)
    {
        Put(values, 0.5, (2 * Pairs) + Triples + Couplings.Triple(i, j, k));
        Put(values, 0.5, (2 * Pairs) + Triples + Couplings.Triple(i, k, j));
    }

    /// <summary>C'_w, the same for all orders.</summary>
    internal void SetThirdOfField(Matrix<double> values, int i, int j, int k)
    {
        foreach ((int a, int b, int c) in new[] { (i, j, k), (i, k, j), (j, i, k), (j, k, i), (k, i, j), (k, j, i) })
        {
            Put(values, 1 / 6.0, (2 * Pairs) + (3 * Triples) + Couplings.Triple(a, b, c));
        }
    }

    private double At(int w, int first, int index, double factor) => index < 0 ? 0 : factor * Vertices[w, first + index];

    private void Put(Matrix<double> values, double factor, int column)
    {
        for (int w = 0; w < values.Values.Length; w++)
        {
            Vertices[w, column] = scale * factor * values.Values[w];
        }
    }
}
