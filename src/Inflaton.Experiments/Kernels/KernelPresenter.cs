using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Kernels;

/// <summary>Shows kernels.</summary>
internal sealed class KernelPresenter : StudyPresenter
{
    public override StudyKind Kind => KernelKind.Instance;

    public override IReadOnlyList<Figure> Figures(StudyResult result) => KernelFigures.Of((KernelResult)result);

    public override string Report(StudyResult result, IReadOnlyList<Figure> figures) => KernelReport.Build((KernelResult)result, figures);
}
