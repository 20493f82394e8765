using Inflaton.Dynamics;
using Inflaton.Training;

namespace Inflaton.Duality;

public sealed class EffectiveTheoryTests
{
    /// <summary>
    /// Domination is the vacuum's energy over that of the field, Λ/(sΘ₀ℓ₀), Λ = 3H²; the largest rate is the one at which it is what was
    /// asked for, and a lower rate dominates more.
    /// </summary>
    [Theory]
    [InlineData(Matching.Leading, 0.5)]
    [InlineData(Matching.Leapfrog, 0.9)]
    [InlineData(Matching.Leapfrog, 0)]
    public void Domination_is_the_part_of_the_vacuum(Matching matching, double momentum)
    {
        const double theta = 2.5, loss = 0.3, ratio = 7;
        EffectiveTheory theory = Of(0.02);

        theory.Lambda.ShouldBe(3 * theory.Hubble * theory.Hubble, 1e-12 * theory.Lambda);
        theory.Domination.ShouldBe(theory.Lambda / (theory.Equation.ForceScale * theta * loss), 1e-12 * theory.Domination);
        theory.Potential(theta, loss).ShouldBe(theory.Lambda * (1 + (1 / theory.Domination)), 1e-12 * theory.Lambda);
        Of(theory.MaxLearningRate).Domination.ShouldBe(ratio, 1e-9);
        Of(0.01).Domination.ShouldBeGreaterThan(theory.Domination);

        EffectiveTheory Of(double rate) => EffectiveTheory.Of(new GradientDescent(rate, momentum), matching, theta, loss, 100, ratio);
    }
}
