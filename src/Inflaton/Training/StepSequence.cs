namespace Inflaton.Training;

/// <summary>The coefficients of one run's steps, asked for in order, once a step.</summary>
public abstract class StepSequence
{
    /// <summary>N = ln a of the universe where the next step begins; 0 where none expands.</summary>
    public virtual double Efolds => 0;

    /// <summary>The coefficients of the next step.</summary>
    /// <param name="field">f before the step, length N·C; not to be kept.</param>
    public abstract StepCoefficients Next(ReadOnlySpan<double> field);
}

/// <summary>Coefficients that the epoch alone decides.</summary>
internal sealed class StepsByEpoch(Optimizer optimizer) : StepSequence
{
    private int epoch;

    public override StepCoefficients Next(ReadOnlySpan<double> field) => optimizer.Coefficients(epoch++);
}
