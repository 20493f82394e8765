using System.Numerics;
using Inflaton.Dynamics;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Training;

/// <summary>
/// How the parameters of one network follow their velocity where that is not θ ← θ + v. A step first makes v ← a v − b ∇𝓛 of all of them,
/// with the coefficients of the optimiser's <see cref="StepSequence"/>, then lets the rule move θ. Nothing is allocated after construction.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
public abstract class UpdateRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Moves θ.</summary>
    /// <param name="position">θ; moved in place.</param>
    /// <param name="velocity">v of this step; the next step goes on from it.</param>
    public abstract void Move(NetworkParameters<T> position, NetworkParameters<T> velocity);

    /// <summary>Where the next gradient is taken: θ, unless the rule looks ahead.</summary>
    /// <param name="position">θ.</param>
    public virtual NetworkParameters<T> GradientPoint(NetworkParameters<T> position) => position;

    /// <summary>Hands over what the next steps depend on besides θ and v.</summary>
    /// <param name="state">Receives or has it.</param>
    /// <returns>Whether it did; false (default) where the rule cannot be gone on with.</returns>
    public virtual bool Keep(KeptState state) => false;
}
