using System.Buffers.Binary;

namespace Inflaton.Numerics.ArrayFiles;

/// <summary>Elements to bytes and back, either byte order.</summary>
internal static class ElementCodec
{
    /// <summary>2⁵³: the integers up to here are the ones a <see cref="double"/> counts one by one.</summary>
    private const double LargestInteger = 9007199254740992;

    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 => 8,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.UInt16 => 2,
        ElementType.Int8 or ElementType.UInt8 or ElementType.Boolean => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    /// <summary>
    /// Whether <paramref name="value"/> survives storage: integers exactly, floats without a finite value becoming infinite.
    /// </summary>
    public static bool Holds(ElementType type, double value) => type switch
    {
        ElementType.Float64 => true,
        ElementType.Float32 => !double.IsFinite(value) || float.IsFinite((float)value),
        ElementType.Float16 => !double.IsFinite(value) || Half.IsFinite((Half)value),
        ElementType.BFloat16 => !double.IsFinite(value) || float.IsFinite(FromBFloat16(ToBFloat16((float)value))),
        ElementType.Boolean => value is 0 or 1,
        _ => IntegerRange(type) is var (low, high) && value >= low && value <= high && Math.Floor(value) == value,
    };

    /// <summary>
    /// Fills <paramref name="values"/> from <paramref name="bytes"/>; returns the index of the first element that cannot be held, or −1.
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> bytes, ElementType type, bool bigEndian, Span<double> values)
    {
        int size = SizeOf(type);
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> element = bytes.Slice(i * size, size);
            values[i] = type switch
            {
                ElementType.Float64 => bigEndian
                    ? BinaryPrimitives.ReadDoubleBigEndian(element) : BinaryPrimitives.ReadDoubleLittleEndian(element),
                ElementType.Float32 => bigEndian
                    ? BinaryPrimitives.ReadSingleBigEndian(element) : BinaryPrimitives.ReadSingleLittleEndian(element),
                ElementType.Float16 => (double)BitConverter.UInt16BitsToHalf(ReadUInt16(element, bigEndian)),
                ElementType.BFloat16 => FromBFloat16(ReadUInt16(element, bigEndian)),
                ElementType.Int8 => (sbyte)element[0],
                ElementType.UInt8 or ElementType.Boolean => element[0],
                ElementType.Int16 => (short)ReadUInt16(element, bigEndian),
                ElementType.UInt16 => ReadUInt16(element, bigEndian),
                ElementType.Int32 => (int)ReadUInt32(element, bigEndian),
                ElementType.UInt32 => ReadUInt32(element, bigEndian),
                ElementType.Int64 => (long)ReadUInt64(element, bigEndian),
                _ => ReadUInt64(element, bigEndian),
            };
            bool held = type switch
            {
                ElementType.Boolean => element[0] <= 1,
                ElementType.Int64 => (long)ReadUInt64(element, bigEndian) is >= -(1L << 53) and <= 1L << 53,
                ElementType.UInt64 => ReadUInt64(element, bigEndian) <= 1UL << 53,
                _ => true,
            };
            if (!held)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Writes <paramref name="values"/> little endian; the values are ones <see cref="Holds"/> accepts.</summary>
    public static void Encode(ReadOnlySpan<double> values, ElementType type, Span<byte> bytes)
    {
        int size = SizeOf(type);
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            Span<byte> element = bytes.Slice(i * size, size);
            switch (type)
            {
                case ElementType.Float64: BinaryPrimitives.WriteDoubleLittleEndian(element, value); break;
                case ElementType.Float32: BinaryPrimitives.WriteSingleLittleEndian(element, (float)value); break;
                case ElementType.Float16: BinaryPrimitives.WriteHalfLittleEndian(element, (Half)value); break;
                case ElementType.BFloat16: BinaryPrimitives.WriteUInt16LittleEndian(element, ToBFloat16((float)value)); break;
                case ElementType.Int8: element[0] = (byte)(sbyte)value; break;
                case ElementType.Int16: BinaryPrimitives.WriteInt16LittleEndian(element, (short)value); break;
                case ElementType.Int32: BinaryPrimitives.WriteInt32LittleEndian(element, (int)value); break;
                case ElementType.Int64: BinaryPrimitives.WriteInt64LittleEndian(element, (long)value); break;
                case ElementType.UInt16: BinaryPrimitives.WriteUInt16LittleEndian(element, (ushort)value); break;
                case ElementType.UInt32: BinaryPrimitives.WriteUInt32LittleEndian(element, (uint)value); break;
                case ElementType.UInt64: BinaryPrimitives.WriteUInt64LittleEndian(element, (ulong)value); break;
                default: element[0] = (byte)value; break;
            }
        }
    }

    private static (double Low, double High) IntegerRange(ElementType type) => type switch
    {
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.Int16 => (short.MinValue, short.MaxValue),
        ElementType.Int32 => (int.MinValue, int.MaxValue),
        ElementType.Int64 => (-LargestInteger, LargestInteger),
        ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        ElementType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        ElementType.UInt32 => (uint.MinValue, uint.MaxValue),
        ElementType.UInt64 => (0, LargestInteger),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    private static float FromBFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>Round to nearest, ties to even; a NaN stays a quiet NaN.</summary>
    private static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static ulong ReadUInt64(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
