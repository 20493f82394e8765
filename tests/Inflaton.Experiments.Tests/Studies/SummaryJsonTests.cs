using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tests.Figures;

namespace Inflaton.Experiments.Tests.Studies;

public class SummaryJsonTests
{
    [Fact]
    public void A_summary_comes_back_as_it_was_written()
    {
        RunSummary summary = SyntheticRun.Make(testPoints: 3, records: 3).Summary with
        {
            Domination = double.PositiveInfinity,
            LossFinal = double.NaN,
            Seed = ulong.MaxValue,
        };
        string path = Path.GetTempFileName();
        try
        {
            SummaryJson.Write(path, summary);
            string text = File.ReadAllText(path);

            SummaryJson.Format(SummaryJson.Read<RunSummary>(path)).ShouldBe(text);
            SummaryJson.Read<RunSummary>(path).Eigenvalues.ShouldBe(summary.Eigenvalues);
            SummaryJson.Read<RunSummary>(path).Test.ShouldNotBeNull().LossInitial.ShouldBe(0.93);
            text.ShouldContain("\"max_learning_rate\": 0.000192");
            text.ShouldContain("\"status\": \"completed\"");
            text.ShouldContain("\"loss_final\": \"NaN\"");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"name\": 3}")]
    [InlineData("{\"name\": \"x\"}")]
    public void What_is_no_summary_is_a_format_error(string text) =>
        Should.Throw<FormatException>(() => SummaryJson.Parse<RunSummary>(text)).Message.ShouldContain("summary");
}
