using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Inflaton.Fuzz;

/// <summary>Reads one input after another, in a process that may die of them.</summary>
/// <param name="campaign">What is to be read.</param>
/// <param name="corpus">Where seeds lie.</param>
internal sealed class Worker(Campaign campaign, Corpus corpus)
{
    /// <summary>Begins the line of a finding; index, reader and what was found follow.</summary>
    public const string Mark = "found";

    private const long MostAllocated = 256L << 20;
    private const double MostSeconds = 1;

    private readonly IReadOnlyList<Reader> readers =
        [.. ReaderList.Of(corpus).Where(reader => campaign.Reader is null || reader.Name == campaign.Reader)];

    /// <summary>Reads the inputs of a worker until the time is over.</summary>
    /// <param name="first">Index of its first input.</param>
    /// <param name="place">Told what is being read.</param>
    public void Run(long first, Place place)
    {
        Reader[] shares = [.. readers.SelectMany(reader => Enumerable.Repeat(reader, reader.Share))];
        if (shares.Length == 0)
        {
            throw new ArgumentException($"--reader: there is no reader {campaign.Reader}.");
        }

        Warm();
        Stopwatch watch = Stopwatch.StartNew();
        for (long index = first; index < campaign.Inputs && watch.Elapsed.TotalSeconds < campaign.Seconds; index += campaign.Jobs)
        {
            place.Next = index + 1;
            Dice dice = new(campaign.Seed, (ulong)index);
            Reader reader = dice.Of(shares);
            byte[] input = reader.Input(dice);
            if (Trouble(reader, input) is { } trouble)
            {
                string kept = Path.Combine(campaign.Kept, $"{reader.Name}-{campaign.Seed}-{index}");
                Directory.CreateDirectory(campaign.Kept);
                File.WriteAllBytes(kept, input);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Mark}\t{index}\t{reader.Name}\t{trouble}"));
            }
        }
    }

    /// <summary>What is loaded, compiled or remembered at the first time is not counted; and seeds are inputs too.</summary>
    private void Warm()
    {
        foreach (Reader reader in readers)
        {
            foreach (byte[] seed in reader.Seeds)
            {
                if (Trouble(reader, seed, mostSeconds: 10) is { } trouble)
                {
                    string beginning = Encoding.UTF8.GetString(seed.AsSpan(0, Math.Min(seed.Length, 200))).ReplaceLineEndings(" ");
                    Console.WriteLine($"{Mark}\t-1\t{reader.Name}\t{trouble} (a seed: {beginning})");
                }
            }
        }
    }

    private string? Trouble(Reader reader, byte[] input, double mostSeconds = MostSeconds)
    {
        long allocated = GC.GetTotalAllocatedBytes();
        TimeSpan spent = Environment.CpuUsage.TotalTime;
        try
        {
            reader.Read(input);
        }
        catch (Exception exception) when (reader.Documents(exception))
        {
            if (exception.Message.Length is 0 or > 100_000)
            {
                return $"a message of {exception.Message.Length} characters at {Where(exception)}";
            }
        }
        catch (Exception exception)
        {
            return campaign.IsAlone ? exception.ToString() : Line(exception);
        }

        double seconds = (Environment.CpuUsage.TotalTime - spent).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        return seconds > mostSeconds + reader.Allowed
            ? string.Create(CultureInfo.InvariantCulture, $"takes {seconds:F1} s")
            : allocated > MostAllocated + reader.AllowedBytes ? $"allocates {allocated >> 20} MiB" : null;
    }

    private static string Line(Exception exception) =>
        $"{exception.GetType().Name} at {Where(exception)}: {exception.Message.ReplaceLineEndings(" ")}";

    /// <summary>The innermost method of the program that was left by an exception, which says what kind of finding it is.</summary>
    private static string Where(Exception exception) => exception.StackTrace?.Split('\n')
        .Select(line => line.Trim())
        .FirstOrDefault(line => line.StartsWith("at Inflaton.", StringComparison.Ordinal)
            && !line.StartsWith("at Inflaton.Fuzz.", StringComparison.Ordinal))?[3..] ?? "no place in the program";
}
