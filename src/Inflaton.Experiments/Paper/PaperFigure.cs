namespace Inflaton.Experiments.Paper;

/// <summary>One of the paper's figures: which columns of its scans it needs, and what it makes of them.</summary>
internal abstract class PaperFigure
{
    /// <summary>All six, in order.</summary>
    public static IReadOnlyList<PaperFigure> All { get; } =
    [
        new KernelSizeFigure(), new LearningRateFigure(), new RollingFigure(), new EigenvalueFigure(), new PerturbationFigure(),
        new MeanKernelFigure(),
    ];

    /// <summary>Number in the paper.</summary>
    public abstract int Number { get; }

    /// <summary>What it is about, in a line.</summary>
    public abstract string Title { get; }

    /// <summary>Columns that it reads from the scans.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Claims, figures and tables from the stored runs; there is at least one.</summary>
    /// <param name="runs">The runs, with <see cref="Columns"/>.</param>
    public abstract FigureFinding Of(RunTable runs);
}
