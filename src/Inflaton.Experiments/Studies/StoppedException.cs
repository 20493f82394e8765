namespace Inflaton.Experiments.Studies;

/// <summary>A study was stopped before it had anything new to keep, and says what becomes of it.</summary>
/// <param name="message">What becomes of it.</param>
/// <param name="inner">What stopped it.</param>
public sealed class StoppedException(string message, OperationCanceledException inner)
    : OperationCanceledException(message, inner, inner?.CancellationToken ?? default);
