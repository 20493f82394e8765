using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Training;

/// <summary>Where a training keeps now and then, and when it is stopped, what it can go on from.</summary>
public interface ITrainingKeeper
{
    /// <summary>Whether it is time to keep the training as it is now.</summary>
    bool IsDue { get; }

    /// <summary>
    /// Whether more is to be trained behind it, so that the training is kept at its end as well, before its last record; default no.
    /// </summary>
    bool IsFollowed => false;

    /// <summary>Keeps it.</summary>
    /// <param name="exchange">Hands over its numbers.</param>
    void Keep(Action<KeptState> exchange);

    /// <summary>Puts back what was kept before, where there is something.</summary>
    /// <param name="exchange">Takes over its numbers.</param>
    /// <exception cref="ArgumentException">It is of another training.</exception>
    void Restore(Action<KeptState> exchange);
}
