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

    /// <summary>Rows of a batch, in any order, each with the centre of its own input.</summary>
    [Fact]
    public void Some_rows_are_read_as_all_are()
    {
        double[] all = [1, 2, 3, 4, 5, 6, 7, 8], reference = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], whole = new double[8];
        double[] initial = [9, 8, 7, 6, 5, 4, 3, 2], some = new double[6];
        ReadOut readOut = new(3, reference, initial);
        readOut.Read(all, whole);

        readOut.Read([all[6], all[7], all[0], all[1], all[4], all[5]], (int[])[3, 0, 2], some);

        some.ShouldBe([whole[6], whole[7], whole[0], whole[1], whole[4], whole[5]], 1e-14);
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
