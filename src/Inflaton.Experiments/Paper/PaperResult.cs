namespace Inflaton.Experiments.Paper;

/// <summary>A finished reproduction.</summary>
/// <param name="Summary">Its claims and what they were computed from.</param>
/// <param name="Findings">The findings by figure.</param>
/// <param name="Titles">Titles of the figures.</param>
/// <param name="Files">Name and text of each scan file.</param>
public sealed record PaperResult(
    PaperSummary Summary,
    IReadOnlyDictionary<int, FigureFinding> Findings,
    IReadOnlyDictionary<int, string> Titles,
    IReadOnlyList<(string Name, string Text)> Files);
