using System.Numerics.Tensors;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Lattice;

/// <summary>
/// What there is in fields of any origin on the sites of a lattice: how far they are from the symmetric point, their topological defects
/// and their spectrum. Fields are [N, C] with the component fastest, as networks have them. It has buffers, and serves one caller at a
/// time.
/// </summary>
public sealed class FieldContent
{
    private readonly LatticeSpectrum spectrum;
    private readonly double[][] components;
    private readonly double[] power;

    /// <summary>Makes ready to look at fields.</summary>
    /// <param name="grid">A lattice of one to three dimensions with as many sites along each axis.</param>
    /// <param name="potential">V, which decides the kind of defects: of each component alone, or of all C together.</param>
    /// <param name="fields">C, at least 1.</param>
    /// <exception cref="ArgumentException">The axes differ, or V couples another number of fields.</exception>
    public FieldContent(LatticeGrid grid, Potential potential, int fields = 1)
    {
        spectrum = new LatticeSpectrum(grid, WorkerTeam.Single);
        Defects = DefectKind.Of(LatticePotential.Of(potential, fields), grid.Dimensions);
        components = [.. Enumerable.Range(0, fields).Select(_ => new double[grid.Sites])];
        power = new double[spectrum.Bins.Count];
    }

    /// <summary>The lattice.</summary>
    public LatticeGrid Grid => spectrum.Bins.Grid;

    /// <summary>The bins of <see cref="Power"/>.</summary>
    public SpectrumBins Bins => spectrum.Bins;

    /// <summary><see cref="DefectKind.Walls"/>, <see cref="DefectKind.Strings"/>, or null where V has neither.</summary>
    public string? Defects { get; }

    /// <summary>The order parameter √⟨Σ_c φ_c²⟩: 0 at the symmetric point, v where every site has chosen a vacuum.</summary>
    /// <param name="field">φ, length N·C.</param>
    /// <exception cref="ArgumentException">The field has another length.</exception>
    public double Order(ReadOnlySpan<double> field)
    {
        RequireLength(field);
        return Math.Sqrt(TensorPrimitives.SumOfSquares(field) / Grid.Sites);
    }

    /// <summary>
    /// Comoving amount of defects as <see cref="TopologicalDefects"/> has it; NaN where there are none or φ is not finite.
    /// </summary>
    /// <param name="field">φ, length N·C.</param>
    /// <exception cref="ArgumentException">The field has another length.</exception>
    public double Amount(ReadOnlySpan<double> field)
    {
        Split(field);
        return Defects is null || !double.IsFinite(TensorPrimitives.Sum(field)) ? double.NaN
            : Defects == DefectKind.Walls ? TopologicalDefects.Walls(Grid, components[0])
            : TopologicalDefects.Strings(Grid, components[0], components[1]);
    }

    /// <summary>P(k) = Σ_c ⟨|φ_k|²⟩/L^D, by bin.</summary>
    /// <param name="field">φ, length N·C.</param>
    /// <param name="result">Receives P.</param>
    /// <exception cref="ArgumentException">The field or the result has another length.</exception>
    public void Power(ReadOnlySpan<double> field, Span<double> result)
    {
        Split(field);
        result.Clear();
        foreach (double[] component in components)
        {
            spectrum.Power(component, power);
            TensorPrimitives.Add(result, power, result);
        }
    }

    private void Split(ReadOnlySpan<double> field)
    {
        RequireLength(field);
        for (int i = 0; i < field.Length; i++)
        {
            components[i % components.Length][i / components.Length] = field[i];
        }
    }

    private void RequireLength(ReadOnlySpan<double> field)
    {
        if (field.Length != Grid.Sites * components.Length)
        {
            throw new ArgumentException($"{field.Length} values are not {components.Length} fields on {Grid.Sites} sites.", nameof(field));
        }
    }
}
