using Inflaton.Kernels.Collective;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Runs;

/// <summary>Collective variables of the network's own kernel, whole and class by class, as it is recorded along a training.</summary>
/// <param name="labels">Class of each input; null where targets are no classes.</param>
/// <param name="team">Threads.</param>
internal sealed class CollectiveHistory(int[]? labels, WorkerTeam team)
{
    private static readonly (string Name, Func<CollectiveVariables, double> Value)[] Variables =
    [
        ("mean_trace", variables => variables.MeanTrace),
        ("entropy", variables => variables.Entropy),
        ("entropy_ratio", variables => variables.EntropyRatio),
        ("cosine_entropy", variables => variables.CosineEntropy),
        ("cosine_entropy_ratio", variables => variables.CosineEntropyRatio),
        ("magnitude_entropy", variables => variables.MagnitudeEntropy),
        ("effective_rank", variables => variables.EffectiveRank),
        ("leading_ratio", variables => variables.LeadingRatio),
    ];

    private readonly List<(int Epoch, CollectiveVariables Whole, IReadOnlyDictionary<int, CollectiveVariables> ByClass)> records = [];

    /// <summary>The whole kernel by epoch.</summary>
    public IEnumerable<CollectiveRecord> Records =>
        records.Select(record => new CollectiveRecord(record.Epoch, CollectivePart.Of(record.Whole)));

    /// <summary>Reads the kernel of an epoch, unless it is so large that this would cost more than the run.</summary>
    /// <param name="epoch">Epoch, ascending.</param>
    /// <param name="kernel">Θ, [N, N] or [NC, NC].</param>
    public void Add(int epoch, Matrix<double> kernel) => Add(epoch, kernel, null);

    /// <summary>The same with eigenvalues that are known.</summary>
    /// <param name="epoch">Epoch, ascending.</param>
    /// <param name="kernel">Θ, [N, N] or [NC, NC].</param>
    /// <param name="eigenvalues">Its eigenvalues, descending; null where they are not known.</param>
    public void Add(int epoch, Matrix<double> kernel, double[]? eigenvalues)
    {
        if (kernel.Rows <= CollectiveSummary.MostModes)
        {
            CollectiveVariables whole = eigenvalues is null
                ? CollectiveVariables.Of(kernel, team)
                : CollectiveVariables.Of(kernel, eigenvalues, team);
            records.Add((epoch, whole, ByClass(kernel)));
        }
    }

    /// <summary>Hands over what was read.</summary>
    /// <param name="state">Receives or has it.</param>
    public void Keep(KeptState state)
    {
        int count = records.Count;
        state.Exchange(ref count);
        var before = records.ToArray();
        records.Clear();
        for (int i = 0; i < count; i++)
        {
            (int epoch, CollectiveVariables? whole, IReadOnlyDictionary<int, CollectiveVariables>? byClass) =
                state.IsRestoring ? default : before[i];
            state.Exchange(ref epoch);
            whole = CollectiveVariables.Keep(state, whole);
            List<int> classes = [.. byClass?.Keys ?? []];
            state.Exchange(classes);
            records.Add((
                epoch, whole, classes.ToDictionary(one => one, one => CollectiveVariables.Keep(state, byClass?.GetValueOrDefault(one)))));
        }
    }

    /// <summary>
    /// The kernel of each class at the first and, unless it was lost, the last record; null where targets are no classes.
    /// </summary>
    /// <param name="classes">Names of the classes.</param>
    /// <param name="isTrained">Whether the last record is that of the trained network.</param>
    public IReadOnlyList<ClassCollective>? Classes(IReadOnlyList<string> classes, bool isTrained) => records.Count == 0 || labels is null
        ? null
        : [.. records[0].ByClass.Select(one => new ClassCollective(
            classes[one.Key], CollectivePart.Of(one.Value), isTrained ? CollectivePart.Of(records[^1].ByClass[one.Key]) : null))];

    /// <summary>
    /// A series over the recorded epochs for each variable: <c>collective_NAME</c> [R], <c>collective_NAME_by_class</c> [R, classes].
    /// </summary>
    /// <param name="classes">Number of classes; one that has no inputs is not a number.</param>
    public IEnumerable<(string Name, NumericArray Values)> Arrays(int classes)
    {
        foreach ((string name, Func<CollectiveVariables, double> value) in records.Count == 0 ? [] : Variables)
        {
            yield return ($"collective_{name}", new NumericArray([records.Count], [.. records.Select(record => value(record.Whole))]));
            if (labels is not null)
            {
                yield return ($"collective_{name}_by_class", new NumericArray(
                    [records.Count, classes],
                    [.. records.SelectMany(record => Enumerable.Range(0, classes).Select(
                        c => record.ByClass.TryGetValue(c, out CollectiveVariables? variables) ? value(variables) : double.NaN))]));
            }
        }
    }

    /// <summary>The kernel between the inputs of one class, with all outputs that it knows.</summary>
    private IReadOnlyDictionary<int, CollectiveVariables> ByClass(Matrix<double> kernel)
    {
        if (labels is null)
        {
            return new Dictionary<int, CollectiveVariables>();
        }

        int outputs = kernel.Rows / labels.Length;
        return CollectiveVariables.ByClass(kernel, [.. Enumerable.Range(0, kernel.Rows).Select(row => labels[row / outputs])], team);
    }
}
