namespace Inflaton.Numerics.Notation;

/// <summary>Messages of exceptions as people read them.</summary>
public static class ReadableMessage
{
    /// <summary>The sentence alone, without the name of the parameter and the value that the framework puts after it.</summary>
    /// <param name="exception">The refusal of an argument.</param>
    public static string Of(ArgumentException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        int end = exception.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return end < 0 ? exception.Message : exception.Message[..end];
    }

    /// <summary>What ended a work, in a sentence and never in words of the framework.</summary>
    /// <param name="exception">What was thrown.</param>
    public static string Of(Exception exception) => exception switch
    {
        ArgumentException refusal => Of(refusal),
        OperationCanceledException => "stopped before there was anything to keep.",
        OutOfMemoryException => "the run does not fit in memory. Make the layers narrower or train on fewer rows.",
        null => throw new ArgumentNullException(nameof(exception)),
        _ => exception.Message,
    };
}
