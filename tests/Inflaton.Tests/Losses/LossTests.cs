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
    public void A_loss_is_the_potential_it_is_made_of(string name, double shift)
    {
        Loss loss = All[name];
        (Potential potential, double source) = loss switch
        {
            ResidualLoss residual => (residual.Potential, 0.0),
            CrossEntropyLoss entropy => (entropy.Potential, entropy.Potential.Scale),
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

    [Fact]
    public void Only_a_loss_that_expands_is_told_the_scale_factor()
    {
        LossInUniverse plain = new(All["quartic"]), stretched = new(new Stretched());
        plain.Energy(3, Field, Targets).ShouldBe(All["quartic"].Energy(Field, Targets));
        stretched.Energy(3, Field, Targets).ShouldBe(3);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5000)]
    public void A_step_allocates_nothing(int points)
    {
        Loss loss = All["huber"];
        double[] field = new double[points], targets = new double[points], result = new double[points];
        Allocation.OfSteps(_ =>
        {
            loss.Energy(field, targets);
            loss.Gradient(field, targets, result);
            loss.CurvatureProduct(field, targets, field, result);
        }).ShouldBe(0);
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
