using System.Text.Json;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Kernels.Interactions;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Duality.Interactions;

/// <summary>Vertices and the field at the next order against what an independent program computed for two networks.</summary>
public sealed class NextOrderReferenceTests
{
    [Theory]
    [InlineData("next-order-erf")]
    [InlineData("next-order-tanh-quartic")]
    public void The_vertices_of_all_inputs(string name)
    {
        Case reference = new(name);
        int points = reference.Inputs.Rows;

        InteractionTensors tensors = new KernelInteractions(reference.Parameters, reference.Inputs)
            .Along(Matrix.Identity<double>(points), Matrix.Identity<double>(points), Couplings.All(points));

        for (int w = 0; w < points; w++)
        {
            for (int x = 0; x < points; x++)
            {
                for (int y = 0; y < points; y++)
                {
                    tensors.A(w, x, y).ShouldBe(reference["A", w, x, y], 1e-10);
                    tensors.AOfField(w, x, y).ShouldBe(reference["A", x, w, y], 1e-10);
                    for (int z = 0; z < points; z++)
                    {
                        tensors.B(w, x, y, z).ShouldBe(reference["B", w, x, y, z], 1e-10);
                        tensors.BOfField(w, x, y, z).ShouldBe(reference["B", x, w, y, z], 1e-10);
                        tensors.C(w, x, y, z).ShouldBe(reference["C", x, w, y, z], 1e-10);
                        tensors.COfField(w, x, y, z).ShouldBe(reference["C", w, x, y, z], 1e-10);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("next-order-erf")]
    [InlineData("next-order-tanh-quartic")]
    public void The_field_epoch_by_epoch(string name)
    {
        Case reference = new(name);
        PredictionProblem problem = reference.Problem();

        Prediction discrete = new DiscreteRung().Predict(problem), next = new NextOrderRung().Predict(problem);

        double[] expected = reference.Flat("next_order");
        double scale = expected.Max(Math.Abs);
        next.IsComplete.ShouldBeTrue();
        next.Field.Values.Length.ShouldBe(expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            next.Field.Values[i].ShouldBe(expected[i], 1e-9 * scale);
            discrete.Field.Values[i].ShouldBe(reference.Flat("discrete")[i], 1e-9 * scale);
        }
    }

    private sealed class Case
    {
        private readonly JsonElement root;

        public Case(string name)
        {
            string folder = Path.Combine(Repository.Root, "tests", "reference", "next-order");
            root = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, name + ".json"))).RootElement;
            int[] widths = [.. root.GetProperty("widths").EnumerateArray().Select(width => width.GetInt32())];
            NetworkArchitecture architecture = new(
                widths[0], widths[1..^1], widths[^1], ActivationCatalogue.Create(root.GetProperty("activation").GetString()!),
                Number("weight_std"), Number("bias_std"));
            string weights = Path.Combine(folder, name + ".safetensors");
            Parameters = NetworkFile.ToParameters(weights, NetworkFile.Read(weights), architecture);
            JsonElement[] rows = [.. root.GetProperty("inputs").EnumerateArray()];
            Inputs = Matrix.FromFunction<double>(rows.Length, widths[0], (i, j) => rows[i][j].GetDouble());
        }

        public NetworkParameters Parameters { get; }

        public Matrix<double> Inputs { get; }

        public double this[string tensor, params int[] index] =>
            index.Aggregate(root.GetProperty(tensor), (element, i) => element[i]).GetDouble();

        public double[] Flat(string name) =>
            [.. root.GetProperty(name).EnumerateArray().SelectMany(row => row.EnumerateArray().Select(value => value.GetDouble()))];

        public PredictionProblem Problem()
        {
            Matrix<double> kernel = new TangentKernel<double>(Parameters.Architecture).Square(Parameters, Inputs);
            KernelSpectrum spectrum = KernelSpectrum.Of(kernel, 1);
            JsonElement loss = root.GetProperty("loss");
            double[] targets = loss.TryGetProperty("targets", out JsonElement values)
                ? [.. values.EnumerateArray().Select(value => value.GetDouble())]
                : [.. Enumerable.Repeat(0.0, Inputs.Rows)];
            Propagation<double> pass = new(Parameters.Architecture, Inputs, carriesBack: false);
            pass.Forward(Parameters);
            return new PredictionProblem
            {
                Kernel = kernel,
                Spectrum = spectrum,
                InitialField = pass.Output.Values,
                Targets = targets,
                Loss = loss.TryGetProperty("degree", out JsonElement degree)
                    ? new FieldLoss(new PowerPotential(
                        degree.GetInt32(), loss.GetProperty("scale").GetDouble(), loss.GetProperty("minimum").GetDouble()))
                    : new SquaredLoss(loss.GetProperty("scale").GetDouble()),
                Optimizer = new GradientDescent(Number("learning_rate"), Number("momentum")),
                Matching = Matching.Leapfrog,
                Epochs = Trainer.RecordedEpochs(root.GetProperty("epochs").GetInt32(), root.GetProperty("record_every").GetInt32()),
                Interactions = new InteractionSource(new KernelInteractions(Parameters, Inputs), spectrum)
                {
                    Method = InteractionMethod.Modes,
                    Tolerance = 0,
                },
            };
        }

        private double Number(string name) => root.GetProperty(name).GetDouble();
    }
}
