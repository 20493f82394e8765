namespace Inflaton.Data;

/// <summary>What is done about cells that are empty.</summary>
public enum MissingCells
{
    /// <summary>The table is refused; the message names them all.</summary>
    Refuse,

    /// <summary>Their rows are left out.</summary>
    Drop,

    /// <summary>An input gets the mean of its column over the training rows; a target is refused.</summary>
    Mean,
}
