using System.Text.Json;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Lattices;

/// <summary>
/// Lattices run from their files: against solutions of an independent program, at the times asked for, and on from where they were stopped.
/// </summary>
public sealed class LatticeRunnerTests : IDisposable
{
    private const string Small = """
        potential: {expression: "lambda/4*phi1^4 + g2/2*phi1^2*phi2^2", parameters: {lambda: 0.04, g2: 0.08}}
        lattice: {dimensions: 3, sites: 8, length: 20}
        initial: {phi: [0.9, 0], phidot: [-0.05, 0], fluctuations: {vacuum: {cutoff: auto, seed: 1}}}
        time: {to: 10, points: 11}
        record: {spectra_every: 3, slices_every: 4, snapshots: [0, 3.3, 10]}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("inflaton-lattice-").FullName;

    public static TheoryData<string> References { get; } = ["sine-gordon-1d", "mass-2d", "strings-2d", "lphi4-3d"];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory, MemberData(nameof(References))]
    public void A_start_from_a_file_leads_to_the_solution_of_an_independent_program(string name)
    {
        OrderedDictionary<string, NumericArray> right =
            NpzFile.Read(Path.Combine(Repository.Root, "tests", "reference", "lattice", $"{name}.npz"));
        LatticeResult result = LatticeRunner.Run(Reference(name, "method=yoshida6", "time.step=0.05"));

        result.Summary.Status.ShouldBe(LatticeRunStatus.Completed);
        result.Arrays["snapshot_time"].Values.ShouldBe(right["times"].Values);
        foreach (string array in new[] { "phi", "phidot" })
        {
            result.Arrays[array].Shape.ShouldBe(right[array].Shape);
            Distance(result.Arrays[array].Values, right[array].Values).ShouldBeLessThan(1e-8, array);
        }

        Distance(result.Arrays["snapshot_a"].Values, right["a"].Values).ShouldBeLessThan(1e-9);
        result.Arrays["multiplicity"].Values.ShouldBe(right["multiplicity"].Values);
        int length = right["spectra"].Values.Length / right["times"].Values.Length;
        for (int i = 0; i < right["times"].Values.Length; i++)
        {
            int row = Array.IndexOf(result.Arrays["spectrum_time"].Values, right["times"].Values[i]);
            Distance(result.Arrays["spectrum"].Values[(row * length)..((row + 1) * length)],
                right["spectra"].Values[(i * length)..((i + 1) * length)]).ShouldBeLessThan(1e-8);
        }

        foreach (string array in new[] { "a", "hubble", "kinetic", "gradient", "potential" })
        {
            (result.Arrays[array].Values[^1] / right[array].Values[^1]).ShouldBe(1, 1e-7, array);
        }
    }

    /// <summary>The order is seen through the file's own key for the step.</summary>
    [Theory]
    [InlineData("leapfrog", 2)]
    [InlineData("yoshida4", 4)]
    public void A_shorter_step_is_better_by_the_order_of_the_method(string method, int order)
    {
        double[] right = NpzFile.Read(Path.Combine(Repository.Root, "tests", "reference", "lattice", "lphi4-3d.npz"))["phi"].Values;
        double[] errors = [.. new[] { 0.5, 0.25 }.Select(step => Distance(
            LatticeRunner.Run(
                Reference("lphi4-3d", $"method={method}", FormattableString.Invariant($"time.step={step}"))).Arrays["phi"].Values, right))];

        Math.Log2(errors[0] / errors[1]).ShouldBe(order, 0.25);
    }

    [Theory]
    [InlineData("lambda/4*phi^4", 0.13, 1e-16)]
    [InlineData("lambda/2*phi^2", 1e-50, 1e-5)]
    [InlineData("lambda*phi^2", 1e20, 1e6)]
    public void Single_precision_is_refused_where_energies_leave_its_numbers(string formula, double lambda, double phi)
    {
        string text = FormattableString.Invariant($$$"""
            potential: {expression: "{{{formula}}}", parameters: {lambda: {{{lambda:E1}}} } }
            lattice: {dimensions: 1, sites: 16, length: 1, precision: single}
            universe: {static: {}}
            initial: {phi: {{{phi:E1}}} }
            time: {to: 1e-20, step: 1e-20, points: 2}
            """);

        Should.Throw<ExperimentFileException>(() => LatticeRunner.Run(LatticeFile.Parse(text, "small.yaml", ".")))
            .Problems.ShouldHaveSingleItem().Key.ShouldBe("lattice.precision");
        LatticeRunner.Run(LatticeFile.Parse(text, "small.yaml", ".", ["lattice.precision=double"])).Summary.Energy.Potential
            .ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Output_times_snapshots_and_the_end_are_met_exactly()
    {
        LatticeResult result = LatticeRunner.Run(Parse(Small, "time.step=0.3"));

        result.Arrays["time"].Values.ShouldBe([.. Enumerable.Range(0, 11).Select(i => (double)i)]);
        result.Arrays["snapshot_time"].Values.ShouldBe([0, 3.3, 10]);
        result.Arrays["slice_time"].Values.ShouldBe([0, 4, 8, 10]);
        result.Summary.EndTime.ShouldBe(10);
        result.Summary.TimeStep.ShouldBe(0.25);
        // Ten units of four steps, one of them cut in two: two steps of 0.15 and three of 0.7/3.
        result.Summary.Steps.ShouldBe((9 * 4) + 1 + 3);
        result.Arrays["phi"].Shape.ShouldBe([3, 2, 8, 8, 8]);
        result.Arrays["slices"].Shape.ShouldBe([4, 2, 8, 8]);
    }

    [Fact]
    public void Efolds_are_met_exactly_too()
    {
        LatticeResult result = LatticeRunner.Run(
            Parse(Small.Replace("to: 10, points: 11", "efolds: 0.5, points: 6", StringComparison.Ordinal), "record.snapshots=[3.3]",
                "method=yoshida6"));
        double[] a = result.Arrays["a"].Values;

        for (int i = 0; i < 6; i++)
        {
            Math.Log(a[i]).ShouldBe(0.1 * i, 1e-12);
        }

        result.Summary.Efolds.ShouldBe(0.5, 1e-12);
        result.Arrays["snapshot_time"].Values.ShouldHaveSingleItem().ShouldBe(3.3, 1e-12);
        result.Arrays["time"].Values.ShouldBe(result.Arrays["time"].Values.Order());
        // Going to that time directly leads to the same place, to the error of the steps.
        LatticeResult direct = LatticeRunner.Run(Parse(
            Small, FormattableString.Invariant($"time.to={result.Summary.EndTime:R}"),
            "record.snapshots=[]", "method=yoshida6", "time.step=0.2"));
        direct.Summary.Efolds.ShouldBe(0.5, 1e-5);
    }

    [Theory]
    [InlineData("{power_law: {p: 0.5, start: 2}}", 4, 1.7320508075688772)]
    [InlineData("{de_sitter: {hubble: 0.1}}", 10, 2.718281828459045)]
    [InlineData("{static: {}}", 10, 1)]
    [InlineData("{fluids: {radiation: 0.1875}}", 4, 1.7320508075688772)]
    public void A_prescribed_universe_expands_as_it_should(string universe, double to, double scale)
    {
        LatticeResult result =
            LatticeRunner.Run(Parse(Small, $"universe={universe}", FormattableString.Invariant($"time.to={to}"), "record.snapshots=[]"));

        result.Summary.ScaleFactor.ShouldBe(scale, 1e-13);
        result.Summary.Constraint.ShouldBeNull();
        result.Arrays["constraint"].Values.ShouldAllBe(value => double.IsNaN(value));
    }

    [Fact]
    public void The_same_file_gives_the_same_bits_for_any_number_of_threads()
    {
        LatticeResult one = LatticeRunner.Run(Parse(Small)), three = LatticeRunner.Run(Parse(Small), new LatticeOptions { Threads = 3 });

        MustEqual(three, one);
    }

    [Theory]
    [InlineData("{to: 10, points: 11}", "double", false)]
    [InlineData("{efolds: 0.5, points: 6}", "double", false)]
    [InlineData("{to: 10, points: 11}", "single", false)]
    [InlineData("{to: 4, points: 5}", "double", true)]
    public void A_run_that_is_stopped_anywhere_goes_on_to_the_same_bits(string time, string precision, bool waves)
    {
        LatticeFile file = Parse(
            Small, $"time={time}", $"lattice.precision={precision}",
            "record.snapshots=[0, 3.3]", $"gravitational_waves={(waves ? "true" : "false")}");
        LatticeResult whole = LatticeRunner.Run(file);
        for (int stops = 1; ; stops++)
        {
            using CancellationTokenSource stop = new();
            // The more often it is told where it stands, the sooner it is stopped.
            StopAfter reports = new(1, stop);
            LatticeResult part = LatticeRunner.Run(
                file,
                new LatticeOptions
                {
                    OutputDirectory = folder,
                    Resume = stops > 1,
                    Progress = reports,
                    Cancellation = stop.Token,
                    Threads = 1 + (stops % 2),
                });
            if (part.Summary.Status == LatticeRunStatus.Completed)
            {
                stops.ShouldBeGreaterThan(1);
                MustEqual(part, whole);
                return;
            }

            part.Summary.Status.ShouldBe(LatticeRunStatus.Interrupted);
            part.Summary.Message!.ShouldContain("--resume");
            stops.ShouldBeLessThan(1000);
        }
    }

    [Fact]
    public void A_state_of_another_file_is_refused()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        LatticeRunner.Run(Parse(Small), new LatticeOptions { OutputDirectory = folder, Cancellation = stop.Token })
            .Summary.Status.ShouldBe(LatticeRunStatus.Interrupted);

        LatticeOptions resume = new() { OutputDirectory = folder, Resume = true };
        Should.Throw<ArgumentException>(() => LatticeRunner.Run(Parse(Small, "time.to=20"), resume))
            .Message.ShouldContain(": time.to (20 now, ");
        Should.Throw<ArgumentException>(() => LatticeRunner.Run(Parse(Small, "initial.fluctuations.vacuum.seed=2"), resume))
            .Message.ShouldContain(": initial.fluctuations.vacuum.seed (2 now, ");
        MustEqual(LatticeRunner.Run(Parse(Small), resume), LatticeRunner.Run(Parse(Small)));
        File.Delete(Path.Combine(folder, "state.npz"));
        Should.Throw<ArgumentException>(() => LatticeRunner.Run(Parse(Small), resume))
            .Message.ShouldContain("holds no state.npz to go on from");
    }

    /// <summary>Counts are whole numbers that doubles hold, times go forward, and nobody goes on from what broke.</summary>
    [Theory]
    [InlineData("evolution", 0, 9007199254740992)]
    [InlineData("evolution", 0, 2.5)]
    [InlineData("evolution", 1, 0)]
    [InlineData("evolution", 1, double.PositiveInfinity)]
    [InlineData("evolution", 2, -1e-3)]
    [InlineData("evolution", 2, double.NaN)]
    [InlineData("evolution", 3, -1)]
    [InlineData("evolution", 3, 1000)]
    [InlineData("evolution", 4, 0)]
    [InlineData("evolution", 4, double.PositiveInfinity)]
    [InlineData("evolution", 11, 1)]
    [InlineData("evolution", 12, double.NaN)]
    [InlineData("schedule", 0, 1000)]
    [InlineData("schedule", 0, -1)]
    [InlineData("schedule", 1, 100)]
    [InlineData("schedule", 2, 9007199254740992)]
    [InlineData("schedule", 2, 0.5)]
    public void A_state_that_no_run_leaves_is_refused(string array, int place, double value)
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        LatticeRunner.Run(Parse(Small), new LatticeOptions { OutputDirectory = folder, Cancellation = stop.Token });
        string path = Path.Combine(folder, "state.npz");
        OrderedDictionary<string, NumericArray> state = NpzFile.Read(path);
        state[array].Values[place] = value;
        NpzFile.Write(path, state);

        Should.Throw<StateException>(() => LatticeRunner.Run(Parse(Small), new LatticeOptions { OutputDirectory = folder, Resume = true }))
            .Message.ShouldContain(path);
    }

    [Fact]
    public void A_state_from_another_start_file_is_refused()
    {
        string start = Path.Combine(folder, "start.npz");
        void Write(double value) => NpzFile.Write(start, new Dictionary<string, NumericArray>
        {
            ["phi"] = new([1, 8], [.. Enumerable.Repeat(value, 8)]),
            ["phidot"] = new([1, 8], new double[8]),
        });
        Write(1);
        LatticeFile file = LatticeFile.Parse(
            "potential: {expression: phi^2/2}\nlattice: {dimensions: 1, sites: 8, length: 4}\n"
                + "initial: {phi: 0, fluctuations: {file: start.npz}}\ntime: {to: 1}", "one.yaml", folder);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        LatticeRunner.Run(file, new LatticeOptions { OutputDirectory = folder, Cancellation = stop.Token });
        Write(2);

        Should.Throw<ArgumentException>(() => LatticeRunner.Run(file, new LatticeOptions { OutputDirectory = folder, Resume = true }))
            .Message.ShouldContain("was written with other settings or other data than one.yaml has now. Run the file as it was, or leave");
    }

    [Theory]
    [InlineData("time.step=1.4", "time.step: is longer than the longest stable step of leapfrog on this lattice, 1.39")]
    [InlineData("potential={expression: -1-phi1^2-phi2^2}", "initial.phi: start no universe: the energy density at the beginning is -1.8")]
    public void What_cannot_begin_is_refused_with_the_key(string assignment, string message)
    {
        string problem = Should.Throw<ExperimentFileException>(() => LatticeRunner.Run(Parse(Small, assignment)))
            .Problems.ShouldHaveSingleItem().ToString();

        problem.ShouldContain(message);
    }

    [Theory]
    [InlineData("{phi: [1, 8]}", "holds no array phidot")]
    [InlineData("{phi: [2, 8], phidot: [2, 8]}", "has phi of shape [2, 8] where 1 field on this lattice have [1, 8]")]
    [InlineData("{phi: [1, 8], phidot: [1, 8]}", "has in phidot a value that is not finite, the 3th")]
    public void A_start_file_that_does_not_fit_is_refused(string shapes, string message)
    {
        Dictionary<string, NumericArray> arrays = shapes.Trim('{', '}').Split("],").Select(one => one.Split(':')).ToDictionary(
            one => one[0].Trim(),
            one => one[1].Trim(' ', '[', ']').Split(',').Select(int.Parse)
                .ToArray() is var shape ? new NumericArray(shape, new double[shape[0] * shape[1]]) : null!);
        if (arrays.TryGetValue("phidot", out NumericArray? velocity))
        {
            velocity.Values[2] = double.NaN;
        }

        NpzFile.Write(Path.Combine(folder, "start.npz"), arrays);
        LatticeFile file = LatticeFile.Parse(
            "potential: {expression: phi^2/2}\nlattice: {dimensions: 1, sites: 8, length: 4}\n"
                + "initial: {phi: 0, fluctuations: {file: start.npz}}\ntime: {to: 1}", "one.yaml", folder);

        Should.Throw<ExperimentFileException>(() => LatticeRunner.Run(file)).Problems.ShouldHaveSingleItem().ToString()
            .ShouldStartWith($"one.yaml:3: initial.fluctuations.file: {message}");
    }

    /// <summary>V = φ falls below 0, and with it the energy: H reaches 0 in a finite time, and that is a result.</summary>
    [Fact]
    public void A_universe_that_recollapses_is_a_result_with_its_status()
    {
        LatticeResult result = LatticeRunner.Run(LatticeFile.Parse(
            "potential: {expression: phi}\nlattice: {dimensions: 1, sites: 8, length: 4}\ninitial: {phi: 1}\ntime: {to: 100, step: 0.01}",
            "one.yaml", "."));

        result.Summary.Status.ShouldBe(LatticeRunStatus.Recollapsed);
        result.Summary.Outcome.ShouldBe(StudyOutcome.NumericalFailure);
        result.Summary.Message!.ShouldContain("H came down to 0");
        result.Summary.EndTime.ShouldBeLessThan(100);
        result.Arrays["time"].Values[^1].ShouldBe(result.Summary.EndTime);
    }

    /// <summary>The same where the step is so long that the whole end of the universe is inside one.</summary>
    [Theory]
    [InlineData("leapfrog")]
    [InlineData("yoshida4")]
    public void A_collapse_within_a_step_is_one(string method)
    {
        LatticeResult result = LatticeRunner.Run(LatticeFile.Parse(
            "potential: {expression: phi}\nlattice: {dimensions: 1, sites: 8, length: 400}\n"
                + "initial: {phi: 1}\ntime: {to: 100, step: 5, points: 21}",
            "one.yaml", ".", [$"method={method}"]));

        result.Summary.Status.ShouldBe(LatticeRunStatus.Recollapsed);
        result.Summary.Message!.ShouldContain("H came down to 0");
    }

    /// <summary>V is positive, so that H never comes down to 0: what fails is a step a thousand times as long as the Hubble time.</summary>
    [Fact]
    public void A_step_far_longer_than_the_hubble_time_is_no_collapse()
    {
        LatticeResult result = LatticeRunner.Run(LatticeFile.Parse(
            "potential: {expression: phi^2/2}\nlattice: {dimensions: 1, sites: 8, length: 8}\n"
            + "initial: {phi: 1, phidot: 1.0e6}\ntime: {to: 1, step: 0.1, points: 3}", "one.yaml", "."));

        result.Summary.Status.ShouldBe(LatticeRunStatus.Diverged);
        result.Summary.Message!.ShouldContain("steps of 0.1 are too long beside the Hubble time, 2.45 × 10⁻⁶");
    }

    [Theory]
    [InlineData("potential={expression: ln(phi)}", "initial.phi=-1")]
    [InlineData("initial.fluctuations={vacuum: {hubble: 1.0e200}}", "time.to=1")]
    public void Fields_whose_energy_is_not_a_number_are_refused(params string[] overrides)
    {
        string problem = Should.Throw<ExperimentFileException>(() => LatticeRunner.Run(LatticeFile.Parse(
            "potential: {expression: phi^2/2}\nlattice: {dimensions: 1, sites: 8, length: 8}\ninitial: {phi: 1}\ntime: {to: 1}",
            "one.yaml", ".", overrides)))
            .Problems.ShouldHaveSingleItem().ToString();

        problem.ShouldContain("initial: starts fields whose energy is not a number");
    }

    /// <summary>A fifth of the longest stable step, a tenth of a radian of the fastest wave, a tenth of the Hubble time.</summary>
    [Theory]
    [InlineData(1, 1e-6, 0, 0.2)]
    [InlineData(1e9, 4, 0, 0.05)]
    [InlineData(1e9, -4, 0, 0.05)]
    [InlineData(1e9, 1e-30, 4, 0.025)]
    public void The_automatic_step_is_the_least_of_three(double stable, double curvature, double hubble, double expected) =>
        LatticeRunner.AutomaticStep(stable, curvature, hubble).ShouldBe(expected, 1e-15 * expected);

    /// <summary>Where nothing oscillates or expands a step leads from one output time to the next.</summary>
    [Theory]
    [InlineData(null, double.PositiveInfinity, 2)]
    [InlineData(null, 0.3, 0.3)]
    [InlineData(0.7, 0.3, 0.7)]
    public void The_step_is_the_files_or_the_automatic_one_or_the_outputs(double? given, double automatic, double expected) =>
        LatticeRunner.StepOf(new LatticeTimeSettings(given, To: 6, Points: 4), automatic).ShouldBe(expected);

    /// <summary>Units in which a run would never end are refused, with the step that would be stable.</summary>
    [Theory]
    [InlineData("{monomial: {degree: 2, mass: 1.0e150}}")]
    [InlineData("{monomial: {degree: 2, mass: 1.0e20}}")]
    public void More_steps_than_can_be_done_are_refused(string potential)
    {
        string problem = Should.Throw<ExperimentFileException>(() => LatticeRunner.Run(LatticeFile.Parse(
            $"potential: {potential}\nlattice: {{dimensions: 1, sites: 8, length: 4}}\ninitial: {{phi: 1}}\ntime: {{to: 1}}",
            "steep.yaml", ".")))
            .Problems.ShouldHaveSingleItem().ToString();

        problem.ShouldStartWith("steep.yaml:4: time.to: takes ");
        problem.ShouldContain("the longest stable step on this lattice");
    }

    /// <summary>The same where the end is given in e-folds, which take at least N/H of the beginning.</summary>
    [Fact]
    public void More_steps_than_can_be_done_are_refused_in_e_folds() =>
        Should.Throw<ExperimentFileException>(() => LatticeRunner.Run(LatticeFile.Parse(
            "potential: {monomial: {degree: 2, mass: 1.0e15}}\nlattice: {dimensions: 1, sites: 8, length: 8}\n"
            + "universe: {friedmann: {fluids: {radiation: 1.0e-6}}}\ninitial: {phi: 1.0e-20}\ntime: {efolds: 2, points: 3}",
            "steep.yaml", ".")))
            .Problems.ShouldHaveSingleItem().ToString().ShouldStartWith("steep.yaml:5: time.efolds: takes ");

    /// <summary>Thermal waves have T/ω² each where T ≫ ω, those of de Sitter space (1 + H²/ω²)/2ω; from the file's keys.</summary>
    [Fact]
    public void Thermal_and_de_sitter_draws_are_as_strong_as_they_should_be()
    {
        double[] Power(string fluctuations, string universe = "{static: {}}")
        {
            LatticeResult[] runs = [.. Enumerable.Range(1, 40).Select(seed => LatticeRunner.Run(LatticeFile.Parse(
                "potential: {expression: 3*0.2^2 + 0*phi}\nlattice: {dimensions: 2, sites: 32, length: 60}\n"
                + $"time: {{step: 0.001, to: 0.001, points: 2}}\nuniverse: {universe}\n"
                + $"initial: {{phi: 0, fluctuations: {fluctuations.Replace("SEED", $"{seed}", StringComparison.Ordinal)}}}",
                "draw.yaml", ".")))];
            return [.. Enumerable.Range(0, 6).Select(bin => runs.Average(run => run.Arrays["spectrum"].Values[bin]))];
        }

        double[] k = LatticeRunner.Run(LatticeFile.Parse(
            "potential: {expression: phi^2}\nlattice: {dimensions: 2, sites: 32, length: 60}\n"
                + "time: {to: 0.01, points: 2}\ninitial: {phi: 0, phidot: 1}",
            "k.yaml", "."))
            .Arrays["k_lattice"].Values;
        double[] thermal = Power("{thermal: {temperature: 50, seed: SEED}}");
        double[] both = Power("{thermal: {temperature: 0.05, with_vacuum: true, seed: SEED}}");
        double[] sitter = Power("{vacuum: {hubble: auto, seed: SEED}}", "{de_sitter: {hubble: 0.2}}");
        double[] given = Power("{vacuum: {hubble: 0.2, seed: SEED}}");
        double[] own = Power("{vacuum: {hubble: auto, seed: SEED}}", "{friedmann: {}}");
        for (int bin = 2; bin < 6; bin++)
        {
            // Some 12 to 32 waves of 40 draws.
            thermal[bin].ShouldBe(50 / (k[bin] * k[bin]), 0.15 * thermal[bin]);
            both[bin].ShouldBe(((1 / (Math.Exp(k[bin] / 0.05) - 1)) + 0.5) / k[bin], 0.15 * both[bin]);
            sitter[bin].ShouldBe((1 + (0.04 / (k[bin] * k[bin]))) / (2 * k[bin]), 0.15 * sitter[bin]);
            given[bin].ShouldBe(sitter[bin], 1e-3 * sitter[bin]);
            own[bin].ShouldBe(sitter[bin], 1e-3 * sitter[bin]);
        }
    }

    [Fact]
    public void A_potential_without_a_floor_is_a_result_with_its_status()
    {
        LatticeResult result = LatticeRunner.Run(LatticeFile.Parse(
            "potential: {expression: -phi^4}\nlattice: {dimensions: 1, sites: 8, length: 4}\nuniverse: {static: {}}\n"
                + "initial: {phi: 1}\ntime: {to: 100}", "one.yaml", "."));

        LatticeRunSummary summary = result.Summary;
        summary.Status.ShouldBe(LatticeRunStatus.Diverged);
        summary.Message!.ShouldContain("left the finite numbers");
        summary.Message!.ShouldContain("the potential falls without end");

        // That is all there is to say, and what is told of the end is of the last time with numbers.
        summary.Warnings.ShouldBeEmpty();
        summary.EndTime.ShouldBe(result.Arrays["time"].Values[^1]);
        foreach (double value in new[]
        {
            summary.Energy.Kinetic, summary.Energy.Potential, summary.Mean[0], summary.Rms[0], summary.ScaleFactor, summary.Efolds,
        }.Concat(result.Arrays.Where(one => one.Key is not "constraint" and not "occupation").SelectMany(one => one.Value.Values)))
        {
            double.IsFinite(value).ShouldBeTrue();
        }
    }

    /// <summary>The same where fields run away within the last step before an output, in an expanding universe and by any method.</summary>
    [Theory]
    [InlineData("leapfrog", 101)]
    [InlineData("yoshida6", 101)]
    [InlineData("leapfrog", 100001)]
    public void Numbers_end_where_the_fields_do(string method, int points)
    {
        LatticeResult result = LatticeRunner.Run(LatticeFile.Parse(
            "potential: {expression: -phi^4}\nlattice: {dimensions: 1, sites: 8, length: 4}\nuniverse: {de_sitter: {hubble: 0.1}}\n"
                + "initial: {phi: 1, fluctuations: {white: {rms: 0.01}}}\ntime: {to: 100}", "one.yaml", ".",
            [$"method={method}", FormattableString.Invariant($"time.points={points}")]));

        result.Summary.Status.ShouldBe(LatticeRunStatus.Diverged);
        result.Summary.Warnings.ShouldBeEmpty();
        foreach ((string name, NumericArray array) in result.Arrays.Where(one => one.Key is not "constraint" and not "occupation"))
        {
            array.Values.ShouldAllBe(value => double.IsFinite(value), name);
        }
    }

    /// <summary>Only what helps is advised: no method of higher order where there is none, or where V bends.</summary>
    [Theory]
    [InlineData("leapfrog", "phi^2/2", "Give a shorter time.step, or a method of higher order.")]
    [InlineData("yoshida6", "phi^2/2", "Give a shorter time.step.")]
    [InlineData(
        "leapfrog", "max(abs(phi), phi^2)/2", "The potential has abs, max in it, and where it bends or jumps no method keeps its order")]
    public void Advice_knows_the_method_and_the_potential(string method, string potential, string remedy)
    {
        // A field of length 1 in steps that are just stable.
        double step = method == "leapfrog" ? 0.4 : 0.9;
        LatticeRunSummary summary = LatticeRunner.Run(LatticeFile.Parse(
            $"potential: {{expression: \"{potential}\"}}\nlattice: {{dimensions: 1, sites: 8, length: 8}}\nuniverse: {{static: {{}}}}\n"
                + $"initial: {{phi: 1, fluctuations: {{white: {{rms: 1}}}}}}\ntime: {{to: 100, points: 41}}", "one.yaml", ".",
            [$"method={method}", FormattableString.Invariant($"time.step={step}")])).Summary;

        summary.Warnings.ShouldContain(
            one => one.StartsWith("Space does not expand", StringComparison.Ordinal) && one.Contains(remedy, StringComparison.Ordinal),
            string.Join("\n", summary.Warnings));
    }

    /// <summary>
    /// φ̇ falls as a⁻³ within a millionth of the first step: where a(t) is given there is no constraint to tell, and a warning does. In
    /// steps that are short beside 1/H there is none.
    /// </summary>
    [Theory]
    [InlineData("1e-6", true)]
    [InlineData("0.17", true)]
    [InlineData("0.21", false)]
    [InlineData("1", false)]
    public void Own_steps_far_longer_than_the_hubble_time_are_told(string start, bool isTold)
    {
        LatticeRunSummary summary = LatticeRunner.Run(LatticeFile.Parse(
            "potential: {expression: phi^2/2}\nlattice: {dimensions: 1, sites: 8, length: 8}\n"
                + $"universe: {{power_law: {{p: 0.5, start: {start}}}}}\ninitial: {{phi: 1, phidot: 1}}\n"
                + "time: {to: 4, points: 5, step: 0.1}",
            "one.yaml", ".")).Summary;

        summary.Warnings.Any(one => one.Contains("of the Hubble time 1/H", StringComparison.Ordinal)).ShouldBe(isTold);
    }

    /// <summary>The field moves by ∫φ̇ dt within the first Hubble time, far shorter than the step that waves and V'' ask for.</summary>
    [Fact]
    public void Automatic_steps_follow_what_expansion_slows_down()
    {
        LatticeRunSummary Run(string step) => LatticeRunner.Run(LatticeFile.Parse(
            "potential: {expression: phi^2/2}\nlattice: {dimensions: 1, sites: 8, length: 8}\n"
                + "universe: {power_law: {p: 0.5, start: 1e-3}}\ninitial: {phi: 0, phidot: 1000}\n"
                + $"time: {{to: 1, points: 5, step: {step}}}",
            "one.yaml", ".")).Summary;

        LatticeRunSummary automatic = Run("auto");
        automatic.TimeStep.ShouldBe(0.1 / 500, 1e-6);
        automatic.Warnings.ShouldBeEmpty();
        automatic.Mean[0].ShouldBe(Run("5e-6").Mean[0], 0.01 * Math.Abs(automatic.Mean[0]));
    }

    /// <summary>A step of one's own that is near the limit from the beginning on is not that of a potential that became steeper.</summary>
    [Fact]
    public void A_step_near_the_limit_is_told_with_its_reason()
    {
        string Told(string potential) => LatticeRunner.Run(LatticeFile.Parse(
            $"potential: {{expression: {potential}}}\nlattice: {{dimensions: 1, sites: 8, length: 8}}\nuniverse: {{static: {{}}}}\n"
                + "initial: {phi: 1, phidot: 1}\ntime: {to: 7.2, points: 9, step: 0.9}\nrecord: {spectra_every: 1}", "one.yaml", "."))
            .Summary.Warnings.First(one => one.Contains("of the longest stable one", StringComparison.Ordinal));

        Told("phi^2*0.45").ShouldStartWith("The step is ");
        Told("phi^4/40").ShouldContain("since the potential is steeper than at the beginning");
    }

    /// <summary>ρ = 0 where a universe turns, and what is left of the constraint there says nothing of the steps.</summary>
    [Fact]
    public void The_constraint_of_a_turn_is_that_of_the_times_before()
    {
        LatticeResult result = LatticeRunner.Run(LatticeFile.Parse(
            "potential: {expression: phi}\nlattice: {dimensions: 1, sites: 8, length: 4}\ninitial: {phi: 1}\ntime: {to: 100, step: 0.01}",
            "one.yaml", "."));

        result.Summary.Constraint!.Value.ShouldBeLessThan(5e-3);
        result.Summary.Warnings.ShouldNotContain(one => one.Contains("constraint", StringComparison.Ordinal));
    }

    /// <summary>A snapshot is the beginning of another run, where a = 1 and lengths are as they were then.</summary>
    [Fact]
    public void A_run_begins_with_a_snapshot_of_another()
    {
        LatticeResult first = LatticeRunner.Run(Parse(Small, "method=yoshida6", "time.step=0.05"));
        NpzFile.Write(Path.Combine(folder, "lattice.npz"), first.Arrays);
        double scale = first.Arrays["snapshot_a"].Values[1], length = 20 * scale;
        string[] start =
        [
            "method=yoshida6", "time.step=0.05", "initial.fluctuations={file: lattice.npz, snapshot: 1}", "record={snapshots: [6.7]}",
        ];
        LatticeResult second = LatticeRunner.Run(LatticeFile.Parse(Small, "small.yaml", folder,
            [.. start, "time={to: 6.7}", FormattableString.Invariant($"lattice.length={length:R}")]));

        int half = second.Arrays["phi"].Values.Length;
        Distance(second.Arrays["phi"].Values, first.Arrays["phi"].Values[^half..]).ShouldBeLessThan(1e-6);
        (scale * second.Summary.ScaleFactor).ShouldBe(first.Summary.ScaleFactor, 1e-7);

        string Problem(params string[] changes) => Should.Throw<ExperimentFileException>(() => LatticeRunner.Run(
            LatticeFile.Parse(Small, "small.yaml", folder, changes))).Problems.ShouldHaveSingleItem().ToString();
        Problem("initial.fluctuations={file: lattice.npz}").ShouldContain("holds 3 snapshots in phi (lattice.npz). "
            + "Give initial.fluctuations.snapshot, from 0 to 2.");
        Problem("initial.fluctuations={file: lattice.npz, snapshot: 3}")
            .ShouldContain("holds 3 snapshots in phi, and number 3 is asked for");
        Problem("initial.fluctuations={file: lattice.npz, snapshot: 1}").ShouldContain("and lattice.length is 20 (lattice.npz). "
            + "Give lattice.length: ");
        LatticeRunner.Run(LatticeFile.Parse(
            Small, "small.yaml", folder, ["initial.fluctuations={file: lattice.npz, snapshot: 0}", "time.to=3", "record={}"]))
            .Summary.Status.ShouldBe(LatticeRunStatus.Completed);
        NpzFile.Write(Path.Combine(folder, "one.npz"), new Dictionary<string, NumericArray>
        {
            ["phi"] = new([2, 8, 8, 8], new double[1024]),
            ["phidot"] = new([2, 8, 8, 8], new double[1024]),
        });
        Problem("initial.fluctuations={file: one.npz, snapshot: 0}").ShouldContain("Leave initial.fluctuations.snapshot out.");
    }

    /// <summary>At the top of a hill nothing oscillates, and the step must be short beside the fall all the same.</summary>
    [Fact]
    public void The_automatic_step_knows_of_a_hill()
    {
        LatticeResult result = LatticeRunner.Run(LatticeFile.Parse(
            "potential: {double_well: {coupling: 1, vacuum: 1}}\nlattice: {dimensions: 1, sites: 16, length: 512}\n"
                + "universe: {static: {}}\ninitial: {phi: 0.01}\ntime: {to: 100, points: 3}", "hill.yaml", "."));

        result.Summary.TimeStep.ShouldBe(0.1, 1e-3);
        result.Summary.EnergyDrift!.Value.ShouldBeLessThan(0.01);
    }

    /// <summary>White noise: the means are those of the file, the deviations those asked for within five standard errors.</summary>
    [Fact]
    public void White_noise_is_as_strong_as_asked_for()
    {
        LatticeResult result = LatticeRunner.Run(LatticeFile.Parse(
            "potential: {expression: phi1^2+phi2^2}\nlattice: {dimensions: 2, sites: 64, length: 64}\n"
                + "initial: {phi: [1, -2], fluctuations: {white: {rms: 0.03, rms_velocity: 0.2}}}\n"
                + "time: {to: 0.01, points: 2}\nrecord: {snapshots: [0]}",
                "one.yaml", "."));
        double[] velocity = result.Arrays["phidot"].Values;

        result.Arrays["mean"].Values[..2].ShouldBe([1, -2], 1e-12);
        result.Arrays["rms"].Values[..2].ShouldBe([0.03, 0.03], 5 * 0.03 / Math.Sqrt(2 * 4096));
        Math.Sqrt(velocity.Average(value => value * value)).ShouldBe(0.2, 5 * 0.2 / Math.Sqrt(2 * 8192));
        result.Arrays["phi"].Values[..4096].ShouldNotBe(result.Arrays["phi"].Values[4096..]);
    }

    /// <summary>ρ_GW is the integral of its spectrum, grows from nothing, and Ω_GW is its share of 3H².</summary>
    [Fact]
    public void Gravitational_waves_are_written_down_with_the_spectra()
    {
        LatticeResult result = LatticeRunner.Run(Parse(Small, "gravitational_waves=true"));
        double[] density = result.Arrays["gw_density"].Values;
        double[] omega = result.Arrays["gw_omega"].Values;
        double[] spectrum = result.Arrays["gw_spectrum"].Values;
        int bins = result.Arrays["k"].Values.Length;

        density[0].ShouldBe(0);
        density[^1].ShouldBeGreaterThan(0);
        result.Arrays["gw_omega"].Shape.ShouldBe([5, bins]);
        double critical = 3 * Math.Pow(result.Summary.HubbleFinal, 2);
        omega[^2].ShouldBe(spectrum[^2] / critical, 1e-12 * Math.Max(omega[^2], double.Epsilon));
        result.Summary.GravitationalWaves!.PeakOmega.ShouldBe(omega[^bins..].Where(double.IsFinite).Max());
        result.Arrays["gw_frequency_today"].Shape.ShouldBe([bins]);
        LatticeRunner.Run(Parse(Small)).Arrays["phi"].Values.ShouldBe(result.Arrays["phi"].Values);
    }

    [Fact]
    public void A_histogram_is_a_density()
    {
        LatticeResult result = LatticeRunner.Run(Parse(Small));
        double[] edges = result.Arrays["histogram_edges"].Values, density = result.Arrays["histogram"].Values;
        int rows = result.Arrays["histogram_time"].Values.Length * 2, bins = 64;

        rows.ShouldBe(10);
        for (int row = 0; row < rows; row++)
        {
            double[] edge = edges[(row * (bins + 1))..((row + 1) * (bins + 1))];
            Enumerable.Range(0, bins).Sum(i => density[(row * bins) + i] * (edge[i + 1] - edge[i])).ShouldBe(1, 1e-10);
        }
    }

    private static LatticeFile Parse(string text, params string[] overrides) => LatticeFile.Parse(text, "small.yaml", ".", overrides);

    private LatticeFile Reference(string name, params string[] overrides)
    {
        string source = Path.Combine(Repository.Root, "tests", "reference", "lattice");
        JsonElement description = JsonDocument.Parse(File.ReadAllText(Path.Combine(source, $"{name}.json"))).RootElement;
        OrderedDictionary<string, NumericArray> arrays = NpzFile.Read(Path.Combine(source, $"{name}.npz"));
        NpzFile.Write(Path.Combine(folder, "start.npz"),
            new Dictionary<string, NumericArray> { ["phi"] = arrays["phi_initial"], ["phidot"] = arrays["phidot_initial"] });
        JsonElement expansion = description.GetProperty("expansion");
        string universe = expansion.ValueKind != JsonValueKind.Array ? "{friedmann: {}}"
            : expansion[0].GetString() == "power" ? $"{{power_law: {{p: {expansion[1]}, start: {expansion[2]}}}}}"
            : $"{{de_sitter: {{hubble: {expansion[1]}}}}}";
        string grid = string.Join(
            ", ", ((string[])["dimensions", "sites", "length"]).Select(key => $"{key}: {description.GetProperty(key)}"));
        string zeros = $"[{string.Join(", ", Enumerable.Repeat(0, description.GetProperty("fields").GetInt32()))}]";
        string times = $"{description.GetProperty("times")}";
        string parameters = string.Join(
            ", ", description.GetProperty("parameters").EnumerateObject().Select(one => $"{one.Name}: {one.Value}"));
        return LatticeFile.Parse(
            $$$$"""
            potential: {expression: "{{{{description.GetProperty("potential").GetString()}}}}", parameters: { {{{{parameters}}}} }}
            lattice: { {{{{grid}}}} }
            universe: {{{{universe}}}}
            initial: {phi: {{{{zeros}}}}, fluctuations: {file: start.npz}}
            time: {to: {{{{arrays["times"].Values[^1]}}}}, points: {{{{arrays["times"].Values[^1] + 1}}}}}
            record: {spectra_every: 1, snapshots: {{{{times.ReplaceLineEndings("")}}}}}
            """,
            $"{name}.yaml", folder, overrides);
    }

    private static void MustEqual(LatticeResult actual, LatticeResult expected)
    {
        actual.Arrays.Keys.ShouldBe(expected.Arrays.Keys);
        foreach ((string name, NumericArray array) in expected.Arrays)
        {
            actual.Arrays[name].Values.AsSpan().SequenceEqual(array.Values).ShouldBeTrue(name);
        }

        actual.Summary.Steps.ShouldBe(expected.Summary.Steps);
        actual.Summary.Efolds.ShouldBe(expected.Summary.Efolds);
    }

    private static double Distance(double[] found, double[] right) =>
        found.Zip(right, (a, b) => Math.Abs(a - b)).Max() / right.Max(Math.Abs);

    private sealed class StopAfter(int reports, CancellationTokenSource stop) : IProgress<StudyProgress>
    {
        private int seen;

        public void Report(StudyProgress value)
        {
            if (value.Phase == StudyPhase.Solving && ++seen >= reports)
            {
                stop.Cancel();
            }
        }
    }
}
