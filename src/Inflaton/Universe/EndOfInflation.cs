using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Notation;

namespace Inflaton.Universe;

/// <summary>Where inflation ends, ε = 1; or what becomes of it instead.</summary>
public sealed record EndOfInflation
{
    /// <summary>Times of oscillation, each too short to count, after which inflation is taken to be over.</summary>
    private const int MostTurns = 200;

    /// <summary>e-folds without inflation after which it is taken to be over.</summary>
    private const double LongestPause = 100;

    /// <summary>
    /// Steps behind an end of inflation, in a curved space of fields, after which it is taken to be over: oscillations through a point
    /// where coordinates are singular, as the middle of polar ones, take very many.
    /// </summary>
    private const int MostCurvedSteps = 50_000;

    /// <summary>What becomes of inflation.</summary>
    public required Fate Fate { get; init; }

    /// <summary>Whether it ends within what was searched; if not, all numbers are those of the last state reached.</summary>
    public bool IsFound => Fate == Fate.Ends;

    /// <summary>What happens instead, in a sentence about the universe; empty where it ends.</summary>
    public required string Message { get; init; }

    /// <summary>All times of inflation that count, in order.</summary>
    public required IReadOnlyList<InflationInterval> Intervals { get; init; }

    /// <summary>t.</summary>
    public required double Time { get; init; }

    /// <summary>N = ln a since the beginning.</summary>
    public required double Efolds { get; init; }

    /// <summary>φ.</summary>
    public required double[] Field { get; init; }

    /// <summary>φ̇.</summary>
    public required double[] Velocity { get; init; }

    /// <summary>H.</summary>
    public required double Hubble { get; init; }

    internal static EndOfInflation Of(Cosmology cosmology, EndChoice choice, double longest)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(longest);
        return new Search(cosmology, choice, longest).Run();
    }

    private sealed class Search
    {
        private readonly Cosmology cosmology;
        private readonly EndChoice choice;
        private readonly double longest;
        private readonly FieldSystem system;
        private readonly Rest rest;
        private readonly SolverOptions options;
        private readonly List<InflationInterval> intervals = [];
        private double now;
        private double[] state;
        private (double Efolds, double[] State)? end;

        public Search(Cosmology cosmology, EndChoice choice, double longest)
        {
            (this.cosmology, this.choice, this.longest) = (cosmology, choice, longest);
            system = new FieldSystem(cosmology, Clock.Efolds);
            rest = new Rest(cosmology, system);
            state = system.Start();
            options = Background.Options(cosmology, Clock.Efolds, system.Hubble(0, state));
        }

        public EndOfInflation Run()
        {
            if (!cosmology.Expansion.IsSelfConsistent)
            {
                return Prescribed();
            }

            if (rest.IsExact(state))
            {
                return Describe(rest.At(state), rest.Sentence(system.Hubble(0, state), state));
            }

            int turns = 0, spent = 0;
            double initial = system.Epsilon(0, state), since = 0;
            bool inflates = initial < 1;
            while (true)
            {
                double limit = inflates ? longest : Math.Min(longest, now + LongestPause);
                if (now >= limit)
                {
                    return inflates ? GoesOn(since, "") : Over(initial);
                }

                IEvent[] events = [new Crossing(system, inflates), new Collapse(system), rest];
                SolverOptions local = now == 0 ? options : options with { InitialStep = 1e-6 };
                if (cosmology.Space is not null && end is not null)
                {
                    local = local with { MaximumSteps = Math.Clamp(MostCurvedSteps - spent, 1, local.MaximumSteps) };
                }

                Solution solution = AdaptiveRungeKutta.Solve(system, now, state, [limit], local, events);
                (now, state) = (solution.FinalTime, [.. solution.FinalState]);
                spent = end is null ? 0 : spent + solution.Steps + solution.RejectedSteps;
                int met = solution.Status == SolverStatus.Event ? solution.Events[^1].Event : -1;
                if (solution.Status == SolverStatus.Success)
                {
                    continue;
                }

                if (met == 0 && !inflates)
                {
                    (inflates, since) = (true, now);
                    continue;
                }

                if (met == 0)
                {
                    InflationInterval interval = new(since, now);
                    inflates = false;
                    if (!interval.Counts)
                    {
                        if (++turns >= MostTurns)
                        {
                            return Over(initial);
                        }

                        continue;
                    }

                    turns = 0;
                    intervals.Add(interval);
                    end = (now, state);
                    if (choice == EndChoice.First)
                    {
                        return Over(initial);
                    }

                    continue;
                }

                if (met == 2)
                {
                    intervals.Add(new InflationInterval(since, double.PositiveInfinity));
                    return Describe(rest.At(state), rest.Sentence(system.Hubble(now, state), state));
                }

                // The universe recollapses, or its potential is no number any more: what ended before has ended.
                return end is not null ? Over(initial)
                    : met == 1 ? Describe(Fate.Recollapses, Collapse.Sentence(cosmology, system, now, state))
                    : inflates ? GoesOn(since, $" {Stuck(solution)}")
                    : Describe(Fate.Absent, Stuck(solution));
            }
        }

        /// <summary>ε of a prescribed expansion does not change.</summary>
        private EndOfInflation Prescribed()
        {
            double epsilon = system.Epsilon(0, state);
            if (!(epsilon < 1))
            {
                return Over(epsilon);
            }

            intervals.Add(new InflationInterval(0, double.PositiveInfinity));
            return Describe(
                Fate.GoesOn, ReadableFormat.Text($"Inflation never ends: the expansion is prescribed, and ε = {epsilon:G4} stays."));
        }

        private EndOfInflation GoesOn(double since, string why)
        {
            intervals.Add(new InflationInterval(since, now));
            double[] slope = new double[cosmology.Fields];
            system.Velocity(state).CopyTo(slope);
            double pace = Math.Sqrt(system.SquaredVelocity(state)) / system.Hubble(now, state);
            return Describe(
                Fate.GoesOn,
                ReadableFormat.Text(
                    $"Inflation has not ended after {now:G6} e-folds: the field is at φ = {Text(system.Field(state))} and moves by "
                        + $"{pace:G3} per e-fold, H = {system.Hubble(now, state):G6}.{why}"));
        }

        private EndOfInflation Over(double initial)
        {
            if (end is { } last)
            {
                (now, state) = last;
                return Describe(Fate.Ends, "");
            }

            return Describe(
                Fate.Absent,
                ReadableFormat.Text(
                    $"There is no inflation at the beginning: ε = {initial:G4} is not below 1, "
                        + $"and does not fall below 1 for as much as an e-fold later. Start where the potential is flatter."));
        }

        private string Stuck(Solution solution)
        {
            string metric = cosmology.Space is null ? "" : ", or the metric of the fields is not positive definite";
            return solution.Status == SolverStatus.StepLimit ? OutOfSteps.Sentence(cosmology, system, solution)
                : ReadableFormat.Text(
                    $"The universe cannot be followed beyond N = {solution.FinalTime:G6}, φ = {Text(system.Field(state))}: ")
                    + $"V or its derivatives jump or are not finite there{metric}.";
        }

        private EndOfInflation Describe(Fate fate, string message) => new()
        {
            Fate = fate,
            Message = message,
            Intervals = intervals,
            Time = cosmology.Start + system.Elapsed(now, state),
            Efolds = now,
            Field = system.Field(state).ToArray(),
            Velocity = system.Velocity(state).ToArray(),
            Hubble = system.Hubble(now, state),
        };
    }

    /// <summary>φ as it stands in a sentence.</summary>
    internal static string Text(ReadOnlySpan<double> field) => field.Length == 1
        ? ReadableNumber.Of(field[0], 7)
        : $"[{string.Join(", ", field.ToArray().Select(value => ReadableNumber.Of(value, 7)))}]";

    private sealed class Crossing(FieldSystem system, bool rising) : IEvent
    {
        public EventDirection Direction => rising ? EventDirection.Rising : EventDirection.Falling;

        public double Value(double t, ReadOnlySpan<double> y) => system.Epsilon(t, y) - 1;
    }
}
