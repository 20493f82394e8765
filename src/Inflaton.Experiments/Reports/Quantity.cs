using System.Globalization;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Reports;

/// <summary>One line of the table of quantities.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Symbol">Its symbol; may be empty.</param>
/// <param name="Value">Its value as people read it.</param>
/// <param name="Unit">Its unit; empty for a pure number.</param>
/// <param name="Meaning">What it means, in a line.</param>
public sealed record Quantity(string Name, string Symbol, string Value, string Unit, string Meaning)
{
    /// <summary>One without a unit.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="symbol">Its symbol; may be empty.</param>
    /// <param name="value">Its value as people read it.</param>
    /// <param name="meaning">What it means, in a line.</param>
    public Quantity(string name, string symbol, string value, string meaning)
        : this(name, symbol, value, "", meaning)
    {
    }

    /// <summary>
    /// The quantities of a run, from the optimiser through the dual universe and the kernel to the outcome; those that are no numbers left
    /// out.
    /// </summary>
    /// <param name="summary">What the run found.</param>
    public static IReadOnlyList<Quantity> Of(RunSummary summary)
    {
        bool leapfrog = summary.Matching == "leapfrog";
        bool heavyBall = summary.ConstantHubble;
        string rates = summary.Schedule is { } schedule && schedule.LearningRateStart != schedule.LearningRateEnd
            ? $", before its schedule: {ReadableNumber.Of(schedule.LearningRateStart)} at the start, at most "
                + $"{ReadableNumber.Of(schedule.LearningRatePeak)}, {ReadableNumber.Of(schedule.LearningRateEnd)} at the end"
            : "";
        string without = summary.Schedule is null ? "" : "; of η alone, without schedule and dampening";
        List<Quantity> table =
        [
            new("Learning rate", "η", ReadableNumber.Of(summary.LearningRate), "", "step of gradient descent, as used" + rates),
            new("Momentum", "γ", ReadableNumber.Of(summary.Momentum), "", summary.MomentumMeaning),
            new(
                "Time step", "h = √η", ReadableNumber.Of(Math.Sqrt(summary.LearningRate)), "t",
                "time that passes in the dual universe in an epoch"),
            new(
                "Hubble parameter", "H", ReadableNumber.Of(summary.Hubble), "t⁻¹",
                (summary.Schedule is not null
                    ? leapfrog ? "3H = 2(1−γ)/((1+γ)√η)" : "3H = (1−γ)/√η"
                    : !heavyBall ? "at the start; the optimiser's friction is 3H"
                    : leapfrog ? "3H = 2(1−γ)/((1+γ)√η): the optimiser's friction"
                    : "3H = (1−γ)/√η: the optimiser's friction") + without),
            new(
                "Cosmological constant", "Λ = 3H²", ReadableNumber.Of(summary.Lambda), "t⁻²",
                "vacuum energy; larger for smaller learning rates" + without),
            new(
                "Hubble time", "1/H", ReadableNumber.Of(summary.HubbleTime), "t",
                "time in which the dual universe grows by e; also the Hubble length" + without),
            new(
                "Epochs per Hubble time", "1/(H√η)", ReadableNumber.Of(summary.EpochsPerHubbleTime), "epochs",
                "the same in epochs" + without),
            new("e-folds", heavyBall ? "Nₑ = H·K√η" : "Nₑ = ∫H dt", ReadableNumber.Of(summary.Efolds), "", "Hubble times in the whole run"),
            new(
                "Mean kernel diagonal", "Θ₀", ReadableNumber.Of(summary.Theta0), "",
                leapfrog ? "makes the loss a potential, V = Λ + sΘ₀ℓ with s = 2/(1+γ)" : "makes the loss a potential, V = Λ + Θ₀ℓ"),
            new(
                "Leading eigenvalue", "λ₁", ReadableNumber.Of(summary.LeadingEigenvalue), "",
                $"of Θ itself; λ₁/N = {ReadableNumber.Of(summary.LeadingEigenvalue / Math.Max(summary.TrainingPoints, 1))} drives the "
                + $"mean field"),
        ];
        if (summary.StatedError is { } stated and > 0)
        {
            table.Add(
                new(
                    "Error of the quadrature", "δΘ/Θ", ReadableNumber.Of(stated), "",
                    "largest, beyond rounding, of the kernel of infinite width"));
        }

        if (summary.Eigenvalues is [{ } first, { } second, ..])
        {
            table.Add(
                new(
                    "Hierarchy", "λ₁/λ₂", ReadableNumber.Of(first / second), "",
                    "how much heavier the first mode is than the second; large: perturbations freeze"));
        }

        if (summary.Natural is { } natural)
        {
            table.Add(
                new(
                    "Condition number", "(λ₁+ε)/(λ_N+ε)", ReadableNumber.Of(natural.ConditionNumber), "",
                    $"of the kernel that natural training inverts; refused above {ReadableNumber.Of(natural.ConditionLimit)}"));
            table.Add(
                new(
                    "Eigenvalue spread", "√⟨(λ−λ̄)²⟩/λ̄", ReadableNumber.Of(natural.EigenvalueSpread), "",
                    $"of the network's own kernel; {ReadableNumber.Of(summary.EigenvalueSpread)} after whitening"));
        }
        else if (summary.Lattice is not null)
        {
            table.Add(
                new(
                    "Eigenvalue spread", "√⟨(λ−λ̄)²⟩/λ̄", ReadableNumber.Of(summary.EigenvalueSpread), "",
                    "0: every mode of the field moves as it would without a network"));
        }

        table.AddRange(
        [
            new(
                "Uniform overlap", "|u₁·1|/√N", ReadableNumber.Of(summary.UniformOverlap), "",
                "1: the leading mode is the mean field; below 0.9 no mean field exists in this sense"),
            new(
                "Domination", leapfrog ? "Λ/(sΘ₀ℓ₀)" : "Λ/(Θ₀ℓ₀)", ReadableNumber.Of(summary.Domination), "",
                $"vacuum energy over potential energy at the start; dominated above {ReadableNumber.Of(summary.DominationRatio)}"),
            new("Largest learning rate for domination", "η_max", ReadableNumber.Of(summary.MaxLearningRate), "", "at this momentum"),
            new(
                "Stability limit", heavyBall ? "2(1+γ)/m²_max" : "η_stable", ReadableNumber.Of(summary.StabilityLimit), "",
                "learning rate above which the recursion grows at the start"),
            .. summary.StabilityLimitThroughout is { } throughout && throughout != summary.StabilityLimit
                ? [new("Stability limit throughout", "", ReadableNumber.Of(throughout), "", "the same with the largest curvature that the "
                    + "loss can reach on the way")]
                : Array.Empty<Quantity>(),
            .. OfPhase(summary.Phase),
            new(
                "Frozen modes", "", string.Create(CultureInfo.InvariantCulture, $"{summary.FrozenModes} of {summary.Eigenvalues.Length}"),
                "", "modes predicted not to move during the run"),
        ]);
        if (summary.Batches is { LossSpread: { } spread } batches)
        {
            table.Add(new(
                "Noise of the batches", "σ(L)", ReadableNumber.Of(spread), "",
                "spread of the loss over the order of the batches, at the end"));
            if (batches.LossDrift is { } drifted)
            {
                table.Add(new(
                    "Drift of the loss", "ΔL", ReadableNumber.Of(drifted), "",
                    "what the kernel's motion does to the loss of every order, at the end"));
            }

            if (batches.Orders is { InsideBand: { } inside } trained)
            {
                table.Add(new(
                    "Orders inside the band", "", ReadableNumber.Percent(inside, 3), "",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"of {trained.Count} trained orders, over all records; predicted are 95 %, record by record")));
            }
        }

        if (summary.Collective is { Initial: var start } collective)
        {
            string After(Func<CollectivePart, double> value) =>
                collective.Trained is { } trained ? $"; {ReadableNumber.Of(value(trained))} after training" : "";
            table.Add(
                new(
                    "Spectral entropy", "S/ln N", ReadableNumber.Of(start.EntropyRatio), "",
                    $"0: one mode holds the whole kernel, 1: all modes alike{After(part => part.EntropyRatio)}"));
            table.Add(
                new(
                    "Effective rank", "e^S", ReadableNumber.Of(start.EffectiveRank), "",
                    $"equal modes that would have the same entropy{After(part => part.EffectiveRank)}"));
        }

        if (summary.KernelDrift is { } drift)
        {
            table.Add(
                new(
                    "Kernel drift", "‖ΔΘ‖/‖Θ‖", ReadableNumber.Of(drift), "",
                    "how far training moved the kernel that predictions hold fixed (Frobenius norm)"));
        }

        if (summary.Lattice is { Error: { } error } lattice)
        {
            table.Add(
                new(
                    "Off the lattice", "max|φ−φ_lattice|/max|φ|", ReadableNumber.Percent(error), "",
                    $"the network beside the direct solution, which took {ReadableNumber.Of(lattice.LatticeSeconds)} s where training "
                    + $"took {ReadableNumber.Of(lattice.TrainingSeconds ?? 0)} s"));
        }

        if (summary.Universe is { } universe)
        {
            string parts =
                $"predicted: {ReadableNumber.Of(universe.PredictedError)} ({ReadableNumber.Of(universe.StepError)} by the steps, "
                + $"{ReadableNumber.Of(universe.WidthError)} by the width)";
            table.Add(
                new(
                    "Distance from the universe", "|f − φ|/|φ|", ReadableNumber.Of(universe.Error ?? universe.PredictedError), "",
                    $"largest, from the exact field of {universe.Name}; {parts}"));
        }

        table.Add(new("Initial loss", "L₀", ReadableNumber.Of(summary.LossInitial), "", "mean over the inputs, before training"));
        if (summary.LossFinal is { } final)
        {
            table.Add(new("Trained loss", "L", ReadableNumber.Of(final), "", "at the last recorded epoch"));
        }

        table.AddRange(
        [
            new("Epochs", "K", summary.EpochsTrained == summary.Epochs ? ReadableNumber.Of((long)summary.Epochs)
                : $"{ReadableNumber.Of((long)summary.EpochsTrained)} of {ReadableNumber.Of((long)summary.Epochs)}", "",
                "trained, of those asked for where fewer"),
            new(
                "Inputs", "N", ReadableNumber.Of((long)summary.TrainingPoints), "",
                summary.TestPoints > 0 ? $"trained on; {ReadableNumber.Of((long)summary.TestPoints)} more to test" : "trained on"),
            new("Outputs", "C", ReadableNumber.Of((long)summary.Outputs), "", "of the network"),
            .. summary.Outputs == 1 ? Array.Empty<Quantity>() : [new(
                "Kernel of the outputs", "", summary.OutputKernel, "",
                summary.OutputKernel == "shared"
                    ? "one N × N kernel for all outputs, as at infinite width; each mode stands for C"
                    : "all NC × NC entries")],
            new("Parameters", "", ReadableNumber.Of(summary.Parameters), "", "trained weights and biases"),
        ]);
        table.RemoveAll(quantity => quantity.Value == ReadableNumber.Of(double.NaN));
        return table;
    }

    private static IEnumerable<Quantity> OfPhase(PhaseSummary? phase)
    {
        if (phase is null)
        {
            yield break;
        }

        string limits = phase.DivergentAbove is { } above && double.IsFinite(above)
            ? $"lazy below {ReadableNumber.Of(phase.Edge)}, divergent above {ReadableNumber.Of(above)}"
                + (phase.DivergentFrom is { } from && phase.DivergentTo is { } to
                    ? $" ({ReadableNumber.Of(from)} to {ReadableNumber.Of(to)} by the draw)" : "")
            : $"lazy below {ReadableNumber.Of(phase.Edge)}";
        yield return new Quantity("Step times mass²", "ηm²_max", ReadableNumber.Of(phase.StepMassSquared), "", limits);
        if ((phase.Happened ?? phase.Predicted) is { } word)
        {
            string peak = phase is { Happened: "catapult", LossPeak: { } climbed, MassRatio: { } ratio }
                ? $"; the loss climbed to {ReadableNumber.Of(climbed)} times its start, and m²_max is {ReadableNumber.Of(ratio)} of it"
                : "";
            yield return new Quantity(
                "Phase of the training", "", word, "",
                (phase.Happened is null ? "predicted" : $"predicted: {phase.Predicted ?? "not known"}") + peak);
        }
    }
}
