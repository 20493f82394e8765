using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.Sampling;

/// <summary>
/// Draws from a density by an ensemble of walkers that does not care how the variables are scaled or correlated. Four moves of five go by
/// the difference of two walkers of the other half, x → x + γ(y − y'), γ = 2.38/√(2d), and once in ten 1, each within a hundredth of it,
/// accepted with probability min(1, p(x')/p(x)) (ter Braak, Stat. Comput. 16 (2006) 239); the fifth is the stretch move of Goodman and
/// Weare, Comm. App. Math. Comp. Sci. 5 (2010) 65, x → y + z(x − y) towards a random walker y of the other half, z ~ 1/√z on [1/2, 2],
/// accepted with probability min(1, z^{d−1} p(x')/p(x)). The halves take turns, each moved by all threads at once; random numbers are
/// functions of seed, step and walker, so that the same seed gives the same bits for any number of threads and however often it was
/// stopped on the way.
/// </summary>
/// <remarks>For up to a few tens of variables and a single mode; not for separate modes or hundreds of variables.</remarks>
/// <param name="density">p.</param>
/// <param name="seed">Seed.</param>
/// <param name="team">Threads; default the caller's alone.</param>
public sealed class EnsembleSampler(ILogDensity density, ulong seed, WorkerTeam? team = null)
{
    private const double Stretch = 2;
    private const double DifferentialShare = 0.8, WholeShare = 0.1, Spread = 0.02;
    private const int NumbersPerMove = 6;

    private readonly WorkerTeam team = team ?? WorkerTeam.Single;

    /// <summary>Walkers at given places.</summary>
    /// <param name="positions">Positions, W × d; W even, at least 4 and at least 2d, none of them in a common plane.</param>
    /// <exception cref="ArgumentException">They do not fill such walkers, or p vanishes at all of them.</exception>
    public EnsembleState Begin(ReadOnlySpan<double> positions)
    {
        int dimensions = density.Dimensions, walkers = positions.Length / dimensions;
        if (positions.Length % dimensions != 0 || walkers < Math.Max(4, 2 * dimensions) || walkers % 2 != 0)
        {
            throw new ArgumentException(
                $"{positions.Length} numbers are not the positions of an even number of at least {Math.Max(4, 2 * dimensions)} walkers in "
                + $"{dimensions} dimensions.",
                nameof(positions));
        }

        EnsembleState state = new(walkers, dimensions, density.Extras);
        positions.CopyTo(state.Positions);
        team.Run(new Beginning(density, state), walkers);
        return state.LogDensity.All(value => value == double.NegativeInfinity)
            ? throw new ArgumentException("The density vanishes at all walkers.", nameof(positions))
            : state;
    }

    /// <summary>Moves every walker once.</summary>
    /// <param name="state">Where they stand.</param>
    public void Step(EnsembleState state)
    {
        CounterStream stream = new CounterStream(seed, 0).Substream((ulong)state.Steps);
        int half = state.Walkers / 2;
        for (int first = 0; first < 2; first++)
        {
            team.Run(new Move(density, state, stream, first * half, (1 - first) * half), half);
        }

        state.Steps++;
    }

    private static double Known(double logDensity) => double.IsNaN(logDensity) ? double.NegativeInfinity : logDensity;

    private sealed class Beginning(ILogDensity density, EnsembleState state) : IWork
    {
        public void Execute(int part, int worker)
        {
            Span<double> extras = state.Extras.AsSpan(part * state.ExtraCount, state.ExtraCount);
            extras.Fill(double.NaN);
            state.LogDensity[part] = Known(density.Evaluate(state.Positions.AsSpan(part * state.Dimensions, state.Dimensions), extras));
        }
    }

    private sealed class Move(ILogDensity density, EnsembleState state, CounterStream stream, int mine, int others) : IWork
    {
        public void Execute(int part, int worker)
        {
            int walker = mine + part, d = state.Dimensions, extraCount = state.ExtraCount;
            ulong number = (ulong)(NumbersPerMove * walker);
            Span<double> position = state.Positions.AsSpan(walker * d, d);
            Span<double> proposal = stackalloc double[d], extras = stackalloc double[extraCount];
            double logVolume = stream.UniformAt(number) < DifferentialShare
                ? Differ(position, proposal, number) : StretchOut(position, proposal, number);
            extras.Fill(double.NaN);
            double proposed = Known(density.Evaluate(proposal, extras));
            // From nowhere to nowhere is no move: the difference is NaN then.
            if (!(Math.Log(stream.UniformAt(number + 1)) < logVolume + proposed - state.LogDensity[walker]))
            {
                return;
            }

            proposal.CopyTo(position);
            extras.CopyTo(state.Extras.AsSpan(walker * extraCount, extraCount));
            state.LogDensity[walker] = proposed;
            state.Accepted[walker]++;
        }

        /// <summary>x + γ(y − y'), as likely from there to here: 0.</summary>
        private double Differ(ReadOnlySpan<double> position, Span<double> proposal, ulong number)
        {
            int half = state.Walkers / 2, first = stream.IntegerAt(half, number + 2), second = stream.IntegerAt(half - 1, number + 3);
            ReadOnlySpan<double> y = Other(first), away = Other(second < first ? second : second + 1);
            double step = stream.UniformAt(number + 4) < WholeShare ? 1 : 2.38 / Math.Sqrt(2.0 * position.Length);
            step *= 1 + (Spread * (stream.UniformAt(number + 5) - 0.5));
            for (int i = 0; i < position.Length; i++)
            {
                proposal[i] = position[i] + (step * (y[i] - away[i]));
            }

            return 0;
        }

        /// <summary>y + z(x − y); ln z^{d−1}, by which volumes grow.</summary>
        private double StretchOut(ReadOnlySpan<double> position, Span<double> proposal, ulong number)
        {
            ReadOnlySpan<double> y = Other(stream.IntegerAt(state.Walkers / 2, number + 2));
            double root = 1 + ((Stretch - 1) * stream.UniformAt(number + 3));
            double z = root * root / Stretch;
            for (int i = 0; i < position.Length; i++)
            {
                proposal[i] = y[i] + (z * (position[i] - y[i]));
            }

            return (position.Length - 1) * Math.Log(z);
        }

        private ReadOnlySpan<double> Other(int walker) =>
            state.Positions.AsSpan((others + walker) * state.Dimensions, state.Dimensions);
    }
}
