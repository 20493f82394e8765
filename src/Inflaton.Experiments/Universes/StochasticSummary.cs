namespace Inflaton.Experiments.Universes;

/// <summary>Stochastic inflation: what many paths of the field under noise have done. e-folds count from the start of the paths.</summary>
public sealed record StochasticSummary
{
    /// <summary>Number of paths.</summary>
    public required int Paths { get; init; }

    /// <summary>Those that have come to an absorbing barrier.</summary>
    public required int Arrived { get; init; }

    /// <summary>Those that came to a φ where V is not positive, or no number.</summary>
    public required int Lost { get; init; }

    /// <summary>φ of the absorbing barriers, the first at the side that passages are told of.</summary>
    public required double[] Absorbing { get; init; }

    /// <summary>Share of the paths that ended at the second barrier, with its standard error; null where there are not two.</summary>
    public StochasticStatistic? FarShare { get; init; }

    /// <summary>(H/2π)² over the roll of an e-fold squared, at the start: above 1 noise rules; null where nothing rolls.</summary>
    public double? NoiseToRoll { get; init; }

    /// <summary>⟨N⟩ of first passages; null where nothing absorbs.</summary>
    public StochasticStatistic? Efolds { get; init; }

    /// <summary>⟨δN²⟩ of them.</summary>
    public StochasticStatistic? Variance { get; init; }

    /// <summary>⟨δN³⟩/⟨δN²⟩^{3/2} of them.</summary>
    public StochasticStatistic? Skewness { get; init; }

    /// <summary>⟨δN⁴⟩/⟨δN²⟩² − 3 of them; no theory.</summary>
    public StochasticStatistic? Kurtosis { get; init; }

    /// <summary>P_ζ = d⟨δN²⟩/d⟨N⟩ from the start to the first level; null where there are no levels.</summary>
    public StochasticStatistic? Power { get; init; }

    /// <summary>P_ζ there without noise in the path, V/(24π²ε_V) for the vacuum's noise; null where nothing rolls.</summary>
    public double? ClassicalPower { get; init; }

    /// <summary>⟨φ⟩ at the last time, of paths still on their way; null where a barrier absorbs.</summary>
    public StochasticStatistic? Field { get; init; }

    /// <summary>⟨φ²⟩ then.</summary>
    public StochasticStatistic? FieldSquare { get; init; }

    /// <summary>⟨φ⁴⟩ then.</summary>
    public StochasticStatistic? FieldFourth { get; init; }
}

/// <summary>A statistic of paths.</summary>
/// <param name="Value">The statistic.</param>
/// <param name="Error">Standard error.</param>
/// <param name="StepError">Difference to steps of twice the length under the same noise.</param>
/// <param name="Theory">What an equation without paths gives; null where there is none.</param>
public sealed record StochasticStatistic(double Value, double Error, double StepError, double? Theory);
