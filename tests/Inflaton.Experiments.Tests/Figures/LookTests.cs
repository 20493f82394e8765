using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Tests.Figures;

public class LookTests
{
    [Fact]
    public void Write()
    {
        foreach ((string name, int outputs, int tests) in new[] { ("one", 1, 25), ("three", 3, 0) })
        {
            string dir = $"/tmp/look/{name}";
            var (summary, arrays) = SyntheticRun.Make(outputs, tests);
            var paths = FigureSet.Write(dir + "/figures", summary, arrays);
            File.WriteAllText(dir + "/report.html", HtmlReport.Build(summary, arrays, "name: synthetic\nseed: 1\n"));
            SummaryJson.Write(dir + "/summary.json", summary);
            new FigureRenderer { Strict = true }.Render(paths, TimeSpan.FromSeconds(60)).ShouldBeNull();
        }
        {
            string dir = "/tmp/look/untrained";
            var (summary, arrays) = SyntheticRun.Make();
            foreach (string n in new[] { "trained", "loss_trained", "kernel_final", "discrete", "loss_discrete", "targets" }) arrays.Remove(n);
            summary = summary with { Status = RunStatus.NotTrained, LossFinal = null, KernelDrift = null, EpochsTrained = 0, ErrorBudget = new(new(1e-4, 1e-4), null, null, null), Warnings = [] };
            var paths = FigureSet.Write(dir + "/figures", summary, arrays);
            File.WriteAllText(dir + "/report.html", HtmlReport.Build(summary, arrays, "name: synthetic\nseed: 1\n"));
            new FigureRenderer { Strict = true }.Render(paths, TimeSpan.FromSeconds(60)).ShouldBeNull();
        }
        {
            string dir = "/tmp/look/diverged";
            var (summary, arrays) = SyntheticRun.Make();
            for (int i = 0; i < arrays["trained"].Values.Length; i++) arrays["trained"].Values[i] *= Math.Exp(0.012 * i);
            for (int i = 0; i < 61; i++) arrays["loss_trained"].Values[i] = i > 55 ? double.NaN : 0.9 * Math.Exp(i * 4.0);
            summary = summary with { Status = RunStatus.Diverged, EpochsTrained = 560 };
            var paths = FigureSet.Write(dir + "/figures", summary, arrays);
            File.WriteAllText(dir + "/report.html", HtmlReport.Build(summary, arrays, "name: synthetic\nseed: 1\n"));
            new FigureRenderer { Strict = true }.Render(paths, TimeSpan.FromSeconds(60)).ShouldBeNull();
        }
    }
}
