namespace Inflaton.Numerics.Tests.Functions;

public class SpanContractTests
{
    public static TheoryData<string> Names => FunctionCatalog.FunctionNames;

    public static TheoryData<string> PairNames => FunctionCatalog.PairNames;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_length_and_every_cut_give_the_bits_of_the_scalar(string name)
    {
        (SpanFunction evaluate, Func<double, double>? scalar, _) = FunctionCatalog.Functions[name];
        double[] x = FunctionCatalog.Arguments(70);
        double[] whole = new double[x.Length];
        evaluate(x, whole);
        foreach (int length in (int[])[0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65])
        {
            double[] part = new double[length + 1];
            part[length] = 42;
            evaluate(x.AsSpan(5, length), part.AsSpan(0, length));

            Bits(part.AsSpan(0, length)).ShouldBe(Bits(whole.AsSpan(5, length)));
            part[length].ShouldBe(42);
        }

        if (scalar is not null)
        {
            Bits([.. x.Select(scalar)]).ShouldBe(Bits(whole));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void In_place_gives_the_same_bits(string name)
    {
        SpanFunction evaluate = FunctionCatalog.Functions[name].Evaluate;
        double[] x = FunctionCatalog.Arguments(45);
        double[] y = new double[x.Length];
        evaluate(x, y);
        evaluate(x, x);

        Bits(x).ShouldBe(Bits(y));
    }

    [Theory]
    [MemberData(nameof(PairNames))]
    public void Pairs_may_write_either_result_over_the_arguments(string name)
    {
        SpanFunctionPair evaluate = FunctionCatalog.Pairs[name];
        double[] x = FunctionCatalog.Arguments(45);
        double[] again = [.. x];
        double[] first = new double[45];
        double[] second = new double[45];
        double[] other = new double[45];
        evaluate(x, first, second);
        evaluate(x, x, other);
        evaluate(again, new double[45], again);

        Bits(x).ShouldBe(Bits(first));
        Bits(other).ShouldBe(Bits(second));
        Bits(again).ShouldBe(Bits(second));
    }

    [Theory]
    [MemberData(nameof(PairNames))]
    public void A_pair_s_first_result_is_the_function_alone(string name)
    {
        string? alone = name switch
        {
            "error-function-pair" => "error-function",
            "hyperbolic-tangent-pair" => "hyperbolic-tangent",
            "normal-pair" => "normal-cumulative",
            "logistic-pair" => "logistic",
            "softplus-pair" => "softplus",
            _ => "sine",
        };
        double[] x = FunctionCatalog.Arguments(200);
        double[] first = new double[200];
        double[] direct = new double[200];
        FunctionCatalog.Pairs[name](x, first, new double[200]);
        FunctionCatalog.Functions[alone].Evaluate(x, direct);

        Bits(first).ShouldBe(Bits(direct));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Different_lengths_and_partial_overlap_are_refused(string name)
    {
        SpanFunction evaluate = FunctionCatalog.Functions[name].Evaluate;
        double[] x = new double[20];

        Should.Throw<ArgumentException>(() => evaluate(x, new double[19])).Message.ShouldContain("19 elements where x has 20");
        Should.Throw<ArgumentException>(() => evaluate(x.AsSpan(0, 10), x.AsSpan(3, 10))).Message.ShouldContain("offset of 3");
    }

    [Theory]
    [MemberData(nameof(PairNames))]
    public void Results_that_share_memory_are_refused(string name)
    {
        double[] y = new double[20];

        Should.Throw<ArgumentException>(() => FunctionCatalog.Pairs[name](new double[10], y.AsSpan(0, 10), y.AsSpan(9, 10)))
            .Message.ShouldContain("must lie apart");
    }

    [Theory]
    [MemberData(nameof(PairNames))]
    public void Nothing_is_allocated(string name)
    {
        SpanFunctionPair evaluate = FunctionCatalog.Pairs[name];
        double[] x = FunctionCatalog.Arguments(1003);
        double[] first = new double[1003];
        double[] second = new double[1003];
        Allocation.OfStepsOnThisThread(_ => evaluate(x, first, second), 1).ShouldBe(0);
    }

    private static ulong[] Bits(ReadOnlySpan<double> values)
    {
        ulong[] bits = new ulong[values.Length];
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = BitConverter.DoubleToUInt64Bits(double.IsNaN(values[i]) ? double.NaN : values[i]);
        }

        return bits;
    }
}
