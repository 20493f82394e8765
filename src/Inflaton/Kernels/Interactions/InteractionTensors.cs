using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Kernels.Interactions;

/// <summary>
/// The vertices of the interacting theory: all that the field depends on at the next order in 1/width, along a few directions of two
/// kinds. The parameters move along g̃_j = Σ_x Q_xj ∇f_x, by α_j; the residuals push through H̃_i = Σ_x E_xi ∇²f_x and T̃_i = Σ_x E_xi
/// ∇³f_x, by ε_i. f_w = f⁰_w + Θ_wx a_x + A_w[i,j] b_ij + ½ A'_w[j,k] α_j α_k + B_w[i,jk] c_ijk + ½ C_w[i,jk] d_ijk + B'_w[j,ik] α_j
/// b_ik + ⅙ C'_w[j,k,l] α_j α_k α_l, with A_w[i,j] = ∇f_w·H̃_i g̃_j, A'_w[j,k] = g̃_j·H_w g̃_k, B_w[i,jk] = ∇f_w·H̃_i H̃_j g̃_k,
/// B'_w[j,ik] = g̃_j·H_w H̃_i g̃_k, C_w[i,jk] = T̃_i[∇f_w, g̃_j, g̃_k] and C'_w[j,k,l] = T_w[g̃_j, g̃_k, g̃_l].
/// </summary>
public sealed class InteractionTensors
{
    private readonly double scale;
    private readonly int[] starts;

    internal InteractionTensors(Matrix<double> pushes, Matrix<double> moves, Couplings couplings, int values, double scale)
    {
        this.scale = scale;
        (Pushes, Moves, Couplings) = (pushes, moves, couplings);
        Vertices = new Matrix<double>(values, couplings.Terms);
        starts = new int[6];
        ProductSet[] sets =
            [couplings.PushMove, couplings.MoveMove, couplings.PushPushMove, couplings.PushMoveMove, couplings.MovePushMove];
        for (int kind = 0; kind < sets.Length; kind++)
        {
            starts[kind + 1] = starts[kind] + sets[kind].Count;
        }
    }

    /// <summary>E, shape [NC, p].</summary>
    public Matrix<double> Pushes { get; }

    /// <summary>Q, shape [NC, m].</summary>
    public Matrix<double> Moves { get; }

    /// <summary>Which products of directions count.</summary>
    public Couplings Couplings { get; }

    /// <summary>
    /// The factors of all terms, A, ½A', B, ½C, B' and ⅙C', one row for each value w of the field, the training inputs' first.
    /// </summary>
    public Matrix<double> Vertices { get; }

    /// <summary>A_w[i,j] = ∇f_w·H̃_i g̃_j; 0 for a product that does not count, as the others are.</summary>
    /// <param name="w">Value of the field.</param>
    /// <param name="i">Push.</param>
    /// <param name="j">Move.</param>
    public double A(int w, int i, int j) => At(w, 0, Couplings.PushMove[i, j], 1);

    /// <summary>A'_w[j,k] = g̃_j·H_w g̃_k.</summary>
    /// <param name="w">Value of the field.</param>
    /// <param name="j">Move.</param>
    /// <param name="k">Move.</param>
    public double AOfField(int w, int j, int k) => At(w, 1, Couplings.MoveMove[j, k], 2);

    /// <summary>B_w[i,jk] = ∇f_w·H̃_i H̃_j g̃_k.</summary>
    /// <param name="w">Value of the field.</param>
    /// <param name="i">Push.</param>
    /// <param name="j">Push.</param>
    /// <param name="k">Move.</param>
    public double B(int w, int i, int j, int k) => At(w, 2, Couplings.PushPushMove[i, j, k], 1);

    /// <summary>B'_w[j,ik] = g̃_j·H_w H̃_i g̃_k.</summary>
    /// <param name="w">Value of the field.</param>
    /// <param name="j">Move.</param>
    /// <param name="i">Push.</param>
    /// <param name="k">Move.</param>
    public double BOfField(int w, int j, int i, int k) => At(w, 4, Couplings.MovePushMove[j, i, k], 1);

    /// <summary>C_w[i,jk] = T̃_i[∇f_w, g̃_j, g̃_k].</summary>
    /// <param name="w">Value of the field.</param>
    /// <param name="i">Push.</param>
    /// <param name="j">Move.</param>
    /// <param name="k">Move.</param>
    public double C(int w, int i, int j, int k) => At(w, 3, Couplings.PushMoveMove[i, j, k], 2);

    /// <summary>C'_w[j,k,l] = T_w[g̃_j, g̃_k, g̃_l].</summary>
    /// <param name="w">Value of the field.</param>
    /// <param name="j">Move.</param>
    /// <param name="k">Move.</param>
    /// <param name="l">Move.</param>
    public double COfField(int w, int j, int k, int l) => At(w, 5, Couplings.MoveMoveMove[j, k, l], 6);

    /// <summary>Where the terms of each kind begin, in the order A, A', B, C, B', C'.</summary>
    internal ReadOnlySpan<int> Starts => starts;

    internal void SetA(Matrix<double> values, int i, int j) => Put(values, 1, 0, Couplings.PushMove[i, j]);

    internal void SetAOfField(Matrix<double> values, int j, int k) => Put(values, 0.5, 1, Couplings.MoveMove[j, k]);

    internal void SetB(Matrix<double> values, int i, int j, int k) => Put(values, 1, 2, Couplings.PushPushMove[i, j, k]);

    internal void SetBOfField(Matrix<double> values, int j, int i, int k) => Put(values, 1, 4, Couplings.MovePushMove[j, i, k]);

    /// <summary>C_w, the same for both orders of the moves.</summary>
    internal void SetC(Matrix<double> values, int i, int j, int k)
    {
        Put(values, 0.5, 3, Couplings.PushMoveMove[i, j, k]);
        Put(values, 0.5, 3, Couplings.PushMoveMove[i, k, j]);
    }

    /// <summary>C'_w, the same for all orders.</summary>
    internal void SetCOfField(Matrix<double> values, int j, int k, int l)
    {
        foreach ((int a, int b, int c) in new[] { (j, k, l), (j, l, k), (k, j, l), (k, l, j), (l, j, k), (l, k, j) })
        {
            Put(values, 1 / 6.0, 5, Couplings.MoveMoveMove[a, b, c]);
        }
    }

    private double At(int w, int kind, int place, double factor) => place < 0 ? 0 : factor * Vertices[w, starts[kind] + place];

    private void Put(Matrix<double> values, double factor, int kind, int place)
    {
        for (int w = 0; w < values.Values.Length; w++)
        {
            Vertices[w, starts[kind] + place] = scale * factor * values.Values[w];
        }
    }
}
