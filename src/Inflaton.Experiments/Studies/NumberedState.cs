using System.Collections;
using Inflaton.Experiments.Files;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Studies;

/// <summary>
/// Arrays of a state that are known by their places, but for the fingerprint, which is the first of those without a prefix. Each is read
/// when it is asked for, so that beside the first one is in memory.
/// </summary>
internal sealed class NumberedState : IReadOnlyList<double[]>, IDisposable
{
    private readonly string path;
    private readonly NpzReader file;
    private readonly string[] names;
    private readonly string fingerprint;
    private double[]? first;
    private (int Index, double[] Values)? last;

    private NumberedState(string path, NpzReader file, string prefix)
    {
        (this.path, this.file) = (path, file);
        fingerprint = StudyState.NamesInOrder("", file.Names).FirstOrDefault("");
        names = [.. StudyState.NamesInOrder(prefix, file.Names).Where(name => name != fingerprint)];
    }

    /// <inheritdoc/>
    public int Count => names.Length;

    /// <inheritdoc/>
    public double[] this[int index]
    {
        get
        {
            if (index == 0)
            {
                return first ??= Read(names[0]);
            }

            if (last?.Index != index)
            {
                last = null;
                last = (index, Read(names[index]));
            }

            return last.Value.Values;
        }
    }

    /// <summary>Opens a state.</summary>
    /// <param name="path">The file, which is there.</param>
    /// <param name="fingerprint">Of the study that goes on.</param>
    /// <param name="study">The study's file.</param>
    /// <param name="settings">The study's settings, YAML.</param>
    /// <param name="prefix">What the arrays' names begin with.</param>
    /// <exception cref="StateException">It is damaged, or of another study.</exception>
    public static NumberedState Open(string path, double[] fingerprint, StudyFile study, string settings, string prefix)
    {
        NumberedState state;
        try
        {
            state = new NumberedState(path, NpzReader.Open(path), prefix);
        }
        catch (ArrayFileException exception)
        {
            throw StudyState.Damaged(path, exception);
        }

        try
        {
            return state.fingerprint.Length > 0 && state.Read(state.fingerprint).SequenceEqual(fingerprint)
                ? state
                : throw StudyState.OfAnother(path, study, state.Settings(), settings);
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>Reads all that the file has, to see whether it can be read.</summary>
    /// <exception cref="StateException">It is damaged.</exception>
    public void ReadThrough()
    {
        foreach (string name in file.Names)
        {
            _ = Read(name);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<double[]> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private NumericArray? Settings() => file.Names.Contains(StudyState.Settings) ? Array(StudyState.Settings) : null;

    private double[] Read(string name) => Array(name).Values;

    private NumericArray Array(string name)
    {
        try
        {
            return file.Read(name);
        }
        catch (ArrayFileException exception)
        {
            throw StudyState.Damaged(path, exception);
        }
    }
}
