using Inflaton.Kernels.Interactions;

namespace Inflaton.Duality.Interactions;

/// <summary>How the kernel's motion is found.</summary>
public enum InteractionMethod
{
    /// <summary>
    /// By the vertices A, B and C along the principal directions of the way: exact to the order, dear where a training goes in many
    /// directions.
    /// </summary>
    Modes,

    /// <summary>
    /// By sweeps over the way: the network itself is evaluated at a few places where the prediction says that it goes. Its cost does not
    /// depend on the number of directions, and what units with a kink do is in it.
    /// </summary>
    Path,
}

/// <summary>What a method will take.</summary>
/// <param name="Method">The method.</param>
/// <param name="Couplings">The directions and products of <see cref="InteractionMethod.Modes"/>; null for the other.</param>
/// <param name="Nodes">Places of <see cref="InteractionMethod.Path"/> at which the network is evaluated, roughly; 0 for the other.</param>
/// <param name="Multiplications">Multiplications.</param>
/// <param name="Bytes">Memory, bytes.</param>
public sealed record InteractionPlan(InteractionMethod Method, Couplings? Couplings, int Nodes, double Multiplications, double Bytes)
{
    // Of one multiplication, measured: vertices are made of smaller products than passes.
    private const double ModesUnit = 6e-11;
    private const double PathUnit = 4e-11;

    /// <summary>Seconds, roughly, counted and not timed.</summary>
    public double Seconds => (Method == InteractionMethod.Modes ? ModesUnit : PathUnit) * Multiplications;
}

/// <summary>What was taken into account, and what the network itself says of it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Couplings">The directions and products of <see cref="InteractionMethod.Modes"/>; null for the other.</param>
/// <param name="Nodes">Places of <see cref="InteractionMethod.Path"/> at which the network was evaluated; 0 for the other.</param>
/// <param name="Neglected">
/// The part of the kernel's change that directions leave out, measured at the end of the way; null by
/// <see cref="InteractionMethod.Path"/>, which has none.
/// </param>
/// <param name="Defect">
/// By <see cref="InteractionMethod.Path"/> how far the field goes from the prediction when the last sweep is corrected by what the network
/// itself does where that says that it goes: an estimate of the error that is left, in the unit of the field; infinite where the network
/// leaves the way. Null by the other method.
/// </param>
public sealed record InteractionReading(InteractionMethod Method, Couplings? Couplings, int Nodes, double? Neglected, double? Defect);
