using Inflaton.Experiments;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Fuzz.Readers;

/// <summary>The states that a long study goes on from: it goes on, or says what is wrong with them.</summary>
/// <param name="corpus">Where seeds lie.</param>
/// <param name="mutate">Changes them.</param>
/// <param name="kind">The kind of study.</param>
/// <param name="goOn">Options that go on, from those of any study.</param>
internal sealed class ResumeStates(
    Corpus corpus, Func<byte[], Dice, byte[]> mutate, StudyKind kind, Func<StudyOptions, StudyOptions> goOn)
    : Reader($"{kind.Name}-state", [File.ReadAllBytes(corpus.State(kind))], mutate)
{
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(100);

    private readonly string folder = Directory.CreateDirectory(corpus.In($"{kind.Name}-on")).FullName;
    private readonly string text = Corpus.LongStudy(kind)
        .Replace("draws: 4", "draws: 6", StringComparison.Ordinal).Replace("steps: 2", "steps: 3", StringComparison.Ordinal);

    public override void Read(byte[] input)
    {
        File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(corpus.State(kind))), input);
        using CancellationTokenSource stop = new(Enough);
        StudyCatalogue.Parse(text, "long.yaml", corpus.Data, kind)
            .Run(goOn(new StudyOptions { OutputDirectory = folder, Figures = false, Cancellation = stop.Token }));
    }

    public override bool Documents(Exception exception) => exception is StateException || exception.GetType() == typeof(ArgumentException)
        || exception is ExperimentFileException or ArrayFileException or OperationCanceledException;
}
