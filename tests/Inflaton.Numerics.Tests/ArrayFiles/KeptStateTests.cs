namespace Inflaton.Numerics.ArrayFiles;

/// <summary>What no state can hold is refused where it is put back, since it would be met far from there.</summary>
public sealed class KeptStateTests
{
    [Fact]
    public void Numbers_and_orders_come_back()
    {
        KeptState kept = new();
        Exchange(kept, 7, 2, [2, 0, 1], -0.5);
        Exchange(new KeptState([.. kept.Arrays]), 0, 0, new int[3], 0).ShouldBe((7, 2, -0.5));
    }

    [Theory]
    [InlineData(-1, 2, new[] { 2, 0, 1 })]
    [InlineData(7, -1, new[] { 2, 0, 1 })]
    [InlineData(7, 3, new[] { 2, 0, 1 })]
    [InlineData(7, 2, new[] { 2, 0, 3 })]
    [InlineData(7, 2, new[] { 2, 0, 0 })]
    [InlineData(7, 2, new[] { 2, 0, -1 })]
    public void Counts_below_nothing_places_that_are_none_and_orders_that_are_none_are_refused(int count, int index, int[] order) =>
        Should.Throw<ArgumentException>(() => Exchange(
            new KeptState([[count, index, -0.5], [.. order.Select(one => (double)one)]]), 0, 0, new int[3], 0));

    private static (int Count, int Index, double Number) Exchange(KeptState state, int count, int index, int[] order, double number)
    {
        state.Exchange(ref count);
        state.ExchangeIndex(ref index, 3);
        state.Exchange(ref number);
        state.ExchangeOrder(order);
        state.RequireEnd();
        return (count, index, number);
    }
}
