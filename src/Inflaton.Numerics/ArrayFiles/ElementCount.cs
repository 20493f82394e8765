namespace Inflaton.Numerics.ArrayFiles;

/// <summary>How many elements a shape read from a file holds.</summary>
internal static class ElementCount
{
    /// <exception cref="ArrayFileException">More elements than one array can hold, on the non-empty axes alone.</exception>
    public static int Of(ReadOnlySpan<int> shape, string path, string? entry)
    {
        long count = 1;
        bool empty = false;
        foreach (int length in shape)
        {
            empty |= length == 0;
            count *= Math.Max(length, 1);
            if (count > Array.MaxLength)
            {
                throw new ArrayFileException(
                    path, entry, $"more elements than the {Array.MaxLength} that one array holds",
                    "split the array, or make the file again if it is damaged");
            }
        }

        return empty ? 0 : (int)count;
    }
}
