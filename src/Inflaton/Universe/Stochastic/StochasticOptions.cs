namespace Inflaton.Universe.Stochastic;

/// <summary>How many paths of a stochastic field are followed, and how.</summary>
public sealed record StochasticOptions
{
    /// <summary>Number of paths, at least 100; default 10 000.</summary>
    public int Paths { get; init; } = 10_000;

    /// <summary>Seed of the noise; default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether φ'' is kept; else, the default, the equation is that of slow roll.</summary>
    public bool IsInertial { get; init; }

    /// <summary>Step in e-folds, above 0 and up to ½; default 0.02. What it costs is measured with steps of twice the length.</summary>
    public double Step { get; init; } = 0.02;

    /// <summary>e-folds after which a path is given up, or, where nothing absorbs, that all paths last; at least two steps.</summary>
    public double Efolds { get; init; } = 1000;

    /// <summary>Absorbing barriers: none, one, or one at each side of the start.</summary>
    public IReadOnlyList<double> Absorbing { get; init; } = [];

    /// <summary>Reflecting barriers, at sides of the start where none absorbs; one may be at the start itself.</summary>
    public IReadOnlyList<double> Reflecting { get; init; } = [];

    /// <summary>Where first passages are told of between the start and the one absorbing barrier, at least 1; default 16.</summary>
    public int Levels { get; init; } = 16;

    internal void Validate(double start)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Paths, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(Levels, 1);
        if (!(Step is > 0 and <= 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(Step), Step, "A step is above 0 and up to ½ of an e-fold.");
        }

        if (!(Efolds >= 2 * Step && Efolds / Step < int.MaxValue / 2))
        {
            throw new ArgumentOutOfRangeException(nameof(Efolds), Efolds, "The e-folds must be from two to 10⁹ steps.");
        }

        if (WhyNot(start, Absorbing, Reflecting) is { } why)
        {
            throw new ArgumentException(why, nameof(Absorbing));
        }
    }

    /// <summary>What is wrong with barriers; null where nothing is.</summary>
    /// <param name="start">φ at the beginning.</param>
    /// <param name="absorbing">Absorbing barriers.</param>
    /// <param name="reflecting">Reflecting barriers.</param>
    public static string? WhyNot(double start, IReadOnlyList<double> absorbing, IReadOnlyList<double> reflecting)
    {
        double[] barriers = [.. absorbing, .. reflecting];
        int below = barriers.Count(barrier => barrier < start), above = barriers.Count(barrier => barrier > start);
        return barriers.Any(barrier => !double.IsFinite(barrier)) ? "A barrier is a number."
            : below > 1 || above > 1 ? $"There are two barriers at one side of the start, {start:R}."
            : absorbing.Contains(start) ? $"An absorbing barrier is at the start, {start:R}."
            : reflecting.Contains(start) && (below + above != 1 || reflecting.Count != 1 || absorbing.Count != 1)
                ? $"A reflecting barrier at the start, {start:R}, goes with an absorbing one alone."
            : null;
    }
}
