using System.Globalization;
using Inflaton.Fuzz;

// Reads mutated files of every kind with everything of the program that reads files:
//   Inflaton.Fuzz [--seconds S] [--inputs N] [--seed N] [--jobs N] [--reader NAME]     many inputs; a new seed unless one is given
//   Inflaton.Fuzz --seed N --input I                                                   one of them again
// Exit code 1 where anything was found; what it was found with is kept in out/fuzz.
Dictionary<string, string> given = [];
for (int i = 0; i < args.Length; i++)
{
    given[args[i]] = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : "";
}

CultureInfo plain = CultureInfo.InvariantCulture;
T Value<T>(string name, T otherwise)
    where T : IParsable<T> => given.TryGetValue(name, out string? text) ? T.Parse(text, plain) : otherwise;

Campaign campaign = new()
{
    Seed = Value("--seed", (ulong)Environment.TickCount64 ^ ((ulong)Environment.ProcessId << 32)),
    Seconds = Value("--seconds", given.ContainsKey("--inputs") ? double.PositiveInfinity : 10),
    Inputs = Value("--inputs", long.MaxValue),
    First = Value("--first", 0L),
    Jobs = Value("--jobs", Environment.ProcessorCount),
    Reader = given.GetValueOrDefault("--reader"),
    IsAlone = given.ContainsKey("--alone"),
};
if (given.TryGetValue("--input", out string? single))
{
    long index = long.Parse(single, plain);
    campaign = campaign with { First = index, Inputs = index + 1, Jobs = 1, IsAlone = true, Seconds = 60 };
}

if (given.TryGetValue("--worker", out string? folder))
{
    using Place place = new(Path.Combine(folder, "place"));
    new Worker(campaign, new Corpus(Path.GetDirectoryName(folder)!, Path.GetFileName(folder))).Run(campaign.First, place);
    return 0;
}

return campaign.Run() ? 0 : 1;
