namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>Whether an operand X of a product stands for itself or for its transpose.</summary>
public enum Transpose
{
    /// <summary>op(X) = X.</summary>
    No,

    /// <summary>op(X) = Xᵀ.</summary>
    Yes,
}
