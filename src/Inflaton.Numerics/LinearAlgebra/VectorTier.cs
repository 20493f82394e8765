namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>Width of the vector instructions that the kernels use; chosen once, from what the processor accelerates.</summary>
public enum VectorTier
{
    /// <summary>No vectors: one element at a time.</summary>
    Scalar = 0,

    /// <summary>128-bit vectors (SSE, AdvSimd).</summary>
    Vector128 = 128,

    /// <summary>256-bit vectors with fused multiply-add (AVX2).</summary>
    Vector256 = 256,

    /// <summary>512-bit vectors (AVX-512).</summary>
    Vector512 = 512,
}
