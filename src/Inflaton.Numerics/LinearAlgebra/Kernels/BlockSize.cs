namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>How lengths are cut into blocks.</summary>
internal static class BlockSize
{
    /// <summary>Terms of a sum that are added in one block: a panel of 8 rows of so many stays in the first cache.</summary>
    public const int Depth = 512;

    /// <summary>The size of equal blocks of at most the given size, as a multiple of the unit.</summary>
    public static int Even(int length, int most, int unit) => RoundUp(DivideUp(length, DivideUp(length, most)), unit);

    public static int DivideUp(int x, int y) => (x + y - 1) / y;

    public static int RoundUp(int x, int unit) => DivideUp(x, unit) * unit;
}
