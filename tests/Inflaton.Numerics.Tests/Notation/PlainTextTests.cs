using Inflaton.Numerics.Notation;

namespace Inflaton.Numerics.Tests.Notation;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("λ₁ = 1.5 × 10⁻³\tµ\nnext", "λ₁ = 1.5 × 10⁻³\tµ\nnext")]
    [InlineData("a\u001b[31mb", @"a\u001b[31mb")]
    [InlineData("\u009b2J\a\b\u007f", @"\u009b2J\u0007\u0008\u007f")]
    [InlineData("over\rwritten", @"over\u000dwritten")]
    [InlineData("line\r\nend", "line\r\nend")]
    [InlineData("a\u202eb\u2066c", @"a\u202eb\u2066c")]
    [InlineData("", "")]
    public void What_a_terminal_would_obey_is_escaped(string text, string plain) => PlainText.Of(text).ShouldBe(plain);
}
