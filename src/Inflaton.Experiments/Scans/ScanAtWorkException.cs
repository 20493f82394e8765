namespace Inflaton.Experiments.Scans;

/// <summary>
/// Another process holds the database of a scan. By the time this is caught it may have let go: looking again does not tell.
/// </summary>
/// <param name="message">Which folder, and what to do.</param>
/// <param name="inner">What told it.</param>
internal sealed class ScanAtWorkException(string message, Exception inner) : IOException(message, inner);
