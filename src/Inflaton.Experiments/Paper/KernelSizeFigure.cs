namespace Inflaton.Experiments.Paper;

/// <summary>Figure 1: Θ₀ by the network's hyper-parameters.</summary>
internal sealed class KernelSizeFigure : PaperFigure
{
    /// <inheritdoc/>
    public override int Number => 1;

    /// <inheritdoc/>
    public override string Title => "The kernel Θ₀ at initialisation, by hyper-parameter";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [.. KernelFactors.Columns, "theta0"];

    /// <inheritdoc/>
    public override FigureFinding Of(RunTable runs)
    {
        KernelFactors factors = new(runs, runs.Numbers("theta0"), "Θ₀");
        return new FigureFinding(
            [.. factors.Order(Number), .. factors.Activations(Number)], [factors.Distributions("figure-1", Title)],
            [factors.Shares(), factors.Medians()]);
    }
}
