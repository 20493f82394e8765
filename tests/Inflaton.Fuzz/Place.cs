using System.IO.MemoryMappedFiles;

namespace Inflaton.Fuzz;

/// <summary>
/// The input that a worker is reading, in memory that outlives it: when it crashes or hangs, whoever started it knows on what.
/// </summary>
internal sealed class Place : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    public Place(string path)
    {
        file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, sizeof(long));
        view = file.CreateViewAccessor();
    }

    /// <summary>One more than the index of the input; 0 before the first.</summary>
    public long Next
    {
        get => view.ReadInt64(0);
        set => view.Write(0, value);
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
