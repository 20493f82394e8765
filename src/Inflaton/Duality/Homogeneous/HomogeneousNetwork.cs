using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;

namespace Inflaton.Duality.Homogeneous;

/// <summary>
/// A network as it is drawn, seen at a single input through a single output: φ = φ₀ + α(f − f₀). Its field moves by one number, Θ_φ = α²Θ,
/// and what finite width adds to that are the numbers of <see cref="HomogeneousDrift"/>.
/// </summary>
public sealed class HomogeneousNetwork
{
    private readonly Lazy<HomogeneousDrift> drift;

    /// <summary>A network at an input.</summary>
    /// <param name="parameters">θ₀; kept, not changed.</param>
    /// <param name="input">x, shape [1, d].</param>
    /// <param name="outputScale">α, positive; default 1.</param>
    /// <param name="team">Threads; null (default) for the caller's alone.</param>
    /// <exception cref="ArgumentException">There is more than one input or output.</exception>
    /// <exception cref="ArgumentOutOfRangeException">α is not a positive number.</exception>
    public HomogeneousNetwork(NetworkParameters parameters, Matrix<double> input, double outputScale = 1, WorkerTeam? team = null)
    {
        HomogeneousDrift.RequireSingle(parameters.Architecture, input);
        Parameters = parameters;
        Input = input;
        OutputScale = RequirePositive(outputScale);
        OwnTheta = new TangentKernel<double>(parameters.Architecture, team: team).Square(parameters, input)[0, 0];
        Propagation<double> pass = new(
            parameters.Architecture, input, new MatrixProduct<double>(team ?? WorkerTeam.Single), team ?? WorkerTeam.Single);
        pass.Forward(parameters);
        Output = pass.Output.Values[0];
        drift = new Lazy<HomogeneousDrift>(() => HomogeneousDrift.Of(parameters, input, team ?? WorkerTeam.Single));
    }

    private HomogeneousNetwork(HomogeneousNetwork network, double outputScale)
    {
        Parameters = network.Parameters;
        Input = network.Input;
        OutputScale = RequirePositive(outputScale);
        (OwnTheta, Output, drift) = (network.OwnTheta, network.Output, network.drift);
    }

    /// <summary>θ₀.</summary>
    public NetworkParameters Parameters { get; }

    /// <summary>x, shape [1, d].</summary>
    public Matrix<double> Input { get; }

    /// <summary>α.</summary>
    public double OutputScale { get; }

    /// <summary>f₀, the output at θ₀.</summary>
    public double Output { get; }

    /// <summary>Θ_φ = α²|∇f|², the tangent kernel of the field.</summary>
    public double Theta => OutputScale == 1 ? OwnTheta : OwnTheta * (OutputScale * OutputScale);

    /// <summary>What the drift of the kernel does to the field, to first order in 1/width; measured when it is first asked for.</summary>
    public HomogeneousDrift Drift => drift.Value;

    private double OwnTheta { get; }

    /// <summary>One hidden layer of erf units, σ_w = 1.5 and σ_b = 0.1, at x = 1.</summary>
    /// <param name="width">Number of units, at least 1.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="outputScale">α, positive; default 1.</param>
    /// <param name="team">Threads; null (default) for the caller's alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is below 1, or α is not a positive number.</exception>
    public static HomogeneousNetwork Draw(int width, ulong seed, double outputScale = 1, WorkerTeam? team = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        NetworkArchitecture architecture = new(1, [width], 1, new Erf(), weightStd: 1.5, biasStd: 0.1);
        return new HomogeneousNetwork(NetworkParameters.Draw(architecture, seed), new Matrix<double>(1, 1, [1]), outputScale, team);
    }

    /// <summary>The same network, its field read off with another scale.</summary>
    /// <param name="outputScale">α, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is not a positive number.</exception>
    public HomogeneousNetwork WithOutputScale(double outputScale) => new(this, outputScale);

    /// <summary>Θ_φ of a network whose field moves.</summary>
    /// <exception cref="DualityException">
    /// Θ_φ is 0, as where no unit is active and there is no bias, or beyond the range of numbers.
    /// </exception>
    public double RequireMoving() => Theta > 0 && double.IsFinite(Theta) && double.IsFinite(1 / Theta)
        ? Theta
        : throw new DualityException(
            DualityPart.Network, ReadableFormat.Text($"has a field whose tangent kernel is {Theta:G4}, and nothing moves by that"),
            "Take an output scale nearer to 1, another seed, or biases.");

    private static double RequirePositive(double scale) => scale > 0 && double.IsFinite(scale)
        ? scale
        : throw new ArgumentOutOfRangeException("outputScale", scale, "The output scale must be a positive number.");
}
