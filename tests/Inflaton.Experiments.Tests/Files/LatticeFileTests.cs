using System.Text.Json.Nodes;
using Inflaton.Experiments.Files;
using Inflaton.Lattice;

namespace Inflaton.Experiments.Tests.Files;

public sealed class LatticeFileTests
{
    private const string Good = """
        potential: {expression: "lambda/4*phi1^4 + g2/2*phi1^2*phi2^2", parameters: {lambda: 0.04, g2: 0.08}}
        lattice: {dimensions: 3, sites: 64, length: 40}
        universe: {friedmann: {}}
        initial: {phi: [0.9, 0], phidot: [-0.05, 0], fluctuations: {vacuum: {cutoff: auto, seed: 1}}}
        time: {step: auto, to: 60, points: 121}
        method: leapfrog
        record: {spectra_every: 10, slices_every: 10, snapshots: [5, 20, 60], histogram: true}
        gravitational_waves: false
        """;

    public static TheoryData<string> Samples { get; } =
        [.. Directory.GetFiles(Path.Combine(Repository.Samples, "lattices"), "*.yaml").Select(path => Path.GetFileName(path)).Order()];

    /// <summary>What is replaced in the good file, by what, and what is then said.</summary>
    public static TheoryData<string, string, string> Replacements { get; } = new()
    {
        { "phi1^2*phi2^2", "phi1^2*phi3^2", "bad.yaml:1: potential.expression: is not a formula: column 31: unknown name 'phi3'" },
        { "phi1^2*phi2^2", "phi1^2*chi^2", "bad.yaml:1: potential.expression: is not a formula: column 31: unknown name 'chi'" },
        { "dimensions: 3", "dimensions: 4", "bad.yaml:2: lattice.dimensions: is above 3 (4)" },
        { "sites: 64", "sites: 66", "bad.yaml:2: lattice.sites: is not an even number that 2, 3, 5 and 7 make (66). The nearest are 64 "
            + "and 70." },
        { "sites: 64", "sites: 2048",
            "bad.yaml:2: lattice.sites: makes 2048 × 2048 × 2048 sites, more than the 2^30 - 1 that a lattice may have (2048). "
                + "Give at most 1008 a side: arrays are counted by whole numbers of 32 bits." },
        { "sites: 64", "sites: 1024", "bad.yaml:2: lattice.sites: makes 1024 × 1024 × 1024 sites, more than the 2^30 - 1" },
        { "{vacuum: {cutoff: auto, seed: 1}}", "{vacuum: {seed: 1}, snapshot: 2}",
            "bad.yaml:4: initial.fluctuations.snapshot: belongs to file (2). Leave it out, or give file." },
        { "sites: 64", "sites: 512", "bad.yaml:2: lattice.sites: makes 2 fields on 512 × 512 × 512 sites, which need 19 GiB of memory "
            + "(512). The machine has 4 GiB: at most 300 sites a side fit, or more in single precision, or fewer snapshots." },
        { "length: 40", "length: 40, spacing: 1", "bad.yaml:2: lattice: has length and spacing. Keep exactly one of length, spacing." },
        { "length: 40", "length: -40", "bad.yaml:2: lattice.length: is not above 0 (-40)." },
        { "length: 40", "length: 5e-324", "bad.yaml:2: lattice.length: makes squares of distances that are no numbers of doubles" },
        { "length: 40", "spacing: 1e200", "bad.yaml:2: lattice.spacing: makes squares of distances that are no numbers of doubles" },
        { "{friedmann: {}}", "{fluids: {}}", "bad.yaml:3: universe.fluids.radiation: is 0, as are all other fluids. Give a density, or "
            + "static." },
        { "{friedmann: {}}", "{staticc: {}}", "bad.yaml:3: universe.staticc: is not a key of universe. Did you mean static?" },
        { "phidot: [-0.05, 0]", "phidot: 1", "bad.yaml:4: initial.phidot: has 1 numbers for 2 fields (1). Give one for each." },
        { "{vacuum: {cutoff: auto, seed: 1}}", "some", "bad.yaml:4: initial.fluctuations: is not none, or a section with vacuum, thermal, "
            + "white, file, snapshot (some)." },
        { "{vacuum: {cutoff: auto, seed: 1}}", "{file: nowhere.npz}",
        "bad.yaml:4: initial.fluctuations.file: does not exist (nowhere.npz)." },
        { "to: 60", "to: 60, efolds: 2", "bad.yaml:5: time: has to and efolds. Keep exactly one of to, efolds." },
        { "step: auto", "step: fast", "bad.yaml:5: time.step: is not auto, or a number above 0 (fast)." },
        { "to: 60", "to: 50", "bad.yaml:7: record.snapshots: asks for a time after the end, 60 ([5, 20, 60]). Leave it out, or raise "
            + "time.to." },
        { "leapfrog", "leapfrogg", "bad.yaml:6: method: is not a choice (leapfrogg). Did you mean leapfrog?" },
    };

    [Theory, MemberData(nameof(Replacements))]
    public void Every_way_to_get_a_file_wrong_has_one_clear_message(string old, string replacement, string message)
    {
        Good.ShouldContain(old);

        ExperimentFileException exception = Should.Throw<ExperimentFileException>(
            () => LatticeFile.Parse(Good.Replace(old, replacement), "bad.yaml", ".", memory: 1L << 32));

        exception.Problems.ShouldHaveSingleItem().ToString().ShouldStartWith(message);
    }

    [Fact]
    public void Combinations_that_mean_nothing_are_refused()
    {
        Problem("dimensions: 3", "dimensions: 2", "gravitational_waves: false", "gravitational_waves: true")
            .ShouldStartWith("bad.yaml:8: gravitational_waves: need three dimensions (true).");
        Problem("{friedmann: {}}", "{static: {}}", "to: 60", "efolds: 3")
            .ShouldStartWith("bad.yaml:5: time.efolds: are never reached in a universe that does not expand (3).");
        Problem("slices_every: 10", "slices_every: 0, frames: true", "", "")
            .ShouldStartWith("bad.yaml:7: record.frames: draws slices, and there are none (true).");

        // A wrong number of velocities hides no unknown name.
        Should.Throw<ExperimentFileException>(
            () => LatticeFile.Parse(Good, "bad.yaml", ".", ["initial.phidot=1", "potential.expression=phi1^2+chi^2"]))
            .Problems.Select(problem => problem.Key).ShouldBe(["initial.phidot", "potential.expression"], ignoreOrder: true);

        static string Problem(string old, string replacement, string second, string instead)
        {
            string text = Good.Replace(old, replacement);
            text = second.Length == 0 ? text : text.Replace(second, instead);
            return Should.Throw<ExperimentFileException>(
                () => LatticeFile.Parse(text, "bad.yaml", ".")).Problems.ShouldHaveSingleItem().ToString();
        }
    }

    /// <summary>What is written down takes memory too, and has arrays of its own; the key that asks for most of it is named.</summary>
    [Theory]
    [InlineData("time.points=1000000", "time.points: records 0.07 GiB, which with the rest make 0.1 GiB of memory")]
    [InlineData("record={slices_every: 1, spectra_every: 0}", "record.slices_every: records 0.1 GiB", "time.points=100000")]
    [InlineData("record={slices_every: 0, spectra_every: 1}", "record.spectra_every: records 8002000000 numbers", "time.points=1000000",
        "lattice={dimensions: 1, sites: 8000, length: 1}")]
    [InlineData("lattice={dimensions: 1, sites: 4194304, length: 1}", "lattice.sites: makes more waves along an axis than are drawn")]
    public void What_is_recorded_has_to_fit_too(string change, string message, params string[] others)
    {
        string text = Good.Replace("sites: 64", "sites: 8").Replace("record: {spectra_every: 10, slices_every: 10, snapshots: [5, 20, 60], "
            + "histogram: true}", "record: {spectra_every: 0, slices_every: 0}");

        Should.Throw<ExperimentFileException>(
            () => LatticeFile.Parse(text, "bad.yaml", ".", [change, .. others], memory: change.Contains("4194304") ? 1L << 40 : 60_000_000))
            .Problems.ShouldHaveSingleItem().ToString().ShouldContain(message);
    }

    [Fact]
    public void A_file_says_what_it_says()
    {
        LatticeSettings settings = LatticeFile.Parse(
            Good, "good.yaml", ".", ["lattice.precision=single", "record.snapshots=[20, 5]"]).Settings;

        settings.Name.ShouldBe("good");
        settings.Lattice.ShouldBe(new LatticeGridSettings(3, 64, 40, LatticePrecision.Single));
        settings.Lattice.Spacing.ShouldBe(0.625);
        settings.Initial.Fluctuations.ShouldBe(new VacuumStartSettings(null, 1, 1));
        settings.Time.ShouldBe(new LatticeTimeSettings(null, 60, null, 121));
        settings.Record.Snapshots.ShouldBe([5, 20]);
        LatticeFile.Parse(Good.Replace("length: 40", "spacing: 0.625"), "good.yaml", ".").Settings.Lattice.Length.ShouldBe(40);
    }

    /// <summary>phi is phi1 where there is one field, as in universe files.</summary>
    [Theory]
    [InlineData("phi^2/2")]
    [InlineData("phi1^2/2")]
    public void A_single_field_has_two_names(string formula)
    {
        string text =
            $"potential: {{expression: {formula}}}\nlattice: {{dimensions: 1, sites: 8, length: 4}}\ninitial: {{phi: 1}}\ntime: {{to: 1}}";

        LatticeFile.Parse(text, "one.yaml", ".").Settings.CreatePotential().Value([3]).ShouldBe(4.5);
    }

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_is_read_obeys_the_schema_and_survives_the_round_trip(string name)
    {
        LatticeFile file = LatticeFile.Read(Path.Combine(Repository.Samples, "lattices", name));

        file.Settings.Name.ShouldBe(Path.GetFileNameWithoutExtension(name));
        JsonNode schema = JsonNode.Parse(StudyCatalogue.Lattice.Schema())!;
        SchemaCheck.Problems(schema, file.Tree.Root.ToJson()).ShouldBeEmpty();
        SchemaCheck.Problems(schema, file.ResolvedJson()).ShouldBeEmpty();
        LatticeFile again = LatticeFile.Parse(file.ResolvedYaml(), "again.yaml", ".");
        again.Settings.ShouldBe(file.Settings);
        again.ResolvedYaml().ShouldBe(file.ResolvedYaml());
    }
}
