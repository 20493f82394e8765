namespace Inflaton.Losses;

/// <summary>What the targets y are to a loss.</summary>
public enum TargetRole
{
    /// <summary>Nothing: ℓ is a function of f alone, and y = 0 is what everybody passes.</summary>
    None,

    /// <summary>The origin of the field: ℓ is a function of the residual f − y alone.</summary>
    Origin,

    /// <summary>
    /// Weights of classes, in which ℓ is linear: they sum to 1 over the outputs of a point, or each is that of one class of two; f − y
    /// means nothing.
    /// </summary>
    Labels,

    /// <summary>Numbers that ℓ depends on in a manner of its own.</summary>
    Parameter,
}
