namespace Inflaton.Experiments.Scans.Parts;

/// <summary>A part is worked on by who holds its lock; the system lets go of it however the process ends.</summary>
internal static class PartLock
{
    /// <summary>The lock; null where somebody holds it.</summary>
    /// <param name="path">Its file.</param>
    /// <exception cref="IOException">The file system keeps no locks, or the file cannot be written.</exception>
    public static FileStream? Try(string path)
    {
        FileStream held;
        try
        {
            held = Open(path);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }

        try
        {
            using FileStream second = Open(path);
        }
        catch (IOException)
        {
            return held;
        }

        held.Dispose();
        throw new IOException(
            $"{path}: the file system keeps no locks, so that two tasks could make the same runs. Have it mounted with them (Lustre: "
            + "flock), or give a folder elsewhere with --out.");
    }

    /// <summary>Whether somebody holds a lock.</summary>
    /// <param name="path">Its file.</param>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using FileStream? free = Try(path);
        return free is null;
    }

    private static FileStream Open(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
}
