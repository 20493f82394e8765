namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>What a product needs scratch memory for; a product that is being made needs each once.</summary>
internal enum ScratchPurpose
{
    TiledLeft,
    TiledRight,
    ShallowLeft,
    ShallowPanel,
    OuterLeft,
    OuterRight,
    ThinVectors,
    ThinSums,
    SymmetricSums,
}
