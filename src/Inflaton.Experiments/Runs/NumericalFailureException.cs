namespace Inflaton.Experiments.Runs;

/// <summary>What was asked for cannot be computed in doubles. The message is one sentence: what, where, and what to change.</summary>
/// <param name="message">That sentence.</param>
public sealed class NumericalFailureException(string message) : Exception(message);
