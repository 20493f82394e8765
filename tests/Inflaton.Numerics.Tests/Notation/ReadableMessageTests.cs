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

    [Fact]
    public void Speaks_no_words_of_the_framework()
    {
        ReadableMessage.Of((Exception)new ArgumentNullException("a")).ShouldNotContain("Parameter '");
        ReadableMessage.Of(new OperationCanceledException()).ShouldBe("stopped before there was anything to keep.");
        ReadableMessage.Of(new OutOfMemoryException()).ShouldStartWith("the run does not fit in memory.");
        ReadableMessage.Of(new IOException("one.csv: is missing.")).ShouldBe("one.csv: is missing.");
    }
}
