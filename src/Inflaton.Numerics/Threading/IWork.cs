namespace Inflaton.Numerics.Threading;

/// <summary>Work that falls into independent parts, for <see cref="WorkerTeam.Run"/>.</summary>
public interface IWork
{
    /// <summary>Does one part. Called for every part exactly once, in no particular order and from several threads at a time.</summary>
    /// <param name="part">Index of the part, 0 ≤ part &lt; parts.</param>
    /// <param name="worker">
    /// Index of the thread, 0 ≤ worker &lt; threads. Two calls that overlap in time never share it: scratch memory may be indexed with
    /// it.
    /// </param>
    void Execute(int part, int worker);
}
