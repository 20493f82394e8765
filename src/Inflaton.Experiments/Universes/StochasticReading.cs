using Inflaton.Experiments.Files;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;
using Inflaton.Universe;
using Inflaton.Universe.Stochastic;

namespace Inflaton.Experiments.Universes;

/// <summary>Follows the paths of a file's section <c>stochastic</c>, and reads off them what summary and arrays hold.</summary>
/// <param name="settings">The section.</param>
/// <param name="cosmology">The universe.</param>
/// <param name="findings">Receives what is found.</param>
internal sealed class StochasticReading(StochasticSettings settings, Cosmology cosmology, UniverseFindings findings)
{
    private const int Bins = 60;

    /// <summary>Standard errors by which paths and theory may differ.</summary>
    private const double Significant = 5;

    private readonly StochasticField field = new(cosmology, settings.Noise);

    /// <summary>The paths' results; null where it is not known where they end.</summary>
    /// <param name="end">Where inflation ends without noise; null where nobody looked.</param>
    /// <param name="choice">Which end.</param>
    /// <param name="team">Threads.</param>
    public StochasticSummary? Read(EndOfInflation? end, EndChoice choice, WorkerTeam team)
    {
        if (Barriers(end, choice) is not { } absorbing)
        {
            return null;
        }

        StochasticOptions options = settings.Options(absorbing);
        (StochasticPaths fine, StochasticPaths coarse) = StochasticPaths.Follow(field, options, team);
        int arrived = fine.Passages is [.., var last] ? last.Count(double.IsFinite) : 0;
        int left = fine.Last.Count(double.IsFinite), lost = options.Paths - arrived - left;
        if (lost > 0)
        {
            findings.Failures.Add(
                $"{lost} of {options.Paths} paths came to a φ where V is not positive, or no number: "
                + "keep them from there by stochastic.reflecting or stochastic.absorbing.");
        }

        (double drift, double spread) = field.At(cosmology.InitialField[0]);
        WarnOfVelocity(drift);
        StochasticSummary summary = new()
        {
            Paths = options.Paths,
            Arrived = arrived,
            Lost = lost,
            Absorbing = [.. absorbing],
            NoiseToRoll = drift == 0 ? null : Math.Pow(spread / drift, 2),
        };
        return absorbing.Count > 0 ? WithPassages(summary, fine, coarse, options, left) : WithDistribution(summary, fine, coarse, options);
    }

    /// <summary>Slow roll is of first order, so that a velocity at the start has no place in it.</summary>
    private void WarnOfVelocity(double drift)
    {
        if (settings.IsInertial || cosmology.InitialVelocity is not [var given])
        {
            return;
        }

        double rolling = (cosmology with { InitialVelocity = null }).StartingVelocity()[0];
        if (Math.Abs(given - rolling) > 0.01 * Math.Abs(rolling))
        {
            double velocity = given / cosmology.InitialHubble;
            findings.Warnings.Add(
                ReadableFormat.Text($"Paths of slow_roll begin with dφ/dN = −V'/3H² = {drift:G4}, not with the {velocity:G4} of ")
                + "initial.phidot: give stochastic.equation: inertial, or leave initial.phidot out.");
        }
    }

    private IReadOnlyList<double>? Barriers(EndOfInflation? end, EndChoice choice)
    {
        if (settings.Absorbing is { } given)
        {
            return given;
        }

        if (!cosmology.Expansion.IsSelfConsistent)
        {
            return [];
        }

        end ??= cosmology.FindEnd(choice);
        string? problem = end.IsFound
            ? StochasticOptions.WhyNot(cosmology.InitialField[0], end.Field, settings.Reflecting) : end.Message.TrimEnd('.');
        if (problem is null)
        {
            return end.Field;
        }

        findings.Failures.Add($"No path is followed: {problem.TrimEnd('.')}. Give stochastic.absorbing as a number.");
        return null;
    }

    private StochasticSummary WithPassages(
        StochasticSummary summary, StochasticPaths fine, StochasticPaths coarse, StochasticOptions options, int left)
    {
        double[] passages = fine.Passages[^1], pairs = coarse.Passages[^1];
        findings.Arrays["first_passage"] = new NumericArray([passages.Length], passages);
        if (summary.Arrived < 2)
        {
            findings.Failures.Add(
                ReadableFormat.Text($"{summary.Arrived} of {options.Paths} paths have arrived after {settings.Efolds:G6} e-folds: ")
                + "raise stochastic.efolds.");
            return summary;
        }

        bool isSingle = options.Absorbing.Count == 1;
        if (left > 0)
        {
            findings.Warnings.Add(
                ReadableFormat.Text($"{left} of {options.Paths} paths have not arrived after {settings.Efolds:G6} e-folds. Moments are ")
                + "those of the others, and too small: raise stochastic.efolds"
                + (isSingle ? ", or give a barrier at the other side." : ". Where they will is in the error of far_share."));
        }

        PassageTheory? theory = isSingle && !settings.IsInertial && left == 0
            ? PassageTheory.Of(field, fine.Levels, options.Reflecting.Count > 0 ? options.Reflecting[0] : null) : null;
        if (theory is null && isSingle && !settings.IsInertial && options.Reflecting.Count == 0 && left == 0)
        {
            findings.Warnings.Add(
                "Moments of first passages are decided by rare paths that wander off, or infinite: what is found is that of these paths. "
                + "Give a barrier at the other side (stochastic.reflecting).");
        }

        Histogram("passage", [.. passages.Where(double.IsFinite)]);
        summary = summary with { Efolds = Statistic("⟨N⟩", StochasticEstimate.Mean(passages, pairs), theory?.Mean[0]) };
        if (settings.Noise == 0)
        {
            return summary;
        }

        summary = summary with
        {
            Variance = Statistic("⟨δN²⟩", StochasticEstimate.Variance(passages, pairs), theory?.Variance[0]),
            Skewness = Statistic("the skewness of N", StochasticEstimate.Skewness(passages, pairs), theory?.Skewness),
            Kurtosis = Statistic("the kurtosis of N", StochasticEstimate.Kurtosis(passages, pairs), null),
            FarShare = isSingle ? null : FarShare(fine, coarse, summary.Arrived, left),
        };
        return isSingle ? WithPower(summary, fine, coarse, theory) : summary;
    }

    /// <summary>
    /// The share of those that have arrived; those under way may all come to one barrier or all to the other, which the error has in it.
    /// </summary>
    private StochasticStatistic FarShare(StochasticPaths fine, StochasticPaths coarse, int arrived, int left)
    {
        StochasticEstimate found = StochasticEstimate.Mean(Share(fine), Share(coarse));
        double open = (double)left / (arrived + left) * Math.Max(found.Value, 1 - found.Value);
        double? theory = settings.IsInertial || settings.Absorbing is not [var first, var second]
            ? null : ExitShare.Of(field, first, second);
        return Statistic(
            "the share of the second barrier", found with { Error = Math.Sqrt((found.Error * found.Error) + (open * open)) }, theory);
    }

    /// <summary>From level to level: a path that comes to a level for the first time begins there anew.</summary>
    private StochasticSummary WithPower(StochasticSummary summary, StochasticPaths fine, StochasticPaths coarse, PassageTheory? theory)
    {
        int levels = fine.Levels.Count;
        double[] from = [cosmology.InitialField[0], .. fine.Levels.Take(levels - 1)];
        double[] middle = [.. from.Zip(fine.Levels, (a, b) => 0.5 * (a + b))];
        StochasticEstimate[] Each(Func<int, double[], double[], StochasticEstimate> find) =>
            [.. Enumerable.Range(0, levels).Select(i => find(i, fine.Passages[i], coarse.Passages[i]))];
        double[] Since(StochasticPaths paths, int level, int until) => level == 0
            ? paths.Passages[until]
            : [.. paths.Passages[until].Zip(paths.Passages[level - 1], (late, early) => late - early)];
        void Keep(string name, StochasticEstimate[] found, double[]? expected)
        {
            findings.Arrays[name] = new NumericArray([levels], [.. found.Select(one => one.Value)]);
            findings.Arrays[$"{name}_error"] = new NumericArray([levels], [.. found.Select(one => one.Error)]);
            if (expected is not null)
            {
                findings.Arrays[$"{name}_theory"] = new NumericArray([levels], expected);
            }
        }

        findings.Arrays["passage_field"] = new NumericArray([levels], from);
        Keep(
            "passage_mean", Each((i, _, _) => StochasticEstimate.Mean(Since(fine, i, levels - 1), Since(coarse, i, levels - 1))),
            theory?.Mean);
        Keep(
            "passage_variance", Each((i, _, _) => StochasticEstimate.Variance(Since(fine, i, levels - 1), Since(coarse, i, levels - 1))),
            theory?.Variance);
        StochasticEstimate[] power = Each((i, _, _) => StochasticEstimate.VarianceOverMean(Since(fine, i, i), Since(coarse, i, i)));
        findings.Arrays["stochastic_field"] = new NumericArray([levels], middle);
        Keep("stochastic_power", power, theory?.Power);
        double[] classical = [.. middle.Select(Classical)];
        if (classical.All(double.IsFinite))
        {
            findings.Arrays["classical_power"] = new NumericArray([levels], classical);
        }

        double start = Classical(middle[0]);
        return summary with
        {
            Power = Statistic("P_ζ", power[0], theory?.Power[0]),
            ClassicalPower = double.IsFinite(start) ? start : null,
        };
    }

    private double Classical(double at)
    {
        (double drift, double spread) = field.At(at);
        return Math.Pow(spread / drift, 2);
    }

    private StochasticSummary WithDistribution(
        StochasticSummary summary, StochasticPaths fine, StochasticPaths coarse, StochasticOptions options)
    {
        bool isKnown = !settings.IsInertial || !cosmology.Expansion.IsSelfConsistent;
        StationaryDensity? theory = isKnown ? StationaryDensity.Of(field, options.Reflecting) : null;
        if (theory is null)
        {
            findings.Warnings.Add("There is no stationary distribution to compare with: V does not hold the field, or noise is none.");
        }

        double[] last = fine.Last, pairs = coarse.Last;
        findings.Arrays["final_field"] = new NumericArray([last.Length], last);
        double[] fields = [.. last.Where(double.IsFinite)];
        if (fields.Length < 2)
        {
            return summary;
        }

        StochasticEstimate late = StochasticEstimate.Mean(Power(last, 2), Power(pairs, 2));
        foreach ((string name, int power) in new[] { ("⟨φ⟩", 1), ("⟨φ²⟩", 2) })
        {
            StochasticEstimate half = StochasticEstimate.Mean(Power(fine.Halfway, power), Power(fine.Halfway, power));
            StochasticEstimate whole = StochasticEstimate.Mean(Power(last, power), Power(last, power));
            if (Math.Abs(half.Value - whole.Value) > 4 * Math.Sqrt((half.Error * half.Error) + (whole.Error * whole.Error)))
            {
                findings.Warnings.Add(
                    ReadableFormat.Text($"The distribution has not settled: {name} is {half.Value:G4} half the time through, and ")
                    + ReadableFormat.Text($"{whole.Value:G4} at the end. Raise stochastic.efolds."));
                theory = null;
                break;
            }
        }

        Histogram("field", fields);
        if (theory is not null)
        {
            double[] places = findings.Arrays["field_bins"].Values;
            findings.Arrays["field_density_theory"] = new NumericArray([places.Length], [.. places.Select(theory.At)]);
        }

        return summary with
        {
            Field = Statistic("⟨φ⟩", StochasticEstimate.Mean(last, pairs), theory?.Mean(phi => phi)),
            FieldSquare = Statistic("⟨φ²⟩", late, theory?.Mean(phi => phi * phi)),
            FieldFourth = Statistic(
                "⟨φ⁴⟩", StochasticEstimate.Mean(Power(last, 4), Power(pairs, 4)), theory?.Mean(phi => phi * phi * phi * phi)),
        };
    }

    private StochasticStatistic Statistic(string name, StochasticEstimate found, double? theory)
    {
        if (found.IsStepLimited)
        {
            findings.Warnings.Add(
                ReadableFormat.Text($"{name} = {found.Value:G4} is good to {found.StepError:G2} only: twice the step changes it by that, ")
                + ReadableFormat.Text($"more than the statistical error, {found.Error:G2}. Lower stochastic.step."));
        }

        if (theory is { } expected
            && Math.Abs(found.Value - expected) > (Significant * found.Error) + found.StepError + (1e-6 * Math.Abs(expected)))
        {
            findings.Warnings.Add(
                ReadableFormat.Text($"{name} = {found.Value:G4} ± {found.Error:G2} is not what the equation without paths gives, ")
                + ReadableFormat.Text($"{expected:G4}: rare paths decide it, or steps are too long."));
        }

        return new StochasticStatistic(found.Value, found.Error, found.StepError, theory);
    }

    /// <summary>A normalised histogram with the error of its counts.</summary>
    private void Histogram(string name, double[] sample)
    {
        double low = sample.Min(), high = sample.Max(), width = (high - low) / Bins;
        double[] counts = new double[Bins];
        foreach (double value in sample)
        {
            counts[width > 0 ? Math.Clamp((int)((value - low) / width), 0, Bins - 1) : 0]++;
        }

        double scale = 1 / (sample.Length * (width > 0 ? width : 1));
        findings.Arrays[$"{name}_bins"] = new NumericArray([Bins], [.. counts.Select((_, i) => low + ((i + 0.5) * width))]);
        findings.Arrays[$"{name}_density"] = new NumericArray([Bins], [.. counts.Select(count => count * scale)]);
        findings.Arrays[$"{name}_density_error"] = new NumericArray([Bins], [.. counts.Select(count => Math.Sqrt(count) * scale)]);
    }

    private static double[] Share(StochasticPaths paths) =>
        [.. paths.Far.Zip(paths.Passages[^1], (far, passage) => double.IsFinite(passage) ? (far ? 1.0 : 0) : double.NaN)];

    private static double[] Power(double[] values, int power) => [.. values.Select(value => Math.Pow(value, power))];
}
