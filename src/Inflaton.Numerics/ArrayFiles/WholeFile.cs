using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Inflaton.Numerics.ArrayFiles;

/// <summary>
/// Writes a file so that readers see the old content or the new, never a part: the content goes to a temporary file in the same folder, is
/// flushed to the disk and renamed over the target. If anything fails the old file stays as it was and the temporary file is removed.
/// </summary>
public static class WholeFile
{
    private const int InputOutputError = 5;
    private const int NoSpaceLeft = 28;
    private static readonly int OverQuota = OperatingSystem.IsLinux() ? 122 : 69;

    private static int written;

    /// <summary>Replaces or creates <paramref name="path"/> with what <paramref name="write"/> puts into the stream.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="write">Writes the content; the stream can seek and is closed afterwards.</param>
    /// <exception cref="IOException">The folder does not exist, the disk is full, or the file cannot be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        string temporary = Path.Combine(
            Path.GetDirectoryName(target) ?? throw new ArgumentException($"'{path}' names no file.", nameof(path)),
            $".{Path.GetFileName(target)}.{Environment.ProcessId}.{Interlocked.Increment(ref written)}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                FlushToDisk(stream, path);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Replaces or creates <paramref name="path"/> with <paramref name="text"/> in UTF-8 without a byte-order mark.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="IOException">The folder does not exist, the disk is full, or the file cannot be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Waits until the disk has what was written. The runtime's own flush says nothing where a disk of Unix fails.</summary>
    private static void FlushToDisk(FileStream stream, string path)
    {
        stream.Flush(flushToDisk: OperatingSystem.IsWindows());
        if (!OperatingSystem.IsWindows() && Synchronise(stream.SafeFileHandle) != 0 && Marshal.GetLastPInvokeError() is var error
            && (error is InputOutputError or NoSpaceLeft || error == OverQuota))
        {
            throw new IOException($"{path}: cannot be brought to the disk ({Marshal.GetPInvokeErrorMessage(error)}).");
        }
    }

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Synchronise(SafeFileHandle file);
}
