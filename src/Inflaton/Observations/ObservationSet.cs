namespace Inflaton.Observations;

/// <summary>
/// Published measurements that a model of inflation is held against, as independent normal distributions from the numbers that the papers
/// state; what correlates n_s, r and α_s in their chains is left out. For quick comparisons and fits, not in place of the likelihoods
/// themselves.
/// </summary>
/// <param name="Name">What files call it.</param>
/// <param name="Title">What figures call it.</param>
/// <param name="Source">Where the numbers are from.</param>
/// <param name="Measurements">The numbers, at the pivot k* = 0.05 Mpc⁻¹.</param>
public sealed record ObservationSet(string Name, string Title, string Source, IReadOnlyList<Measurement> Measurements)
{
    private static readonly Measurement Amplitude = new("amplitude", 3.044, 0.014) { OfLogarithm = true };
    private static readonly Measurement Running = new("alpha_s", -0.0045, 0.0067);

    /// <summary>All of them, the oldest first.</summary>
    public static IReadOnlyList<ObservationSet> All { get; } =
    [
        new(
            "planck_bicep_keck_2018", "Planck 2018 + BICEP/Keck 2018",
            "n_s, ln(10¹⁰A_s), α_s: Planck TT,TE,EE+lowE+lensing, A&A 641 (2020) A6 and A10 (arXiv:1807.06209, 1807.06211). "
            + "r: BICEP/Keck 2018, PRL 127 (2021) 151301 (arXiv:2110.00483), r = 0.014 where most likely and r < 0.036 at 95 %.",
            [new Measurement("n_s", 0.9649, 0.0042), Ratio(0.014, 0.036), Amplitude, Running]),
        new(
            "cmb_2025", "Planck + ACT + SPT + BICEP/Keck 2025",
            "n_s = 0.9682 ± 0.0032 and r < 0.034 at 95 %: Balkenhol et al. (arXiv:2512.10613), Planck + SPT-3G + ACT + BICEP/Keck; "
            + "r taken to be most likely at 0.014, as in arXiv:2110.00483. ln(10¹⁰A_s), α_s: Planck, arXiv:1807.06209, 1807.06211.",
            [new Measurement("n_s", 0.9682, 0.0032), Ratio(0.014, 0.034), Amplitude, Running]),
        new(
            "cmb_desi_2025", "Planck + SPT + ACT + BICEP/Keck + DESI 2025",
            "n_s = 0.9728 ± 0.0029: Balkenhol et al. (arXiv:2512.10613), with DESI's baryon acoustic oscillations; r < 0.034 at 95 % as "
            + "without. ln(10¹⁰A_s), α_s: Planck, arXiv:1807.06209, 1807.06211.",
            [new Measurement("n_s", 0.9728, 0.0029), Ratio(0.014, 0.034), Amplitude, Running]),
    ];

    /// <summary>The one with a name; null if there is none.</summary>
    /// <param name="name">Its name in files.</param>
    public static ObservationSet? Find(string name) => All.FirstOrDefault(set => set.Name == name);

    /// <summary>The measurement of an observable; null if there is none.</summary>
    /// <param name="observable">What is measured.</param>
    public Measurement? Of(string observable) => Measurements.FirstOrDefault(measurement => measurement.Observable == observable);

    /// <summary>r ≥ 0, normal around where it is most likely, and so wide that 95 % lie below the limit.</summary>
    private static Measurement Ratio(double mostLikely, double limit)
    {
        double narrow = 0.1 * limit, wide = 10 * limit;
        while (wide - narrow > 1e-12)
        {
            double middle = 0.5 * (narrow + wide);
            double below = new Measurement("r", mostLikely, middle) { Lowest = 0 }.Cumulative(limit);
            (narrow, wide) = below > 0.95 ? (middle, wide) : (narrow, middle);
        }

        return new Measurement("r", mostLikely, narrow) { Lowest = 0 };
    }
}
