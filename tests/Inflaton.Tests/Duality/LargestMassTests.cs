using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Lattice;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Duality;

public sealed class LargestMassTests
{
    private const int Points = 6;

    public static TheoryData<string> Names =>
        [.. PotentialTests.All.Keys, "expression", "odd hilltop", "steep monodromy", "cross_entropy", "lattice"];

    /// <summary>m² at the start of every loss, held against the product Θ^½ℓ''Θ^½ written out.</summary>
    [Theory, MemberData(nameof(Names))]
    public void At_the_start_it_is_the_largest_eigenvalue_of_the_symmetric_product(string name)
    {
        (Loss loss, Matrix<double> kernel, double[] field, double[] targets) = Case(name, 1.2);
        double expected = SharpnessTests.Dense(kernel, SharpnessTests.Hessian(loss, field, targets)) / Points;

        Of(loss, kernel, field, targets).AtStart.ShouldBe(expected, (1e-9 * expected) + 1e-300);
    }

    /// <summary>
    /// No field whose energy is at most that of the start has a larger m² than the bound; hundreds are tried for each loss.
    /// </summary>
    [Theory, MemberData(nameof(Names))]
    public void No_field_within_the_energy_passes_the_bound(string name)
    {
        foreach (double spread in new[] { 0.3, 1.2, 4 })
        {
            (Loss loss, Matrix<double> kernel, double[] field, double[] targets) = Case(name, spread);
            LargestMass largest = Of(loss, kernel, field, targets);
            largest.Throughout.HasValue.ShouldBe(name is not ("expression" or "formula" or "odd hilltop"));
            double energy = loss.Energy(field, targets), bound = largest.Throughout ?? double.PositiveInfinity;
            largest.AtStart.ShouldBeLessThanOrEqualTo(bound);
            double met = 0;
            for (int draw = 0; draw < 200; draw++)
            {
                // Some draws have one point alone far out, which is where a steep loss holds all the energy.
                double[] other = SharpnessTests.Uniform(field.Length, (ulong)(100 + draw), -3 * spread, 3 * spread);
                if (draw % 3 == 0)
                {
                    double far = other[0];
                    targets.CopyTo(other, 0);
                    other[draw % other.Length] += far;
                }

                if (loss.Energy(other, targets) <= energy)
                {
                    met = Math.Max(met, Sharpness.Of(kernel, loss, other, targets, Points, WorkerTeam.Single));
                }
            }

            met.ShouldBeLessThanOrEqualTo(bound * (1 + 1e-9));
        }
    }

    /// <summary>A uniform field under a uniform kernel has no more to reach than where it starts: the bound is tight.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void A_uniform_field_of_a_power_starts_at_its_bound(int degree)
    {
        ResidualLoss loss = new(new PowerPotential(degree, 0.3));
        double[] field = new double[Points];
        Array.Fill(field, 2.5);
        LargestMass largest = Of(loss, Matrix.FromFunction<double>(Points, Points, (_, _) => 1.7), field, new double[Points]);

        largest.AtStart.ShouldBe(1.7 * 0.3 * (degree - 1) * Math.Pow(2.5, degree - 2), 1e-9 * largest.AtStart);
        largest.Throughout!.Value.ShouldBe(largest.AtStart, 1e-9 * largest.AtStart);
    }

    /// <summary>Losses that flatten out far from their minimum: nothing pulls back there, and the bound is the minimum's.</summary>
    [Fact]
    public void Far_from_a_flattening_minimum_the_bound_is_that_of_the_minimum()
    {
        Matrix<double> kernel = SharpnessTests.Kernel(Points, 1, 3);
        double[] field = new double[Points], targets = [10, 8, -10, 30, 20, -7];
        foreach (Potential flattening in new Potential[] { new HuberPotential(0.7, 1), new LogCoshPotential(0.7) })
        {
            LargestMass largest = Of(new ResidualLoss(flattening), kernel, field, targets);
            largest.AtStart.ShouldBeLessThan(1e-6);
            largest.Throughout!.Value.ShouldBe(0.7 * 1 / Points, 1e-9);
            largest.LimitThroughout(2)!.Value.ShouldBe(2 * Points / 0.7, 1e-6);
        }

        double.IsPositiveInfinity(Of(new ResidualLoss(new HuberPotential(0.7, 1)), kernel, field, targets).LimitAtStart(2)).ShouldBeTrue();
    }

    /// <summary>
    /// The recursion is linear about the start: a small disturbance along the fastest motion shrinks just below the limit and grows just
    /// above, for outputs that cross-entropy couples and for curvature that differs between inputs.
    /// </summary>
    [Theory]
    [InlineData("cross_entropy", 0)]
    [InlineData("cross_entropy", 0.9)]
    [InlineData("weighted", 0)]
    [InlineData("weighted", 0.6)]
    public void The_limit_separates_decay_from_growth(string name, double momentum)
    {
        const int points = 10, classes = 3;
        bool isClasses = name == "cross_entropy";
        int size = isClasses ? points * classes : points;
        Matrix<double> kernel = SharpnessTests.Kernel(size, 0.7, 21);
        double[] rest = SharpnessTests.Uniform(size, 5, -1, 1), targets = new double[size];
        Loss loss = isClasses ? new CrossEntropyLoss(classes) : new ExpressionLoss("y/2*f^2");
        if (isClasses)
        {
            // Targets that are the field's own probabilities: it rests there.
            ((CrossEntropyLoss)loss).Potential.Probabilities(rest, targets);
        }
        else
        {
            (rest, targets) = (new double[size], [.. Enumerable.Range(0, size).Select(i => i == 3 ? 10 : 0.1)]);
        }

        double[] start = [.. rest.Zip(SharpnessTests.Uniform(size, 6, -1e-7, 1e-7), (f, small) => f + small)];
        PredictionProblem problem = new()
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, isClasses ? classes : 1, WorkerTeam.Single),
            InitialField = start,
            Targets = targets,
            Loss = loss,
            Optimizer = new GradientDescent(1, momentum),
            Matching = Matching.Leapfrog,
            Epochs = [0, 2000],
        };
        double limit = ModeAnalysis.StabilityLimitOf(problem);
        double Left(double part)
        {
            Prediction prediction = new DiscreteRung().Predict(problem with { Optimizer = new GradientDescent(part * limit, momentum) });
            return prediction.IsComplete ? Excess(prediction.Field.At(1)) / Excess(start) : double.PositiveInfinity;
        }

        double Excess(ReadOnlySpan<double> field) => loss.Energy(field, targets) - loss.Energy(rest, targets);

        Left(0.99).ShouldBeLessThan(1);
        Left(1.01).ShouldBeGreaterThan(10);

        // What the product of the largest eigenvalue and the largest curvature says is lower than need be.
        double product = problem.Spectrum.Leading * loss.LargestCurvature(start, targets) / points;
        (limit * product / (2 * (1 + momentum))).ShouldBeGreaterThan(1.05);
    }

    private static LargestMass Of(Loss loss, Matrix<double> kernel, double[] field, double[] targets) =>
        LargestMass.Of(
            kernel, KernelSpectrum.Of(kernel, field.Length / Points, WorkerTeam.Single), loss, field, targets, Points, WorkerTeam.Single);

    private static (Loss Loss, Matrix<double> Kernel, double[] Field, double[] Targets) Case(string name, double spread)
    {
        const int classes = 3;
        Loss loss = name switch
        {
            "odd hilltop" => new ResidualLoss(new HilltopPotential(0.9, 2.3, 3)),
            "steep monodromy" => new ResidualLoss(new MonodromyPotential(0.7, 5.5, 0.5, 0.03, 0.4)),
            "cross_entropy" => new CrossEntropyLoss(classes, 0.8),
            "lattice" => new LatticeLoss(new DoubleWellPotential(0.7, 1.1), new LatticeGrid(0.8, Points), 1.4),
            "expression" => LossTests.All[name],
            _ => new ResidualLoss(PotentialTests.All[name]),
        };
        int size = name == "cross_entropy" ? Points * classes : Points;
        double[] targets =
            name == "cross_entropy" ? [.. Enumerable.Range(0, size).Select(i => i % classes == i / classes % classes ? 1.0 : 0)]
            : name == "lattice" ? new double[size] : SharpnessTests.Uniform(size, 8, -1, 1);
        return (loss, SharpnessTests.Kernel(size, 2, 9), SharpnessTests.Uniform(size, 10, -spread, spread), targets);
    }
}
