using Inflaton.Experiments.Figures;

namespace Inflaton.Experiments.Tests.Figures;

public class ChartTests
{
    [Fact]
    public void A_chart_is_its_layers_over_its_rows()
    {
        Table table = new("x", "y");
        table.Add(1, PlotNumber.Of(2.123456789));
        table.Add(2, PlotNumber.Of(double.NaN));

        string json = Chart.Of(table, Layer.Dots(9).Encode(Channel.Quantity("x", "x", "t"), Channel.Quantity("y", "y", "f").Log()))
            .Sized(30, 20).ToSpec("A test.").ToJsonString();

        json.ShouldStartWith(
            """{"$schema":"https://vega.github.io/schema/vega-lite/v6.json","description":"A test.","background":"white","padding":"""
                + """8,"width":30,"height":20,"data":{"values":[{"x":1,"y":2.123457},{"x":2,"y":null}]},"layer":"""
                + """[{"mark":{"type":"point","filled":true,"size":9,"clip":true},"encoding":"""
                + """{"x":{"field":"x","type":"quantitative","title":"t","scale":{"zero":false}},"y":"""
                + """{"field":"y","type":"quantitative","title":"f","scale":{"type":"log","nice":false},""");
    }

    [Fact]
    public void Builders_do_not_change_what_they_are_called_on()
    {
        Channel linear = Channel.Quantity("y", "y", "f");
        string before = linear.ToJson().ToJsonString();

        linear.Log().Domain((1, 2)).NoLegend();

        linear.ToJson().ToJsonString().ShouldBe(before);
    }

    [Fact]
    public void Rows_fill_all_columns() =>
        Should.Throw<ArgumentException>(() => new Table("x", "y").Add(1)).Message.ShouldContain("2 columns");
}
