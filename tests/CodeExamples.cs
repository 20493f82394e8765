using System.Text.RegularExpressions;

namespace Inflaton;

/// <summary>Lines of C# that a page shows, beside those of a test that runs them.</summary>
internal static partial class CodeExamples
{
    /// <summary>A block of a language in a page, from its first lines of C# on, without its fences.</summary>
    /// <param name="page">The page, below the folder of the solution.</param>
    /// <param name="language">What stands behind the fence.</param>
    /// <param name="number">Which of them, from 0.</param>
    public static string Block(string page, string language, int number)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, page));
        int start = text.IndexOf("```csharp\n", StringComparison.Ordinal);
        string fence = $"```{language}\n";
        for (int block = 0; block <= number; block++)
        {
            start = text.IndexOf(fence, start, StringComparison.Ordinal) + fence.Length;
        }

        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    /// <summary>The lines of a block of C#, empty ones aside.</summary>
    /// <param name="page">The page.</param>
    /// <param name="number">Which block, from 0.</param>
    public static string[] Lines(string page, int number) => [.. Block(page, "csharp", number).Split('\n').Where(line => line.Length > 0)];

    /// <summary>The lines of a <c>#region</c> of a test, empty ones aside.</summary>
    /// <param name="test">The source of the test, below the folder of the solution.</param>
    /// <param name="number">Which region, from 0.</param>
    public static string[] Region(string test, int number)
    {
        string body = Regions().Matches(File.ReadAllText(Path.Combine(Repository.Root, test)))[number].Groups["body"].Value;
        return [.. body.Split('\n').Select(line => line.Length > 8 ? line[8..] : "").Where(line => line.Length > 0)];
    }

    [GeneratedRegex(@"#region [A-Z]+\n(?<body>.*?)\n\s*#endregion", RegexOptions.Singleline)]
    private static partial Regex Regions();
}

/// <summary>Stands for the console in the examples of a page.</summary>
internal static class ExampleConsole
{
    private static readonly StringWriter Writer = new() { NewLine = "\n" };

    public static string Text => Writer.ToString();

    public static void Clear() => Writer.GetStringBuilder().Clear();

    public static void WriteLine(string line) => Writer.WriteLine(line);
}
