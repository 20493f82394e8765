using Inflaton.Dynamics;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Universe.Stochastic;

/// <summary>
/// Many paths of a stochastic field, in e-folds. Slow roll is followed by Platen's explicit method of weak order 2; barriers are met
/// between steps too, as a Brownian bridge does: whether and when an absorbing one is crossed, and how far a reflecting one pushes back,
/// are drawn from their laws at constant coefficients. The whole equation is followed by <see cref="LangevinStep"/>; its paths are smooth,
/// and cross where a straight line does. The noise of a path is a counter-based stream of its own, so that neither threads nor the other
/// paths matter. Steps allocate nothing.
/// </summary>
public sealed class StochasticPaths
{
    private const int Block = 256;
    private const int Chunk = 16;
    private const ulong NormalLabel = 1, BarrierLabel = 2;

    private readonly StochasticField field;
    private readonly StochasticOptions options;
    private readonly double[] levels;
    private readonly double towards;
    private readonly double? far, wall, otherWall;
    private readonly double start, velocity, size;
    private readonly int coarse;
    private readonly int steps;

    private StochasticPaths(StochasticField field, StochasticOptions options, int coarse)
    {
        (this.field, this.options, this.coarse) = (field, options, coarse);
        start = field.Cosmology.InitialField[0];
        velocity = options.IsInertial ? field.Cosmology.StartingVelocity()[0] / field.Cosmology.InitialHubble : 0;
        size = coarse * options.Step;
        steps = Math.Max(1, (int)Math.Round(options.Efolds / size));
        levels = LevelsOf(start, options);
        towards = levels.Length > 0 ? Math.Sign(levels[^1] - start) : 1;
        far = options.Absorbing.Count > 1 ? options.Absorbing[1] : null;
        double[] walls = [.. options.Reflecting];
        wall = walls.Length > 0 ? walls[0] : null;
        otherWall = walls.Length > 1 ? walls[1] : null;
        Passages = [.. levels.Select(_ => new double[options.Paths])];
        Far = new bool[options.Paths];
        Halfway = new double[options.Paths];
        Last = new double[options.Paths];
    }

    /// <summary>φ where first passages are told of; the last is the absorbing barrier. Empty where nothing absorbs.</summary>
    public IReadOnlyList<double> Levels => levels;

    /// <summary>
    /// N of each path's first passage of each level; NaN where it did not come there. The last has those of paths that end at the
    /// other barrier, too.
    /// </summary>
    public IReadOnlyList<double[]> Passages { get; }

    /// <summary>Whether a path ended at the second of two absorbing barriers.</summary>
    public bool[] Far { get; }

    /// <summary>φ of each path half the time through, where it was still on its way; else NaN.</summary>
    public double[] Halfway { get; }

    /// <summary>φ of each path at the last time, where it was still on its way; else NaN.</summary>
    public double[] Last { get; }

    /// <summary>Steps, of twice the length for the second set.</summary>
    public double Step => size;

    /// <summary>Follows all paths with a step, and with the same noise with steps twice as long.</summary>
    /// <param name="field">The field.</param>
    /// <param name="options">How many, and how.</param>
    /// <param name="team">Threads; null for one.</param>
    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    public static (StochasticPaths Fine, StochasticPaths Coarse) Follow(
        StochasticField field, StochasticOptions options, WorkerTeam? team = null)
    {
        options.Validate(field.Cosmology.InitialField[0]);
        StochasticPaths fine = new(field, options, 1), coarse = new(field, options, 2);
        int blocks = (options.Paths + Block - 1) / Block;
        (team ?? WorkerTeam.Single).Run(new Work(fine, coarse, blocks), 2 * blocks);
        return (fine, coarse);
    }

    private static double[] LevelsOf(double start, StochasticOptions options)
    {
        if (options.Absorbing.Count == 0)
        {
            return [];
        }

        int count = options.Absorbing.Count == 1 ? options.Levels : 1;
        double end = options.Absorbing[0];
        return [.. Enumerable.Range(1, count).Select(i => i == count ? end : start + ((end - start) * i / count))];
    }

    private sealed class Work(StochasticPaths fine, StochasticPaths coarse, int blocks) : IWork
    {
        public void Execute(int part, int worker)
        {
            StochasticPaths paths = part < blocks ? fine : coarse;
            int first = part % blocks * Block;
            new Batch(paths, first, Math.Min(Block, paths.options.Paths - first)).Run();
        }
    }

    /// <summary>Paths that are stepped together; those that have ended make room.</summary>
    private sealed class Batch
    {
        private readonly StochasticPaths all;
        private readonly CounterStream[] normals, barriers;
        private readonly int[] path, reached;
        private readonly ulong[] drawn;
        private readonly double[] position, displacement, previous, before, kick, noise, values, aside, other;
        private readonly double[] draws = new double[Chunk];
        private int active;

        public Batch(StochasticPaths all, int first, int count)
        {
            (this.all, active) = (all, count);
            CounterStream root = new(all.options.Seed, 0);
            CounterStream noises = root.Substream(NormalLabel), meetings = root.Substream(BarrierLabel);
            normals = [.. Enumerable.Range(first, count).Select(i => noises.Substream((ulong)i))];
            barriers = [.. Enumerable.Range(first, count).Select(i => meetings.Substream((ulong)i))];
            path = [.. Enumerable.Range(first, count)];
            (reached, drawn) = (new int[count], new ulong[count]);
            (position, displacement, previous, before) = (new double[Block], new double[Block], new double[Block], new double[Block]);
            (kick, noise, values, aside, other) =
                (new double[Block], new double[Chunk * Block], new double[2 * Block], new double[Block], new double[2 * Block]);
            Array.Fill(position, all.start);
            foreach (double[] passage in all.Passages)
            {
                Array.Fill(passage, double.NaN, first, count);
            }

            Array.Fill(all.Halfway, double.NaN, first, count);
            Array.Fill(all.Last, double.NaN, first, count);
        }

        public void Run()
        {
            if (all.options.IsInertial)
            {
                all.field.Evaluate([all.start], values, 1);
                all.field.Push(values, 1, [all.velocity * all.size], kick.AsSpan(0, 1), all.size);
                kick[0] = 0;
                Array.Fill(displacement, LangevinStep.Before(all.velocity, values[1], values[0], all.size));
            }

            int perChunk = Chunk / all.coarse, half = all.steps / 2;
            for (int step = 0; step < all.steps && active > 0;)
            {
                Draw(step / perChunk);
                int until = Math.Min(step + perChunk, all.steps);
                for (int row = 0; step < until && active > 0; step++, row++)
                {
                    ReadOnlySpan<double> gusts = noise.AsSpan(row * Block, Padded);
                    position.CopyTo(before, 0);
                    if (all.options.IsInertial)
                    {
                        Accelerate(gusts);
                    }
                    else
                    {
                        Roll(gusts);
                    }

                    Meet(step);
                    if (step + 1 == half)
                    {
                        Note(all.Halfway);
                    }
                }

                MakeRoom();
            }

            Note(all.Last);
        }

        /// <summary>Whole vectors, so that no path is treated otherwise than its neighbours.</summary>
        private int Padded => Math.Min(Block, (active + 7) / 8 * 8);

        /// <summary>Standard normals of the next steps; steps of twice the length add two of them up.</summary>
        private void Draw(int chunk)
        {
            for (int i = 0; i < active; i++)
            {
                normals[i].FillNormal(draws, (ulong)chunk * Chunk);
                for (int row = 0, at = 0; at < Chunk; row++, at += all.coarse)
                {
                    noise[(row * Block) + i] = all.coarse == 1 ? draws[at] : (draws[at] + draws[at + 1]) * Math.Sqrt(0.5);
                }
            }
        }

        private void Roll(ReadOnlySpan<double> gusts)
        {
            int count = gusts.Length;
            double size = all.size, root = Math.Sqrt(size);
            Span<double> x = position.AsSpan(0, count), spread = values.AsSpan(0, count), drift = values.AsSpan(Block, count);
            Span<double> place = aside.AsSpan(0, count);
            all.field.Evaluate(x, values, Block);
            all.field.Roll(values, count, Block);
            if (all.field.ConstantHubble is null)
            {
                Span<double> sum = kick.AsSpan(0, count);
                for (int i = 0; i < count; i++)
                {
                    place[i] = x[i] + (drift[i] * size) + (spread[i] * root);
                }

                Spreads(place);
                for (int i = 0; i < count; i++)
                {
                    double square = (gusts[i] * gusts[i]) - 1;
                    sum[i] = 0.25 * root * (((other[i] + (2 * spread[i])) * gusts[i]) + (other[i] * square));
                    place[i] = x[i] + (drift[i] * size) - (spread[i] * root);
                }

                Spreads(place);
                for (int i = 0; i < count; i++)
                {
                    double square = (gusts[i] * gusts[i]) - 1;
                    sum[i] += 0.25 * root * other[i] * (gusts[i] - square);
                }
            }
            else
            {
                for (int i = 0; i < count; i++)
                {
                    kick[i] = spread[i] * root * gusts[i];
                }
            }

            for (int i = 0; i < count; i++)
            {
                place[i] = x[i] + (drift[i] * size) + (spread[i] * root * gusts[i]);
            }

            all.field.Evaluate(place, other, Block);
            all.field.Roll(other, count, Block);
            for (int i = 0; i < count; i++)
            {
                x[i] += (0.5 * size * (drift[i] + other[Block + i])) + kick[i];
            }
        }

        private void Spreads(ReadOnlySpan<double> place)
        {
            all.field.Evaluate(place, other, Block);
            all.field.Roll(other, place.Length, Block);
        }

        private void Accelerate(ReadOnlySpan<double> gusts)
        {
            int count = gusts.Length;
            Span<double> x = position.AsSpan(0, count), moved = displacement.AsSpan(0, count), push = kick.AsSpan(0, count);
            all.field.Evaluate(x, values, Block);
            for (int i = 0; i < count; i++)
            {
                push[i] = 0.5 * (previous[i] + gusts[i]);
            }

            gusts.CopyTo(previous);
            all.field.Push(values, Block, moved, push, all.size);
            LangevinStep.Move(x, moved, values.AsSpan(Block, count), values.AsSpan(0, count), push, all.size);
        }

        /// <summary>Barriers and levels that the paths have met in a step.</summary>
        private void Meet(int step)
        {
            for (int i = 0; i < active; i++)
            {
                if (reached[i] < 0)
                {
                    continue;
                }

                if (!double.IsFinite(position[i]))
                {
                    reached[i] = -1;
                    continue;
                }

                double variance = all.options.IsInertial ? 0 : values[i] * values[i] * all.size;
                if (all.wall is { } wall)
                {
                    Reflect(i, wall, variance);
                }

                if (all.otherWall is { } other)
                {
                    Reflect(i, other, variance);
                }

                Cross(i, step, variance);
            }
        }

        private void Reflect(int i, double wall, double variance)
        {
            double side = all.start == wall ? all.towards : Math.Sign(all.start - wall);
            double from = side * (before[i] - wall), to = side * (position[i] - wall);
            if (all.options.IsInertial)
            {
                if (to < 0)
                {
                    (position[i], displacement[i]) = (wall - (side * to), -displacement[i]);
                }

                return;
            }

            // The least value of a bridge: beyond e⁻⁴⁰ nothing is drawn.
            if (to > 0 && from * to > 20 * variance)
            {
                return;
            }

            double length = to - from;
            double least = 0.5 * (from + to - Math.Sqrt((length * length) - (2 * variance * Math.Log(1 - Uniform(i)))));
            position[i] += side * Math.Max(0, -least);
        }

        private void Cross(int i, int step, double variance)
        {
            if (all.far is { } far && Hits(i, -all.towards, far, before[i], variance, out double part))
            {
                all.Passages[^1][path[i]] = (step + part) * all.size;
                all.Far[path[i]] = true;
                reached[i] = -1;
                return;
            }

            double from = before[i], since = 0;
            while (reached[i] < all.levels.Length && Hits(i, all.towards, all.levels[reached[i]], from, variance * (1 - since), out part))
            {
                from = all.levels[reached[i]];
                since += part * (1 - since);
                all.Passages[reached[i]][path[i]] = (step + since) * all.size;
                reached[i]++;
                if (reached[i] == all.levels.Length)
                {
                    reached[i] = -1;
                    return;
                }
            }
        }

        /// <summary>Whether a level is crossed on the way to where the path is now, and after which part of the way.</summary>
        private bool Hits(int i, double direction, double level, double from, double variance, out double part)
        {
            double ahead = direction * (level - from), left = direction * (level - position[i]);
            part = 0;
            if (left > 0 && (ahead * left > 20 * variance || Uniform(i) >= Math.Exp(-2 * ahead * left / variance)))
            {
                return false;
            }

            // First passage of a bridge: p/(1 − p) has an inverse Gaussian law (Michael, Schucany and Haas, Am. Stat. 30 (1976) 88).
            double length = Math.Abs(left);
            double odds;
            if (variance == 0)
            {
                odds = ahead / length;
            }
            else
            {
                double normal = barriers[i].NormalAt(drawn[i]++), spread = ahead * ahead / variance, square = normal * normal;
                double ratio = square * variance / (2 * ahead * length);
                double root = 1 / (1 + ratio + Math.Sqrt(ratio * (ratio + 2)));
                odds = length == 0 ? spread / square
                    : Uniform(i) * (1 + root) <= 1 ? ahead / length * root : ahead / (length * root);
            }

            part = odds < double.MaxValue ? odds / (1 + odds) : 1;
            return true;
        }

        private double Uniform(int i) => barriers[i].UniformAt(drawn[i]++);

        private void Note(double[] results)
        {
            for (int i = 0; i < active; i++)
            {
                if (reached[i] >= 0 && double.IsFinite(position[i]))
                {
                    results[path[i]] = position[i];
                }
            }
        }

        private void MakeRoom()
        {
            int kept = 0;
            for (int i = 0; i < active; i++)
            {
                if (reached[i] < 0)
                {
                    continue;
                }

                (path[kept], reached[kept], drawn[kept]) = (path[i], reached[i], drawn[i]);
                (normals[kept], barriers[kept]) = (normals[i], barriers[i]);
                (position[kept], displacement[kept], previous[kept]) = (position[i], displacement[i], previous[i]);
                kept++;
            }

            active = kept;
        }
    }
}
