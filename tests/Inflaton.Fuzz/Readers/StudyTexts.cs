using Inflaton.Experiments;
using Inflaton.Experiments.Studies;

namespace Inflaton.Fuzz.Readers;

/// <summary>
/// Files of all kinds of study, as text from elsewhere: what can be read has a cost, and what is written of it reads back as the same.
/// </summary>
/// <param name="corpus">Where seeds and data lie.</param>
/// <param name="text">Changes them.</param>
internal sealed class StudyTexts(Corpus corpus, TextMutation text) : Reader("study", corpus.Studies, Changes(text))
{
    private const double Memory = 4e9;

    public override void Read(byte[] input)
    {
        IStudy study = StudyCatalogue.Parse(Text(input), "study.yaml", corpus.Data, null, Memory);
        StudyCatalogue.Cost(study);
        string written = study.File.ResolvedYaml(corpus.Data);
        string again = StudyCatalogue.Parse(written, "study.yaml", corpus.Data, study.Kind, Memory).File.ResolvedYaml(corpus.Data);
        if (again != written)
        {
            throw new InvalidOperationException($"What is written reads back as something else:\n{written}\n{again}");
        }
    }
}
