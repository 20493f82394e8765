namespace Inflaton.Data;

/// <summary>The known name that a misspelt one most likely means.</summary>
public static class NearestName
{
    /// <summary>
    /// Finds the candidate with the smallest edit distance (insertions, deletions, substitutions and swaps of neighbours, each
    /// counting one; case ignored). It must be within a third of the longer name's length, and at least one edit is always allowed.
    /// </summary>
    /// <param name="name">The name as given.</param>
    /// <param name="candidates">The names that exist.</param>
    /// <returns>The nearest candidate (the first of equals), or null where none is near.</returns>
    /// <remarks>Optimal string alignment distance: Damerau, Communications of the ACM 7 (1964) 171.</remarks>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        if (name.Length is 0 or > 100)
        {
            return null;
        }

        string? nearest = null;
        int smallest = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int distance = Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            int allowed = Math.Max(1, Math.Max(name.Length, candidate.Length) / 3);
            if (distance <= allowed && distance < smallest)
            {
                (nearest, smallest) = (candidate, distance);
            }
        }

        return nearest;
    }

    private static int Distance(string a, string b)
    {
        int[,] edits = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    edits[i, j] = i + j;
                    continue;
                }

                int substitution = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(substitution, 1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[a.Length, b.Length];
    }
}
