using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Inflaton.Data;

namespace Inflaton.Cli;

/// <summary>What is wrong with a command line, in the words of this program.</summary>
internal static class CommandLineProblems
{
    private const string NotUnderstood = "Unrecognized command or argument", NotRead = "Cannot parse argument";
    private const string NoCommand = "Required command was not provided", NotAmong = " not recognized. Must be one of:";

    /// <summary>Everything that is wrong; nothing where nothing is.</summary>
    /// <param name="parsed">The command line as it was parsed.</param>
    /// <param name="words">The words of which it was parsed.</param>
    public static IReadOnlyList<string> Of(ParseResult parsed, IReadOnlyList<string> words)
    {
        if (parsed.Tokens.Any(token => token.Type == TokenType.Directive))
        {
            // A shell that asks what may follow; the words are not whole yet.
            return [.. parsed.Errors.Select(error => error.Message)];
        }

        List<string> found = [];
        CommandResult command = parsed.CommandResult;
        IEnumerable<string> loose = parsed.UnmatchedTokens.Concat(
            command.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value));
        IEnumerable<string> taken = command.Children.OfType<OptionResult>().SelectMany(option => option.Tokens).Select(token => token.Value)
            .Where(value => value.StartsWith("--", StringComparison.Ordinal) && words.Contains(value));
        string[] options = [.. loose.Where(LooksLikeOption).Concat(taken).Distinct().Where(word => !IsBehindDashes(word, words))];
        found.AddRange(options.Select(option => Unknown(option, [.. Commands(command)])));
        foreach (string word in options.Length > 0 ? [] : parsed.UnmatchedTokens)
        {
            bool isCommand = command.Command is RootCommand;
            string? near = isCommand ? NearestName.Find(word, command.Command.Subcommands.Select(one => one.Name)) : null;
            found.Add(!isCommand ? $"{word}: is one word too many, or misplaced."
                : near is null ? $"{word}: is no command." : $"{word}: is no command. Did you mean {near}?");
        }

        foreach (OptionResult option in command.Children.OfType<OptionResult>())
        {
            found.AddRange(option.Tokens.Where(token => !options.Contains(token.Value))
                .Select(token => ProblemWith(option.Option, token.Value)).OfType<string>());
        }

        found.AddRange(command.Children.OfType<ArgumentResult>()
            .Where(argument => argument.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            .Select(argument => $"{argument.Argument.HelpName ?? argument.Argument.Name}: is empty. Give a name."));
        if (options.Length > 0)
        {
            // What is missing is missing because of a word that was taken for something else.
            return found;
        }

        foreach (string message in parsed.Errors.Select(error => error.Message))
        {
            if (message.StartsWith(NotUnderstood, StringComparison.Ordinal)
                || (message.StartsWith(NotRead, StringComparison.Ordinal) && found.Count > 0)
                || (message.StartsWith(NoCommand, StringComparison.Ordinal) && found.Count > 0))
            {
                continue;
            }

            found.Add(message.Split(NotAmong) is [var given, var choices]
                ? $"{given.Replace("Argument ", "", StringComparison.Ordinal)}: is not a choice. Give one of "
                    + $"{string.Join(", ", choices.Split('\'').Where(one => one.Trim().Length > 0))}."
                : message);
        }

        return found;
    }

    private static IEnumerable<Command> Commands(CommandResult? result)
    {
        for (; result is not null; result = result.Parent as CommandResult)
        {
            yield return result.Command;
        }
    }

    private static bool LooksLikeOption(string word) => word is ['-', '-', ..] || (word is ['-', var letter, ..] && char.IsLetter(letter));

    private static bool IsBehindDashes(string word, IReadOnlyList<string> words) =>
        words.TakeWhile(one => one != "--").All(one => one != word && !one.StartsWith(word + "=", StringComparison.Ordinal));

    /// <param name="option">The word.</param>
    /// <param name="commands">The command that it was given to, and those that this one belongs to.</param>
    private static string Unknown(string option, Command[] commands)
    {
        string name = option.Split('=')[0];
        string Named(int one) => commands.Length == 1
            ? "inflaton"
            : $"'inflaton {string.Join(' ', commands[one..^1].Reverse().Select(command => command.Name))}'";
        int owner = Array.FindIndex(commands, command => Names(command).Contains(name));
        return owner == 0 ? $"{name}: stands before the command. Write it behind."
            : owner > 0 ? $"{name}: is an option of {Named(owner)}, not of {Named(0)}."
            : NearestName.Find(name, commands.SelectMany(Names)) is { } near
            ? $"{name}: is no option of {Named(0)}. Did you mean {near}?"
            : $"{name}: is no option of {Named(0)}.";
    }

    private static IEnumerable<string> Names(Command command) =>
        command.Options.SelectMany(option => option.Aliases.Prepend(option.Name));

    /// <summary>What is wrong with the value of an option, an empty name or what is no number; null where nothing is.</summary>
    private static string? ProblemWith(Option option, string value)
    {
        Type type = option.ValueType.IsArray ? option.ValueType.GetElementType()! : option.ValueType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        const NumberStyles whole = NumberStyles.AllowLeadingSign;
        (bool fits, string problem, string remedy) = type == typeof(double)
            ? (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _), "is not a number",
                value.Contains(',') ? "Write decimals with a point, and no commas." : "Give a number.")
            : type == typeof(int)
                ? (int.TryParse(value, whole, CultureInfo.InvariantCulture, out _), "is not a whole number",
                    $"Give a whole number of at most {int.MaxValue}.")
            : type == typeof(ulong)
                ? (ulong.TryParse(value, whole, CultureInfo.InvariantCulture, out _), "is not a whole number of at least 0",
                    $"Give one from 0 to {ulong.MaxValue}.")
            : type == typeof(string) && !option.ValueType.IsArray
                ? (!string.IsNullOrWhiteSpace(value), "is empty", "Give a name, or leave the option out.")
            : (true, "", "");
        return fits ? null : $"{option.Name}: {problem}{(string.IsNullOrWhiteSpace(value) ? "" : $" ({value})")}. {remedy}";
    }
}
