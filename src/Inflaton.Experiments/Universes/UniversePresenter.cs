using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Universes;

/// <summary>Shows universes.</summary>
internal sealed class UniversePresenter : StudyPresenter
{
    public override StudyKind Kind => UniverseKind.Instance;

    public override IReadOnlyList<Figure> Figures(StudyResult result) => UniverseFigures.Of((UniverseResult)result);

    public override string Report(StudyResult result, IReadOnlyList<Figure> figures) =>
        UniverseReport.Build((UniverseResult)result, figures);
}
