using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Studies;

/// <summary>What a study keeps to go on from, in <see cref="StudyOptions.StateDirectory"/>.</summary>
internal static class StudyState
{
    /// <summary>Name of the array with the settings that a state is written with, as <see cref="Described"/> has them.</summary>
    public const string Settings = "settings";

    /// <summary>The folder of the state: one of its own, or that of the results; null for nowhere.</summary>
    /// <param name="options">How the study is run.</param>
    public static string? FolderOf(StudyOptions options) => options.StateDirectory ?? options.OutputDirectory;

    /// <summary>
    /// Makes the folder of the results where the state lies in it. At the beginning alone: one that is removed while the study runs is an
    /// error, and not made again.
    /// </summary>
    /// <param name="options">How the study is run.</param>
    public static void Begin(StudyOptions options)
    {
        if (options.StateDirectory is null && options.OutputDirectory is { } results)
        {
            Directory.CreateDirectory(results);
        }
    }

    /// <summary>Makes a folder of the state's own, before it is written: a study that keeps no state leaves no folder.</summary>
    /// <param name="options">How the study is run.</param>
    public static void BeforeWriting(StudyOptions options)
    {
        if (options.StateDirectory is { } own)
        {
            Directory.CreateDirectory(own);
        }
    }

    /// <summary>By what a state knows the study that it is of, as it keeps it: SHA-256, a number a byte.</summary>
    /// <param name="study">What makes the study.</param>
    public static double[] Fingerprint(string study) =>
        [.. SHA256.HashData(Encoding.UTF8.GetBytes(study)).Select(one => (double)one)];

    /// <summary>The same of settings, and of the contents of the files that they name.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="file">Names the files.</param>
    public static double[] Fingerprint(JsonNode settings, StudyFile file) =>
        Fingerprint(settings.ToJsonString() + string.Concat(file.Inputs().Select(input => input.Sha256)));

    /// <summary>The arrays of a state that are known by their places: the fingerprint, what else there is, and the settings.</summary>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="fingerprint">Of the study.</param>
    /// <param name="arrays">What else there is.</param>
    /// <param name="settings">Those that the state is written with, YAML.</param>
    public static IEnumerable<KeyValuePair<string, NumericArray>> Numbered(
        string prefix, double[] fingerprint, IEnumerable<double[]> arrays, string settings) =>
        Counted(prefix, arrays.Prepend(fingerprint)).Append(KeyValuePair.Create(Settings, Described(settings)));

    /// <summary>Arrays that are known by their places.</summary>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="arrays">The arrays.</param>
    public static IEnumerable<KeyValuePair<string, NumericArray>> Counted(string prefix, IEnumerable<double[]> arrays) =>
        arrays.Select((values, i) => KeyValuePair.Create(
            string.Create(CultureInfo.InvariantCulture, $"{prefix}{i:D5}"), new NumericArray([values.Length], values)));

    /// <summary>What <see cref="Numbered"/> has written, but for the settings: first the fingerprint.</summary>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="state">The state's arrays.</param>
    public static double[][] InOrder(string prefix, IReadOnlyDictionary<string, NumericArray> state) =>
    [
        .. NamesInOrder(prefix, state.Keys).Select(name => state[name].Values),
    ];

    /// <summary>Their names.</summary>
    /// <param name="prefix">What they begin with.</param>
    /// <param name="names">Those of the state's arrays.</param>
    public static IEnumerable<string> NamesInOrder(string prefix, IEnumerable<string> names) =>
        names.Where(name => name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal)
                && char.IsAsciiDigit(name[prefix.Length]))
            .OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal);

    /// <summary>Takes away a folder's state and what a run that was killed while it wrote one has left of it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">Name of the state there.</param>
    public static void Delete(string folder, string name)
    {
        File.Delete(Path.Combine(folder, name));
        foreach (string part in Directory.GetFiles(folder, $".{name}.*.tmp"))
        {
            File.Delete(part);
        }
    }

    /// <summary>That a folder has no state.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">Name that the state would have.</param>
    /// <param name="finished">What it is a sign of where the folder has results; empty for nothing.</param>
    public static StateException Absent(string folder, string name, string finished = "") => new(
        $"{folder}: holds no {name} to go on from"
        + $"{(finished.Length > 0 && File.Exists(Path.Combine(folder, "summary.json")) ? $"; {finished}" : "")}. "
        + "Leave --resume out, or name the folder with --out.");

    /// <summary>That a state lacks something, or holds what no run leaves.</summary>
    /// <param name="path">The state's file.</param>
    /// <param name="inner">What told it; null where nothing did.</param>
    public static StateException Incomplete(string path, Exception? inner = null) =>
        new($"{path}: is not complete. Leave --resume out to begin anew.", inner);

    /// <summary>The arrays of a state.</summary>
    /// <param name="path">The state's file.</param>
    /// <exception cref="StateException">It is damaged.</exception>
    public static OrderedDictionary<string, NumericArray> Read(string path)
    {
        try
        {
            return NpzFile.Read(path);
        }
        catch (ArrayFileException exception)
        {
            throw Damaged(path, exception);
        }
    }

    /// <summary>That a state cannot be read.</summary>
    /// <param name="path">The state's file.</param>
    /// <param name="inner">What told it.</param>
    public static StateException Damaged(string path, ArrayFileException inner) =>
        new($"{path}: is damaged. Leave --resume out to begin anew.", inner);

    /// <summary>The settings that a state is written with, as it keeps them.</summary>
    /// <param name="settings">YAML.</param>
    public static NumericArray Described(string settings)
    {
        byte[] text = Encoding.UTF8.GetBytes(settings);
        return new NumericArray([text.Length], [.. text.Select(one => (double)one)]);
    }

    /// <summary>That a state is of another study, and in which keys: <c>seed (8 now, 7 there)</c>, where the state says.</summary>
    /// <param name="path">The state's file.</param>
    /// <param name="study">The file of now.</param>
    /// <param name="written"><see cref="Described"/> of the state's settings; null where it has none.</param>
    /// <param name="settings">Those of now, YAML.</param>
    /// <param name="free">Keys that may differ.</param>
    public static StateException OfAnother(
        string path, StudyFile study, NumericArray? written, string settings, params ReadOnlySpan<string> free)
    {
        string words = written is null
            ? ""
            : SettingsDifference.Words(Encoding.UTF8.GetString([.. written.Values.Select(one => (byte)one)]), settings, free);
        return new StateException(
            $"{path}: was written with other settings or other data than {study.Path} has now{(words.Length > 0 ? $": {words}" : "")}. "
            + $"Run the file as it was{(free.Length > 0 ? $" but for {string.Join(" and ", free!)}" : "")}, or leave --resume out to begin "
            + "anew.");
    }

    /// <summary>Goes on from a state where there is one of the same file, and begins anew where there is none, or a damaged one.</summary>
    /// <typeparam name="T">The results.</typeparam>
    /// <param name="directory">Where states are kept; null for nowhere.</param>
    /// <param name="file">Name of the state there.</param>
    /// <param name="on">Goes on.</param>
    /// <param name="anew">Begins.</param>
    public static T GoOn<T>(string? directory, string file, Func<T> on, Func<T> anew)
    {
        if (directory is null || Path.Combine(directory, file) is var path && !File.Exists(path))
        {
            return anew();
        }

        try
        {
            return on();
        }
        catch (Exception exception) when (exception is ArgumentException or ArrayFileException)
        {
            File.Delete(path);
            return anew();
        }
    }
}
