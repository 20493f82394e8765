using System.Runtime.InteropServices;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tests.Scans;

namespace Inflaton.Experiments.Tests.Studies;

/// <summary>
/// What studies are said to cost beside the time that their thread works. It orders the runs of a scan and tells what is left, so that
/// a few times too much or too little is allowed, whatever the machine; ten times is not.
/// </summary>
public sealed class StudyCostTests
{
    private const double Allowed = 6;
    private const int MostTries = 100;
    private const int ThreadTime = 3;

    private const string Network = """
        network: {hidden: [200, 200], activation: erf}
        data: {interval: {from: -1, to: 1, points: 64}}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.05, momentum: 0.5}}
        predictions: [frozen_kernel, discrete]

        """;

    private const string Expanding = """
        potential: {starobinsky: {height: 1.0e-10}}
        initial: {phi: 5.8}
        time: {to: end_of_inflation, points: 2}

        """;

    public static TheoryData<string, string> Studies { get; } = new()
    {
        { "run", Network + "epochs: 3000\nrecord_every: 300\n" },
        { "ensemble", Network + "epochs: 100\nensemble: {draws: 32}\n" },
        { "tune", Network + "epochs: 2000\ntune: {trials: 4, epochs: 2000}\n" },
        { "universe", Expanding + "perturbations: {pivot_efolds: 55, modes: 120}\n" },
        {
            "fit", Expanding + """
            tolerance: 1.0e-9
            solver: {mode_tolerance: 1.0e-8}
            perturbations: {pivot_efolds: 55, modes: 2}
            fit:
              parameters: [{key: perturbations.pivot_efolds, uniform: [40, 70]}]
              likelihood: {published: {set: planck_bicep_keck_2018, observables: [n_s, r]}}
              walkers: 4
              steps: 12
            """
        },
        {
            "lattice", """
            potential: {expression: "0.25*phi1^4 + phi1^2*phi2^2"}
            lattice: {dimensions: 3, sites: 48, length: 110}
            universe: {friedmann: {}}
            initial: {phi: [0.3, 0], phidot: [0, 0], fluctuations: {vacuum: {cutoff: auto, seed: 1, amplitude: 0.001}}}
            time: {to: 100, points: 5}
            """
        },
    };

    [Theory, MemberData(nameof(Studies))]
    public void A_study_costs_about_what_is_foretold(string name, string text) =>
        ShouldCostWhatIsForetold(StudyCatalogue.Parse(text, $"{name}.yaml", "."));

    /// <summary>Kernels have a file of inputs beside them.</summary>
    [Theory]
    [InlineData("kernel: infinite\nhidden: [8, 8]\nactivation: tanh\nweight_std: 1.5\n", 120)]
    [InlineData("kernel: infinite\nhidden: [8, 8]\nactivation: relu\ndraws: 60\n", 200)]
    public void A_kernel_costs_about_what_is_foretold(string text, int points)
    {
        using TemporaryFolder folder = new();
        IEnumerable<string> rows = Enumerable.Range(0, points).Select(
            i => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Sin(i)},{Math.Cos(3 * i) * (1 + (i % 5))}"));
        File.WriteAllLines(folder.In("x.csv"), rows.Prepend("a,b"));

        ShouldCostWhatIsForetold(StudyCatalogue.Parse("inputs: x.csv\n" + text, "kernel.yaml", folder.Path));
    }

    private static void ShouldCostWhatIsForetold(IStudy study)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.Is64BitProcess, "The time of a thread is asked of Linux.");
        double foretold = StudyCatalogue.Cost(study).Seconds, taken = double.PositiveInfinity;

        // At first code is compiled on the way, and on a busy machine it is long before the fast code is there.
        for (int i = 0; i < 2 || (i < MostTries && foretold / taken < 1 / Allowed); i++)
        {
            double began = Now();
            study.Run(new StudyOptions { Threads = 1, Figures = false });
            taken = Math.Min(taken, Now() - began);
        }

        (foretold / taken).ShouldBeInRange(1 / Allowed, Allowed, $"{foretold} s were foretold, {taken} s taken");
    }

    private static double Now()
    {
        ClockTime(ThreadTime, out TimeOfClock now).ShouldBe(0);
        return now.Seconds + (1e-9 * now.Nanoseconds);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ClockTime(int clock, out TimeOfClock time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeOfClock
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
