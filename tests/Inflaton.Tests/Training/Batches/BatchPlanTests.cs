namespace Inflaton.Training.Batches;

public sealed class BatchPlanTests
{
    [Fact]
    public void Shuffled_passes_have_every_row_once_and_another_order_each()
    {
        ShuffledBatches plan = new(11, 4, 3);
        plan.Sizes.ShouldBe([3, 4]);
        plan.StepsPerPass.ShouldBe(3);
        BatchSequence rows = plan.Begin();
        int[][] passes = [.. Enumerable.Range(0, 4).Select(_ => Pass(rows, [4, 4, 3]))];
        passes.ShouldAllBe(pass => pass.Order().SequenceEqual(Enumerable.Range(0, 11)));
        passes.Select(pass => string.Join(' ', pass)).Distinct().Count().ShouldBe(4);
        BatchSequence again = plan.Begin();
        Pass(again, [4, 4, 3]).ShouldBe(passes[0]);
        Pass(plan.With(4).Begin(), [4, 4, 3]).ShouldNotBe(passes[0]);
    }

    /// <summary>Of 20 000 draws of 3 of 8 each row has 3/8 and each pair 3·2/(8·7), within five standard deviations.</summary>
    [Fact]
    public void Independent_draws_are_without_replacement_and_even()
    {
        const int draws = 20_000;
        BatchSequence rows = new IndependentBatches(8, 3, 1).Begin();
        int[] counts = new int[8];
        int[,] pairs = new int[8, 8];
        for (int draw = 0; draw < draws; draw++)
        {
            int[] batch = rows.Next().ToArray();
            batch.Distinct().Count().ShouldBe(3);
            foreach (int row in batch)
            {
                counts[row]++;
                foreach (int other in batch)
                {
                    pairs[row, other]++;
                }
            }
        }

        double Spread(double p) => 5 * Math.Sqrt(draws * p * (1 - p));
        counts.Max(count => Math.Abs(count - (draws * 3.0 / 8))).ShouldBeLessThan(Spread(3.0 / 8));
        for (int i = 0; i < 8; i++)
        {
            for (int j = 0; j < i; j++)
            {
                ((double)pairs[i, j]).ShouldBe(draws * 6.0 / 56, Spread(6.0 / 56));
            }
        }
    }

    [Fact]
    public void Given_rows_leave_out_what_is_none_and_refuse_what_is_no_row()
    {
        GivenBatches plan = new(5, [[0, 3, -1], [-1, 4, -1], [1, 1, 2]]);
        plan.Sizes.ShouldBe([1, 2, 3]);
        plan.Steps.ShouldBe(3);
        BatchSequence rows = plan.Begin();
        rows.Next().ToArray().ShouldBe([0, 3]);
        rows.Next().ToArray().ShouldBe([4]);
        rows.Next().ToArray().ShouldBe([1, 1, 2]);
        Should.Throw<ArgumentException>(() => new GivenBatches(5, [[0], [-1]])).Message.ShouldContain("Step 1 has no row");
        Should.Throw<ArgumentException>(() => new GivenBatches(5, [[0], [5]])).Message.ShouldContain("Step 1 has the row 5");
        Should.Throw<ArgumentException>(() => new GivenBatches(5, [[-2]])).Message.ShouldContain("row -2");
        Should.Throw<ArgumentException>(() => new GivenBatches(5, []));
        Should.Throw<ArgumentOutOfRangeException>(() => new ShuffledBatches(5, 6, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new IndependentBatches(5, 0, 1));
    }

    private static int[] Pass(BatchSequence rows, int[] sizes)
    {
        List<int> all = [];
        foreach (int size in sizes)
        {
            ReadOnlySpan<int> batch = rows.Next();
            batch.Length.ShouldBe(size);
            all.AddRange(batch);
        }

        return [.. all];
    }
}
