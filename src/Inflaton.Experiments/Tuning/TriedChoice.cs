using Inflaton.Duality.Tuning;

namespace Inflaton.Experiments.Tuning;

/// <summary>The choice of η and γ where the kernel may change on the way.</summary>
/// <param name="Best">The choice. Its epochs and loss are those of the trial, where there was one.</param>
/// <param name="Drift">‖Θ − Θ_0‖/‖Θ_0‖ of the kernel when the goal is reached.</param>
/// <param name="Trials">The trial trainings, in their order; empty where none were made.</param>
/// <param name="IsHeld">Whether the theory of the kernel at the start held, so that its own choice was taken.</param>
internal sealed record TriedChoice(Recommendation Best, double Drift, IReadOnlyList<TunedTraining> Trials, bool IsHeld)
{
    private const double LeastGrowth = 1.02;
    private const double SmallDrift = 0.1;
    private const double Surprise = 1.1;
    private const double Worse = 1.3;
    private const int MostSteps = 14;
    private const int AmpleEpochs = 10_000;

    private static readonly double[] Growths = [1.15, 1.4, 2, 3, 6, 12, 25, 50, 100, 1000];
    private static readonly (double Rate, double Friction)[] Directions = [(1.4, 1), (1, 0.5), (1 / 1.4, 1), (1, 2)];

    /// <summary>
    /// Takes the best of the theory of the kernel at the start and trains there. Where that goes as foretold, that is it. Elsewhere the choices for
    /// kernels that have grown by more and more are tried, then steps from the best of them; what diverges is never taken.
    /// </summary>
    /// <param name="frozen">How the loss falls by the kernel of the start.</param>
    /// <param name="trials">The trainings.</param>
    /// <param name="goal">What is to be reached.</param>
    /// <param name="cancellation">Stops with the best so far.</param>
    /// <exception cref="OperationCanceledException">It was stopped before the first training had ended.</exception>
    public static TriedChoice Of(FrozenTraining frozen, TrialTrainings trials, TuningGoal goal, CancellationToken cancellation)
    {
        List<TunedTraining> made = [];
        (Recommendation At, double Cost, double Drift) best = (Recommendation.For(frozen, goal, LeastGrowth), double.PositiveInfinity, double.PositiveInfinity);
        double expected = goal.Cost(frozen, best.At.LearningRate, best.At.Momentum);
        Try(best.At);
        if (made.Count == 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        bool isHeld = best.Drift <= SmallDrift && best.Cost <= (Surprise * expected) + 1;
        if (!isHeld)
        {
            foreach (double growth in Growths)
            {
                double before = best.Cost;
                double cost = Try(Recommendation.For(frozen, goal, growth));
                if (double.IsFinite(cost) && cost > Worse * before && (goal.TargetLoss is null || best.Cost <= goal.Epochs))
                {
                    break;
                }
            }

            for (int step = 0, fails = 0; double.IsFinite(best.Cost) && step < MostSteps && fails < Directions.Length; step++)
            {
                (double rate, double friction) = Directions[step % Directions.Length];
                double before = best.Cost;
                fails = Try(Recommendation.At(
                    frozen, goal, rate * best.At.LearningRate, 1 - Math.Min(1, friction * (1 - best.At.Momentum)))) < before ? 0 : fails + 1;
            }
        }

        return new TriedChoice(best.At, best.Drift, made, isHeld);

        double Try(Recommendation at)
        {
            int most = double.IsFinite(at.Epochs) ? Math.Min(goal.Epochs, Math.Max(AmpleEpochs, (int)(3 * at.Epochs) + 10)) : goal.Epochs;
            most = best.Cost <= goal.Epochs ? Math.Min(most, (int)best.Cost) : most;
            TunedTraining? trial = trials.Train(at.LearningRate, at.Momentum, goal.TargetLoss ?? 0, most, cancellation);
            if (trial is null)
            {
                return double.PositiveInfinity;
            }

            made.Add(trial);
            double cost = trial.Epochs
                ?? (trial.Diverged || !(trial.Loss <= frozen.InitialLoss) ? double.PositiveInfinity : goal.Epochs * (1 + (trial.Loss / frozen.InitialLoss)));
            if (cost < best.Cost)
            {
                best = (at with { Epochs = trial.Epochs ?? double.PositiveInfinity, Loss = trial.Loss }, cost, trials.Drift());
            }

            return cost;
        }
    }
}
