namespace Inflaton.Experiments.Studies;

/// <summary>
/// A study cannot be gone on with: there is no state, or it is one of other settings, damaged, or further than what is asked for. Nothing
/// was done, and what the folder holds is as it was.
/// </summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="inner">What told it; null where nothing did.</param>
public sealed class StateException(string message, Exception? inner = null) : ArgumentException(message, inner);
