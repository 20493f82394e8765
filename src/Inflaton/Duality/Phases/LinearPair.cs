using System.Numerics.Tensors;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training;

namespace Inflaton.Duality.Phases;

/// <summary>
/// The network that is soluble in every phase: one hidden layer of identities, no biases, one input, one output, f = c v·u with c = s₁s₂|x|
/// and u the first layer's weights along x. With s, d = (u ± v)/√2, f = (c/2)(|s|² − |d|²), and a heavy ball at rest multiplies each by one
/// number: s_k = σ_k s_0 and d_k = δ_k d_0 with
/// <code>σ_{k+1} = σ_k + γ(σ_k − σ_{k−1}) − ηαcℓ'σ_k,   δ_{k+1} = δ_k + γ(δ_k − δ_{k−1}) + ηαcℓ'δ_k.</code>
/// For ℓ = ½κf² and γ = 0 that is the map of Lewkowycz et al., arXiv:2003.02218, with 1/n for c²:
/// f' = f(1 − ηκΘ + (ηκcf)²), Θ' = Θ + ηκ(cf)²(ηκΘ − 4). Since c|f| ≤ Θ/2, the loss falls at every step below ηκΘ = 2, Θ falls for ever
/// below 4, and f with it; above 4 both grow: 2 and 4 are exact at any width.
/// </summary>
public sealed class LinearPair : IPhaseModel
{
    private const int LeastSteps = 100;
    private const int MostSteps = 20_000;

    private readonly double sum;
    private readonly double difference;
    private readonly double coupling;
    private readonly double scale;
    private readonly double start;
    private readonly double momentum;
    private readonly double target;
    private readonly Loss loss;
    private readonly double massSquared;

    private LinearPair(
        double sum, double difference, double coupling, double scale, double start, double momentum, Loss loss, double target)
    {
        (this.sum, this.difference, this.coupling, this.scale, this.start) = (sum, difference, coupling, scale, start);
        (this.momentum, this.loss, this.target) = (momentum, loss, target);
        double[] field = [start], curvature = new double[1];
        loss.CurvatureProduct(field, [target], [1], curvature);
        massSquared = Kernel * curvature[0];
    }

    /// <summary>Θ of the field, α²c²(|u|² + |v|²).</summary>
    public double Kernel => scale * scale * coupling * coupling * (sum + difference);

    /// <summary>The pair of a network; null where it is not this network.</summary>
    /// <param name="parameters">θ_0.</param>
    /// <param name="inputs">x, shape [1, d].</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="target">y.</param>
    /// <param name="start">φ at θ_0.</param>
    /// <param name="scale">α.</param>
    /// <param name="momentum">γ.</param>
    public static LinearPair? Of(
        NetworkParameters parameters, Matrix<double> inputs, Loss loss, double target, double start, double scale, double momentum)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(inputs);
        NetworkArchitecture architecture = parameters.Architecture;
        double length = TensorPrimitives.Norm<double>(inputs.Values);
        bool isBiased = Enumerable.Range(0, architecture.Layers).Any(layer => architecture.BiasScale(layer) != 0);
        if (architecture.Layers != 2 || architecture.Activation.Name != "identity" || inputs.Rows != 1 || architecture.Outputs != 1
            || isBiased || length == 0)
        {
            return null;
        }

        double sum = 0, difference = 0;
        for (int i = 0; i < architecture.Fan(1); i++)
        {
            double u = TensorPrimitives.Dot<double>(parameters.Weights[0].Row(i), inputs.Row(0)) / length, v = parameters.Weights[1][0, i];
            sum += (u + v) * (u + v) / 2;
            difference += (u - v) * (u - v) / 2;
        }

        double coupling = architecture.WeightScale(0) * architecture.WeightScale(1) * length;
        return new LinearPair(sum, difference, coupling, scale, start, momentum, loss, target);
    }

    /// <summary>φ and Θ after each of some steps, as far as they are numbers.</summary>
    /// <param name="learningRate">η.</param>
    public IEnumerable<(double Field, double Kernel)> Steps(double learningRate)
    {
        double sigma = 1, delta = 1, sigmaSpeed = 0, deltaSpeed = 0;
        double[] field = new double[1], slope = new double[1], targets = [target];
        while (true)
        {
            double s = sum * sigma * sigma, d = difference * delta * delta;
            field[0] = start + (scale * coupling / 2 * ((s - sum) - (d - difference)));
            yield return (field[0], scale * scale * coupling * coupling * (s + d));
            loss.Gradient(field, targets, slope);
            double push = learningRate * scale * coupling * slope[0];
            sigmaSpeed = (momentum * sigmaSpeed) - (push * sigma);
            deltaSpeed = (momentum * deltaSpeed) + (push * delta);
            sigma += sigmaSpeed;
            delta += deltaSpeed;
        }
    }

    /// <inheritdoc/>
    public TrainingPhase Follow(double stepMassSquared)
    {
        double[] field = new double[1];
        double[] targets = [target];
        double LossAt(double value)
        {
            field[0] = value;
            return loss.Energy(field, targets);
        }

        LossClimb climb = LossClimb.Of(LossAt(start));
        int k = 0;
        bool hasDiverged = false;
        foreach ((double value, double kernel) in Steps(stepMassSquared / massSquared))
        {
            climb = climb.Then(LossAt(value));
            hasDiverged = !(climb.Last <= Trainer.DivergenceFactor * Math.Max(Math.Abs(climb.First), double.Epsilon))
                || !double.IsFinite(kernel);
            if (hasDiverged || ++k == MostSteps || (k >= LeastSteps && climb.Last < climb.First && kernel * stepMassSquared < Kernel * 2))
            {
                break;
            }
        }

        return TrainingPhases.Of(climb, hasDiverged, momentum, stepMassSquared);
    }
}
