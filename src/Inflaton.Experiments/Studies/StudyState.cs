using System.Text;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Studies;

/// <summary>What a study keeps to go on from, in <see cref="StudyOptions.StateDirectory"/>.</summary>
internal static class StudyState
{
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

    /// <summary>The settings that a state is written with, as it keeps them.</summary>
    /// <param name="settings">YAML.</param>
    public static NumericArray Described(string settings)
    {
        byte[] text = Encoding.UTF8.GetBytes(settings);
        return new NumericArray([text.Length], [.. text.Select(one => (double)one)]);
    }

    /// <summary>
    /// In which keys the settings of a state are others than those of now, to end a sentence with: <c>: seed (8 now, 7 there)</c>. Empty
    /// where they are the same, and where the state does not say what they were.
    /// </summary>
    /// <param name="written"><see cref="Described"/> of the state's; null where it has none.</param>
    /// <param name="settings">Those of now, YAML.</param>
    /// <param name="free">Keys that may differ, and are left out.</param>
    public static string Differences(NumericArray? written, string settings, params ReadOnlySpan<string> free)
    {
        if (written is null)
        {
            return "";
        }

        string words = SettingsDifference.Words(Encoding.UTF8.GetString([.. written.Values.Select(one => (byte)one)]), settings, free);
        return words.Length > 0 ? $": {words}" : "";
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
