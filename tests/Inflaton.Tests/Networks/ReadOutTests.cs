namespace Inflaton.Networks;

public sealed class ReadOutTests
{
    [Fact]
    public void A_centred_field_starts_exactly_where_it_is_put()
    {
        double[] outputs = [0.1, 1e8, -0.3], initial = [16, 1e-9, 0.7], field = new double[3];
        ReadOut readOut = new(1e3, outputs, initial);

        readOut.Read(outputs, field);
        field.ShouldBe(initial);
        readOut.Read([0.2, 1e8, -0.3], field);
        field.ShouldBe([16 + (1e3 * (0.2 - 0.1)), 1e-9, 0.7], 1e-12);
        new ReadOut(2, outputs).Read(outputs, field);
        field.ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void Without_centre_it_is_a_factor()
    {
        double[] field = [1, -2];
        new ReadOut(2.5).Read(field, field);
        field.ShouldBe([2.5, -5]);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new ReadOut(0));
        Should.Throw<ArgumentOutOfRangeException>(() => new ReadOut(double.NaN, [1]));
        Should.Throw<ArgumentException>(() => new ReadOut(1, [1], [1, 2]))
            .Message.ShouldContain("2 initial values do not belong to 1 outputs");
    }
}
