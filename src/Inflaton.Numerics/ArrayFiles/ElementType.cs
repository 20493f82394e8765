namespace Inflaton.Numerics.ArrayFiles;

/// <summary>
/// How an element of a <see cref="NumericArray"/> is stored in a file; in memory every element is a <see cref="double"/>.
/// </summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary64: the default, exact for every <see cref="double"/>.</summary>
    Float64,

    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary16.</summary>
    Float16,

    /// <summary>The upper half of a binary32 (8 exponent bits, 7 fraction bits). NPY has no such type; safetensors has.</summary>
    BFloat16,

    /// <summary>Signed 8-bit integer.</summary>
    Int8,

    /// <summary>Signed 16-bit integer.</summary>
    Int16,

    /// <summary>Signed 32-bit integer.</summary>
    Int32,

    /// <summary>Signed 64-bit integer, of which |value| ≤ 2⁵³ can be held.</summary>
    Int64,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32,

    /// <summary>Unsigned 64-bit integer, of which value ≤ 2⁵³ can be held.</summary>
    UInt64,

    /// <summary>One byte, 0 or 1.</summary>
    Boolean,
}
