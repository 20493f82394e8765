namespace Inflaton.Lattice;

public sealed class DefectKindTests
{
    /// <summary>
    /// Walls where V is even with a hill at 0, strings where it depends on the modulus alone and has one there; at any scale.
    /// </summary>
    [Theory]
    [InlineData("(phi^2-1)^2", 1, 2, "walls")]
    [InlineData("(phi^2-1e-12)^2", 1, 2, "walls")]
    [InlineData("1e-14*(phi^2-1e-6)^2", 1, 1, "walls")]
    [InlineData("(phi^2-1e8)^2", 1, 2, "walls")]
    [InlineData("(phi^2-1e-32)^2", 1, 2, "walls")]
    [InlineData("1e20-phi^2/2+1e40*phi^4/4", 1, 1, null)]
    [InlineData("phi^2", 1, 2, null)]
    [InlineData("0.1+phi^2", 1, 2, null)]
    [InlineData("0.1", 1, 2, null)]
    [InlineData("(phi^2-1)^2+0.1*phi", 1, 2, null)]
    [InlineData("1+cos(phi)", 1, 1, "walls")]
    [InlineData("(phi1^2+phi2^2-1)^2", 2, 2, "strings")]
    [InlineData("(phi1^2+phi2^2-1e-8)^2", 2, 3, "strings")]
    [InlineData("-phi1^2-phi2^2+1e50*(phi1^2+phi2^2)^2", 2, 2, "strings")]
    [InlineData("(phi1^2+phi2^2-1)^2", 2, 1, null)]
    [InlineData("(phi1^2-1)^2+phi2^2", 2, 2, null)]
    [InlineData("phi1^4+2*phi1^2*phi2^2", 2, 3, null)]
    [InlineData("phi1^2+phi2^2+phi3^2", 3, 3, null)]
    public void Defects_follow_from_the_potential(string formula, int fields, int dimensions, string? kind) =>
        DefectKind.Of(LatticePotential.Of(formula, fields), dimensions).ShouldBe(kind);
}
