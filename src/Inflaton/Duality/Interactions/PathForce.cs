using System.Numerics.Tensors;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Interactions;

/// <summary>
/// The forces of the interacting theory by sweeps over its way. The state is the free field φ_w = f⁰_w + Θ_wx a_x, then for each sweep the
/// β_k of what the parameters have moved by its sources, ρ = Σ β_k S_k. Weight decay w also moves along θ₀ itself, by c: φ_w = f⁰_w +
/// Θ_wx a_x + c ∇f_w·θ₀, and p = θ₀·d₁ is followed besides. All obey the one equation of motion, with the forces Θe and the
/// coefficients by which S is made of its nodes. The field is f_w = φ_w + ∇f_w·ρ + R_w by the last sweep, and e = ℓ'(f)/N is taken there.
/// </summary>
internal sealed class PathForce : TrainedForce
{
    private readonly PredictionProblem problem;
    private readonly LossInUniverse loss;
    private readonly KernelForce kernelForce;
    private readonly MatrixProduct<double> product;
    private readonly PathSweep[] sweeps;
    private readonly int[] parts;
    private readonly Matrix<double>? whitening;
    private readonly double[] displacement;
    private readonly double[] push;
    private readonly double[] coefficients;
    private readonly double[] field;
    private readonly double[] speeds;
    private readonly int[] starts;
    private readonly double weightDecay;
    private readonly DecayForce? decay;
    private readonly double[] tangent;
    private readonly double squaredOrigin;

    /// <param name="problem">The problem.</param>
    /// <param name="sweeps">The sweeps.</param>
    /// <param name="whitening">W of ȧ = −W ℓ'/N; null for 1.</param>
    /// <param name="correction">What S and R of the last sweep lack at a few nodes of the next one; null for nothing.</param>
    public PathForce(
        PredictionProblem problem, IReadOnlyList<PathSweep> sweeps, Matrix<double>? whitening, PathSweep? correction = null)
        : base(problem)
    {
        (this.problem, this.whitening) = (problem, whitening);
        parts = sweeps.Count == 0 ? [] : correction is null ? [sweeps.Count - 1] : [sweeps.Count - 1, sweeps.Count];
        (weightDecay, decay) = (problem.Optimizer.WeightDecay, DecayForce.Of(problem));
        tangent = decay is null ? [] : DecayForce.TangentOf(problem);
        squaredOrigin = decay is null ? 0 : problem.Interactions!.Network.SquaredNorm;
        this.sweeps = correction is null ? [.. sweeps] : [.. sweeps, correction];
        loss = new LossInUniverse(problem.Loss);
        kernelForce = new KernelForce(problem);
        product = new MatrixProduct<double>(problem.Team);
        displacement = new double[Training];
        push = new double[Training];
        speeds = new double[Training];
        field = new double[Values];
        coefficients = new double[this.sweeps.Select(sweep => sweep.Count).DefaultIfEmpty(0).Max()];
        starts = new int[this.sweeps.Length + 1];
        starts[0] = Values;
        for (int j = 0; j < this.sweeps.Length; j++)
        {
            starts[j + 1] = starts[j] + this.sweeps[j].Count;
        }
    }

    /// <summary>Whether the state ends with a itself and, with weight decay, c.</summary>
    public bool Tracks { get; init; }

    public override int Count => Origin + (decay is null ? 0 : Tracks ? 2 : 1) + (Tracks ? Training : 0);

    public override ReadOnlySpan<double> Gradient => kernelForce.Gradient;

    /// <summary>Number of values of the field, test inputs too.</summary>
    public int Values => kernelForce.Count;

    /// <summary>Where p is in the state with weight decay, before c.</summary>
    private int Origin => starts[^1];

    private int Training => problem.InitialField.Length;

    /// <summary>The state at epoch 0.</summary>
    public override double[] Start()
    {
        double[] state = new double[Count];
        base.Start().CopyTo(state, 0);
        return state;
    }

    public override void Evaluate(double scaleFactor, ReadOnlySpan<double> state, Span<double> force)
    {
        loss.Gradient(scaleFactor, FieldAt(state, field.AsSpan(0, Training)), problem.Targets, kernelForce.Gradient);
        kernelForce.Apply().CopyTo(force);
        TakePush();
        TensorPrimitives.Subtract(state[..Training], problem.InitialField, displacement);
        for (int j = 0; j < sweeps.Length; j++)
        {
            Span<double> own = force[starts[j]..starts[j + 1]];
            sweeps[j].SourceAt(push, displacement, Along(state), Carried(state, j - 1), own);
            TensorPrimitives.MultiplyAdd(Carried(state, j), weightDecay, own, own);
        }

        if (decay is not null)
        {
            decay.Add(state, force);
            force[Origin] = TensorPrimitives.Dot<double>(tangent, push) + (weightDecay * (state[Origin] + squaredOrigin));
            if (Tracks)
            {
                force[Origin + 1] = weightDecay * (1 + state[Origin + 1]);
            }
        }

        if (Tracks)
        {
            TensorPrimitives.MultiplyAdd(state[^Training..], weightDecay, push, force[^Training..]);
        }
    }

    /// <summary>f of a state, on the training and test inputs.</summary>
    public override ReadOnlySpan<double> FieldOf(ReadOnlySpan<double> state) => FieldAt(state, field);

    public override double MeanOf(ReadOnlySpan<double> values) => base.MeanOf(FieldAt(values, field.AsSpan(0, Training)));

    public override double MeanVelocityOf(ReadOnlySpan<double> field, ReadOnlySpan<double> velocity)
    {
        Span<double> rate = this.field.AsSpan(0, Training);
        velocity[..Training].CopyTo(rate);
        TensorPrimitives.Subtract(field[..Training], problem.InitialField, displacement);
        foreach (int j in parts)
        {
            Span<double> rates = coefficients.AsSpan(0, sweeps[j].Count);
            sweeps[j].RestRateAt(
                displacement, Along(field), Carried(field, j - 1), velocity[..Training], Along(velocity), Carried(velocity, j - 1), rates);
            AddRows(sweeps[j].Responses, Carried(velocity, j), rate);
            AddRows(sweeps[j].Rests, rates, rate);
        }

        return base.MeanOf(rate);
    }

    /// <summary>|v|² = p·Θp + 2p·(∇f·S_k) β̇_k + β̇_k S_k·S_l β̇_l for v = Σ p_x ∇f_x + β̇_k S_k.</summary>
    public override double SquaredSpeed(ReadOnlySpan<double> source, ReadOnlySpan<double> velocity)
    {
        double speed = TensorPrimitives.Dot(source, velocity[..Training]);
        foreach (int j in parts)
        {
            ReadOnlySpan<double> rates = Carried(velocity, j);
            speeds.AsSpan().Clear();
            AddRows(sweeps[j].Responses, rates, speeds);
            speed += 2 * TensorPrimitives.Dot(source, speeds);
            for (int k = 0; k < rates.Length; k++)
            {
                speed += rates[k] * TensorPrimitives.Dot(sweeps[j].Overlaps.Row(k), rates);
            }
        }

        return speed;
    }

    /// <summary>∇f·d₁, a and β of the last two sweeps of a state that <see cref="Tracks"/>.</summary>
    public void Read(
        ReadOnlySpan<double> state, Span<double> moved, Span<double> displacement, Span<double> carried, Span<double> carriedBefore)
    {
        TensorPrimitives.Subtract(state[..Training], problem.InitialField, moved[..Training]);
        if (problem.TestInitialField is { } tests)
        {
            TensorPrimitives.Subtract(state[Training..Values], tests, moved[Training..]);
        }

        state[^Training..].CopyTo(displacement);
        Carried(state, sweeps.Length - 1).CopyTo(carried);
        Carried(state, sweeps.Length - 2).CopyTo(carriedBefore);
    }

    /// <summary>c and p of a state that <see cref="Tracks"/>.</summary>
    public (double Share, double Along) DecayOf(ReadOnlySpan<double> state) =>
        decay is null ? (0, 0) : (state[Origin + 1], state[Origin]);

    /// <summary>e and Θe at a state.</summary>
    public void Push(ReadOnlySpan<double> state, Span<double> push, Span<double> force)
    {
        loss.Gradient(1, FieldAt(state, field.AsSpan(0, Training)), problem.Targets, kernelForce.Gradient);
        kernelForce.Apply().CopyTo(force);
        TakePush();
        this.push.CopyTo(push);
    }

    /// <summary>e = Wℓ'/N of the gradient at hand.</summary>
    private void TakePush()
    {
        TensorPrimitives.Divide<double>(kernelForce.Gradient, problem.Points, push);
        if (whitening is not null)
        {
            int copies = Training / whitening.Rows;
            product.Multiply(
                1.0 / problem.Points, whitening, Transpose.Yes,
                new MatrixView<double>(kernelForce.Gradient, 0, whitening.Rows, copies, copies), Transpose.No, 0,
                new MatrixView<double>(push, 0, whitening.Rows, copies, copies));
        }
    }

    private double Along(ReadOnlySpan<double> state) => decay is null ? 0 : state[Origin];

    /// <summary>β of a sweep in a state.</summary>
    private ReadOnlySpan<double> Carried(ReadOnlySpan<double> state, int sweep) => sweep < 0 ? [] : state[starts[sweep]..starts[sweep + 1]];

    /// <summary>f of a state, as many values as there is room for.</summary>
    private ReadOnlySpan<double> FieldAt(ReadOnlySpan<double> state, Span<double> result)
    {
        state[..result.Length].CopyTo(result);
        TensorPrimitives.Subtract(state[..Training], problem.InitialField, displacement);
        foreach (int j in parts)
        {
            Span<double> rest = coefficients.AsSpan(0, sweeps[j].Count);
            sweeps[j].RestAt(displacement, Along(state), Carried(state, j - 1), rest);
            AddRows(sweeps[j].Responses, Carried(state, j), result);
            AddRows(sweeps[j].Rests, rest, result);
        }

        return result;
    }

    private static void AddRows(Matrix<double> rows, ReadOnlySpan<double> coefficients, Span<double> sum)
    {
        for (int k = 0; k < coefficients.Length; k++)
        {
            TensorPrimitives.MultiplyAdd(rows.Row(k)[..sum.Length], coefficients[k], sum, sum);
        }
    }
}
