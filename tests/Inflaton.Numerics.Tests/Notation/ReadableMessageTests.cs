using Inflaton.Numerics.Notation;

namespace Inflaton.Numerics.Tests.Notation;

public class ReadableMessageTests
{
    [Fact]
    public void Names_no_parameter()
    {
        ReadableMessage.Of(new ArgumentException("It is no matrix.", "a")).ShouldBe("It is no matrix.");
        ReadableMessage.Of(new ArgumentOutOfRangeException("a", 3, "It must be 4 (not 3).")).ShouldBe("It must be 4 (not 3).");
        ReadableMessage.Of(new ArgumentException("It is no matrix.")).ShouldBe("It is no matrix.");
    }
}
