using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Studies;

/// <summary>What a study keeps to go on from, in <see cref="StudyOptions.StateDirectory"/>.</summary>
internal static class StudyState
{
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
