namespace Inflaton.Duality.Phases;

/// <summary>What can be followed at any learning rate, to find where trainings of its kind begin to diverge.</summary>
public interface IPhaseModel
{
    /// <summary>What becomes of it.</summary>
    /// <param name="stepMassSquared">ηm²_max at the start, which names the learning rate.</param>
    /// <returns>
    /// The phase; <see cref="TrainingPhase.Unfinished"/> where the loss has not come back within the steps that are followed.
    /// </returns>
    TrainingPhase Follow(double stepMassSquared);
}
