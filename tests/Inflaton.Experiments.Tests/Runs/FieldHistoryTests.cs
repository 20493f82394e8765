using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Tests.Figures;

namespace Inflaton.Experiments.Tests.Runs;

public class FieldHistoryTests
{
    // Two records of three inputs with two outputs.
    private readonly FieldHistory field = new([1, 10, 2, 20, 6, 30, 0, 5, 0, 5, 3, 5], points: 3, outputs: 2);

    [Fact]
    public void The_last_axis_is_the_output() => (field.Records, field[0, 2, 1], field[1, 2, 0]).ShouldBe((2, 30.0, 3.0));

    [Fact]
    public void Mean_and_spread_are_over_the_inputs()
    {
        field.Mean(0).ShouldBe([3, 1]);
        field.Spread(1)[0].ShouldBe(Math.Sqrt(200.0 / 3), 1e-14);
        field.Spread(1)[1].ShouldBe(0);
    }

    [Fact]
    public void Amplitudes_in_an_orthonormal_basis_keep_the_norm()
    {
        var (_, arrays) = SyntheticRun.Make(records: 3);
        FieldHistory field = new(arrays["trained"].Values, SyntheticRun.Points, 1);
        double[] vectors = arrays["eigenvectors"].Values;

        double power = Enumerable.Range(0, SyntheticRun.Points)
            .Sum(
                mode => Math.Pow(
                    field.Amplitude(
                        [.. Enumerable.Range(0, SyntheticRun.Points).Select(x => vectors[(x * SyntheticRun.Points) + mode])])[2],
                    2));

        power.ShouldBe(field.At(2).ToArray().Sum(value => value * value), 1e-10);
    }

    [Fact]
    public void Differences_carry_what_is_not_a_number() =>
        field.LargestDifference(new([1, 10, 2, 20, 6, 33, 0, double.NaN, 0, 5, 3, 5], 3, 2)).ShouldBe([3, double.NaN]);
}
