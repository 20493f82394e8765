namespace Inflaton.Benchmarks.Comparison;

/// <summary>Seconds a call, from batches long enough for the clock.</summary>
internal static class CallTimer
{
    private const double LeastBatch = 0.002;
    private const int LeastBatches = 3;

    public static double[] Sample(double seconds, Action call)
    {
        call();
        int calls = 1;
        double batch = Batch(call, calls);
        while (batch < LeastBatch)
        {
            calls *= 2;
            batch = Batch(call, calls);
        }

        List<double> samples = [batch / calls];
        for (double spent = batch; spent < seconds || (samples.Count < LeastBatches && spent < 3 * seconds); spent += batch)
        {
            batch = Batch(call, calls);
            samples.Add(batch / calls);
        }

        return [.. samples];
    }

    private static double Batch(Action call, int calls)
    {
        double start = WorkClock.Now;
        for (int i = 0; i < calls; i++)
        {
            call();
        }

        return WorkClock.Now - start;
    }
}
