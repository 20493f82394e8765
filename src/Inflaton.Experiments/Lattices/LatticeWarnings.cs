using Inflaton.Experiments.Files;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Expressions;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Lattices;

/// <summary>
/// Where a lattice leaves the limits within which it stands for fields in the continuum. <c>docs/lattice.md</c> lists them.
/// </summary>
/// <param name="settings">The file.</param>
internal sealed class LatticeWarnings(LatticeSettings settings)
{
    /// <summary>Largest constraint, and largest drift of the energy, that passes without a word.</summary>
    private const double Residual = 5e-3;

    /// <summary>Share of the longest stable step that passes.</summary>
    private const double StepShare = 0.9;

    /// <summary>Part of the Hubble time that a step may be, where nothing measures what it does to the expansion.</summary>
    private const double HubbleShare = 0.25;

    /// <summary>Share of the gradient energy that waves beyond ¾ of the largest along an axis may have.</summary>
    private const double ShortShare = 0.1;

    /// <summary>
    /// Part of the largest wave number along an axis beyond which waves are those of the lattice rather than of the continuum.
    /// </summary>
    private const double ShortPart = 0.75;

    private readonly LatticeGrid grid = settings.Lattice.Create();
    private readonly LatticeMethod method = LatticeMethod.Find(settings.Method)!;
    private readonly string remedy = Remedy(settings);
    private (double Time, double Share)? steep;
    private (double Time, double Share)? hasty;
    private double? firstShare;

    /// <summary>Looks at an output time.</summary>
    /// <param name="evolution">The lattice.</param>
    /// <param name="time">t.</param>
    /// <param name="curvature">The largest V''; null where it was not asked for.</param>
    public void Look(LatticeEvolution evolution, double time, double? curvature)
    {
        if (curvature is { } largest)
        {
            double share = evolution.TimeStep / LatticeEvolution.StableStep(method, grid, evolution.ScaleFactor, largest);
            firstShare ??= share;
            if (share > StepShare && !(steep?.Share >= share))
            {
                steep = (time, share);
            }
        }

        double expansion = evolution.TimeStep * evolution.Hubble;
        if (!evolution.IsSelfConsistent && expansion > HubbleShare && !(hasty?.Share >= expansion))
        {
            hasty = (time, expansion);
        }
    }

    /// <summary>The warnings, what weighs most first.</summary>
    /// <param name="arrays">What was written down.</param>
    /// <param name="status">How it ended.</param>
    public IReadOnlyList<string> Of(IReadOnlyDictionary<string, NumericArray> arrays, LatticeRunStatus status)
    {
        List<string> found = [];
        if (steep is { } near)
        {
            string share = $"{ReadableNumber.Percent(near.Share)} of the longest stable one";
            found.Add(near.Share <= firstShare
                ? $"The step is {share}, so that the shortest waves are not followed well: give a shorter time.step."
                : $"At t = {ReadableNumber.Of(near.Time)} the step was {share}, since the potential is steeper than at the beginning: "
                    + "give a shorter time.step.");
        }

        // Where the fields expand the universe the constraint tells.
        if (hasty is { } fast)
        {
            found.Add(
                $"At t = {ReadableNumber.Of(fast.Time)} the step was {ReadableNumber.Of(fast.Share, 2)} of the Hubble time 1/H: "
                + "velocities, which expansion slows down within it, are not followed there. Give a shorter time.step, or begin later.");
        }

        double constraint = LargestConstraint(arrays["constraint"].Values, status);
        if (constraint > Residual)
        {
            found.Add($"The Friedmann constraint is violated by {ReadableNumber.Percent(constraint)}: the steps are too long. {remedy}");
        }

        double[] total = [.. Enumerable.Range(0, arrays["time"].Values.Length).Select(
            i => arrays["kinetic"].Values[i] + arrays["gradient"].Values[i] + arrays["potential"].Values[i])];
        if (settings.Universe.IsStatic && total is [not 0, ..]
            && total.Max(value => Math.Abs((value / total[0]) - 1)) is > Residual and var drift)
        {
            found.Add($"Space does not expand, and yet the energy changes by {ReadableNumber.Percent(drift)}. {remedy}");
        }

        Resolution(arrays, found);
        Horizon(arrays, found);
        return found;
    }

    /// <summary>
    /// Largest |3H² − ρ|/ρ; NaN where there is none. Where the universe turns ρ is 0, and the time of that is left out.
    /// </summary>
    /// <param name="constraint">(3H² − ρ)/ρ at the output times.</param>
    /// <param name="status">How it ended.</param>
    public static double LargestConstraint(IReadOnlyList<double> constraint, LatticeRunStatus status) =>
        constraint.SkipLast(status == LatticeRunStatus.Recollapsed ? 1 : 0).Where(double.IsFinite).Select(Math.Abs)
            .DefaultIfEmpty(double.NaN).Max();

    /// <summary>
    /// What makes steps better: no method keeps its order where V bends or jumps, and none is of higher order than the last.
    /// </summary>
    private static string Remedy(LatticeSettings settings)
    {
        string[] bends = settings.Potential is ExpressionSettings expression
            ? [
                .. Formula.NamesIn(expression.Formula)
                    .Where(name => name is "abs" or "min" or "max" or "where" or "if" or "sign" or "heaviside")
                    .Order(StringComparer.Ordinal),
            ]
            : [];
        return bends.Length > 0
            ? $"The potential has {string.Join(", ", bends)} in it, and where it bends or jumps no method keeps its order: give a shorter "
                + "time.step, or make it smooth, for instance by tanh, sqrt(phi^2 + c^2) or softplus."
            : $"Give a shorter time.step{(settings.Method == LatticeMethod.All[^1].Name ? "" : ", or a method of higher order")}.";
    }

    private void Resolution(IReadOnlyDictionary<string, NumericArray> arrays, List<string> found)
    {
        if (!arrays.TryGetValue("spectrum", out NumericArray? spectrum) || spectrum.Shape is not [> 0, var fields, var bins])
        {
            return;
        }

        double[] k = arrays["k"].Values, multiplicity = arrays["multiplicity"].Values;
        double cut = ShortPart * Math.PI / settings.Lattice.Spacing, worst = 0;
        int field = 0, last = (spectrum.Shape[0] - 1) * fields * bins;
        for (int c = 0; c < fields; c++)
        {
            double whole = 0, tail = 0;
            for (int bin = 0; bin < bins; bin++)
            {
                double share = multiplicity[bin] * k[bin] * k[bin] * spectrum.Values[last + (c * bins) + bin];
                whole += share;
                tail += k[bin] > cut ? share : 0;
            }

            if (whole > 0 && tail / whole > worst)
            {
                (worst, field) = (tail / whole, c);
            }
        }

        if (worst > ShortShare)
        {
            found.Add(
                $"{ReadableNumber.Percent(worst)} of the gradient energy of field {field + 1} is in waves that the lattice hardly "
                + $"resolves at the end, k > {ReadableNumber.Of(cut)}: "
                + "take more sites on the same length, or end before.");
        }
    }

    private void Horizon(IReadOnlyDictionary<string, NumericArray> arrays, List<string> found)
    {
        double[] time = arrays["time"].Values, hubble = arrays["hubble"].Values, scale = arrays["a"].Values;
        int beyond = Array.FindIndex(
            [.. Enumerable.Range(0, time.Length).Select(i => hubble[i] * scale[i] * settings.Lattice.Length)],
            inverse => inverse is > 0 and < 1);
        if (beyond >= 0)
        {
            found.Add(
                $"The Hubble length 1/(aH) is longer than the box from t = {ReadableNumber.Of(time[beyond])} on: waves of that length are "
                + $"not there. Take a longer lattice, or end before.");
        }
    }
}
