using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Duality.Tuning;

/// <summary>
/// Heavy-ball motion by one kernel: to first order in the displacement θ − θ_s = d_k = S_k v + Jᵀq_k, with v the velocity at the start and
/// S_k = γ + … + γ^k, and what the next order needs. The weights themselves are pulled by J at d_k, not at 0:
/// θ_K − θ_s = S_K v + Σ_k w_k J(d_k)ᵀe_k, with e = −ηℓ'/N and w the heavy ball's weights. Where the field rings, the e_k change sign and
/// the first order cancels, but e_k and d_k change sign together and the next order adds up; so the sums Σ w_k e_k ⊗ d_k are kept.
/// </summary>
/// <remarks>The d_k are kept in a basis of their own, which grows with what it does not hold.</remarks>
internal sealed class KernelMotion
{
    private const int MostDirections = 12;
    private const double Unresolved = 0.05;

    private readonly PredictionProblem problem;
    private readonly NaturalGradient? natural;
    private readonly KernelForce force;
    private readonly double[] drag;
    private readonly double speed;
    private readonly double[] shift;
    private readonly double[] gradient;
    private readonly double[] meanSource;
    private readonly List<Direction> basis = [];
    private readonly double[,] squares = new double[MostDirections, MostDirections];
    private double sumCarried;

    /// <summary>At rest in θ_s but for v.</summary>
    /// <param name="problem">Loss and optimiser's scale; its kernel is not used.</param>
    /// <param name="kernel">Θ at θ_s.</param>
    /// <param name="field">f at θ_s.</param>
    /// <param name="drag">Jv.</param>
    /// <param name="speed">|v|².</param>
    /// <param name="natural">What whitens the loss gradient; null for the gradient as it is.</param>
    public KernelMotion(
        PredictionProblem problem, Matrix<double> kernel, double[] field, double[] drag, double speed, NaturalGradient? natural)
    {
        (this.problem, this.drag, this.speed, this.natural) = (problem, drag, speed, natural);
        force = new KernelForce(problem with { Kernel = kernel, TestKernel = null });
        int length = field.Length;
        (Field, Source, LastSource) = ([.. field], new double[length], new double[length]);
        (shift, gradient, meanSource) = (new double[length], new double[length], new double[length]);
    }

    /// <summary>f.</summary>
    public double[] Field { get; }

    /// <summary>q.</summary>
    public double[] Source { get; }

    /// <summary>The part of q that the last step added.</summary>
    public double[] LastSource { get; }

    /// <summary>γ^k.</summary>
    public double Carry { get; private set; } = 1;

    /// <summary>S_k.</summary>
    public double Carried { get; private set; }

    /// <summary>k.</summary>
    public int Steps { get; private set; }

    /// <summary>|d_k|.</summary>
    public double Distance { get; private set; }

    /// <summary>The largest so far.</summary>
    public double Farthest { get; private set; }

    /// <summary>q of the mean of d_0 … d_{k−1}.</summary>
    public double[] MeanSource => [.. meanSource.Select(sum => sum / Steps)];

    /// <summary>S of that mean.</summary>
    public double MeanCarried => sumCarried / Steps;

    /// <summary>An epoch.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">γ.</param>
    public void Step(double learningRate, double momentum)
    {
        problem.Loss.Gradient(Field, problem.Targets, gradient);
        natural?.Apply(gradient);
        TensorPrimitives.Multiply(gradient, -learningRate / problem.Points, gradient);
        Keep(momentum);
        TensorPrimitives.Multiply(LastSource, momentum, LastSource);
        TensorPrimitives.Add<double>(LastSource, gradient, LastSource);
        TensorPrimitives.Add<double>(Source, LastSource, Source);
        LastSource.CopyTo(force.Gradient, 0);
        ReadOnlySpan<double> pull = force.Apply();
        Carry *= momentum;
        Carried += Carry;
        Steps++;
        TensorPrimitives.MultiplyAdd(pull, problem.Points, Field, Field);
        TensorPrimitives.MultiplyAdd(pull, problem.Points, shift, shift);
        TensorPrimitives.MultiplyAdd<double>(drag, Carry, Field, Field);

        // |S v + Jᵀq|² = S²|v|² + 2S q·Jv + q·Θq.
        double square = (Carried * Carried * speed) + (2 * Carried * TensorPrimitives.Dot<double>(Source, drag))
            + TensorPrimitives.Dot<double>(Source, shift);
        Distance = Math.Sqrt(Math.Max(0, square));
        Farthest = Math.Max(Farthest, Distance);
    }

    /// <summary>
    /// The next order: directions p of unit length in which the d_k spread about their mean, each with the sums of w_k e_k and of the last
    /// velocity's weights times e_k, times the coordinate of d_k along p. Those that matter most come first.
    /// </summary>
    /// <param name="momentum">γ.</param>
    /// <param name="most">Directions at most.</param>
    /// <param name="share">Part of the first that is left out.</param>
    public IEnumerable<NextOrder> Next(double momentum, int most, double share)
    {
        int count = basis.Count;
        if (count == 0)
        {
            yield break;
        }

        // What is in the velocity still moves the weights by γ/(1−γ) of itself.
        double weight = momentum / (1 - momentum);
        double[] means = [.. basis.Select(one => one.Sum / Steps)];
        double[][] gains = [.. basis.Select((one, i) => Centred(one.Moment, Source, means[i]))];
        double[][] lasts = [.. basis.Select((one, i) => Centred(one.LastMoment, LastSource, means[i]))];
        Matrix<double> gram = new(count, count);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                gram[i, j] = TensorPrimitives.Dot<double>(gains[i], gains[j])
                    + (weight * weight * TensorPrimitives.Dot<double>(lasts[i], lasts[j]));
            }
        }

        if (!double.IsFinite(TensorPrimitives.SumOfSquares<double>(gram.Values)))
        {
            yield break;
        }

        SymmetricEigen eigen = SymmetricEigen.Decompose(gram, WorkerTeam.Single);
        for (int r = 0; r < Math.Min(most, count); r++)
        {
            double square = 0;
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j < count; j++)
                {
                    square += eigen.Vectors[i, r] * eigen.Vectors[j, r] * ((squares[i, j] / Steps) - (means[i] * means[j]));
                }
            }

            if (!(eigen.Values[r] > share * share * eigen.Values[0]) || !(square > 0))
            {
                yield break;
            }

            double[] Mixed(Func<int, double[]> part)
            {
                double[] sum = new double[Field.Length];
                for (int i = 0; i < count; i++)
                {
                    TensorPrimitives.MultiplyAdd(part(i), eigen.Vectors[i, r], sum, sum);
                }

                return sum;
            }

            double carried = 0;
            for (int i = 0; i < count; i++)
            {
                carried += eigen.Vectors[i, r] * basis[i].Carried;
            }

            yield return new NextOrder(Mixed(i => basis[i].Source), carried, Math.Sqrt(square), Mixed(i => gains[i]), Mixed(i => lasts[i]));
        }
    }

    private static double[] Centred(double[] moment, double[] total, double mean)
    {
        double[] centred = new double[moment.Length];
        TensorPrimitives.MultiplyAdd<double>(total, -mean, moment, centred);
        return centred;
    }

    /// <summary>Adds e_k ⊗ d_k to the sums, e_k being what stands in the gradient.</summary>
    private void Keep(double momentum)
    {
        TensorPrimitives.Add<double>(meanSource, Source, meanSource);
        sumCarried += Carried;
        double along = TensorPrimitives.Dot<double>(drag, Source) + (Carried * speed), rest = Distance * Distance;
        foreach (Direction one in basis)
        {
            one.Coordinate = TensorPrimitives.Dot<double>(one.Source, shift) + (Carried * TensorPrimitives.Dot<double>(one.Source, drag))
                + (one.Carried * along);
            rest -= one.Coordinate * one.Coordinate;
        }

        if (basis.Count < MostDirections && rest > Unresolved * Unresolved * Distance * Distance && double.IsFinite(rest))
        {
            Add(Math.Sqrt(rest));
        }

        for (int i = 0; i < basis.Count; i++)
        {
            Direction one = basis[i];
            TensorPrimitives.Multiply(one.LastMoment, momentum, one.LastMoment);
            TensorPrimitives.MultiplyAdd(gradient, one.Coordinate, one.LastMoment, one.LastMoment);
            TensorPrimitives.Add<double>(one.Moment, one.LastMoment, one.Moment);
            one.Sum += one.Coordinate;
            for (int j = 0; j < basis.Count; j++)
            {
                squares[i, j] += one.Coordinate * basis[j].Coordinate;
            }
        }
    }

    /// <summary>A direction more: that of the part of d_k which those so far do not hold.</summary>
    private void Add(double length)
    {
        Direction added = new(Field.Length) { Coordinate = length, Carried = Carried };
        Source.CopyTo(added.Source, 0);
        foreach (Direction one in basis)
        {
            TensorPrimitives.MultiplyAdd(one.Source, -one.Coordinate, added.Source, added.Source);
            added.Carried -= one.Coordinate * one.Carried;
        }

        TensorPrimitives.Divide(added.Source, length, added.Source);
        added.Carried /= length;
        basis.Add(added);
    }

    /// <summary>One direction of the next order, p = c v + Jᵀq with |p| = 1.</summary>
    /// <param name="Source">q.</param>
    /// <param name="Carried">c.</param>
    /// <param name="Spread">Standard deviation of d_k along p.</param>
    /// <param name="Gain">Σ w_k e_k (d_k − d̄)·p.</param>
    /// <param name="LastGain">The same with the weights of the velocity at the end.</param>
    public sealed record NextOrder(double[] Source, double Carried, double Spread, double[] Gain, double[] LastGain);

    private sealed class Direction(int length)
    {
        public double[] Source { get; } = new double[length];

        public double Carried { get; set; }

        public double[] Moment { get; } = new double[length];

        public double[] LastMoment { get; } = new double[length];

        public double Coordinate { get; set; }

        public double Sum { get; set; }
    }
}
