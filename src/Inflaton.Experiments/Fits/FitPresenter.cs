using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Fits;

/// <summary>Shows fits.</summary>
internal sealed class FitPresenter : StudyPresenter
{
    public override StudyKind Kind => FitKind.Instance;

    public override IReadOnlyList<Figure> Figures(StudyResult result) => FitFigures.Of((FitResult)result);

    public override string Report(StudyResult result, IReadOnlyList<Figure> figures) => FitReport.Build((FitResult)result, figures);
}
