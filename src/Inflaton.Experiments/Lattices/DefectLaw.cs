using Inflaton.Experiments.Files;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Lattices;

/// <summary>How the topological defects of a lattice thin out.</summary>
/// <param name="lattice">The sites.</param>
/// <param name="potential">V.</param>
internal sealed class DefectLaw(LatticeGridSettings lattice, LatticePotential potential)
{
    /// <summary>
    /// Physical spacing times the mass of the hill beyond which defects are narrower than the lattice and stick to its sites.
    /// </summary>
    private const double Widest = 1.2;

    private const int FewestTimes = 3;

    /// <summary>The defects at the end and the law that they follow; null where the potential has none.</summary>
    /// <param name="arrays">What was written down.</param>
    public DefectSummary? Of(OrderedDictionary<string, NumericArray> arrays)
    {
        if (Found(arrays) is not { } found)
        {
            return null;
        }

        (string kind, double[] amounts) = found;
        double[] efolds = [.. arrays["spectrum_a"].Values.Select(value => Math.Log(value))], conformal = AtSpectra(arrays);
        double[] length = [.. amounts.Select(amount => Length(kind, amount))];
        int[] there = [.. Enumerable.Range(0, amounts.Length).Where(i => amounts[i] > 0)];
        return new DefectSummary(
            kind, amounts[^1],
            Slope([.. there.Where(i => efolds[i] >= efolds[^1] / 2)], efolds, [.. amounts.Select(value => Math.Log(value))]),
            amounts[^1] > 0 ? length[^1] : null,
            Slope([.. there.Where(i => conformal[i] >= conformal[^1] / 2)], conformal, length));
    }

    /// <summary>Where their law is that of the lattice or of the box.</summary>
    /// <param name="arrays">What was written down.</param>
    public IEnumerable<string> Warnings(OrderedDictionary<string, NumericArray> arrays)
    {
        if (Found(arrays) is not { Kind: var kind, Amounts: var amounts } || amounts[^1] == 0)
        {
            yield break;
        }

        LatticeFields hill = new(new LatticeGrid(1, 1), potential.Fields);
        double[] curvatures = new double[potential.Fields], scale = arrays["a"].Values, time = arrays["time"].Values;
        potential.MeanCurvatures(hill, curvatures);
        double mass = Math.Sqrt(Math.Max(0, -curvatures[0]));
        int narrow = Array.FindIndex(scale, a => a * lattice.Spacing * mass > Widest);
        if (narrow >= 0)
        {
            yield return $"From t = {ReadableNumber.Of(time[narrow])} on the {kind} are narrower than the sites are apart, "
                + $"a dx = {ReadableNumber.Of(scale[^1] * lattice.Spacing, 3)} at the end where 1/m = {ReadableNumber.Of(1 / mass, 3)}: "
                + "they stick to the sites, and their amount no longer falls as it should. "
                + "Take more sites on the same length, or end before.";
        }

        int beyond = Array.FindIndex(arrays["conformal_time"].Values, conformal => conformal > lattice.Length / 2);
        if (beyond >= 0)
        {
            yield return $"From t = {ReadableNumber.Of(time[beyond])} on light has gone half way round the box, "
                + $"and the {kind} know of its end: their law is to be read off before. Take a longer lattice, or end before.";
        }
    }

    private static (string Kind, double[] Amounts)? Found(OrderedDictionary<string, NumericArray> arrays)
    {
        foreach (string kind in new[] { DefectKind.Walls, DefectKind.Strings })
        {
            if (arrays.TryGetValue(kind, out NumericArray? amounts) && amounts.Values.Length > 0)
            {
                return (kind, amounts.Values);
            }
        }

        return null;
    }

    /// <summary>ξ: volume over number or area, and the root of it where strings are counted in a plane or have a length.</summary>
    private double Length(string kind, double amount)
    {
        double share = Math.Pow(lattice.Length, lattice.Dimensions) / amount;
        return kind == DefectKind.Strings ? Math.Sqrt(share) : share;
    }

    private static double[] AtSpectra(OrderedDictionary<string, NumericArray> arrays)
    {
        double[] time = arrays["time"].Values, conformal = arrays["conformal_time"].Values;
        return [.. arrays["spectrum_time"].Values.Select(t => conformal[Array.IndexOf(time, t)])];
    }

    private static double? Slope(int[] at, double[] x, double[] y)
    {
        double meanX = at.Select(i => x[i]).DefaultIfEmpty(0).Average(), meanY = at.Select(i => y[i]).DefaultIfEmpty(0).Average();
        double spread = at.Sum(i => (x[i] - meanX) * (x[i] - meanX));
        return at.Length < FewestTimes || spread == 0 ? null : at.Sum(i => (x[i] - meanX) * (y[i] - meanY)) / spread;
    }
}
