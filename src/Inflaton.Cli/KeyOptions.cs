using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Inflaton.Experiments.Files;

namespace Inflaton.Cli;

/// <summary>Options that stand for keys of a file: they are read as <c>--set key=value</c> is, and refused by their own names.</summary>
/// <param name="command">The command that has them.</param>
internal sealed class KeyOptions(Command command)
{
    private const string Override = "--set";

    private readonly List<(Option Option, string Key, Func<ParseResult, string> Value)> all = [];

    /// <summary>Adds an option.</summary>
    /// <typeparam name="T">What its value is read as.</typeparam>
    /// <param name="key">Dotted path of the key.</param>
    /// <param name="option">The option.</param>
    /// <param name="value">The key's value as YAML; null for the option's as it is.</param>
    public void Add<T>(string key, Option<T> option, Func<T, string>? value = null)
    {
        all.Add((option, key, parsed => (value ?? Text)(parsed.GetValue(option)!)));
        command.Add(option);
    }

    /// <summary>A text as YAML.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text);

    /// <summary>Whether an option is given.</summary>
    public static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The keys with their values, where options give them.</summary>
    public IEnumerable<string> Assignments(ParseResult parsed) =>
        all.Where(one => IsGiven(parsed, one.Option)).Select(one => $"{one.Key}={one.Value(parsed)}");

    /// <summary>A problem of a key as one of the option that gave its value, or that could where nothing does.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="assignments">The pairs of <c>--set</c>, whose problems stay as they are.</param>
    /// <param name="alone">What messages call the file where options alone describe the study; null where there is a file.</param>
    public FileProblem ByOption(FileProblem problem, ParseResult parsed, IReadOnlyList<string> assignments, string? alone = null)
    {
        bool isAlone = problem.File == alone;
        (Option? option, string key, _) = all.FirstOrDefault(
            one => problem.Key == one.Key || problem.Key.StartsWith(one.Key + ".", StringComparison.Ordinal));
        bool isOfOption = option is not null && (isAlone
            || (problem.File == Override && IsGiven(parsed, option) && !assignments.Any(one => IsOf(one, key))));
        return !isOfOption ? problem : problem with
        {
            File = option!.Name,
            Line = 0,
            Key = "",
            Remedy = problem.Remedy?.Replace($"for example {Last(key)}: ", $"for example {option.Name} ", StringComparison.Ordinal),
        };
    }

    /// <summary>A message that asks for a key, as one that asks for the option that stands for it.</summary>
    public string ByOptions(string message) => all.Aggregate(
        message,
        (text, one) => text.Replace($"; give {one.Key}: ", $"; give {one.Option.Name} ", StringComparison.Ordinal)
            .Replace($"; give {one.Key}.", $"; give it with {one.Option.Name}.", StringComparison.Ordinal));

    private static bool IsOf(string assignment, string key) =>
        assignment.StartsWith(key + "=", StringComparison.Ordinal) || assignment.StartsWith(key + ".", StringComparison.Ordinal);

    private static string Last(string key) => key[(key.LastIndexOf('.') + 1)..];

    private static string Text<T>(T value) => string.Create(CultureInfo.InvariantCulture, $"{value}");
}
