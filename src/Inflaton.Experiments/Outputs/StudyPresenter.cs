using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Outputs;

/// <summary>How the results of one kind of study are shown. <see cref="StudyCatalogue"/> lists one for each kind.</summary>
public abstract class StudyPresenter
{
    /// <summary>The kind of study.</summary>
    public abstract StudyKind Kind { get; }

    /// <summary>The figures in the order of the report, each left out where there is nothing to draw.</summary>
    /// <param name="result">Results of this kind.</param>
    public abstract IReadOnlyList<Figure> Figures(StudyResult result);

    /// <summary>The report.</summary>
    /// <param name="result">Results of this kind.</param>
    /// <param name="figures">Their figures.</param>
    /// <returns>A whole HTML document that opens without a network.</returns>
    public abstract string Report(StudyResult result, IReadOnlyList<Figure> figures);
}
