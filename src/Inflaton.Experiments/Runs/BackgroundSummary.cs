using Inflaton.Duality;

namespace Inflaton.Experiments.Runs;

/// <summary>How many background fields a training needs.</summary>
/// <param name="Modes">Number m of modes that <c>background</c> followed as fields.</param>
/// <param name="Error">
/// Its largest distance from <c>frozen_kernel</c> over inputs and recorded epochs, over the field's largest motion.
/// </param>
/// <param name="ModesNeeded">The least m whose error is at most <see cref="BackgroundFields.Tolerance"/>.</param>
public sealed record BackgroundSummary(int Modes, double Error, int ModesNeeded)
{
    internal static BackgroundSummary? Of(RunReading run)
    {
        if (run.Backgrounds is not { } fields)
        {
            return null;
        }

        int modes = Math.Min(run.Problem.BackgroundModes ?? fields.Needed, run.Problem.Spectrum.Count);
        return new BackgroundSummary(modes, fields.Errors[fields.Modes.ToList().IndexOf(modes)], fields.Needed);
    }
}
