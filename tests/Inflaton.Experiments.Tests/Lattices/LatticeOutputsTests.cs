using Inflaton.Experiments.Files;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Studies;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using PureHDF;
using PureHDF.VOL.Native;
using SkiaSharp;

namespace Inflaton.Experiments.Lattices;

/// <summary>What a lattice writes: arrays as the documentation has them, figures, frames, HDF5, and rows of scans.</summary>
public sealed class LatticeOutputsTests : IDisposable
{
    private const string Walls = """
        name: walls
        potential: {double_well: {coupling: 1, vacuum: 1}}
        lattice: {dimensions: 2, sites: 32, length: 32}
        universe: {power_law: {p: 0.5, start: 10}}
        initial: {phi: 0, fluctuations: {white: {rms: 0.1, seed: 3}}}
        time: {to: 40, points: 21}
        record: {spectra_every: 5, slices_every: 5, snapshots: [0, 7.7], frames: true, hdf5: true}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("inflaton-lattice-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Everything_that_is_asked_for_stands_in_the_folder()
    {
        LatticeResult result = Write(Walls);

        StudyFolder again = StudyCatalogue.ExistingFolder(folder);
        LatticeResult read = (LatticeResult)again.Read();
        read.Summary.Defects.ShouldBe(result.Summary.Defects);
        read.Arrays.Keys.ShouldBe(result.Arrays.Keys);
        Directory.GetFiles(Path.Combine(folder, "figures"), "*.vl.json").Select(path => Path.GetFileName(path)[..^".vl.json".Length])
            .Order().ShouldBe(
            ["defects", "energy", "equation-of-state", "expansion", "histogram", "means", "slices", "spectra", "spectra-map"]);
        string report = File.ReadAllText(Path.Combine(folder, "report.html"));
        report.ShouldContain("Slices through the lattice");
        report.ShouldContain("double_well");
    }

    [Fact]
    public void The_documentation_lists_every_array_and_key()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "lattice.md"));
        LatticeResult result = LatticeRunner.Run(
            LatticeFile.Parse(Walls, "walls.yaml", ".", ["universe={friedmann: {fluids: {radiation: 1}}}"]));

        LatticeResult waves = LatticeRunner.Run(LatticeFile.Parse(
            Walls, "walls.yaml", ".",
            ["lattice={dimensions: 3, sites: 4, length: 8}", "universe={friedmann: {}}", "time={to: 1, points: 2}", "record={}",
                "gravitational_waves=true"]));
        foreach (string name in result.Arrays.Keys.Concat(waves.Arrays.Keys))
        {
            page.ShouldContain($"`{name}`", customMessage: name);
        }

        foreach (string key in System.Text.Json.JsonSerializer.SerializeToNode(result.Summary, OutputSummary.JsonOptions)!.AsObject()
            .Select(entry => entry.Key)
            .Except(
                ["name", "version", "file", "message", "warnings", "notes", "timings", "threads", "host", "environment", "settings",
                "outcome"]))
        {
            page.ShouldContain($"`{key}`", customMessage: key);
        }
    }

    [Fact]
    public void Hdf5_holds_the_same_numbers()
    {
        LatticeResult result = Write(Walls);

        using NativeFile file = H5File.OpenRead(Path.Combine(folder, "lattice.h5"));
        file.Dataset("average/t").Read<double[]>().ShouldBe(result.Arrays["time"].Values);
        file.Dataset("spectra/scalar_0").Read<double[]>().ShouldBe(result.Arrays["spectrum"].Values);
        file.Dataset("snapshots/scalar_0").Space.Dimensions.ShouldBe([2UL, 32UL, 32UL]);
        file.Dataset("snapshots/dot_scalar_0").Read<double[]>().ShouldBe(result.Arrays["phidot"].Values);
        file.Attribute("N").Read<int>().ShouldBe(32);
    }

    [Fact]
    public void Frames_are_pictures_of_the_slices()
    {
        LatticeResult result = Write(Walls);

        string[] frames = [.. Directory.GetFiles(Path.Combine(folder, "frames")).Order()];
        frames.Length.ShouldBe(result.Arrays["slice_time"].Values.Length);
        double[] slices = result.Arrays["slices"].Values;
        (double low, double high) = (slices.Min(), slices.Max());
        using SKBitmap bitmap = SKBitmap.Decode(frames[^1]);
        (bitmap.Width, bitmap.Height).ShouldBe((256, 256));
        double[] last = slices[^(32 * 32)..];
        int brightest = Array.IndexOf(last, last.Max()), darkest = Array.IndexOf(last, last.Min());
        SKColor above = At(brightest), below = At(darkest);
        (above.Red - above.Blue).ShouldBeGreaterThan(50);
        (below.Blue - below.Red).ShouldBeGreaterThan(50);

        SKColor At(int site) => bitmap.GetPixel((8 * (site % 32)) + 4, (8 * (site / 32)) + 4);
    }

    [Fact]
    public void What_is_no_longer_asked_for_goes_away()
    {
        Write(Walls);
        Write(Walls, "record.frames=false", "record.hdf5=false");

        File.Exists(Path.Combine(folder, "lattice.h5")).ShouldBeFalse();
        Directory.GetFiles(Path.Combine(folder, "frames")).ShouldBeEmpty();
    }

    [Fact]
    public void Defects_are_counted_with_the_spectra()
    {
        LatticeResult result = LatticeRunner.Run(LatticeFile.Parse(Walls, "walls.yaml", "."));
        double[] snapshot = result.Arrays["phi"].Values[..1024];

        result.Arrays["walls"].Shape.ShouldBe([5]);
        result.Arrays["walls"].Values[0].ShouldBe(TopologicalDefects.Walls(new LatticeGrid(1, 32, 32), snapshot));
        result.Summary.Defects!.Amount.ShouldBe(result.Arrays["walls"].Values[^1]);
    }

    [Fact]
    public void Rows_of_a_scan_are_lattices_run_alone()
    {
        ScanFile scan = ScanFile.Read(Path.Combine(Repository.Samples, "scans", "lattices.yaml"));
        scan.Kind.ShouldBe(StudyCatalogue.Lattice);
        using ScanStore store = ScanStore.Open(scan, folder);
        ScanRunner.Run(scan, store, new ScanOptions { Workers = 2 }).IsComplete.ShouldBeTrue();
        object?[][] rows = [.. store.Rows(["run", "rms.1", "potential.parameters.g2"])];

        rows.Length.ShouldBe(14);
        LatticeRunSummary alone = LatticeRunner.Run(((LatticeStudy)scan.Run(4)).File).Summary;
        rows.Single(row => (long)row[0]! == 5)[1].ShouldBe(alone.Rms[1]);
        // The band of strong resonance is 1 < g²/λ < 3.
        double Largest(double coupling) => rows.Where(row => Convert.ToDouble(row[2], null) == coupling).Max(row => (double)row[1]!);
        Largest(2).ShouldBeGreaterThan(100 * Largest(3.5));
    }

    /// <summary>Means are ⟨φ⟩ and √⟨(φ − ⟨φ⟩)²⟩ over the sites, of which there are few here, and distributions have all of them.</summary>
    [Fact]
    public void Means_and_distributions_are_those_of_the_snapshots()
    {
        LatticeResult result = LatticeRunner.Run(LatticeFile.Parse(
            Walls, "walls.yaml", ".",
            ["lattice={dimensions: 1, sites: 8, length: 8}", "initial.phi=-3", "record={snapshots: [0], spectra_every: 1}"]));
        double[] field = result.Arrays["phi"].Values[..8];
        double mean = field.Average();

        field.Max().ShouldBeLessThan(0);
        result.Arrays["mean"].Values[0].ShouldBe(mean, 1e-14);
        result.Arrays["rms"].Values[0].ShouldBe(Math.Sqrt(field.Average(value => (value - mean) * (value - mean))), 1e-14);
        NumericArray edges = result.Arrays["histogram_edges"], density = result.Arrays["histogram"];
        int bins = density.Shape[^1];
        (edges.Values[0], edges.Values[bins]).ShouldBe((field.Min(), field.Max()));
        (density.Values[..bins].Sum() * (field.Max() - field.Min()) / bins).ShouldBe(1, 1e-12, "every site is somewhere");
    }

    [Fact]
    public void The_cost_grows_as_the_work_does()
    {
        LatticeCost small = LatticeCost.Of(LatticeFile.Parse(Walls, "walls.yaml", ".").Settings);
        LatticeCost large = LatticeCost.Of(
            LatticeFile.Parse(Walls, "walls.yaml", ".", ["lattice.sites=256", "lattice.length=256"]).Settings);

        large.Steps.ShouldBe(small.Steps);
        (large.Bytes / small.Bytes).ShouldBeInRange(2, 64);
        large.Seconds.ShouldBeGreaterThan(10 * small.Seconds);
        small.Steps.ShouldBe(LatticeRunner.Run(LatticeFile.Parse(Walls, "walls.yaml", ".")).Summary.Steps, 80);
    }

    /// <summary>V'' is the same everywhere, and with it the step.</summary>
    private const string FreeField = """
        potential: {monomial: {degree: 2, mass: 0.1}}
        lattice: {dimensions: 1, sites: 32, length: 40}
        initial: {phi: 0.9}
        """;

    /// <summary>Where a(t) is given nothing is estimated: the steps are those that are taken, whatever stops lie between.</summary>
    [Theory]
    [InlineData("universe={de_sitter: {hubble: 0.3}}", "time={efolds: 1.5, points: 121}", "record.snapshots=[]")]
    [InlineData("universe={de_sitter: {hubble: 0.3}}", "time={efolds: 1.5, points: 4}", "record.snapshots=[0.1, 0.7, 2, 3.1]")]
    [InlineData("universe={fluids: {radiation: 0.1, matter: 0.1}}", "time={efolds: 1, points: 9}", "record.snapshots=[]")]
    [InlineData("universe={de_sitter: {hubble: 0.3}}", "time={to: 2, points: 5}", "record.snapshots=[0.3, 0.31]")]
    public void Steps_under_a_given_expansion_are_those_that_are_taken(params string[] changes)
    {
        LatticeFile file = LatticeFile.Parse(FreeField, "free.yaml", ".", changes);

        LatticeCost.Of(file).Steps.ShouldBe(LatticeRunner.Run(file).Summary.Steps);
    }

    /// <summary>
    /// V = ½φ² − 0.3 falls below zero on the way to its minimum: the expansion uses energy up, H comes to 0, and the space falls back.
    /// </summary>
    [Theory]
    [InlineData("time={to: 30, points: 301}")]
    [InlineData("time={efolds: 3, points: 301}")]
    public void A_recollapse_is_foreseen(string time)
    {
        LatticeFile file = LatticeFile.Parse(
            """
            potential: {expression: phi^2/2 - 0.3}
            lattice: {dimensions: 1, sites: 8, length: 8}
            initial: {phi: 0.9}
            time: {to: 30}
            """, "falling.yaml", ".", [time]);
        LatticeCost cost = LatticeCost.Of(file);
        LatticeResult result = LatticeRunner.Run(file);

        result.Summary.Status.ShouldBe(LatticeRunStatus.Recollapsed);
        cost.Recollapse.ShouldNotBeNull().ShouldBe(result.Arrays["time"].Values[^1], 0.25);
        cost.Steps.ShouldBe(result.Summary.Steps, 4);

        LatticeFile rising = LatticeFile.Parse(
            """
            potential: {expression: phi^2/2}
            lattice: {dimensions: 1, sites: 8, length: 8}
            initial: {phi: 0.9}
            time: {to: 30}
            """, "rising.yaml", ".", [time]);
        LatticeCost.Of(rising).Recollapse.ShouldBeNull();
    }

    /// <summary>Sixty e-folds of an oscillating field take e⁹⁰ Hubble times: that is said, and no bound of whole numbers.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(2000)]
    public void More_steps_than_can_be_done_are_refused(int efolds)
    {
        string text = FreeField + $"\ntime:\n  efolds: {efolds}";

        FileProblem problem = Should.Throw<ExperimentFileException>(
            () => LatticeCost.Of(LatticeFile.Parse(text, "long.yaml", "."))).Problems.ShouldHaveSingleItem();

        (problem.Key, problem.Line).ShouldBe(("time.efolds", 5));
        problem.ToString().ShouldContain("more than can be done");
        LatticeCost.Of(LatticeFile.Parse(text, "short.yaml", ".", ["time.efolds=1"])).Steps.ShouldBeInRange(50, 1e4);
        double.IsNaN(LatticeCost.Of(LatticeFile.Parse(text, "long.yaml", ".").Settings).Seconds).ShouldBeFalse();
    }

    /// <summary>
    /// The cost is told from the fields of a file, whatever <c>initial.phi</c> is; a file that is none, which the run refuses, is no reason
    /// to tell nothing.
    /// </summary>
    [Theory]
    [InlineData(true, "initial={phi: 0.9}")]
    [InlineData(false, "initial={phi: 0.3}")]
    public void The_cost_of_a_start_from_a_file_is_told(bool isFile, string same)
    {
        (string text, string start) = FromFile();
        if (!isFile)
        {
            File.WriteAllText(start, "no fields");
        }

        LatticeCost.Of(LatticeFile.Parse(text, "one.yaml", folder).Settings).Steps.ShouldBe(
            LatticeCost.Of(LatticeFile.Parse(text, "one.yaml", folder, [same]).Settings).Steps, 1);
    }

    /// <summary>What the file says is known to the estimator from then on; another lattice, and another estimator, look anew.</summary>
    [Fact]
    public void The_runs_of_a_scan_read_the_file_that_they_start_from_once()
    {
        (string text, string start) = FromFile();
        LatticeStudy one = new(LatticeFile.Parse(text, "one.yaml", folder)),
        wide = new(LatticeFile.Parse(text, "wide.yaml", folder, ["lattice.length=16"]));
        Func<IStudy, StudyCost> estimate = LatticeKind.Instance.Estimator();
        double seconds = estimate(one).Seconds, others = estimate(wide).Seconds;
        File.WriteAllText(start, "no fields");

        estimate(one).Seconds.ShouldBe(seconds);
        estimate(wide).Seconds.ShouldBe(others);
        LatticeKind.Instance.Estimator()(one).Seconds.ShouldNotBe(seconds);
    }

    /// <summary>A lattice that starts from a file, and the file, which is there.</summary>
    private (string Text, string Start) FromFile()
    {
        string start = Path.Combine(folder, "start.npz");
        NpzFile.Write(start, new Dictionary<string, NumericArray>
        {
            ["phi"] = new([1, 8], [.. Enumerable.Repeat(0.9, 8)]),
            ["phidot"] = new([1, 8], new double[8]),
        });
        return (
            """
            potential: {expression: phi^2/2}
            lattice: {dimensions: 1, sites: 8, length: 8}
            initial: {phi: 0.3, fluctuations: {file: start.npz}}
            time: {efolds: 1, points: 5}
            """, start);
    }

    private LatticeResult Write(string text, params string[] overrides)
    {
        LatticeResult result = LatticeRunner.Run(
            LatticeFile.Parse(text, "walls.yaml", ".", overrides), new LatticeOptions { OutputDirectory = folder });
        StudyCatalogue.Folder(folder, StudyCatalogue.Lattice).Write(result, pictures: false);
        return result;
    }
}
