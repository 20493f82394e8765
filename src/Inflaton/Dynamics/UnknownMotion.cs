namespace Inflaton.Dynamics;

/// <summary>No equation: the field does not follow from itself and its kernel. H is NaN.</summary>
public sealed record UnknownMotion : EquationOfMotion
{
    /// <summary>No equation.</summary>
    public UnknownMotion()
        : base(new DeSitterExpansion(0)) => Hubble = double.NaN;

    /// <inheritdoc/>
    public override bool HasModes => false;

    /// <inheritdoc/>
    public override bool IsUnknown => true;
}
