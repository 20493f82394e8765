namespace Inflaton.Experiments.Studies;

/// <summary>How long ago the state of a study was last kept, by the clock of its options.</summary>
/// <param name="options">Names the clock.</param>
internal sealed class SinceSaved(StudyOptions options)
{
    private long last = options.Clock.GetTimestamp();

    /// <summary>Time since then; since this was made, where nothing was kept yet.</summary>
    public TimeSpan Elapsed => options.Clock.GetElapsedTime(last);

    /// <summary>Says that the state is kept now.</summary>
    public void Restart() => last = options.Clock.GetTimestamp();
}
