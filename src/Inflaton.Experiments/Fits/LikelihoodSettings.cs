using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Observations;

namespace Inflaton.Experiments.Fits;

/// <summary>What a fit is held against: one of the alternatives of section <c>fit.likelihood</c>.</summary>
public abstract record LikelihoodSettings
{
    /// <summary>What is compared, as dotted paths into the summary.</summary>
    public abstract ValueList<string> Measures { get; }

    /// <summary>What figures call it.</summary>
    public abstract string Title { get; }

    /// <summary>Where its numbers are from; empty where the file gives them.</summary>
    public virtual string Source => "";

    /// <summary>ln of the likelihood, 0 where it is largest.</summary>
    /// <param name="values">The values of <see cref="Measures"/>, in order.</param>
    public abstract double Log(ReadOnlySpan<double> values);

    internal abstract void Write(SectionWriter section);

    internal static LikelihoodSettings Read(SectionReader r) => r.ExactlyOneOf(
        new Alternative<LikelihoodSettings>(
            "published", Kinds.Section<LikelihoodSettings>(PublishedLikelihood.ReadSection),
            "Published measurements of the spectra.", "{set: planck_bicep_keck_2018, observables: [n_s, r]}"),
        new Alternative<LikelihoodSettings>(
            "gaussian", Kinds.Section<LikelihoodSettings>(GaussianLikelihood.ReadSection),
            "A normal distribution of numbers of the summary.", "{measure: [n_s], mean: [0.965], covariance: [[1.8e-5]]}"));
}

/// <summary>Published measurements, independent of each other: key <c>published</c>.</summary>
/// <param name="Set">Which.</param>
/// <param name="Observables">Those of its observables that count.</param>
public sealed record PublishedLikelihood(string Set, ValueList<string> Observables) : LikelihoodSettings
{
    private ObservationSet Found => ObservationSet.Find(Set) ?? throw new ArgumentException($"There is no set '{Set}'.", nameof(Set));

    /// <inheritdoc/>
    public override ValueList<string> Measures => Observables;

    /// <inheritdoc/>
    public override string Title => Found.Title;

    /// <inheritdoc/>
    public override string Source => Found.Source;

    /// <inheritdoc/>
    public override double Log(ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += Found.Of(Observables[i])!.LogLikelihood(values[i]);
        }

        return sum;
    }

    internal override void Write(SectionWriter section) =>
        section.Section("published", own => own.Add("set", Set).Add("observables", Observables));

    internal static PublishedLikelihood ReadSection(SectionReader r) => new(
        r.Required(
            "set", Kinds.Choice([.. ObservationSet.All.Select(set => set.Name)]),
            "Which measurements; [universes.md](universes.md#the-plane-of-n_s-and-r) says where each is from."),
        r.WithDefault(
            "observables",
            Kinds.List(Kinds.Choice([.. ObservationSet.All[0].Measurements.Select(one => one.Observable)]), "observables", isSet: true),
            "[n_s, r, amplitude]", "Those of its observables that count."));
}

/// <summary>A normal distribution: key <c>gaussian</c>. It equals another by its numbers.</summary>
/// <param name="Measured">What is compared, as dotted paths into the summary.</param>
/// <param name="Mean">Their means.</param>
/// <param name="Covariance">Their covariance, symmetric and positive definite.</param>
public sealed record GaussianLikelihood(
    ValueList<string> Measured, ValueList<double> Mean, ValueList<ValueList<double>> Covariance) : LikelihoodSettings
{
    private readonly double[]? factor = Cholesky(Covariance);

    /// <inheritdoc/>
    public bool Equals(GaussianLikelihood? other) =>
        other is not null && Measured.Equals(other.Measured) && Mean.Equals(other.Mean) && Covariance.Equals(other.Covariance);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Measured, Mean, Covariance);

    /// <inheritdoc/>
    public override ValueList<string> Measures => Measured;

    /// <inheritdoc/>
    public override string Title => "the file's own normal distribution";

    /// <inheritdoc/>
    public override double Log(ReadOnlySpan<double> values)
    {
        // Forward substitution: |L⁻¹(x − μ)|²/2.
        int n = values.Length;
        Span<double> scaled = stackalloc double[n];
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            double rest = values[i] - Mean[i];
            for (int j = 0; j < i; j++)
            {
                rest -= factor![(i * n) + j] * scaled[j];
            }

            scaled[i] = rest / factor![(i * n) + i];
            sum += scaled[i] * scaled[i];
        }

        return -0.5 * sum;
    }

    internal override void Write(SectionWriter section) =>
        section.Section("gaussian", own => own.Add("measure", Measured).Add("mean", Mean).Add("covariance", Covariance));

    internal static GaussianLikelihood ReadSection(SectionReader r)
    {
        GaussianLikelihood settings = new(
            r.Required(
                "measure", Kinds.List(Kinds.Text("a dotted path into the summary", "n_s"), "dotted paths into the summary", isSet: true),
                "What is compared, as dotted paths into the summary of a universe.", "[n_s]"),
            r.Required("mean", Kinds.List(Kinds.Number(), "numbers"), "The mean of each.", "[0.965]"),
            r.Required("covariance", Kinds.Points("rows"), "Their covariance, row by row.", "[[1.8e-5]]"));
        int count = settings.Measured.Count;
        r.Check(
            settings.Mean.Count == count, "mean", $"has {settings.Mean.Count} numbers for {count} measures",
            "Give one for each.", "measure");
        r.Check(
            settings.Covariance.Count == count && settings.Covariance.All(row => row.Count == count),
            "covariance", $"is not {count} rows of {count} numbers",
            "Give one row and one column for each measure.", "measure");
        r.Check(
            settings.factor is not null, "covariance", "is not symmetric with positive eigenvalues",
            "A covariance is C_ij = ⟨δ_i δ_j⟩.");
        return settings;
    }

    /// <summary>L of C = LLᵀ, row by row; null where there is none.</summary>
    private static double[]? Cholesky(ValueList<ValueList<double>> covariance)
    {
        int n = covariance.Count;
        double[] lower = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                if (covariance[i].Count != n || covariance[j].Count != n || covariance[i][j] != covariance[j][i])
                {
                    return null;
                }

                double rest = covariance[i][j];
                for (int k = 0; k < j; k++)
                {
                    rest -= lower[(i * n) + k] * lower[(j * n) + k];
                }

                if (i == j && !(rest > 0))
                {
                    return null;
                }

                lower[(i * n) + j] = i == j ? Math.Sqrt(rest) : rest / lower[(j * n) + j];
            }
        }

        return lower;
    }
}
