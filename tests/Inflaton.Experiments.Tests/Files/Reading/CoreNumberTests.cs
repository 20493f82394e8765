using System.Globalization;
using System.Numerics;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Tests.Files.Reading;

public sealed class CoreNumberTests
{
    /// <summary>
    /// A whole number may be written with a point or an exponent as long as a double tells it from its neighbours, which is up to 2⁵³; in
    /// digits alone it may be any.
    /// </summary>
    [Theory]
    [InlineData("9007199254740992.0", "9007199254740992")]
    [InlineData("-9007199254740992.0", "-9007199254740992")]
    [InlineData("9.007199254740992e15", "9007199254740992")]
    [InlineData("9007199254740994.0", null)]
    [InlineData("-9.007199254740994e15", null)]
    [InlineData("1e16", null)]
    [InlineData("10000000000000001", "10000000000000001")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("0xFFFFFFFFFFFFFFFF", "18446744073709551615")]
    [InlineData("1.5", null)]
    [InlineData("1e3", "1000")]
    public void Whole_numbers_are_read_exactly_or_not_at_all(string text, string? expected)
    {
        CoreNumber.TryInteger(new ScalarNode(Origin.Default, text), out BigInteger value).ShouldBe(expected is not null);
        if (expected is not null)
        {
            value.ShouldBe(BigInteger.Parse(expected, CultureInfo.InvariantCulture));
        }
    }
}
