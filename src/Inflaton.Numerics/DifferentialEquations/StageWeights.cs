namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>The entries of a tableau's row that are not zero, with the stages they multiply.</summary>
internal sealed class StageWeights
{
    public StageWeights(ReadOnlySpan<double> row)
    {
        List<int> stages = [];
        foreach (int i in Enumerable.Range(0, row.Length))
        {
            if (row[i] != 0)
            {
                stages.Add(i);
            }
        }

        Stages = [.. stages];
        Values = new double[Stages.Length];
        for (int i = 0; i < Stages.Length; i++)
        {
            Values[i] = row[Stages[i]];
        }
    }

    public int[] Stages { get; }

    public double[] Values { get; }
}
