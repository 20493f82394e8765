namespace Inflaton.Cli;

/// <summary>The command that serves the page: it says where, ends when it is stopped, and tells what cannot be.</summary>
public sealed class ServeCommandTests
{
    [Fact]
    public void It_says_where_the_page_is_and_ends_when_it_is_stopped()
    {
        using Session session = new();

        session.Run(new CancellationToken(canceled: true), "serve", "--port", "0").ShouldBe(ExitCode.Interrupted, session.Error);

        session.Output.ShouldStartWith("The page is at http://127.0.0.1:");
        session.Error.ShouldBeEmpty();
    }

    [Fact]
    public void Beyond_this_machine_the_address_carries_a_token()
    {
        using Session session = new();

        session.Run(new CancellationToken(canceled: true), "serve", "--port", "0", "--host", "0.0.0.0").ShouldBe(ExitCode.Interrupted);

        session.Output.ShouldMatch("/\\?token=[0-9a-f]{32}\n");
    }

    [Theory]
    [InlineData("--port", "70000", "--port: is 70000.")]
    [InlineData("--host", "nowhere", "--host: 'nowhere' is no address.")]
    [InlineData("--host", "192.0.2.1", "192.0.2.1")]
    [InlineData("--root", "none", "is no folder.")]
    public void What_cannot_be_is_told(string option, string value, string message)
    {
        using Session session = new();

        session.Run(new CancellationToken(canceled: true), "serve", option, value).ShouldBe(ExitCode.BadInput);

        session.Error.ShouldContain(message);
        session.Error.ShouldStartWith("inflaton: ");
        session.Error.Trim().ShouldNotContain("\n");
    }
}
