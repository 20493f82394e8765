using System.Numerics;
using Inflaton.Numerics.Expressions;
using Inflaton.Numerics.Stencils;

namespace Inflaton.Lattice;

/// <summary>A formula, compiled.</summary>
internal sealed class FormulaLatticePotential : LatticePotential
{
    private readonly Formula formula;
    private readonly string text;
    private readonly Formula[] slopes;
    private CompiledFormulas<double>? hessian;

    /// <summary>The potential of a formula.</summary>
    /// <param name="formula">V.</param>
    /// <param name="text">V in symbols; null for the formula's own text.</param>
    public FormulaLatticePotential(Formula formula, string? text = null)
        : base(formula.Variables.Count)
    {
        this.formula = formula;
        this.text = text ?? formula.ToString();
        slopes = [.. formula.Variables.Select(formula.Derivative)];
    }

    public override string Formula => text;

    public override bool IsCompiled => true;

    public override double Value(ReadOnlySpan<double> point) => formula.Evaluate(point);

    private protected override void Hessians(ReadOnlySpan<double> block, int sites, Span<double> hessians)
    {
        hessian ??= new CompiledFormulas<double>([.. slopes.SelectMany(slope => formula.Variables.Select(slope.Derivative))]);
        hessian.Evaluate(sites, block, BlockSites, hessians, BlockSites);
    }

    internal override ISlopes<T> Slopes<T>(int workers) => new Compiled<T>(new CompiledFormulas<T>([formula, .. slopes]));

    internal override PotentialKick<T>? Kick<T>() => PotentialKick<T>.Of(formula, slopes);

    private sealed class Compiled<T>(CompiledFormulas<T> formulas) : ISlopes<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public double Evaluate(int sites, ReadOnlySpan<T> field, int stride, Span<T> slopes, int slopeStride, int worker) =>
            formulas.EvaluateSum(sites, field, stride, slopes, slopeStride);
    }
}
