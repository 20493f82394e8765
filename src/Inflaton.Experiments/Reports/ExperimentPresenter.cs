using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Reports;

/// <summary>Shows runs of experiments.</summary>
internal sealed class ExperimentPresenter : StudyPresenter
{
    public override StudyKind Kind => ExperimentKind.Instance;

    public override IReadOnlyList<Figure> Figures(StudyResult result) => FigureSet.Of(((RunResult)result).Summary, result.Arrays);

    public override string Report(StudyResult result, IReadOnlyList<Figure> figures) => HtmlReport.Build((RunResult)result, figures);
}
