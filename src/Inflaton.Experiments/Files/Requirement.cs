namespace Inflaton.Experiments.Files;

/// <summary>What one part of an experiment asks of the others; all parts state theirs, and one place checks them.</summary>
/// <param name="Holds">Whether it is so.</param>
/// <param name="Key">The key to name where it is not, from the top of the file.</param>
/// <param name="Problem">What is wrong then, without a full stop.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Others">The other keys that it looks at: it says nothing where one of them is refused already.</param>
public sealed record Requirement(bool Holds, string Key, string Problem, string Remedy, params IReadOnlyList<string> Others);
