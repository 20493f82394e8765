using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training.Reduced;

namespace Inflaton.Training;

/// <summary>Training of a field that is read off the outputs, by every method and in every precision.</summary>
public sealed class ReadFieldTests
{
    private const double Scale = 3, Curvature = 0.2;
    private static readonly NetworkArchitecture Architecture = new(2, [60, 60], 1, ActivationCatalogue.Create("erf"), 1.5, 0.1);
    private static readonly Matrix<double> Inputs = new(3, 2, [0.1, 0.5, -0.3, 0.8, 1.1, -0.4]);
    private static readonly MatrixProduct<double> Product = new(WorkerTeam.Single);

    public static TheoryData<string, double> Methods => new() { { "direct", 1e-12 }, { "single", 2e-5 }, { "reduced", 1e-8 } };

    /// <summary>ℓ = ½κφ² of φ = αf is ½κα²f².</summary>
    [Theory, MemberData(nameof(Methods))]
    public void A_scaled_field_trains_as_outputs_under_the_scaled_loss(string method, double tolerance)
    {
        double[] field = Train(method, Curvature, new ReadOut(Scale), null), outputs = Train(method, Curvature * Scale * Scale, null, null);

        field.Zip(outputs, (phi, f) => Math.Abs(phi - (Scale * f))).Max().ShouldBeLessThan(tolerance);
    }

    /// <summary>φ = p + α(f − f₀) with targets y is f with targets f₀ + (y − p)/α.</summary>
    [Theory, MemberData(nameof(Methods))]
    public void A_centred_field_trains_as_outputs_towards_shifted_targets(string method, double tolerance)
    {
        double[] reference = Outputs(), initial = [0.7, -0.2, 0.1], targets = [0.4, 0.3, -0.5];
        double[] field = Train(method, Curvature, new ReadOut(Scale, reference, initial), null, targets);
        double[] outputs = Train(
            method, Curvature * Scale * Scale, null, null,
            [.. reference.Zip(targets.Zip(initial, (y, p) => (y - p) / Scale), (f, shift) => f + shift)]);

        field.Zip(Enumerable.Range(0, 3).Select(i => initial[i] + (Scale * (outputs[i] - reference[i]))), (a, b) => Math.Abs(a - b)).Max()
            .ShouldBeLessThan(tolerance);
    }

    /// <summary>
    /// For one step from rest the whitened field moves by −ηΘ̄ ℓ'/N, whatever the kernel; a second-order remainder falls as η².
    /// </summary>
    [Theory]
    [InlineData("direct")]
    [InlineData("reduced")]
    public void Whitened_training_moves_every_point_by_its_own_force(string method)
    {
        Matrix<double> kernel = new TangentKernel<double>(Architecture, Product, WorkerTeam.Single)
            .Square(NetworkParameters.Draw(Architecture, 2), Inputs);
        NaturalGradient natural = new(KernelSpectrum.Of(kernel, 1, WorkerTeam.Single), 0, 1e6, WorkerTeam.Single);
        double[] initial = [1, -0.5, 0.2], targets = new double[3];
        double Error(double rate)
        {
            TrainingMethod training = Method(method, Curvature, new ReadOut(1, Outputs(), initial), natural, targets);
            training.Forward();
            training.Step(new StepCoefficients(0, rate));
            training.Forward();
            double[] field = [.. training.Field];
            return Enumerable.Range(0, 3).Max(i => Math.Abs(field[i] - (initial[i] * (1 - (rate * natural.Mean * Curvature / 3)))));
        }

        double coarse = Error(1e-2), fine = Error(2.5e-3);
        coarse.ShouldBeLessThan(1e-3);
        (Math.Log2(coarse / fine) / 2).ShouldBe(2, 0.2);
    }

    private static double[] Outputs()
    {
        Propagation<double> pass = new(Architecture, Inputs, Product, WorkerTeam.Single);
        pass.Forward(NetworkParameters.Draw(Architecture, 2));
        return pass.Output.Values;
    }

    private static double[] Train(string method, double curvature, ReadOut? readOut, NaturalGradient? natural, double[]? targets = null)
    {
        TrainingMethod training = Method(method, curvature, readOut, natural, targets ?? new double[3]);
        for (int k = 0; k < 40; k++)
        {
            training.Forward();
            training.Step(new StepCoefficients(0.8, 0.05));
        }

        training.Forward();
        return [.. training.Field];
    }

    private static TrainingMethod Method(string method, double curvature, ReadOut? readOut, NaturalGradient? natural, double[] targets)
    {
        NetworkParameters parameters = NetworkParameters.Draw(Architecture, 2);
        SquaredLoss loss = new(curvature);
        return method switch
        {
            "direct" =>
                new DirectTraining<double>(
                    parameters, Inputs, targets, loss, Product, WorkerTeam.Single, readOut: readOut, natural: natural),
            "single" => new DirectTraining<float>(
                parameters, Inputs, targets, loss, new MatrixProduct<float>(WorkerTeam.Single), WorkerTeam.Single, readOut: readOut,
                natural: natural),
            _ => new ReducedTraining(parameters, Inputs, targets, loss, Product, WorkerTeam.Single, readOut: readOut, natural: natural),
        };
    }
}
