using System.Globalization;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>Resident memory of this process, as Linux counts it.</summary>
internal static class ResidentMemory
{
    private const double KibibytesInMebibyte = 1024;

    /// <summary>Peak while a call runs, above what was there before; MiB.</summary>
    /// <param name="call">What to watch.</param>
    public static double PeakGrowth(Action call)
    {
        File.WriteAllText("/proc/self/clear_refs", "5");
        double before = Read("VmRSS:");
        call();
        return Read("VmHWM:") - before;
    }

    private static double Read(string label)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(label, StringComparison.Ordinal));
        string kibibytes = line[label.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return double.Parse(kibibytes, CultureInfo.InvariantCulture) / KibibytesInMebibyte;
    }
}
