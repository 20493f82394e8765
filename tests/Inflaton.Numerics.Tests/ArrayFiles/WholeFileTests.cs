using System.Text;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Numerics.Tests.ArrayFiles;

public class WholeFileTests
{
    [Fact]
    public void A_new_file_appears_alone()
    {
        using var files = new TestFiles();
        WholeFile.Write(files.At("a.txt"), stream => stream.Write("one"u8));
        File.ReadAllText(files.At("a.txt")).ShouldBe("one");
        files.Names().ShouldBe(["a.txt"]);
    }

    [Fact]
    public void An_old_file_is_replaced()
    {
        using var files = new TestFiles();
        WholeFile.WriteText(files.At("a.txt"), "a longer text than the next");
        WholeFile.WriteText(files.At("a.txt"), "Θ₀");
        File.ReadAllBytes(files.At("a.txt")).ShouldBe(Encoding.UTF8.GetBytes("Θ₀"));
        files.Names().ShouldBe(["a.txt"]);
    }

    /// <summary>A file that is only in memory when the power goes is none, though it has its name.</summary>
    [Fact]
    public void What_cannot_be_brought_to_the_disk_is_an_error()
    {
        Assert.SkipUnless(FailingDisk.IsAvailable, "Calls of the system can be made to fail on Linux alone.");
        using var files = new TestFiles();
        WholeFile.WriteText(files.At("a.txt"), "old");
        FailingDisk.Unsynchronised(() => Should.Throw<IOException>(() => WholeFile.WriteText(files.At("a.txt"), "new")));
        FailingDisk.Full(() => Should.Throw<IOException>(() => WholeFile.WriteText(files.At("a.txt"), "new")));
        FailingDisk.ReadOnly(() => Should.Throw<IOException>(() => WholeFile.WriteText(files.At("a.txt"), "new")));
        File.ReadAllText(files.At("a.txt")).ShouldBe("old");
        files.Names().ShouldBe(["a.txt"]);
    }

    [Fact]
    public void A_failure_leaves_the_old_file_and_nothing_else()
    {
        using var files = new TestFiles();
        WholeFile.WriteText(files.At("a.txt"), "old");
        Should.Throw<InvalidOperationException>(() => WholeFile.Write(files.At("a.txt"), stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            File.ReadAllText(files.At("a.txt")).ShouldBe("old");
            files.Names().Length.ShouldBe(2);
            throw new InvalidOperationException();
        }));
        File.ReadAllText(files.At("a.txt")).ShouldBe("old");
        files.Names().ShouldBe(["a.txt"]);
    }

    [Fact]
    public void A_missing_folder_and_a_folder_in_the_way_are_errors()
    {
        using var files = new TestFiles();
        Should.Throw<DirectoryNotFoundException>(() => WholeFile.WriteText(files.At("none/a.txt"), ""));
        Directory.CreateDirectory(files.At("folder"));
        Should.Throw<IOException>(() => WholeFile.WriteText(files.At("folder"), ""));
        files.Names().ShouldBeEmpty();
    }
}
