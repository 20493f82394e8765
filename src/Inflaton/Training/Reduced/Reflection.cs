using System.Numerics.Tensors;

namespace Inflaton.Training.Reduced;

/// <summary>Householder reflections 1 − 2 v vᵀ. Source: Householder, J. ACM 5 (1958) 339.</summary>
internal static class Reflection
{
    /// <summary>The unit vector v whose reflection takes u to ∓‖u‖ e_1.</summary>
    /// <param name="u">u, not zero.</param>
    /// <param name="v">Receives v, same length.</param>
    public static void Find(ReadOnlySpan<double> u, Span<double> v)
    {
        TensorPrimitives.Divide(u, InnerProduct.Norm(u), v);
        v[0] += v[0] < 0 ? -1 : 1;
        TensorPrimitives.Divide(v, InnerProduct.Norm(v), v);
    }

    /// <summary>x ← (1 − 2 v vᵀ) x.</summary>
    /// <param name="x">x.</param>
    /// <param name="v">v, same length.</param>
    public static void Apply(Span<double> x, ReadOnlySpan<double> v) =>
        TensorPrimitives.MultiplyAdd(v, -2 * InnerProduct.Dot(x, v), x, x);
}
