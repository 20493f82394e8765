using Inflaton.Numerics.Random;

namespace Inflaton.Numerics.Tests.Random;

public class Philox4x32Tests
{
    /// <summary>The known answers published with the paper (Random123, kat_vectors, philox4x32 10).</summary>
    [Theory]
    [InlineData(0, 0, 0, 0xe169c58d6627e8d5, 0x9b00dbd8bc57ac4c)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x41c83b0e408f276d, 0x6d5451fda20bc7c6)]
    [InlineData(0x299f31d0a4093822, 0x85a308d3243f6a88, 0x0370734413198a2e, 0x94fdccebd16cfe09, 0x24126ea15001e420)]
    public void Gives_the_published_answers(ulong key, ulong counterLow, ulong counterHigh, ulong first, ulong second) =>
        Philox4x32.Block(key, counterLow, counterHigh).ShouldBe((first, second));
}
