namespace Inflaton.Experiments.Scans.Slurm;

/// <summary>What a job asks Slurm for. What is not given is left to the site's defaults.</summary>
public sealed record SlurmOptions
{
    /// <summary>Partition.</summary>
    public string? Partition { get; init; }

    /// <summary>Time limit of a task, in a form that <c>sbatch</c> takes: <c>30</c> (minutes), <c>2:00:00</c>, <c>1-12</c>.</summary>
    public string? Time { get; init; }

    /// <summary>Account that is charged.</summary>
    public string? Account { get; init; }

    /// <summary>Processors of a task: so many runs at the same time; at least 1.</summary>
    public int Processors { get; init; } = 1;

    /// <summary>Memory of a task, in a form that <c>sbatch</c> takes: <c>4G</c>.</summary>
    public string? Memory { get; init; }

    /// <summary>Further options of <c>sbatch</c>, as <c>KEY=VALUE</c> or <c>KEY</c>, without dashes.</summary>
    public IReadOnlyList<string> Further { get; init; } = [];
}
