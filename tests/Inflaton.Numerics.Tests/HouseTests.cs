namespace Inflaton.Numerics.Tests;

public class HouseTests
{
    [Fact]
    public void Builds() => true.ShouldBeTrue();
}
