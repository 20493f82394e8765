using System.Diagnostics;

namespace Inflaton.Experiments.Studies;

/// <summary>Seconds that the phases of a run took, by name; a phase that comes more than once is summed.</summary>
internal sealed class PhaseTimings
{
    private readonly Dictionary<string, double> seconds = [];
    private readonly Stopwatch total = Stopwatch.StartNew();

    /// <summary>Seconds since it was made.</summary>
    public double Elapsed => total.Elapsed.TotalSeconds;

    /// <summary>The seconds of a phase; 0 for one that was not.</summary>
    public double this[string phase]
    {
        get => seconds.GetValueOrDefault(phase);
        set => seconds[phase] = value;
    }

    /// <summary>Takes a phase away, and gives its seconds.</summary>
    public double Remove(string phase) => seconds.Remove(phase, out double taken) ? taken : 0;

    /// <summary>Does some work of a phase.</summary>
    public T Of<T>(string phase, Func<T> work)
    {
        Stopwatch watch = Stopwatch.StartNew();
        T result = work();
        this[phase] += watch.Elapsed.TotalSeconds;
        return result;
    }

    /// <summary>Does some work of a phase.</summary>
    public void Of(string phase, Action work) => Of(phase, () =>
    {
        work();
        return true;
    });

    /// <summary>All of them, with what all took as <c>total</c>.</summary>
    public Dictionary<string, double> WithTotal() => new(seconds) { ["total"] = Elapsed };
}
