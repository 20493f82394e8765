using Inflaton.Experiments.Figures;

namespace Inflaton.Experiments.Paper;

/// <summary>What the runs of one of the paper's figures say.</summary>
/// <param name="Claims">The paper's claims, held against them.</param>
/// <param name="Figures">Figures of the paper's kind, and their counterparts in the other matching.</param>
/// <param name="Tables">Numbers behind them.</param>
public sealed record FigureFinding(IReadOnlyList<Claim> Claims, IReadOnlyList<Figure> Figures, IReadOnlyList<PaperTable> Tables);
