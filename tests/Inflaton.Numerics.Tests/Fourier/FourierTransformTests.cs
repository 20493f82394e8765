using System.Numerics;

namespace Inflaton.Numerics.Fourier;

public sealed class FourierTransformTests
{
    public static TheoryData<int[]> Shapes => new(
        [1], [2], [3], [4], [5], [7], [8], [12], [16], [17], [64], [3, 4], [4, 4], [1, 6], [2, 3, 5], [4, 2, 8]);

    [Theory, MemberData(nameof(Shapes))]
    public void It_is_its_definition(int[] shape)
    {
        Complex[] values = Values(shape), transform = [.. values];
        FourierTransform.Transform(transform, shape);

        for (int k = 0; k < values.Length; k++)
        {
            Complex sum = 0;
            for (int n = 0; n < values.Length; n++)
            {
                sum += values[n] * Complex.FromPolarCoordinates(1, -2 * Math.PI * Turns(shape, k, n));
            }

            (transform[k] - sum).Magnitude.ShouldBeLessThan(1e-13 * values.Length);
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void There_and_back_is_the_number_of_values(int[] shape)
    {
        Complex[] values = Values(shape), transform = [.. values];
        FourierTransform.Transform(transform, shape);
        double norm = transform.Sum(value => value.Magnitude * value.Magnitude);
        FourierTransform.Transform(transform, shape, isInverse: true);

        norm.ShouldBe(values.Length * values.Sum(value => value.Magnitude * value.Magnitude), 1e-12 * norm);
        values.Zip(transform, (a, b) => (a - (b / values.Length)).Magnitude).Max().ShouldBeLessThan(1e-14);
    }

    [Fact]
    public void A_shape_must_fit() =>
        Should.Throw<ArgumentException>(() => FourierTransform.Transform(new Complex[6], [4])).Message.ShouldContain("6 values do not fill the shape [4]");

    private static Complex[] Values(int[] shape) =>
        [.. Enumerable.Range(0, shape.Aggregate((a, b) => a * b)).Select(i => new Complex(Math.Sin(1.3 * i) + 0.2, Math.Cos(2.1 * i)))];

    private static double Turns(int[] shape, int k, int n)
    {
        double turns = 0;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            turns += (double)(k % shape[axis]) * (n % shape[axis]) / shape[axis];
            (k, n) = (k / shape[axis], n / shape[axis]);
        }

        return turns;
    }
}
