using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.Expressions;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Stencils;
using Inflaton.Potentials;

namespace Inflaton.Lattice;

/// <summary>
/// V(φ₁ … φ_C) as a lattice needs it: value and slopes together, component by component, at many sites. Formulas are compiled; a potential
/// of another kind is asked site by site, which is several times slower.
/// </summary>
public abstract class LatticePotential
{
    /// <summary>Sites that are looked at together: few enough to stay in the fastest cache.</summary>
    internal const int BlockSites = 512;

    private protected LatticePotential(int fields) => Fields = fields;

    /// <summary>C.</summary>
    public int Fields { get; }

    /// <summary>V in symbols.</summary>
    public abstract string Formula { get; }

    /// <summary>Whether its slopes are code compiled for it, some ten times as fast as a potential that is asked site by site.</summary>
    public abstract bool IsCompiled { get; }

    /// <summary>The potential of a formula.</summary>
    /// <param name="formula">V, whose variables are the fields in order.</param>
    public static LatticePotential Of(Formula formula) => new FormulaLatticePotential(formula);

    /// <summary>The potential of a formula's text.</summary>
    /// <param name="text">For instance <c>lambda/4*phi1^4 + g2/2*phi1^2*phi2^2</c>.</param>
    /// <param name="fields">Number C of fields, phi1 to phiC; where it is 1, phi is phi1 too.</param>
    /// <param name="parameters">Values of the other names.</param>
    /// <exception cref="FormulaException">The text is not a formula, or names something unknown.</exception>
    public static LatticePotential Of(string text, int fields, IReadOnlyDictionary<string, double>? parameters = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fields, 1);
        string[] names = [.. Enumerable.Range(1, fields).Select(i => $"phi{i}")];
        if (fields > 1)
        {
            return Of(Numerics.Expressions.Formula.Parse(text, names, parameters));
        }

        Formula field = Numerics.Expressions.Formula.Parse("phi1", names);
        return Of(Numerics.Expressions.Formula.Parse(text, ["phi1", "phi"], parameters).Compose(field, field));
    }

    /// <summary>Any potential; one of a single field is added up over all.</summary>
    /// <param name="potential">V.</param>
    /// <param name="fields">C.</param>
    /// <exception cref="ArgumentException">The potential couples another number of fields.</exception>
    public static LatticePotential Of(Potential potential, int fields = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fields, 1);
        if (potential.Components is { } components && components != fields)
        {
            throw new ArgumentException($"{potential} is one of {components} fields, not {fields}.", nameof(potential));
        }

        return potential.AsFormula(fields) is { } formula
            ? new FormulaLatticePotential(formula, potential.Formula)
            : new SitewiseLatticePotential(potential, fields);
    }

    /// <summary>V at one point.</summary>
    /// <param name="point">φ, length C.</param>
    public abstract double Value(ReadOnlySpan<double> point);

    /// <summary>⟨V_cc⟩ = ⟨∂²V/∂φ_c²⟩, the means over the sites that the occupation numbers need.</summary>
    /// <param name="fields">φ.</param>
    /// <param name="curvatures">Receives ⟨V_cc⟩, length C.</param>
    public void MeanCurvatures(LatticeFields fields, Span<double> curvatures)
    {
        double[] block = new double[BlockSites * Fields], hessians = new double[BlockSites * Fields * Fields];
        double[] sums = new double[Fields];
        ForBlocks(fields, block, sites =>
        {
            Hessians(block, sites, hessians);
            for (int c = 0; c < Fields; c++)
            {
                sums[c] += TensorPrimitives.Sum<double>(hessians.AsSpan(((c * Fields) + c) * BlockSites, sites));
            }
        });
        for (int c = 0; c < Fields; c++)
        {
            curvatures[c] = sums[c] / fields.Grid.Sites;
        }
    }

    /// <summary>The largest eigenvalue of ∂²V/∂φ∂φ at any site, which with the largest k² sets the longest stable step.</summary>
    /// <param name="fields">φ.</param>
    public double LargestCurvature(LatticeFields fields)
    {
        double[] block = new double[BlockSites * Fields], hessians = new double[BlockSites * Fields * Fields],
        matrix = new double[Fields * Fields];
        double largest = double.NegativeInfinity;
        ForBlocks(fields, block, sites =>
        {
            Hessians(block, sites, hessians);
            for (int i = 0; i < sites; i++)
            {
                for (int entry = 0; entry < matrix.Length; entry++)
                {
                    matrix[entry] = hessians[(entry * BlockSites) + i];
                }

                largest = Math.Max(largest, JacobiRotations.LargestEigenvalue(matrix, Fields));
            }
        });
        return largest;
    }

    /// <summary>∂²V/∂φ_c∂φ_d at some sites.</summary>
    /// <param name="block">φ, component c of site i in entry c·<see cref="BlockSites"/> + i.</param>
    /// <param name="sites">How many.</param>
    /// <param name="hessians">Receives entry (c, d) of site i in (c·C + d)·<see cref="BlockSites"/> + i.</param>
    private protected abstract void Hessians(ReadOnlySpan<double> block, int sites, Span<double> hessians);

    /// <summary>Value and slopes for so many workers at a time.</summary>
    internal abstract ISlopes<T> Slopes<T>(int workers)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The kick that has the slopes in it; null where there is none.</summary>
    internal virtual PotentialKick<T>? Kick<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => null;

    private void ForBlocks(LatticeFields fields, double[] block, Action<int> use)
    {
        if (fields.Components != Fields)
        {
            throw new ArgumentException($"{fields.Components} fields where the potential has {Fields}.", nameof(fields));
        }

        for (int first = 0; first < fields.Grid.Sites; first += BlockSites)
        {
            int sites = Math.Min(BlockSites, fields.Grid.Sites - first);
            for (int c = 0; c < Fields; c++)
            {
                fields.CopyField(c, block.AsSpan(c * BlockSites, sites), first);
            }

            use(sites);
        }
    }
}

/// <summary>ΣV and ∂V/∂φ at some sites.</summary>
internal interface ISlopes<T>
    where T : unmanaged
{
    /// <summary>ΣV, and the slopes.</summary>
    /// <param name="sites">How many.</param>
    /// <param name="field">φ, component c of site i in entry c·stride + i.</param>
    /// <param name="stride">From one component to the next.</param>
    /// <param name="slopes">Receives ∂V/∂φ_c of site i in entry c·slopeStride + i.</param>
    /// <param name="slopeStride">From one component to the next.</param>
    /// <param name="worker">Who asks.</param>
    double Evaluate(int sites, ReadOnlySpan<T> field, int stride, Span<T> slopes, int slopeStride, int worker);
}
