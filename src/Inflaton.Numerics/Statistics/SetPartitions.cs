namespace Inflaton.Numerics.Statistics;

/// <summary>All ways to part the numbers 0 … k − 1 into sets that are not empty; 1, 2, 5, 15, 52, 203 of them for k = 1 … 6.</summary>
internal static class SetPartitions
{
    private static readonly int[][][][] Known = [.. Enumerable.Range(0, JointCumulants.HighestOrder + 1).Select(Make)];

    /// <summary>The partitions, each a list of sets.</summary>
    /// <param name="count">k, up to <see cref="JointCumulants.HighestOrder"/>.</param>
    public static int[][][] Of(int count) => Known[count];

    private static int[][][] Make(int count)
    {
        List<int[][]> all = [];
        int[] set = new int[count];
        Place(0, 0);
        return [.. all];

        // The next number goes into one of the sets there are, or begins one.
        void Place(int next, int sets)
        {
            if (next == count)
            {
                all.Add([.. Enumerable.Range(0, sets).Select(s => Enumerable.Range(0, count).Where(i => set[i] == s).ToArray())]);
                return;
            }

            for (int s = 0; s <= sets; s++)
            {
                set[next] = s;
                Place(next + 1, Math.Max(sets, s + 1));
            }
        }
    }
}
