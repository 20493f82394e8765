namespace Inflaton.Experiments.Paper;

/// <summary>A sentence of the paper held against our own runs.</summary>
/// <param name="Figure">Number of the paper's figure.</param>
/// <param name="Name">Short name in snake_case, of its own together with the matching.</param>
/// <param name="Matching">
/// <c>leading</c> (the paper's) or <c>leapfrog</c>; null where it does not matter, because nothing is predicted.
/// </param>
/// <param name="Statement">What the paper says.</param>
/// <param name="Finding">What the stored runs say, with its numbers.</param>
/// <param name="Number">The number that decides.</param>
/// <param name="Bar">What the number has to be for the claim to hold, in words: <c>below 0.05</c>.</param>
/// <param name="Holds">Whether it is.</param>
/// <param name="Note">Why ours differs from the paper, or what the claim leaves out; null for nothing.</param>
public sealed record Claim(
    int Figure, string Name, string? Matching, string Statement, string Finding, double Number, string Bar, bool Holds,
    string? Note = null);
