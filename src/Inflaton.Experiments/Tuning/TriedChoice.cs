using System.Globalization;
using Inflaton.Duality.Tuning;

namespace Inflaton.Experiments.Tuning;

/// <summary>The choice of η and γ where the kernel may change on the way.</summary>
/// <param name="Best">The choice. Its epochs and loss are those of the trial, where there was one.</param>
/// <param name="Drift">‖Θ − Θ_0‖/‖Θ_0‖ of the kernel when the goal is reached; infinite where nothing can be recommended.</param>
/// <param name="Trials">The trial trainings, in their order; empty where none were made.</param>
/// <param name="Beside">
/// Trainings right beside the choice, at η a hundredth smaller and larger, made where it did not go as foretold.
/// </param>
/// <param name="IsSturdy">Whether they end like the choice itself; true where there was no need to ask.</param>
/// <param name="Foretold">How the drift was foretold; null where it is that of a trial.</param>
internal sealed record TriedChoice(
    Recommendation Best, double Drift, IReadOnlyList<TunedTraining> Trials, IReadOnlyList<TunedTraining> Beside, bool IsSturdy = true,
    ForetoldDrift? Foretold = null)
{
    private const double Away = 1.4;
    private const double LeastMargin = 0.02;
    private const double Gain = 0.95;
    private const double Half = 0.5;
    private const double SmallDrift = 0.1;
    private const double LargeDrift = 3;
    private const double Surprise = 1.1;
    private const double AsGood = 1.15;
    private const double Aside = 0.01;
    private const int AmpleEpochs = 10_000;
    private const int MostFollowed = 5000;

    /// <summary>Growths of the kernel that are allowed for: how far from the edge of stability a choice keeps.</summary>
    private static readonly double[] Growths = [1.15, 1.4, 2, 3, 6, 12, 25, 50, 100, 1000];

    private static readonly double[] UntriedGrowths = [1.15, 2, 6];
    private static readonly (double Rate, double Friction)[] Directions = [(1.4, 1), (1, 0.5), (1 / 1.4, 1), (1, 2)];

    /// <summary>
    /// The choice of the theory, without training: the best for a kernel that grows a little; where the kernel is foretold to blow up, or
    /// to become another one altogether, the best for a kernel that grows more.
    /// </summary>
    /// <param name="frozen">How the loss falls by the kernel of the start.</param>
    /// <param name="path">How the kernel changes.</param>
    /// <param name="goal">What is to be reached.</param>
    public static TriedChoice Untried(FrozenTraining frozen, KernelPath path, TuningGoal goal)
    {
        TriedChoice choice = Foretold(UntriedGrowths[0]);
        for (int i = 1; i < UntriedGrowths.Length && !(choice.Drift <= LargeDrift); i++)
        {
            choice = Foretold(UntriedGrowths[i]);
        }

        return choice;

        TriedChoice Foretold(double growth)
        {
            Recommendation best = Recommendation.For(frozen, goal, growth);
            int allowed = best.EpochsToAllow(goal.Epochs), epochs = Math.Min(MostFollowed, allowed);
            FollowedTraining followed = path.Follow(best.LearningRate, best.Momentum, goal.TargetLoss ?? 0, epochs);
            bool isWhole = followed.IsWhole && (epochs == allowed || followed.Losses.Count <= epochs);
            return new TriedChoice(
                best, followed.Diverges ? double.PositiveInfinity : followed.Drift, [], [],
                Foretold: new ForetoldDrift(followed.Losses.Count - 1, followed.Steps, followed.Passes, isWhole));
        }
    }

    /// <summary>
    /// Trains at the best for a kernel that grows a little. Where that goes as foretold, that is it, or the best with a smaller margin
    /// where the kernel has moved by less. Where it diverges, the best for kernels that grow
    /// more and more are trained, until one does not; then larger and smaller η, and with trials left steps of 1−γ as well.
    /// What diverges, or ends above the loss that it began with, is never taken. Rates are tried as they are printed, to six digits. Where
    /// it did not go as foretold, the choice's neighbours are trained as well, and a trial that is as good to 15 % and whose neighbours are
    /// too comes first: beyond the stability of the start, which rates train and which diverge can change from one digit to the next.
    /// </summary>
    /// <param name="frozen">How the loss falls by the kernel of the start.</param>
    /// <param name="trials">The trainings.</param>
    /// <param name="goal">What is to be reached.</param>
    /// <param name="most">Trials at most, at least 1; those that diverge end there and count for the part that was trained.</param>
    /// <param name="cancellation">Stops with the best so far.</param>
    /// <exception cref="OperationCanceledException">It was stopped before the first training had ended.</exception>
    public static TriedChoice Of(FrozenTraining frozen, TrialTrainings trials, TuningGoal goal, int most, CancellationToken cancellation)
    {
        List<TunedTraining> made = [];
        List<Found> found = [];
        Found best = new(null, double.PositiveInfinity, double.PositiveInfinity);
        double left = most;
        int rung = 0;
        while (rung < Growths.Length && left > Half && !IsOver() && !Try(Recommendation.For(frozen, goal, Growths[rung])))
        {
            rung++;
        }

        if (best.At is null)
        {
            if (made.Count == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            return new TriedChoice(Recommendation.For(frozen, goal, Growths[0]), double.PositiveInfinity, made, []);
        }

        double expected = goal.Cost(frozen, best.At.LearningRate, best.At.Momentum);
        bool isSurprising = rung > 0 || best.Drift > SmallDrift;
        if (!isSurprising && left > Half)
        {
            // The kernel moves so little that less of a margin will do.
            Recommendation closer = Recommendation.For(frozen, goal, 1 + Math.Max(LeastMargin, best.Drift));
            double nearer = goal.Cost(frozen, closer.LearningRate, closer.Momentum);
            expected = nearer < Gain * best.Cost && Try(closer) ? nearer : expected;
        }

        isSurprising = rung > 0 || best.Drift > SmallDrift || best.Cost > (Surprise * expected) + 1;
        if (isSurprising)
        {
            // η alone, as a part of the stability limit: towards the edge first where it has been seen, away from it first where not.
            double Part(double rate, double momentum) => rate / frozen.StabilityLimit(momentum);
            double edge = rung > 0 ? Part(made[^2].LearningRate, made[^2].Momentum) : 1;
            bool isInward = rung > 0;
            for (int turns = 0; turns < 2; turns++, isInward = !isInward)
            {
                bool isBetter = true;
                while (isBetter && left > Half && !IsOver())
                {
                    double part = Part(best.At.LearningRate, best.At.Momentum);
                    double factor = isInward && part > 0 && edge > part ? Math.Sqrt(edge / part) : isInward ? Away : 1 / Away;
                    isBetter = Try(Recommendation.At(frozen, goal, factor * best.At.LearningRate, best.At.Momentum));
                }
            }

            for (int step = 0, fails = 0; left > Half && fails < Directions.Length && !IsOver(); step++)
            {
                (double rate, double friction) = Directions[step % Directions.Length];
                fails = Try(Recommendation.At(
                    frozen, goal, rate * best.At.LearningRate, 1 - Math.Min(1, friction * (1 - best.At.Momentum)))) ? 0 : fails + 1;
            }
        }

        return isSurprising ? Sturdiest() : new TriedChoice(best.At, best.Drift, made, []);

        bool IsOver() => cancellation.IsCancellationRequested;

        // The best of those that are as good and whose neighbours are too; the very best where there is none.
        TriedChoice Sturdiest()
        {
            TriedChoice? first = null;
            foreach (Found one in found.Where(one => one.Cost <= AsGood * best.Cost).OrderBy(one => one.Cost).Take(2))
            {
                List<TunedTraining> beside = [];
                bool isSturdy = true;
                foreach (double factor in new[] { 1 - Aside, 1 + Aside })
                {
                    int epochs = (int)Math.Min(goal.Epochs, Math.Ceiling(AsGood * one.Cost));
                    if (trials.Train(
                        Rounded(factor * one.At!.LearningRate), one.At.Momentum,
                        goal.TargetLoss ?? 0, epochs, cancellation) is not { } trial)
                    {
                        break;
                    }

                    beside.Add(trial);
                    isSturdy &= Cost(trial) <= AsGood * one.Cost && (one.Cost <= goal.Epochs || trial.Loss <= AsGood * one.At.Loss);
                }

                TriedChoice choice = new(one.At!, one.Drift, made, beside, isSturdy);
                if (isSturdy)
                {
                    return choice;
                }

                first ??= choice;
            }

            return first!;
        }

        double Cost(TunedTraining trial) => trial.Epochs
            ?? (trial.Diverged || !(trial.Loss <= frozen.InitialLoss)
                ? double.PositiveInfinity
                : goal.Epochs * (1 + (trial.Loss / frozen.InitialLoss)));

        // Whether it is the best so far.
        bool Try(Recommendation wanted)
        {
            Recommendation at = Recommendation.At(frozen, goal, Rounded(wanted.LearningRate), Rounded(wanted.Momentum));
            int epochs = Math.Max(Math.Min(goal.Epochs, AmpleEpochs), at.EpochsToAllow(goal.Epochs));
            epochs = best.Cost <= goal.Epochs ? Math.Min(epochs, (int)(AsGood * best.Cost)) : epochs;
            TunedTraining? trial = trials.Train(at.LearningRate, at.Momentum, goal.TargetLoss ?? 0, epochs, cancellation);
            if (trial is null)
            {
                return false;
            }

            made.Add(trial);
            left -= trial.Diverged ? (double)trial.Trained / epochs : 1;
            double cost = Cost(trial);
            if (!(cost <= AsGood * best.Cost) || !double.IsFinite(cost))
            {
                return false;
            }

            Found one = new(at with { Epochs = trial.Epochs ?? double.PositiveInfinity, Loss = trial.Loss }, cost, trials.Drift());
            found.Add(one);
            bool isBest = cost < best.Cost;
            best = isBest ? one : best;
            return isBest;
        }
    }

    /// <summary>A number as it is printed.</summary>
    private static double Rounded(double value) =>
        double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private readonly record struct Found(Recommendation? At, double Cost, double Drift);
}
