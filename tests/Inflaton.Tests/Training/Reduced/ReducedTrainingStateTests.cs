using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training.Reduced;

/// <summary>
/// A reduced training that is put back from what it kept between any two steps goes on with the bits of the one that kept it, on any number
/// of threads; and that one has the bits of a training that keeps nothing.
/// </summary>
public sealed class ReducedTrainingStateTests
{
    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["grows and narrows"] = new(Network([300, 260], "erf"), Points: 3),
        ["asked on the way"] = new(Network([280, 300], "erf", outputs: 2), Points: 2) { AskEvery = 17 },
        ["without biases"] = new(
            new NetworkArchitecture(1, [150, 150], 1, ActivationCatalogue.Create("tanh"), 1.2, 0, Parameterization.Ntk, false), Points: 2),
        ["three layers"] = new(Network([300, 280, 320], "tanh"), Points: 2) { AskEvery = 40, Steps = 90 },
        ["turns round"] = new(Network([300, 300], "erf", outputs: 2), Points: 2)
        {
            Tolerance = 1e-10,
            Steps = 160,
            Rate = step => step >= 130 ? -0.05 : 0.05,
            Momentum = 0.8,
        },
        ["is left"] = new(Network([40, 30], "relu", outputs: 2, inputs: 2), Points: 25) { Span = 2, Steps = 110 },
        ["is left layer by layer"] = new(Network([24, 200, 200], "relu", inputs: 2), Points: 8) { Span = 1, AskEvery = 7 },
        ["is left for deferred updates"] =
            new(Network([256, 256], "sin", inputs: 2), Points: 2) { Span = 2, Rate = _ => 2, Steps = 60 },
        ["nothing to reduce"] = new(Network([40], "erf"), Points: 3) { Steps = 20 },
        ["read out and whitened"] = new(Network([400, 360], "erf", outputs: 2), Points: 2)
        {
            IsRead = true,
            IsWhitened = true,
            Steps = 80,
        },
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void It_goes_on_with_the_same_bits_from_any_step(string name)
    {
        Case one = Cases[name];
        (ReducedTraining quiet, List<double> expected) = one.Begin(WorkerTeam.Single);
        one.Go(quiet, expected);
        (ReducedTraining keeping, List<double> seen) = one.Begin(WorkerTeam.Single);
        List<double[][]> kept = [];
        List<IReadOnlyList<BasisSize>> sizes = [];
        one.Go(keeping, seen, training =>
        {
            kept.Add(Kept(training));
            sizes.Add(training.BasisSizes);
        });
        seen.ShouldBe(expected);
        one.Requires(name, sizes);

        WorkerTeam[] teams = [WorkerTeam.Single, new(2), new(3)];
        for (int step = 1; step < one.Steps; step++)
        {
            (ReducedTraining resumed, List<double> then) = one.Begin(teams[step % 3]);
            Restore(resumed, kept[step - 1]);
            one.Go(resumed, then, from: step);

            then.ShouldBe(expected[^then.Count..], $"{name}, from step {step}");
            resumed.BasisSizes.ShouldBe(quiet.BasisSizes);
            resumed.LargestResidual.ShouldBe(quiet.LargestResidual);
            resumed.Saving.ShouldBe(quiet.Saving);
            for (int l = 0; l < one.Network.Layers; l++)
            {
                resumed.Parameters.Weights[l].Values.AsSpan().SequenceEqual(quiet.Parameters.Weights[l].Values).ShouldBeTrue();
                resumed.Parameters.Biases[l].ShouldBe(quiet.Parameters.Biases[l]);
            }
        }

        teams[1].Dispose();
        teams[2].Dispose();
    }

    /// <summary>As long as nobody asked for the parameters, W_0 is what the start is: it is not written.</summary>
    [Fact]
    public void A_state_is_small_until_weights_are_merged()
    {
        Case one = new(Network([400, 400], "erf"), Points: 1);
        (ReducedTraining training, List<double> seen) = one.Begin(WorkerTeam.Single);
        long before = 0;
        one.Go(training, seen, now => before = Kept(now).Sum(array => array.LongLength));
        _ = training.Parameters;
        long after = Kept(training).Sum(array => array.LongLength);

        before.ShouldBeLessThan(400 * 400);
        (after - before).ShouldBe(400 * 400);
    }

    [Theory]
    [InlineData("grows and narrows")]
    [InlineData("is left layer by layer")]
    public void What_is_of_something_else_is_refused(string name)
    {
        Case one = Cases[name];
        (ReducedTraining training, List<double> seen) = one.Begin(WorkerTeam.Single);
        List<double[][]> all = [];
        one.Go(training, seen, now => all.Add(Kept(now)));
        foreach (double[][] kept in (double[][][])[all[0], all[40], all[^1]])
        {
            Refused(one, []);
            for (int i = 0; i < kept.Length; i++)
            {
                Refused(one, [.. kept[..i], .. kept[(i + 1)..]]);
                Refused(one, [.. kept[..i], [.. kept[i], 1], .. kept[(i + 1)..]]);
                if (kept[i].Length > 0)
                {
                    Refused(one, [.. kept[..i], kept[i][1..], .. kept[(i + 1)..]]);
                }
            }

            Refused(one, [.. kept, []]);
            Refused(one with { Network = Network([24, 199, 200], "relu", inputs: 2) }, kept);
            Refused(Cases["turns round"], kept);

            // Numbers that no run leaves make nothing but a refusal, or another number.
            for (int i = 0; i < kept[0].Length; i++)
            {
                foreach (double wrong in (double[])[-1, 0, 3, 1e6, int.MaxValue, 1e300, double.NaN])
                {
                    double[] numbers = [.. kept[0]];
                    numbers[i] = wrong;
                    try
                    {
                        Restore(one.Begin(WorkerTeam.Single).Training, [numbers, .. kept[1..]]);
                    }
                    catch (ArgumentException)
                    {
                        // As it should be.
                    }
                }
            }
        }
    }

    [Fact]
    public void The_state_of_a_direct_training_is_refused()
    {
        Case one = Cases["grows and narrows"];
        DirectTraining<double> direct = new(
            NetworkParameters.Draw(one.Network, 7), one.Inputs, one.Targets, new SquaredLoss(),
            new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);

        Refused(one, Kept(direct));
    }

    private static void Refused(Case one, double[][] kept) =>
        Should.Throw<ArgumentException>(() => Restore(one.Begin(WorkerTeam.Single).Training, kept))
            .Message.ShouldBe("The state is not complete, or of something else.");

    private static NetworkArchitecture Network(int[] hidden, string activation, int outputs = 1, int inputs = 1) =>
        new(inputs, hidden, outputs, ActivationCatalogue.Create(activation), 1.4, 0.3);

    private static double[][] Kept(TrainingMethod training)
    {
        KeptState state = new();
        training.Keep(state).ShouldBeTrue();
        return [.. state.Arrays.Select(array => (double[])array.Clone())];
    }

    private static void Restore(TrainingMethod training, double[][] kept)
    {
        KeptState state = new(kept);
        training.Keep(state);
        state.RequireEnd();
    }

    /// <summary>A training, and what is looked at on its way.</summary>
    private sealed record Case(NetworkArchitecture Network, int Points)
    {
        public double Span { get; init; } = 0.3;

        public double Tolerance { get; init; } = 1e-6;

        public int Steps { get; init; } = 130;

        public Func<int, double> Rate { get; init; } = _ => 0.05;

        public double Momentum { get; init; } = 0.9;

        /// <summary>How often the parameters are asked for, which merges them.</summary>
        public int? AskEvery { get; init; }

        public bool IsRead { get; init; }

        public bool IsWhitened { get; init; }

        public Matrix<double> Inputs => Matrix.FromFunction(Points, Network.Inputs, (i, j) => Span * Math.Sin(1.7 * ((2 * i) + j + 1)));

        public double[] Targets => [.. Enumerable.Range(0, Points * Network.Outputs).Select(i => Math.Cos(i))];

        private Matrix<double> Watched => Matrix.FromFunction(4, Network.Inputs, (i, j) => Span * Math.Cos(i + (2 * j)));

        /// <summary>A training about to begin, and where its fields go.</summary>
        public (ReducedTraining Training, List<double> Fields) Begin(WorkerTeam team)
        {
            NetworkParameters parameters = NetworkParameters.Draw(Network, 7);
            MatrixProduct<double> product = new(team);
            Propagation<double> pass = new(Network, Inputs, product, team);
            pass.Forward(parameters);
            NaturalGradient? natural = IsWhitened
                ? new NaturalGradient(
                    KernelSpectrum.Of(
                        new TangentKernel<double>(Network, product, team).Square(parameters, Inputs), Network.Outputs, team),
                    1e-3, 1e9, team)
                : null;
            ReadOut? readOut = IsRead ? new ReadOut(1.5, [.. pass.Output.Values], [.. Targets.Select(y => y / 3)]) : null;
            return (
                new ReducedTraining(parameters, Inputs, Targets, new SquaredLoss(), product, team, Tolerance, readOut, natural), []);
        }

        /// <summary>Trains to the end; every field, and every third that of other inputs, is added to the fields.</summary>
        public void Go(ReducedTraining training, List<double> fields, Action<ReducedTraining>? between = null, int from = 0)
        {
            Propagation<double> other = new(Network, Watched, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
            for (int step = from; ; step++)
            {
                training.Forward();
                fields.AddRange([training.Loss, .. training.Field]);
                if (step % 3 == 0)
                {
                    training.Evaluate(other);
                    fields.AddRange(other.Output.Values);
                }

                if (step > 0 && step % AskEvery == 0)
                {
                    _ = training.Parameters;
                }

                if (step == Steps)
                {
                    return;
                }

                training.Step(new StepCoefficients(Momentum, Rate(step)));
                between?.Invoke(training);
            }
        }

        /// <summary>That what a case is named after happens in it.</summary>
        public void Requires(string name, List<IReadOnlyList<BasisSize>> sizes)
        {
            int Active(int step) => sizes[step][0].ActiveSignals + sizes[step][0].ActiveResponses;
            int All(int step) => sizes[step][0].Signals + sizes[step][0].Responses;
            int?[] left = [.. sizes[^1].Select(size => size.LeftAtStep)];
            if (name.StartsWith("is left", StringComparison.Ordinal))
            {
                left.ShouldAllBe(step => step > 0 && step < Steps - 5);
                left.Distinct().Count().ShouldBe(left.Length);
            }
            else
            {
                left.ShouldAllBe(step => step == null);
            }

            if (name is "grows and narrows" or "turns round")
            {
                All(20).ShouldBeGreaterThan(All(0));
                Enumerable.Range(1, Steps - 1).Any(step => Active(step) < Active(step - 1)).ShouldBeTrue();
            }

            if (name == "turns round")
            {
                Active(Steps - 1).ShouldBeGreaterThan(Active(129));
            }
        }
    }
}
