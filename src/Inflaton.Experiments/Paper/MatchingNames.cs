namespace Inflaton.Experiments.Paper;

/// <summary>The matchings as the claims name them: the paper's first.</summary>
internal static class MatchingNames
{
    /// <summary>Both.</summary>
    public static IReadOnlyList<string> All { get; } = ["leading", "leapfrog"];

    /// <summary>The column of a rung's mean field at the end of training.</summary>
    public static string Mean(string matching, string rung) => $"matchings.{matching}.mean_predicted.{rung}";

    /// <summary>The column of a mode's predicted amplitude at the end of training.</summary>
    public static string Amplitude(string matching, int mode) => $"matchings.{matching}.amplitudes_predicted.{mode}";

    /// <summary>The column of the vacuum domination.</summary>
    public static string Domination(string matching) => $"matchings.{matching}.domination";
}
