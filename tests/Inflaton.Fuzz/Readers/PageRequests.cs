using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Inflaton.Web;

namespace Inflaton.Fuzz.Readers;

/// <summary>What a page asks: JSON around the text of a study, held against what the server takes.</summary>
/// <param name="corpus">Where seeds lie.</param>
/// <param name="text">Changes them.</param>
internal sealed class PageRequests(Corpus corpus, TextMutation text) : Reader("page", corpus.Studies, Asked(text)), IDisposable
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly DataTables tables = new(new WebLimits());

    public override void Read(byte[] input)
    {
        Question question = Question.Of(input);
        new StudyReader(new WebLimits(), tables).Read(question.Text, null, question.Name);
    }

    public override bool Documents(Exception exception) => Failure.Of(exception, tables.Folder, null).Status < 500;

    public void Dispose() => tables.Dispose();

    private static Func<byte[], Dice, byte[]> Asked(TextMutation text) => (seed, dice) =>
    {
        string study = dice.OneIn(3) ? Text(seed) : text.Of(Text(seed), dice);
        byte[] body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
            new { text = study, arrays = (string[])["phi", ""], name = "page.yaml", hold = false }, Readable));
        return dice.Below(3) switch
        {
            0 => ByteMutation.Of(body, dice),
            1 => Encoding.UTF8.GetBytes(text.Of(Text(body), dice)),
            _ => body,
        };
    };
}
