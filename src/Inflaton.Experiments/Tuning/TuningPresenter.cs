using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Tuning;

/// <summary>Shows tunings.</summary>
internal sealed class TuningPresenter : StudyPresenter
{
    public override StudyKind Kind => TuningKind.Instance;

    public override IReadOnlyList<Figure> Figures(StudyResult result) =>
        ((TuningOutput)result).Tuned is { Map.Count: > 0 } tuned ? [TuningFigure.Of(tuned)] : [];

    public override string Report(StudyResult result, IReadOnlyList<Figure> figures) => TuningReport.Build((TuningOutput)result, figures);
}
