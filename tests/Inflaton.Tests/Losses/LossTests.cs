using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Losses;

[Collection(nameof(AllocationTests))]
public sealed class LossTests
{
    private static readonly double[] Field = [0.3, -1.2, 0.9, 0.05];
    private static readonly double[] Targets = [0.1, 0.4, -0.2, 0.05];
    private static readonly double[] Labels = [0.25, 0.75, 1, 0];

    public static IReadOnlyDictionary<string, Loss> All { get; } = new Dictionary<string, Loss>
    {
        ["squared"] = new SquaredLoss(1.7),
        ["quartic"] = new ResidualLoss(new PowerPotential(4, 0.3, -0.4)),
        ["huber"] = new ResidualLoss(new HuberPotential(1.3, 0.6)),
        ["log_cosh"] = new ResidualLoss(new LogCoshPotential(0.9, 0.4)),
        ["coupled"] = new ResidualLoss(new ManyFieldPotential("a^2*b^2 + a^4 + b^2", ["a", "b"])),
        ["expression"] = new ExpressionLoss(
            "m^2/2*(f-y)^2 + lambda/4*f^4 + exp(-f*y)", new Dictionary<string, double> { ["m"] = 1.2, ["lambda"] = 0.3 }),
        ["field"] = new FieldLoss(new DoubleWellPotential(0.7, 1.1)),
        ["cross_entropy"] = new CrossEntropyLoss(2, 0.8),
        ["smoothed"] = new CrossEntropyLoss(2, 0.8, 0.3),
        ["bce_with_logits"] = new BinaryCrossEntropyLoss(1.3),
        ["weighted"] = new WeightedLoss(new ResidualLoss(new PowerPotential(4, 0.3, -0.4)), [2, 0.5]),
        ["weighted bce"] = new WeightedLoss(new BinaryCrossEntropyLoss(1.3), [2, 0.5]),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Gradient_and_curvature_are_the_derivatives(string name)
    {
        Loss loss = All[name];
        double[] gradient = new double[4], product = new double[4], direction = [1, -2, 0.5, 0.7], targets = TargetsOf(loss);
        loss.Gradient(Field, targets, gradient);
        loss.CurvatureProduct(Field, targets, direction, product);
        for (int i = 0; i < 4; i++)
        {
            gradient[i].ShouldBe(PotentialTests.Derivative(x => loss.Energy(With(i, x), targets), Field[i]), 1e-8);
            product[i]
                .ShouldBe(
                    PotentialTests.Derivative(t => Gradient(loss, [.. Field.Zip(direction, (f, d) => f + (t * d))], targets)[i], 0), 1e-7);
        }
    }

    /// <summary>A loss is a potential: V at the residual, at the field, or with a source.</summary>
    [Theory]
    [InlineData("quartic", 1)]
    [InlineData("coupled", 1)]
    [InlineData("field", 0)]
    [InlineData("cross_entropy", 0)]
    [InlineData("bce_with_logits", 0)]
    public void A_loss_is_the_potential_it_is_made_of(string name, double shift)
    {
        Loss loss = All[name];
        (Potential potential, double source) = loss switch
        {
            ResidualLoss residual => (residual.Potential, 0.0),
            CrossEntropyLoss entropy => (entropy.Potential, entropy.Potential.Scale),
            BinaryCrossEntropyLoss entropy => (entropy.Potential, entropy.Potential.Scale),
            _ => (((FieldLoss)loss).Potential, 0),
        };
        double[] at = [.. Field.Zip(Targets, (f, y) => f - (shift * y))], weights = TargetsOf(loss), gradient = new double[4];
        potential.Gradient(at, gradient);

        loss.Energy(Field, weights).ShouldBe(potential.Energy(at) - (source * Field.Zip(weights, (f, y) => f * y).Sum()), 1e-14);
        Gradient(loss, Field, weights).ShouldBe(gradient.Zip(weights, (v, y) => v - (source * y)), 1e-14);
        loss.LargestCurvature(Field, weights).ShouldBe(potential.LargestCurvature(at));
    }

    [Fact]
    public void What_the_targets_are_follows_from_the_type()
    {
        All.ToDictionary(one => one.Key, one => one.Value.Targets).ShouldBe(new Dictionary<string, TargetRole>
        {
            ["squared"] = TargetRole.Origin,
            ["quartic"] = TargetRole.Origin,
            ["huber"] = TargetRole.Origin,
            ["log_cosh"] = TargetRole.Origin,
            ["coupled"] = TargetRole.Origin,
            ["expression"] = TargetRole.Parameter,
            ["field"] = TargetRole.None,
            ["cross_entropy"] = TargetRole.Labels,
            ["smoothed"] = TargetRole.Labels,
            ["bce_with_logits"] = TargetRole.Labels,
            ["weighted"] = TargetRole.Parameter,
            ["weighted bce"] = TargetRole.Labels,
        });
        All.Where(one => one.Value.PointsShareEquation).Select(one => one.Key)
            .ShouldBe(["squared", "quartic", "huber", "log_cosh", "coupled", "field"]);
        new ExpressionLoss("f^4").Targets.ShouldBe(TargetRole.None);
        new ExpressionLoss("0.5*k*(f-y)^2", new Dictionary<string, double> { ["k"] = 3 }).UniformCurvature.ShouldBe(3);
    }

    [Theory]
    [InlineData("quartic", false)]
    [InlineData("expression", false)]
    [InlineData("field", true)]
    public void All_points_share_a_potential_where_targets_make_no_difference(string name, bool always)
    {
        Loss loss = All[name];
        (loss.SharedPotential(Targets) is not null).ShouldBe(always);
        foreach (double target in new[] { 0, 0.7 })
        {
            double[] same = [target, target, target, target], gradient = new double[4];
            Potential shared = loss.SharedPotential(same).ShouldNotBeNull();

            shared.Energy(Field).ShouldBe(loss.Energy(Field, same), 1e-15);
            shared.Gradient(Field, gradient);
            gradient.ShouldBe(Gradient(loss, Field, same), 1e-15);
        }
    }

    /// <summary>The largest curvature is that of the second derivative, and its bound is above it wherever the motion may go.</summary>
    [Theory, MemberData(nameof(Names))]
    public void The_largest_curvature_is_that_of_the_second_derivative_and_below_its_bound(string name)
    {
        Loss loss = All[name];
        double[] targets = TargetsOf(loss);
        loss.LargestCurvature(Field, targets).ShouldBe(Eigenvalues((v, h) => loss.CurvatureProduct(Field, targets, v, h))[0], 1e-10);
        double energy = loss.Energy(Field, targets);
        if (loss.CurvatureBound(targets, energy, energy) is not { } bound)
        {
            return;
        }

        Random draws = new(5);
        for (int trial = 0; trial < 300; trial++)
        {
            double[] field = [.. Field.Select(f => f + (4 * (draws.NextDouble() - 0.5)))];
            if (loss.Energy(field, targets) <= energy)
            {
                double[] other = new double[4];
                Eigenvalues((v, h) =>
                {
                    bound(v, h);
                    loss.CurvatureProduct(field, targets, v, other);
                    for (int i = 0; i < 4; i++)
                    {
                        h[i] -= other[i];
                    }
                })[^1].ShouldBeGreaterThan(-1e-12);
            }
        }
    }

    /// <summary>Values of PyTorch 1.13: F.cross_entropy(…, label_smoothing=0.3, reduction="sum") and its kin, in float64.</summary>
    [Fact]
    public void Losses_of_practice_are_PyTorchs()
    {
        double[] field = [1.5, -0.5, 0.25, -3, 2, 40], classes = [1, 0, 0, 0.2, 0.3, 0.5];
        new CrossEntropyLoss(3, 1, 0.3).Energy(field, classes).ShouldBe(22.7769518638028, 1e-13);
        new BinaryCrossEntropyLoss().Energy(field, classes).ShouldBe(23.676945044658417, 1e-13);
        new WeightedLoss(new BinaryCrossEntropyLoss(), [1, 2, 0.5]).Energy(field, classes).ShouldBe(15.264980329942073, 1e-13);
    }

    [Theory]
    [InlineData(700, 1)]
    [InlineData(-700, 0)]
    [InlineData(40, 1)]
    public void Binary_cross_entropy_is_exact_where_the_class_is_right(double field, double target)
    {
        BinaryCrossEntropyLoss loss = new();
        double[] gradient = new double[1];
        loss.Gradient([field], [target], gradient);
        double small = Math.Exp(-Math.Abs(field));
        loss.Energy([field], [target]).ShouldBe(small, 1e-14 * small);
        Math.Abs(gradient[0]).ShouldBe(small, 1e-14 * small);
        loss.Energy([field], [1 - target]).ShouldBe(Math.Abs(field), 1e-12);
    }

    [Fact]
    public void Weights_are_of_outputs_that_are_not_coupled()
    {
        Should.Throw<ArgumentException>(() => new WeightedLoss(new CrossEntropyLoss(2), [1, 2])).Message
            .ShouldContain("no sum over outputs");
        Should.Throw<ArgumentException>(() => new WeightedLoss(All["coupled"], [1, 2])).Message.ShouldContain("no sum over outputs");
        Should.Throw<ArgumentException>(() => new WeightedLoss(new SquaredLoss(), [1, 0])).Message.ShouldContain("[1, 0] are no weights");
        Should.Throw<ArgumentException>(() => All["weighted"].Energy([1, 2, 3], [1, 2, 3])).Message.ShouldContain("3 values");
        WeightedLoss even = new(new SquaredLoss(2), [3, 3]);
        (even.UniformCurvature, even.Targets).ShouldBe((6, TargetRole.Origin));
        new WeightedLoss(new SquaredLoss(2), [3, 4]).UniformCurvature.ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => new CrossEntropyLoss(3, 1, 1));
    }

    [Fact]
    public void Only_a_loss_that_expands_is_told_the_scale_factor()
    {
        LossInUniverse plain = new(All["quartic"]), stretched = new(new Stretched());
        plain.Energy(3, Field, Targets).ShouldBe(All["quartic"].Energy(Field, Targets));
        stretched.Energy(3, Field, Targets).ShouldBe(3);
    }

    [Theory]
    [InlineData("huber", 100)]
    [InlineData("huber", 5000)]
    [InlineData("weighted", 100)]
    [InlineData("weighted bce", 5000)]
    [InlineData("smoothed", 100)]
    public void A_step_allocates_nothing(string name, int points)
    {
        Loss loss = All[name];
        double[] field = new double[points], targets = new double[points], result = new double[points];
        Allocation.OfSteps(_ =>
        {
            loss.Energy(field, targets);
            loss.Gradient(field, targets, result);
            loss.CurvatureProduct(field, targets, field, result);
        }).ShouldBe(0);
    }

    /// <summary>Eigenvalues of a symmetric matrix of four rows, given by its products, the largest first.</summary>
    private static double[] Eigenvalues(Action<double[], double[]> product)
    {
        double[] matrix = new double[16];
        for (int i = 0; i < 4; i++)
        {
            double[] unit = new double[4], row = new double[4];
            unit[i] = 1;
            product(unit, row);
            row.CopyTo(matrix, 4 * i);
        }

        using WorkerTeam team = new(1);
        return [.. SymmetricEigen.Decompose(new Matrix<double>(4, 4, matrix), team).Values.OrderDescending()];
    }

    private static double[] TargetsOf(Loss loss) => loss.Targets == TargetRole.Labels ? Labels : Targets;

    private static double[] Gradient(Loss loss, double[] field, double[] targets)
    {
        double[] gradient = new double[field.Length];
        loss.Gradient(field, targets, gradient);
        return gradient;
    }

    private static double[] With(int i, double value)
    {
        double[] changed = [.. Field];
        changed[i] = value;
        return changed;
    }

    private sealed class Stretched : Loss, IExpandingLoss
    {
        public override string Name => "stretched";

        public override string Formula => "a";

        public override TargetRole Targets => TargetRole.None;

        public override double Energy(ReadOnlySpan<double> field, ReadOnlySpan<double> targets) => Energy(1, field, targets);

        public override void Gradient(ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient) => gradient.Clear();

        public override void CurvatureProduct(
            ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result) =>
                result.Clear();

        public override double LargestCurvature(ReadOnlySpan<double> field, ReadOnlySpan<double> targets) => 0;

        public double Energy(double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets) => scaleFactor;

        public void Gradient(double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient) =>
            gradient.Clear();

        public void CurvatureProduct(
            double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction,
            Span<double> result) =>
            result.Clear();
    }
}
