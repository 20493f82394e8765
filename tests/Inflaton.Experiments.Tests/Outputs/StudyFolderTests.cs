using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Tests.Scans;

namespace Inflaton.Experiments.Tests.Outputs;

/// <summary>A summary says that the results beside it are whole, and stands beside no others.</summary>
public sealed class StudyFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StudyFolder outputs;

    public StudyFolderTests() => outputs = StudyCatalogue.Folder(folder.In("out"), StudyCatalogue.Experiment);

    public void Dispose() => folder.Dispose();

    /// <summary>Arrays cannot take the place of a folder: what fails there leaves no summary, no new one and none of before.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Arrays_that_cannot_be_written_leave_no_summary(bool hasEarlier)
    {
        outputs.Prepare();
        RunResult result = Runs.Experiments.Run(Runs.Experiments.Parse(Runs.Experiments.Interval), train: false);
        string arrays = folder.In($"out/{StudyCatalogue.Experiment.ArraysFile}"), summary = folder.In($"out/{OutputFolder.SummaryFile}");
        if (hasEarlier)
        {
            outputs.Write(result, pictures: false);
            File.Exists(summary).ShouldBeTrue();
            File.Delete(arrays);
        }

        Directory.CreateDirectory(arrays);
        Should.Throw<Exception>(() => outputs.Write(result, pictures: false)).ShouldBeAssignableTo<SystemException>();

        File.Exists(summary).ShouldBeFalse();
    }

    [Fact]
    public void The_time_of_the_report_is_part_of_the_whole()
    {
        outputs.Prepare();
        RunResult result = Runs.Experiments.Run(Runs.Experiments.Parse(Runs.Experiments.Interval), train: false);

        IReadOnlyDictionary<string, double> timings = outputs.Write(result, pictures: false).Timings;

        timings["report"].ShouldBeGreaterThan(0);
        timings["total"].ShouldBe(result.Summary.Timings["total"] + timings["report"], 1e-12);
    }
}
