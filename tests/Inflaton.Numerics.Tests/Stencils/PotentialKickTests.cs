using System.Numerics;
using Inflaton.Numerics.Expressions;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Stencils;

namespace Inflaton.Numerics.Tests.Stencils;

public sealed class PotentialKickTests
{
    private const string Quartic = "0.01*phi1^4 + 0.04*phi1^2*phi2^2";
    private const string Well = "(phi1^2 - 1)^2/4 - 0.1*phi1";

    public static TheoryData<string, int, int, int, int> Cases => new()
    {
        { Quartic, 2, 6, 5, 32 },
        { Quartic, 2, 1, 1, 1024 },
        { Quartic, 2, 7, 1, 64 },
        { "phi1*phi2", 2, 4, 3, 16 },
        { "phi1^2/2", 2, 4, 2, 16 },
        { "max(phi1, phi2)^2/(1 + phi1^2)", 2, 3, 3, 48 },
        { Well, 1, 6, 5, 32 },
        { Well, 1, 1, 1, 64 },
        { "3*phi1", 1, 4, 1, 16 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Its_bits_are_those_of_the_formula_and_the_kick_one_after_the_other(
        string text, int fields, int planes, int rows, int length)
    {
        Compare<double>(text, fields, new StencilShape(planes, rows, length));
        Compare<float>(text, fields, new StencilShape(planes, rows, length));
    }

    [Theory]
    [InlineData("cos(phi1)")]
    [InlineData("phi1^0.3")]
    [InlineData("exp(phi1)")]
    public void Formulas_beyond_arithmetic_have_none(string text)
    {
        Formula formula = Formula.Parse(text, ["phi1"]);

        PotentialKick<double>.Of(formula, [formula.Derivative("phi1")]).ShouldBeNull();
    }

    [Fact]
    public void Three_fields_have_none()
    {
        string[] names = ["phi1", "phi2", "phi3"];
        Formula formula = Formula.Parse("phi1*phi2*phi3", names);

        PotentialKick<double>.Of(formula, [.. names.Select(formula.Derivative)]).ShouldBeNull();
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        Formula formula = Formula.Parse(Well, ["phi1"]);
        if (PotentialKick<double>.Of(formula, [formula.Derivative("phi1")]) is not { } kick)
        {
            Assert.Skip("No code for vectors of this processor.");
            return;
        }

        StencilShape shape = new(4, 2, 16);
        double[] field = new double[shape.Sites], momentum = new double[shape.Sites];
        void Kick(StencilPart part, double? drift = null, int sums = 1, int sites = 0) => kick.Kick(
            shape, part, field, momentum.AsSpan(sites), new KickFactors<double>(1, 0.1, 0.1), drift, new KickSums[sums]);

        Should.Throw<ArgumentException>(() => Kick(new StencilPart(4, 0, 1, 0, 16)));
        Should.Throw<ArgumentException>(() => Kick(new StencilPart(0, 0, 1, 0, 15)));
        Should.Throw<ArgumentException>(() => Kick(new StencilPart(3, 0, 1, 0, 16), drift: 0.1));
        Should.Throw<ArgumentException>(() => Kick(new StencilPart(0, 0, 1, 0, 16), sums: 2));
        Should.Throw<ArgumentException>(() => Kick(new StencilPart(0, 0, 1, 0, 16), sites: 1));
    }

    private static void Compare<T>(string text, int fields, StencilShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string[] names = [.. Enumerable.Range(1, fields).Select(i => $"phi{i}")];
        Formula formula = Formula.Parse(text, names);
        Formula[] slopes = [.. names.Select(formula.Derivative)];
        if (PotentialKick<T>.Of(formula, slopes) is not { } kick)
        {
            Assert.Skip("No code for vectors of this processor.");
            return;
        }

        CompiledFormulas<T> compiled = new([formula, .. slopes]);
        T[] field = Draw<T>(fields * shape.Sites, 1), momentum = Draw<T>(fields * shape.Sites, 2);
        T[] otherField = [.. field], otherMomentum = [.. momentum];
        KickFactors<T> factors = new(T.CreateTruncating(0.7), T.CreateTruncating(0.05), T.CreateTruncating(0.06));
        int columns = Math.Min(shape.Length, 512), rows = Math.Max(1, Math.Min(shape.Rows, 512 / shape.Length));
        T[] slope = new T[fields * 512];
        KickSums[] sums = new KickSums[fields];
        for (int plane = 0; plane < shape.Planes; plane++)
        {
            T? drift = plane > 0 && plane < shape.Planes - 1 ? T.CreateTruncating(0.03) : null;
            for (int row = 0; row < shape.Rows; row += rows)
            {
                for (int column = 0; column < shape.Length; column += columns)
                {
                    StencilPart part = new(plane, row, Math.Min(rows, shape.Rows - row), column, columns);
                    int site = part.FirstSite(shape);
                    double energy = kick.Kick(shape, part, field, momentum, factors, drift, sums);
                    compiled.EvaluateSum(part.Count, otherField.AsSpan(site), shape.Sites, slope, 512).ShouldBe(energy);
                    for (int c = 0; c < fields; c++)
                    {
                        PeriodicStencil.Kick(
                            shape, part, otherField.AsSpan(c * shape.Sites, shape.Sites), slope.AsSpan(c * 512, part.Count),
                            otherMomentum.AsSpan((c * shape.Sites) + site), factors, drift).ShouldBe(sums[c]);
                    }
                }
            }
        }

        field.ShouldBe(otherField);
        momentum.ShouldBe(otherMomentum);
    }

    private static T[] Draw<T>(int count, ulong seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] values = new double[count];
        new CounterStream(seed, 0).FillNormal(values);
        return [.. values.Select(T.CreateTruncating)];
    }
}
