namespace Inflaton.Experiments.Scans;

/// <summary>
/// Hands out planned runs, the longest first. A run whose memory does not fit beside those at work waits, and shorter ones go before it;
/// a run that fits nowhere goes alone. May be used from any thread.
/// </summary>
internal sealed class ScanQueue(ScanPlan plan, double memory)
{
    private readonly LinkedList<int> waiting = new();
    private readonly object gate = new();
    private int next;
    private int atWork;
    private double taken;
    private bool isClosed;

    /// <summary>The next run, after waiting for memory if need be; null when there is none or the queue is closed.</summary>
    public int? Take()
    {
        lock (gate)
        {
            while (!isClosed)
            {
                for (LinkedListNode<int>? node = waiting.First; node is not null; node = node.Next)
                {
                    if (Fits(node.Value))
                    {
                        waiting.Remove(node);
                        return Begin(node.Value);
                    }
                }

                while (next < plan.Order.Length)
                {
                    int index = plan.Order[next++];
                    if (Fits(index))
                    {
                        return Begin(index);
                    }

                    waiting.AddLast(index);
                }

                if (waiting.Count == 0)
                {
                    return null;
                }

                Monitor.Wait(gate);
            }

            return null;
        }
    }

    /// <summary>Says that a run is over.</summary>
    public void Release(int index)
    {
        lock (gate)
        {
            taken -= plan.Cost(index).Bytes;
            atWork--;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Hands out no more.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            Monitor.PulseAll(gate);
        }
    }

    private bool Fits(int index) => atWork == 0 || taken + plan.Cost(index).Bytes <= memory;

    private int Begin(int index)
    {
        taken += plan.Cost(index).Bytes;
        atWork++;
        return index;
    }
}
