namespace Inflaton.Cli;

/// <summary>
/// The Python package, by its own tests in python/tests, over this build's command line. Skipped where no Python has the packages that they
/// need.
/// </summary>
public sealed class PythonPackageTests
{
    private static readonly string[] Interpreters =
        [Environment.GetEnvironmentVariable("PYTHON") ?? "python3", "python3", "/usr/bin/python3"];

    [Theory]
    [InlineData("tests.test_package", "numpy")]
    [InlineData("tests.test_pandas", "numpy, pandas")]
    [InlineData("tests.test_torch", "numpy, torch")]
    [InlineData("tests.test_page", "numpy, pandas, torch")]
    public void Its_own_tests_pass(string module, string packages)
    {
        string? python = Array.Find(Interpreters, one => Run(one, "-c", $"import {packages}").Code == 0);
        Assert.SkipUnless(python is not null, $"python/{module.Replace('.', '/')}.py: no python3 with {packages} on this machine.");

        (int code, string said) = Run(python!, "-m", "unittest", module);
        code.ShouldBe(0, said);
        said.ShouldContain("\nOK");
        said.ShouldNotContain("Ran 0 tests");
    }

    private static (int Code, string Said) Run(string program, params IEnumerable<string> arguments)
    {
        try
        {
            (int code, string output, string errors) = OtherProgram.Run(
                Path.Combine(Repository.Root, "python"), [("INFLATON", $"dotnet '{typeof(CommandLine).Assembly.Location}'")],
                program, arguments);
            return (code, output + errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "");
        }
    }
}
