using Inflaton.Data;

namespace Inflaton.Fuzz.Readers;

/// <summary>Tables as text: read with every guess about their form, and turned into inputs and targets in every way.</summary>
/// <param name="corpus">Where seeds lie.</param>
/// <param name="text">Changes them.</param>
internal sealed class Tables(Corpus corpus, TextMutation text) : Reader("table", corpus.Tables, Changes(text))
{
    private readonly string path = corpus.In("table.csv");

    public override void Read(byte[] input)
    {
        File.WriteAllBytes(path, input);
        int way = input.Length;
        CsvFormat format = (way % 4) switch
        {
            0 => new CsvFormat(),
            1 => new CsvFormat(';', ','),
            2 => new CsvFormat('\t'),
            _ => new CsvFormat(null, ','),
        };
        CsvTable table = CsvTable.Read(path, null, format);
        CsvData.From(table, new CsvColumns
        {
            Targets = [table.Header[^1]],
            Encoding = (TargetEncoding)(way / 4 % 3),
            Missing = (MissingCells)(way / 12 % 3),
            Standardize = way / 36 % 2 == 0,
            TestFraction = way / 72 % 2 == 0 ? 0 : 0.3,
            Categorical = way / 144 % 2 == 0 ? [] : [table.Header[0]],
        });
    }

    public override bool Documents(Exception exception) => exception is DataException;
}
