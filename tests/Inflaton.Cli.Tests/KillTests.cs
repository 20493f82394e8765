using System.Globalization;
using Inflaton.Experiments;
using Inflaton.Numerics.Random;

namespace Inflaton.Cli;

/// <summary>
/// Real processes, ended without warning at random moments, and begun again: what they leave is whole or not there, and what they end with
/// has the bits of a process that nothing disturbed. Scans and lattices have such tests beside their own.
/// </summary>
public sealed class KillTests
{
    /// <summary>How often each is killed: <c>./test --kills N</c>.</summary>
    private static readonly int Kills = int.Parse(
        Environment.GetEnvironmentVariable("INFLATON_KILLS") ?? "3", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("ensemble", "ensemble-state.npz", "ensemble.npz")]
    [InlineData("fit", "state.npz", "fit.npz")]
    [InlineData("run", "training-state.npz", "trajectories.npz", "training.method=direct")]
    [InlineData("run", "training-state.npz", "trajectories.npz", "training.method=reduced", "network.hidden=[300, 300]", "epochs=60000")]
    public void What_is_gone_on_with_ends_with_the_same_bits(string command, string state, string arrays, params string[] changes)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill is a program of Unix.");
        using Session session = new();
        string[] common = command switch
        {
            "ensemble" => [Path.Combine(Repository.Samples, "ensembles", "ensemble.yaml"), "--save-every", "0", "--draws", "3200"],
            "fit" =>
            [
                Path.Combine(Repository.Samples, "fits", "plateau.yaml"), "--save-every", "0", "--set", "fit.steps=60", "fit.walkers=6",
            ],
            _ =>
            [
                Session.Sample("homogeneous"), "--save-every", "0.05", "--set", "network.hidden=[64, 64]", "epochs=400000",
                "record_every=4000", .. changes,
            ],
        };
        common = [command, common[0], "-q", "--no-pictures", .. common[1..]];
        using (RunningCommand whole = RunningCommand.Start([.. common, "--out", session.In("whole")]))
        {
            string kept = session.In($"out/{state}");
            RunningCommand.Kill(Kills, Go, () => File.GetLastWriteTimeUtc(kept).Ticks, most: 40)
                .ShouldBeGreaterThan(0, "a kill has to come in the midst of the work");

            using RunningCommand last = Go();
            last.Wait().ShouldBe(ExitCode.Success, last.Error);
            whole.Wait().ShouldBe(ExitCode.Success, whole.Error);

            RunningCommand Go() => RunningCommand.Start(
                [.. common, "--out", session.In("out"), .. File.Exists(kept) ? (string[])["--resume"] : []]);
        }

        File.ReadAllBytes(session.In($"out/{arrays}")).ShouldBe(File.ReadAllBytes(session.In($"whole/{arrays}")));
    }

    /// <summary>A run begins anew: a summary stands beside the arrays that it is of, or there is none.</summary>
    [Fact]
    public void A_run_leaves_whole_results_or_none()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill is a program of Unix.");
        using Session session = new();
        string[] common = ["run", Session.Sample("homogeneous"), "-q", "--set", "network.hidden=[64]", "epochs=3000", "record_every=100"];
        session.Run([.. common, "--no-pictures", "--out", session.In("whole")]).ShouldBe(0, session.Error);
        CounterStream moments = new(5, 0);
        string summary = session.In("out/summary.json");
        for (int kill = 0; kill < Kills; kill++)
        {
            using RunningCommand running = RunningCommand.Start([.. common, "--out", session.In("out")]);
            running.Until(() => File.Exists(session.In("out/.inflaton.lock")) || File.Exists(summary)).ShouldBeTrue(running.Error);
            Thread.Sleep((int)(1500 * moments.UniformAt((ulong)kill)));
            running.Kill();

            // The lock of a process that is gone holds nobody up, and what it wrote is whole.
            if (File.Exists(summary))
            {
                ShouldBeWhole(session);
            }
        }

        using RunningCommand last = RunningCommand.Start([.. common, "--out", session.In("out")]);
        last.Wait().ShouldBe(ExitCode.Success, last.Error);
        ShouldBeWhole(session);
        File.Exists(session.In("out/.inflaton.lock")).ShouldBeFalse();
    }

    /// <summary>A server writes nothing into the folder that it shows, and another one starts where it was.</summary>
    [Fact]
    public void A_server_that_is_killed_leaves_its_folder_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill is a program of Unix.");
        using Session session = new();
        for (int kill = 0; kill < 2; kill++)
        {
            using RunningCommand running = RunningCommand.Start("serve", "--port", "0", "--root", session.Folder);
            running.Says("The page is at");
            running.Kill();
            Directory.GetFileSystemEntries(session.Folder).ShouldBeEmpty();
        }
    }

    private static void ShouldBeWhole(Session session)
    {
        File.ReadAllBytes(session.In("out/trajectories.npz")).ShouldBe(File.ReadAllBytes(session.In("whole/trajectories.npz")));
        StudyCatalogue.ExistingFolder(session.In("out")).Read().Outline.Name.ShouldBe("homogeneous");
    }
}
