using Inflaton.Experiments.Runs;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Figures;

/// <summary>A run with all its arrays large and featureless: only their sizes matter.</summary>
internal static class LargeRun
{
    public static (RunSummary Summary, Dictionary<string, NumericArray> Arrays) Make(int points, int records)
    {
        (RunSummary small, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(testPoints: 5, records: 2);
        foreach ((string name, NumericArray array) in arrays.ToArray())
        {
            int[] shape = name switch
            {
                "inputs" => [points, 7],
                "targets" or "eigenvalues" => [points],
                "kernel_initial" or "kernel_final" or "eigenvectors" => [points, points],
                _ when name.StartsWith("potential") => [records],
                _ when name.StartsWith("test_loss") || array.Shape.Count == 1 => [records],
                _ => [records, points],
            };
            int count = shape.Aggregate((a, b) => a * b);
            arrays[name] = new NumericArray(shape, [.. Enumerable.Range(0, count).Select(i => 1.5 + Math.Sin(0.37 * i))]);
        }

        arrays["epochs"] = new NumericArray([records], [.. Enumerable.Range(0, records).Select(i => (double)i)]);
        double[] eigenvalues = [.. Enumerable.Range(1, points).Select(i => 100.0 / (i * i))];
        return (small with { TrainingPoints = points, TestPoints = points, Eigenvalues = eigenvalues }, arrays);
    }
}
