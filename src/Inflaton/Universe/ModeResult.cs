namespace Inflaton.Universe;

/// <summary>What one mode is at the end.</summary>
/// <param name="Covariance">Power of the quantities per ln k, quantities × quantities; empty where the mode could not be followed.</param>
/// <param name="Error">
/// Its error, relative: of the vacuum, of the steps by the Wronskian, and of what was left out outside the horizon.
/// </param>
/// <param name="Problem">Why it could not be followed, in words that go on from "The mode k"; null where it could.</param>
internal sealed record ModeResult(double[] Covariance, double Error, string? Problem)
{
    /// <summary>A mode that could not be followed.</summary>
    public static ModeResult Failure(string problem) => new([], double.NaN, problem);
}
