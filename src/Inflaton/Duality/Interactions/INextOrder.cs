namespace Inflaton.Duality.Interactions;

/// <summary>The next order of a problem, by whichever method.</summary>
internal interface INextOrder
{
    /// <summary>What was taken into account.</summary>
    InteractionReading Reading { get; }

    /// <summary>The forces of the interacting theory.</summary>
    /// <param name="problem">The problem, at any epochs.</param>
    TrainedForce Force(PredictionProblem problem);
}
