using System.Globalization;
using Inflaton.Experiments;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Studies;

namespace Inflaton.Benchmarks.Scans;

/// <summary>
/// What studies are foretold to cost against what they take, on one thread of a process that has run such a study before, as the runs of a
/// scan do: the samples, and of scans some runs spread over the plan. `costs [FOLDER [LONGEST]]`; what is foretold to take longer than that
/// (10 s by default) is left out. Measured are seconds of the processor, since others may be at work on the machine.
/// </summary>
internal static class CostCampaign
{
    private const int RunsOfAScan = 6;

    public static int Run(TextWriter output, string[] args)
    {
        string samples = args.Length > 0 ? args[0] : "samples";
        double longest = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 10;
        output.WriteLine("file,run,foretold,measured,ratio,phases");
        List<(double Measured, double Ratio)> runs = [];
        foreach ((string name, string run, IStudy study, double foretold) in Studies(samples))
        {
            if (foretold > longest)
            {
                continue;
            }

            (double measured, string phases) = Measured(study);
            if (measured < longest / 10)
            {
                _ = Measured(study);
                (measured, phases) = Measured(study);
            }

            if (measured == 0)
            {
                // It is refused, and takes no time.
                continue;
            }

            double ratio = foretold / measured;
            runs.Add((measured, ratio));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name},{run},{foretold:G3},{measured:G3},{ratio:G3},{phases}"));
        }

        foreach (double shortest in (double[])[0, 0.01])
        {
            double[] ratios = [.. runs.Where(one => one.Measured >= shortest).Select(one => one.Ratio)];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"# of {ratios.Length} of {shortest} s and more, {Within(3)} within a factor of 3, {Within(10)} of 10"));

            int Within(double factor) => ratios.Count(ratio => ratio >= 1 / factor && ratio <= factor);
        }

        return 0;
    }

    private static (double Seconds, string Phases) Measured(IStudy study)
    {
        try
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            StudyResult result = study.Run(new StudyOptions { Figures = false });
            return ((Environment.CpuUsage.TotalTime - before).TotalSeconds, string.Join(
                ' ', result.Outline.Timings.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value:G2}"))));
        }
        catch (ExperimentFileException)
        {
            return (0, "");
        }
    }

    private static IEnumerable<(string Name, string Run, IStudy Study, double Foretold)> Studies(string samples)
    {
        foreach (string path in Directory.GetFiles(samples, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(samples, path);
            if (File.ReadLines(path).Any(line => line.StartsWith("scan:", StringComparison.Ordinal)))
            {
                ScanFile scan = ScanFile.Read(path);
                ScanPlan plan = ScanPlan.Of(scan, new bool[scan.Count]);
                int count = Math.Min(RunsOfAScan, plan.Order.Length);
                foreach (int run in Enumerable.Range(0, count).Select(i => plan.Order[plan.Order.Length * ((2 * i) + 1) / (2 * count)]))
                {
                    yield return (name, $"{run + 1}", scan.Run(run), plan.Cost(run).Seconds);
                }

                continue;
            }

            StudyKind kind = Path.GetDirectoryName(name) switch
            {
                "universes" => StudyCatalogue.Universe,
                "lattices" => StudyCatalogue.Lattice,
                "fits" => StudyCatalogue.Fit,
                "ensembles" => StudyCatalogue.Ensemble,
                _ => StudyCatalogue.Experiment,
            };
            IStudy study = StudyCatalogue.Read(kind, path);
            yield return (name, "", study, StudyCatalogue.Cost(study).Seconds);
        }
    }
}
