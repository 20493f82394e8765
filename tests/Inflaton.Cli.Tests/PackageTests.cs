using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Inflaton.Cli;

/// <summary>
/// The packages of this build: what is in them, the tool installed from them in an empty folder, and a program that refers to them.
/// </summary>
public sealed partial class PackageTests : IDisposable
{
    private static readonly string[] Libraries = ["Inflaton.Numerics", "Inflaton", "Inflaton.Experiments"];

    private static readonly (string Name, string Value)[] Quiet =
        [("DOTNET_NOLOGO", "1"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), ("MSBUILDDISABLENODEREUSE", "1")];

    private readonly string folder = Directory.CreateTempSubdirectory("inflaton-packages-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_tool_runs_a_sample_and_the_libraries_compile_the_readme()
    {
        string packages = Path.Combine(folder, "packages");
        Dotnet(
            Repository.Root, "pack", "Inflaton.slnx", "--configuration", "Release", "--no-build", "--output", packages, "--verbosity",
            "quiet");
        Directory.GetFiles(packages).Select(Path.GetFileName).Order().ShouldBe(
            ["Inflaton.0.1.0.nupkg", "Inflaton.Cli.0.1.0.nupkg", "Inflaton.Experiments.0.1.0.nupkg", "Inflaton.Numerics.0.1.0.nupkg"]);
        foreach (string library in Libraries)
        {
            Describes(Path.Combine(packages, $"{library}.0.1.0.nupkg"), library);
        }

        IsCompiledAhead(Path.Combine(packages, "Inflaton.Cli.0.1.0.nupkg"));
        Tool(packages);
        Library(packages);
    }

    private static void Describes(string package, string library)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        string[] entries = [.. archive.Entries.Select(entry => entry.FullName)];
        entries.ShouldContain("README.md");
        entries.ShouldContain($"lib/net10.0/{library}.dll");
        entries.ShouldContain($"lib/net10.0/{library}.xml");
        using StreamReader reader = new(archive.GetEntry($"{library}.nuspec")!.Open());
        string nuspec = reader.ReadToEnd();
        nuspec.ShouldContain($"<id>{library}</id>");
        nuspec.ShouldContain("<license type=\"expression\">MIT</license>");
        nuspec.ShouldContain("<readme>README.md</readme>");
        nuspec.ShouldContain("<description>");
        nuspec.ShouldNotContain("Package Description");
        nuspec.ShouldNotContain("MathNet");
    }

    private static void IsCompiledAhead(string package)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
        {
            return;
        }

        using ZipArchive archive = ZipFile.OpenRead(package);
        foreach (string assembly in (string[])[.. Libraries, "Inflaton.Cli", "YamlDotNet"])
        {
            using MemoryStream image = new();
            using (Stream packed = archive.GetEntry($"tools/net10.0/any/{assembly}.dll")!.Open())
            {
                packed.CopyTo(image);
            }

            image.Position = 0;
            using PEReader reader = new(image);
            reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size.ShouldBeGreaterThan(0, assembly);
        }
    }

    private void Tool(string packages)
    {
        // No source but the folder: the tool brings all that it needs.
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration><packageSources><clear /><add key="packages" value="{packages}" /></packageSources></configuration>
            """);
        string tools = Path.Combine(folder, "tools"), fresh = Directory.CreateDirectory(Path.Combine(folder, "fresh")).FullName;
        Dotnet(folder, "tool", "install", "Inflaton.Cli", "--tool-path", tools, "--version", "0.1.0", "--verbosity", "quiet");
        CopySample(fresh);
        string tool = Path.Combine(tools, OperatingSystem.IsWindows() ? "inflaton.exe" : "inflaton");

        Run(fresh, tool, "--version").ShouldContain("0.1.0");
        Run(fresh, tool, "run", "diabetes.yaml", "--set", "network.hidden=[64,64]", "epochs=30", "--quiet");
        File.Exists(Path.Combine(fresh, "out", "diabetes", "summary.json")).ShouldBeTrue();
        File.Exists(Path.Combine(fresh, "out", "diabetes", "report.html")).ShouldBeTrue();
    }

    /// <summary>The sample and its data.</summary>
    private static void CopySample(string directory)
    {
        string samples = Path.Combine(Repository.Root, "samples");
        Directory.CreateDirectory(Path.Combine(directory, "data"));
        foreach (string file in new[] { "diabetes.yaml", Path.Combine("data", "diabetes.csv") })
        {
            File.Copy(Path.Combine(samples, file), Path.Combine(directory, file));
        }
    }

    /// <summary>The folder that <c>./publish</c> writes, in a root without .NET, without a shell, and without this clone.</summary>
    [Fact]
    public void The_published_folder_runs_a_sample_on_a_machine_without_dotnet()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && Environment.UserName == "root",
            "Only root can make an empty root, and this one is of Linux on x64.");
        string published = Path.Combine(folder, "published"), work = Directory.CreateDirectory(Path.Combine(folder, "work")).FullName;
        (int code, string said) = Try(Repository.Root, Path.Combine(Repository.Root, "publish"), published);
        Assert.SkipWhen(
            code != 0 && (said.Contains("NU1301", StringComparison.Ordinal) || said.Contains("NU1101", StringComparison.Ordinal)),
            "The runtime's packages cannot be fetched.");
        code.ShouldBe(0, said);
        CopySample(work);

        (code, said) = Try(work, Path.Combine(Repository.Root, "tests", "empty-root"), published, work, "/program/inflaton", "--version");
        Assert.SkipWhen(code == 125, "Nothing can be mounted here.");
        code.ShouldBe(0, said);
        said.ShouldContain("0.1.0");
        (code, said) = Try(
            work, Path.Combine(Repository.Root, "tests", "empty-root"), published, work, "/program/inflaton", "run", "/work/diabetes.yaml",
            "--out", "/work/out", "--set", "network.hidden=[64,64]", "epochs=30", "--quiet");
        code.ShouldBe(0, said);
        said.ShouldBeEmpty();
        File.Exists(Path.Combine(work, "out", "summary.json")).ShouldBeTrue();
        Pictures.ShouldStandBeside(Directory.GetFiles(Path.Combine(work, "out", "figures"), "*.vl.json"));
    }

    private void Library(string packages)
    {
        string project = Directory.CreateDirectory(Path.Combine(folder, "library")).FullName;
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

        // What the packages refer to is on this machine, since they were built here; nothing is fetched, and nothing left behind.
        File.WriteAllText(Path.Combine(project, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packages" value="{packages}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="machine" value="{cache}" /></fallbackPackageFolders>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(project, "library.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Inflaton" Version="0.1.0" /></ItemGroup>
            </Project>
            """);
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        string[] blocks = [.. Code().Matches(readme).Select(match => match.Groups["code"].Value)];
        string[] printed =
            [.. Text().Matches(readme[readme.IndexOf("```csharp", StringComparison.Ordinal)..])
                .Select(match => match.Groups["text"].Value)];
        string[] spaces =
            [.. Namespace()
                .Matches(
                    readme[readme.IndexOf("The namespaces are", StringComparison.Ordinal)..readme.IndexOf(
                        "## Read on", StringComparison.Ordinal)])
            .Select(match => match.Groups["name"].Value)];
        blocks.ShouldNotBeEmpty();
        File.WriteAllText(
            Path.Combine(project, "Program.cs"),
            $"{string.Concat(spaces.Select(space => $"using {space};\n"))}{string.Concat(blocks.Select(block => $"{{\n{block}}}\n"))}");

        string own = Path.Combine(folder, "restored");
        Run(project, "dotnet", [("NUGET_PACKAGES", own)], "run", "--verbosity", "quiet").ShouldBe(string.Concat(printed));
    }

    private static void Dotnet(string directory, params string[] arguments) => Run(directory, "dotnet", arguments);

    private static string Run(string directory, string program, params string[] arguments) => Run(directory, program, [], arguments);

    private static string Run(string directory, string program, (string Name, string Value)[] environment, params string[] arguments)
    {
        (int code, string said) = Try(directory, program, environment, arguments);
        code.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{said}");
        return said;
    }

    private static (int Code, string Said) Try(string directory, string program, params string[] arguments) =>
        Try(directory, program, [], arguments);

    /// <summary>What a program writes, errors last where there are any, and its exit code.</summary>
    private static (int Code, string Said) Try(
        string directory, string program, (string Name, string Value)[] environment, string[] arguments)
    {
        (int code, string output, string errors) = OtherProgram.Run(directory, [.. Quiet, .. environment], program, arguments);
        return (code, code == 0 ? output : $"{output}\n{errors}");
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("```text\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Text();

    [GeneratedRegex("`(?<name>Inflaton[A-Za-z.]*)`")]
    private static partial Regex Namespace();
}
