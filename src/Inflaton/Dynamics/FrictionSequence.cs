using System.Numerics.Tensors;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Dynamics;

/// <summary>The steps of a field with friction, whose mean may expand its own universe.</summary>
/// <param name="step">The step, not begun.</param>
/// <param name="energy">The mean field's energy, where it counts in H; null where the expansion is prescribed.</param>
/// <param name="stretches">Whether lengths grow with the scale factor.</param>
public sealed class FrictionSequence(FrictionStep step, MeanFieldEnergy? energy = null, bool stretches = true) : StepSequence
{
    private double previousMean;

    /// <inheritdoc/>
    public override double Hubble => step.Hubble;

    /// <inheritdoc/>
    public override double Efolds => stretches ? step.Efolds : 0;

    /// <inheritdoc/>
    public override StepCoefficients Next(ReadOnlySpan<double> field, double loss)
    {
        if (energy is null)
        {
            step.FindHubble(0, 0);
        }
        else
        {
            double mean = TensorPrimitives.Sum(field) / field.Length;
            step.FindHubble(step.Push(mean - previousMean, energy.Slope(mean)), energy.Value(mean));
            previousMean = mean;
        }

        return step.Next();
    }

    /// <inheritdoc/>
    public override bool Keep(KeptState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Exchange(ref previousMean);
        step.Keep(state);
        return true;
    }
}
