namespace Inflaton.Web;

/// <summary>What a page may ask of the machine. Whatever is larger is refused with a message that names the limit.</summary>
public sealed record WebLimits
{
    /// <summary>Bytes of a request that describes a study; default 256 KiB.</summary>
    public int StudyBytes { get; init; } = 256 << 10;

    /// <summary>Bytes of a table of data; default 16 MiB.</summary>
    public int DataBytes { get; init; } = 16 << 20;

    /// <summary>Bytes of all tables that were given, beyond which no further one is taken; default 128 MiB.</summary>
    public long DataBytesInAll { get; init; } = 128L << 20;

    /// <summary>Weights and biases of a network; default 2·10⁷.</summary>
    public double Weights { get; init; } = 2e7;

    /// <summary>Epochs of an experiment; default 200 000.</summary>
    public int Epochs { get; init; } = 200_000;

    /// <summary>Recorded epochs, and output times of universes and lattices; default 5001.</summary>
    public int Records { get; init; } = 5001;

    /// <summary>Sites of a lattice in all; default 1024².</summary>
    public long Sites { get; init; } = 1 << 20;

    /// <summary>Wavenumbers of a universe's spectrum; default 500.</summary>
    public int Modes { get; init; } = 500;

    /// <summary>Bytes of memory that one study may use by its estimate; default 3 GiB, and at most half of what the machine has.</summary>
    public double Memory { get; init; } = Math.Min(3.0 * (1L << 30), 0.5 * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Bytes of memory that all studies at work may use together; default two thirds of what the machine has.</summary>
    public double MemoryInAll { get; init; } = 2.0 / 3 * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Bytes of the arrays of a run that is shown; default 512 MiB.</summary>
    public long ArrayBytes { get; init; } = 512L << 20;

    /// <summary>Time after which a prediction or a universe is given up; default one minute.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time after which a training or a lattice is ended, pauses included; default four hours.</summary>
    public TimeSpan Live { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Time within which a page that asks for a training or a lattice has to say which; default ten seconds.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Predictions computed at the same time; others wait. Default 2.</summary>
    public int Answers { get; init; } = 2;

    /// <summary>Predictions that may wait; default 64.</summary>
    public int Waiting { get; init; } = 64;

    /// <summary>Trainings and lattices at the same time, paused ones included; default 24.</summary>
    public int Lives { get; init; } = 24;

    /// <summary>Pages that follow a scan at work at the same time; default 24.</summary>
    public int Followers { get; init; } = 24;

    /// <summary>Numbers of one answer's arrays; longer arrays are left out. Default 400 000.</summary>
    public int Numbers { get; init; } = 400_000;

    /// <summary>Runs and scans that are listed; default 5000.</summary>
    public int Runs { get; init; } = 5000;
}
