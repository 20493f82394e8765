using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Numerics.Tests.ArrayFiles;

public class NumericArrayTests
{
    [Fact]
    public void Rank_zero_holds_one_number()
    {
        var number = new NumericArray([], [2.5]);
        number.Rank.ShouldBe(0);
        number.ElementType.ShouldBe(ElementType.Float64);
        number.ToString().ShouldBe("Float64 ()");
    }

    [Theory]
    [InlineData(new int[0], 0)]
    [InlineData(new[] { 3 }, 2)]
    [InlineData(new[] { 2, 3 }, 5)]
    [InlineData(new[] { 0, 3 }, 3)]
    [InlineData(new[] { 65536, 65536 }, 0)]
    [InlineData(new[] { int.MaxValue, int.MaxValue, int.MaxValue, 4 }, 4)]
    public void Shape_and_count_must_agree(int[] shape, int count) =>
        Should.Throw<ArgumentException>(() => new NumericArray(shape, new double[count]))
            .Message.ShouldContain($"does not hold {count} values");

    [Fact]
    public void Axes_are_not_negative() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new NumericArray([-1, -1], [1])).ActualValue.ShouldBe(-1);

    [Theory]
    [InlineData(ElementType.Int8, -128, 127, 128)]
    [InlineData(ElementType.UInt8, 0, 255, 256)]
    [InlineData(ElementType.Int16, -32768, 32767, -32769)]
    [InlineData(ElementType.UInt16, 0, 65535, -1)]
    [InlineData(ElementType.Int32, -2147483648.0, 2147483647.0, 0.5)]
    [InlineData(ElementType.UInt32, 0, 4294967295.0, 4294967296.0)]
    [InlineData(ElementType.Int64, -9007199254740992.0, 9007199254740992.0, 9007199254740994.0)]
    [InlineData(ElementType.UInt64, 0, 9007199254740992.0, double.NaN)]
    [InlineData(ElementType.Boolean, 0, 1, 2)]
    [InlineData(ElementType.Float32, -3.4e38, double.PositiveInfinity, 3.5e38)]
    [InlineData(ElementType.Float16, -65504, double.NegativeInfinity, 65520)]
    [InlineData(ElementType.BFloat16, -3.38e38, double.NaN, 3.4e38)]
    public void Values_must_survive_storage(ElementType type, double low, double high, double beyond)
    {
        new NumericArray([2], [low, high]).StoredAs(type).ElementType.ShouldBe(type);
        Should.Throw<ArgumentException>(() => new NumericArray([3], [low, high, beyond], type))
            .Message.ShouldStartWith($"Value {beyond:R} at position 2 cannot be stored as {type}.");
    }
}
