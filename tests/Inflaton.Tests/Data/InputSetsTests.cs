using Inflaton.Data;

namespace Inflaton.Tests.Data;

public class InputSetsTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(50)]
    public void An_interval_has_its_ends_and_equal_steps_and_is_symmetric_to_the_bit(int points)
    {
        double[] inputs = InputSets.Interval(-0.1, 0.1, points).Inputs;
        inputs.Length.ShouldBe(points);
        (inputs[0], inputs[^1]).ShouldBe((-0.1, 0.1));
        inputs.ShouldBe(inputs.Reverse().Select(x => -x).Select(x => x + 0.0));
        double step = 0.2 / (points - 1);
        inputs.Zip(inputs.Skip(1)).ShouldAllBe(pair => Math.Abs(pair.Second - pair.First - step) < 1e-15);
    }

    [Fact]
    public void An_interval_of_any_finite_ends_does_not_overflow() =>
        InputSets.Interval(double.MinValue, double.MaxValue, 3).Inputs.ShouldBe([double.MinValue, 0, double.MaxValue]);

    [Fact]
    public void A_circle_starts_on_the_axis_and_closes()
    {
        DataSet circle = InputSets.Circle(8, 2);
        (circle.Points, circle.Dimension).ShouldBe((8, 2));
        circle.Inputs[..2].ShouldBe([2, 0]);
        circle.Inputs[4..6].ShouldBe([0, 2]);
        circle.Inputs[8..10].ShouldBe([-2, 0]);
        for (int i = 0; i < 8; i++)
        {
            Math.Sqrt((circle.Inputs[2 * i] * circle.Inputs[2 * i]) + (circle.Inputs[(2 * i) + 1] * circle.Inputs[(2 * i) + 1]))
                .ShouldBe(2, 1e-15);
        }
    }

    [Fact]
    public void Orthogonal_inputs_have_a_diagonal_gram_matrix()
    {
        DataSet set = InputSets.Orthogonal(3, 5, 7);
        (set.Points, set.Dimension).ShouldBe((3, 5));
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                double product = Enumerable.Range(0, 5).Sum(k => set.Inputs[(i * 5) + k] * set.Inputs[(j * 5) + k]);
                product.ShouldBe(i == j ? 49 : 0);
            }
        }
    }

    [Fact]
    public void Points_are_laid_out_by_rows()
    {
        DataSet set = InputSets.Points([1, 2, 3], [4, 5, 6]);
        (set.Points, set.Dimension, set.Outputs, set.TestPoints).ShouldBe((2, 3, 1, 0));
        set.Inputs.ShouldBe([1, 2, 3, 4, 5, 6]);
        set.Targets.ShouldBeNull();
    }

    [Fact]
    public void Impossible_sets_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => InputSets.Interval(0, 1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => InputSets.Interval(1, 1, 2)).ActualValue.ShouldBe(1.0);
        Should.Throw<ArgumentOutOfRangeException>(() => InputSets.Interval(0, double.NaN, 2));
        Should.Throw<ArgumentOutOfRangeException>(() => InputSets.Circle(0, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => InputSets.Circle(1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => InputSets.Orthogonal(3, 2, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => InputSets.Orthogonal(3, 3, double.PositiveInfinity));
        Should.Throw<ArgumentException>(() => InputSets.Points());
        Should.Throw<ArgumentException>(() => InputSets.Points([1], [1, 2]));
        Should.Throw<ArgumentException>(() => InputSets.Points([double.NaN]));
    }
}
