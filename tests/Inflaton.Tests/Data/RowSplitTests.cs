using Inflaton.Data;

namespace Inflaton.Tests.Data;

public class RowSplitTests
{
    [Theory]
    [InlineData(10, 0.2, 2)]
    [InlineData(442, 0.2, 88)]
    [InlineData(10, 0.01, 1)]
    [InlineData(10, 0.99, 9)]
    [InlineData(2, 0.5, 1)]
    [InlineData(5, 0.5, 3)]
    public void Every_row_is_in_exactly_one_part_in_order(int rows, double fraction, int tested)
    {
        foreach (ulong? seed in (ulong?[])[null, 1, 2, ulong.MaxValue])
        {
            RowSplit split = RowSplit.Draw(rows, fraction, seed);
            split.Test.Count.ShouldBe(tested);
            split.Training.Concat(split.Test).Order().ShouldBe(Enumerable.Range(0, rows));
            split.Training.ShouldBeInOrder();
            split.Test.ShouldBeInOrder();
        }
    }

    [Fact]
    public void Without_a_seed_the_last_rows_are_tested() => RowSplit.Draw(10, 0.3, null).Test.ShouldBe([7, 8, 9]);

    [Fact]
    public void Without_a_fraction_all_rows_are_trained_on() => RowSplit.Draw(1, 0, 5).Test.ShouldBeEmpty();

    [Fact]
    public void The_seed_decides_the_split()
    {
        RowSplit.Draw(100, 0.3, 7).Test.ShouldBe(RowSplit.Draw(100, 0.3, 7).Test);
        RowSplit.Draw(100, 0.3, 7).Test.ShouldNotBe(RowSplit.Draw(100, 0.3, 8).Test);
        RowSplit.Draw(12, 0.5, 1).Test.ShouldBe([1, 2, 3, 7, 8, 10]);
    }

    [Fact]
    public void Every_row_is_tested_equally_often()
    {
        const int rows = 20;
        const int draws = 4000;
        int[] counts = new int[rows];
        for (int seed = 0; seed < draws; seed++)
        {
            foreach (int row in RowSplit.Draw(rows, 0.25, (ulong)seed).Test)
            {
                counts[row]++;
            }
        }

        // Binomial with p = 1/4: the standard deviation is √(4000·3/16) ≈ 27.
        counts.ShouldAllBe(count => Math.Abs(count - 1000) < 130);
    }

    [Fact]
    public void Impossible_splits_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => RowSplit.Draw(10, 1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => RowSplit.Draw(10, -0.1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => RowSplit.Draw(10, double.NaN, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => RowSplit.Draw(1, 0.5, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => RowSplit.Draw(0, 0, 1));
    }
}
