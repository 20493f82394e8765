using System.CommandLine;

namespace Inflaton.Cli;

/// <summary><c>inflaton completion</c>: what makes a shell complete the command line. The shells ask the program itself.</summary>
internal sealed class CompletionCommand
{
    private const string Bash = """
        _inflaton() {
          local IFS=$'\n' suggested
          suggested="$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)"
          COMPREPLY=($(compgen -W "$suggested" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _inflaton inflaton ./inflaton
        """;

    private const string Zsh = """
        _inflaton() {
          local -a words_found
          words_found=("${(@f)$(${words[1]} "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          compadd -a words_found
          _files
        }
        compdef _inflaton inflaton
        """;

    private const string Fish = """
        complete -c inflaton -a '(inflaton "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    public CompletionCommand(Terminal terminal)
    {
        Dictionary<string, string> scripts = new() { ["bash"] = Bash, ["zsh"] = Zsh, ["fish"] = Fish };
        Argument<string> shell = new("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong([.. scripts.Keys]);
        Command = new Command("completion", "Print the script that makes a shell complete this command.") { shell };
        Command.SetAction(parsed => terminal.Output.WriteLine(scripts[parsed.GetValue(shell)!]));
    }

    public Command Command { get; }
}
