using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Inflaton.Web;

/// <summary>What a page asks: the text of a study, and which arrays of its results it wants to see.</summary>
/// <param name="Text">YAML or JSON.</param>
/// <param name="Arrays">Beginnings of the names of arrays.</param>
/// <param name="Name">What messages call the text.</param>
/// <param name="Holds">Whether a live study waits before its first record until it is told to go.</param>
internal sealed record Question(string Text, IReadOnlyList<string> Arrays, string Name, bool Holds)
{
    private const int LongestName = 100;

    /// <summary>Reads what was sent.</summary>
    /// <exception cref="RefusedException">It is not of the form <c>{"text": "…", "arrays": ["…"]}</c>.</exception>
    public static Question Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
            JsonElement root = json.RootElement;
            string name = root.TryGetProperty("name", out JsonElement named) ? named.GetString() ?? "" : "";
            return new Question(
                root.GetProperty("text").GetString() ?? throw Malformed(),
                root.TryGetProperty("arrays", out JsonElement arrays)
                    ? [.. arrays.EnumerateArray().Select(item => item.GetString() ?? throw Malformed())]
                    : [],
                name.Length is 0 or > LongestName || name.Any(char.IsControl) ? StudyReader.FileName : name,
                root.TryGetProperty("hold", out JsonElement hold) && hold.GetBoolean());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw Malformed();
        }
    }

    /// <summary>Reads the body of a request whole.</summary>
    /// <exception cref="RefusedException">It is longer than it may be.</exception>
    public static async Task<byte[]> Body(HttpRequest request, int most)
    {
        using MemoryStream content = new();
        byte[] part = new byte[16 << 10];
        int read;
        while ((read = await request.Body.ReadAsync(part, request.HttpContext.RequestAborted)) > 0)
        {
            if (content.Length + read > most)
            {
                throw new RefusedException(413, $"What was sent is longer than {most >> 10} KiB. Run it with the command line.");
            }

            content.Write(part, 0, read);
        }

        return content.ToArray();
    }

    private static RefusedException Malformed() =>
        new(400, "The request is not JSON of the form {\"text\": \"…\", \"arrays\": [\"…\"]}.");
}
