using System.Buffers;

namespace Inflaton.Web;

/// <summary>
/// Records of a study that wait to be sent, as one message <c>{"records": [...]}</c>. Where more wait than some bytes, who adds waits until
/// they are taken: a page that reads slowly slows its study, and no other.
/// </summary>
/// <param name="mostBytes">How many bytes may wait; one record may be longer.</param>
internal sealed class PendingRecords(int mostBytes)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly object turn = new();
    private readonly TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ArrayBufferWriter<byte> waiting = new();
    private ArrayBufferWriter<byte> taken = new();

    /// <summary>Ends when no more records come.</summary>
    public Task Completed => completed.Task;

    /// <summary>Adds a record.</summary>
    /// <exception cref="OperationCanceledException">Nobody takes records any more.</exception>
    public void Add(ReadOnlySpan<byte> record, CancellationToken gone)
    {
        lock (turn)
        {
            while (waiting.WrittenCount > 0 && waiting.WrittenCount + record.Length > mostBytes)
            {
                gone.ThrowIfCancellationRequested();
                Monitor.Wait(turn, Look);
            }

            waiting.Write(waiting.WrittenCount > 0 ? ","u8 : "{\"records\":["u8);
            waiting.Write(record);
        }
    }

    /// <summary>No more records come.</summary>
    public void Complete() => completed.TrySetResult();

    /// <summary>The message of all that wait, which stands until the next is taken; null where none do.</summary>
    public ReadOnlyMemory<byte>? Take()
    {
        lock (turn)
        {
            if (waiting.WrittenCount == 0)
            {
                return null;
            }

            taken.ResetWrittenCount();
            (waiting, taken) = (taken, waiting);
            Monitor.PulseAll(turn);
        }

        taken.Write("]}"u8);
        return taken.WrittenMemory;
    }
}
