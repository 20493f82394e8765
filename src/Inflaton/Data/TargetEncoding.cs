namespace Inflaton.Data;

/// <summary>How the cells of a target column become targets.</summary>
public enum TargetEncoding
{
    /// <summary>As the number that they are: one target a column.</summary>
    Number,

    /// <summary>As classes: C targets, 1 for the class of the row and 0 for the others.</summary>
    OneHot,

    /// <summary>The same less 1/C, so that the targets of a row sum to zero.</summary>
    CenteredOneHot,
}
