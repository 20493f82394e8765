using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>
/// Memory that is wanted soon: runs of lines of the cache, fetched a line at a time between the products of a tile, so that it is there
/// when its turn comes. It may go beyond the end; fetching is a hint that never faults.
/// </summary>
internal unsafe struct Lookahead
{
    /// <summary>Bytes of a line of the cache.</summary>
    public const int Line = 64;

    private readonly nint step;
    private readonly nint jump;
    private readonly nint beside;
    private readonly int run;
    private byte* next;
    private int left;

    /// <summary>Runs of equally spaced lines at equal distances.</summary>
    /// <param name="first">First line.</param>
    /// <param name="run">Lines of a run, at least 1.</param>
    /// <param name="step">Bytes from line to line.</param>
    /// <param name="runStep">Bytes from run to run.</param>
    /// <param name="distance">Terms of a tile's sums from one fetch to the next, at least 1.</param>
    /// <param name="beside">Bytes to a second line that is fetched with each; 0 for none.</param>
    public Lookahead(void* first, int run, nint step, nint runStep, int distance, nint beside = 0)
    {
        next = (byte*)first;
        this.run = left = run;
        this.step = step;
        this.beside = beside;
        jump = runStep - ((run - 1) * step);
        Distance = Math.Max(1, distance);
    }

    /// <summary>Nothing is fetched: what comes next lies behind this in order, which the processor sees by itself.</summary>
    public static Lookahead None => new(null, 1, 0, 0, int.MaxValue);

    /// <summary>Terms of a tile's sums from one fetch to the next.</summary>
    public int Distance { get; }

    /// <summary>Fetches the line of an address.</summary>
    /// <param name="address">Where; it may be anywhere.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }

    /// <summary>Fetches the next line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Touch()
    {
        Fetch(next);
        Fetch(next + beside);
        bool ends = --left == 0;
        next += ends ? jump : step;
        left = ends ? run : left;
    }
}
