namespace Inflaton.Cli.Tests;

public class HouseTests
{
    [Fact]
    public void Builds() => true.ShouldBeTrue();
}
