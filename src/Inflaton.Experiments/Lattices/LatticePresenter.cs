using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Lattices;

/// <summary>Shows lattices.</summary>
internal sealed class LatticePresenter : StudyPresenter
{
    public override StudyKind Kind => LatticeKind.Instance;

    public override IReadOnlyList<Figure> Figures(StudyResult result) => LatticeFigures.Of((LatticeResult)result);

    public override string Report(StudyResult result, IReadOnlyList<Figure> figures) => LatticeReport.Build((LatticeResult)result, figures);
}
