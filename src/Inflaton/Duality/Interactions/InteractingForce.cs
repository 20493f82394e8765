using System.Numerics.Tensors;
using Inflaton.Kernels.Interactions;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Interactions;

/// <summary>
/// The forces of the interacting theory. Its state is the free field φ_w = f⁰_w + Θ_wx a_x, then the moments b_ij of the pairs, c_ijk and d_ijk of
/// the triples, all of which obey the one equation of motion, with the forces Θ e, ε_i α_j, ε_i b_jk and ε_i α_j α_k, where α = Qᵀ(φ − f⁰) and ε = QᵀΘe
/// on the training inputs. e = ℓ'(f)/N is taken at the field f that state and vertices give.
/// </summary>
internal sealed class InteractingForce : TrainedForce
{
    private readonly PredictionProblem problem;
    private readonly LossInUniverse loss;
    private readonly KernelForce kernelForce;
    private readonly InteractionTensors tensors;
    private readonly MatrixProduct<double> product;
    private readonly double[] displacement;
    private readonly double[] amplitudes;
    private readonly double[] pushes;
    private readonly double[] terms;
    private readonly double[] field;
    private Matrix<double>? overlaps;

    public InteractingForce(PredictionProblem problem, InteractionTensors tensors)
        : base(problem)
    {
        this.problem = problem;
        this.tensors = tensors;
        loss = new LossInUniverse(problem.Loss);
        kernelForce = new KernelForce(problem);
        product = new MatrixProduct<double>(problem.Team);
        displacement = new double[problem.InitialField.Length];
        amplitudes = new double[Modes];
        pushes = new double[Modes];
        terms = new double[tensors.Couplings.Terms];
        field = new double[kernelForce.Count];
    }

    public override int Count => kernelForce.Count + Pairs + (2 * Triples);

    public override ReadOnlySpan<double> Gradient => kernelForce.Gradient;

    private int Modes => tensors.Couplings.Modes;

    private int Pairs => tensors.Couplings.Pairs.Length;

    private int Triples => tensors.Couplings.Triples.Length;

    private int Values => kernelForce.Count;

    private int Training => problem.InitialField.Length;

    public override void Evaluate(double scaleFactor, ReadOnlySpan<double> state, Span<double> force)
    {
        ReadOnlySpan<double> here = Read(state, field.AsSpan(0, Training));
        loss.Gradient(scaleFactor, here, problem.Targets, kernelForce.Gradient);
        kernelForce.Apply().CopyTo(force);
        product.MatrixVector(1, tensors.Basis, Transpose.Yes, force[..Training], 0, pushes);
        Span<double> pairs = force.Slice(Values, Pairs), cubic = force.Slice(Values + Pairs, Triples), square = force[(Values + Pairs + Triples)..];
        ReadOnlySpan<double> moments = state.Slice(Values, Pairs);
        (int I, int J)[] pairOf = tensors.Couplings.Pairs;
        for (int p = 0; p < pairOf.Length; p++)
        {
            pairs[p] = pushes[pairOf[p].I] * amplitudes[pairOf[p].J];
        }

        (int I, int J, int K)[] tripleOf = tensors.Couplings.Triples;
        int[] pairsOf = tensors.Couplings.PairsOfTriples;
        for (int t = 0; t < tripleOf.Length; t++)
        {
            (int i, int j, int k) = tripleOf[t];
            cubic[t] = pushes[i] * moments[pairsOf[t]];
            square[t] = pushes[i] * amplitudes[j] * amplitudes[k];
        }
    }

    /// <summary>f of a state, on the training and test inputs.</summary>
    public override ReadOnlySpan<double> FieldOf(ReadOnlySpan<double> state) => Read(state, field);

    public override double MeanOf(ReadOnlySpan<double> state) => base.MeanOf(Read(state, field.AsSpan(0, Training)));

    public override double MeanVelocityOf(ReadOnlySpan<double> state, ReadOnlySpan<double> velocity)
    {
        Amplitudes(state, problem.InitialField, amplitudes);
        Amplitudes(velocity, [], pushes);
        TermRates(state[Values..], velocity[Values..]);
        Span<double> rate = field.AsSpan(0, Training);
        product.MatrixVector(1, tensors.Vertices.View.RowBlock(0, Training), Transpose.No, terms, 0, rate);
        TensorPrimitives.Add(rate, velocity[..Training], rate);
        return base.MeanOf(rate);
    }

    /// <summary>
    /// |v|² = p·Θp + 2p·(A ḃ + B ċ + ½C ḋ) + ḃ_ij (H̃_i g̃_j)·(H̃_k g̃_l) ḃ_kl for v = Σ p_x g_x + ḃ_ij H̃_i g̃_j and the rest.
    /// </summary>
    public override double SquaredSpeed(ReadOnlySpan<double> source, ReadOnlySpan<double> velocity)
    {
        terms.AsSpan().Clear();
        velocity.Slice(Values, Pairs).CopyTo(terms);
        velocity.Slice(Values + Pairs, 2 * Triples).CopyTo(terms.AsSpan(2 * Pairs));
        Span<double> change = field.AsSpan(0, Training);
        product.MatrixVector(1, tensors.Vertices.View.RowBlock(0, Training), Transpose.No, terms, 0, change);
        double speed = TensorPrimitives.Dot(source, velocity[..Training]) + (2 * TensorPrimitives.Dot(source, change));
        overlaps ??= Overlaps();
        for (int p = 0; p < Pairs; p++)
        {
            speed += velocity[Values + p] * TensorPrimitives.Dot(overlaps.Row(p), velocity.Slice(Values, Pairs));
        }

        return speed;
    }

    /// <summary>α = Qᵀ(φ − f⁰).</summary>
    private void Amplitudes(ReadOnlySpan<double> free, ReadOnlySpan<double> origin, double[] result)
    {
        if (origin.IsEmpty)
        {
            product.MatrixVector(1, tensors.Basis, Transpose.Yes, free[..Training], 0, result);
            return;
        }

        TensorPrimitives.Subtract(free[..Training], origin, displacement);
        product.MatrixVector(1, tensors.Basis, Transpose.Yes, displacement, 0, result);
    }

    /// <summary>f of a state, as many values as there is room for.</summary>
    private ReadOnlySpan<double> Read(ReadOnlySpan<double> state, Span<double> result)
    {
        Amplitudes(state, problem.InitialField, amplitudes);
        ReadOnlySpan<double> moments = state[Values..];
        (int I, int J)[] pairs = tensors.Couplings.Pairs;
        for (int p = 0; p < pairs.Length; p++)
        {
            terms[p] = moments[p];
            terms[Pairs + p] = amplitudes[pairs[p].I] * amplitudes[pairs[p].J];
        }

        (int I, int J, int K)[] triples = tensors.Couplings.Triples;
        int[] pairsOf = tensors.Couplings.PairsOfTriples;
        Span<double> cubic = terms.AsSpan(2 * Pairs);
        for (int t = 0; t < triples.Length; t++)
        {
            (int i, int j, int k) = triples[t];
            cubic[t] = moments[Pairs + t];
            cubic[Triples + t] = moments[Pairs + Triples + t];
            cubic[(2 * Triples) + t] = amplitudes[i] * moments[pairsOf[t]];
            cubic[(3 * Triples) + t] = amplitudes[i] * amplitudes[j] * amplitudes[k];
        }

        product.MatrixVector(1, tensors.Vertices.View.RowBlock(0, result.Length), Transpose.No, terms, 0, result);
        TensorPrimitives.Add(result, state[..result.Length], result);
        return result;
    }

    /// <summary>The derivatives by time of the terms, with α and its own in amplitudes and pushes.</summary>
    private void TermRates(ReadOnlySpan<double> moments, ReadOnlySpan<double> rates)
    {
        (int I, int J)[] pairs = tensors.Couplings.Pairs;
        for (int p = 0; p < pairs.Length; p++)
        {
            (int i, int j) = pairs[p];
            terms[p] = rates[p];
            terms[Pairs + p] = (pushes[i] * amplitudes[j]) + (amplitudes[i] * pushes[j]);
        }

        (int I, int J, int K)[] triples = tensors.Couplings.Triples;
        int[] pairsOf = tensors.Couplings.PairsOfTriples;
        Span<double> cubic = terms.AsSpan(2 * Pairs);
        for (int t = 0; t < triples.Length; t++)
        {
            (int i, int j, int k) = triples[t];
            cubic[t] = rates[Pairs + t];
            cubic[Triples + t] = rates[Pairs + Triples + t];
            cubic[(2 * Triples) + t] = (pushes[i] * moments[pairsOf[t]]) + (amplitudes[i] * rates[pairsOf[t]]);
            cubic[(3 * Triples) + t] = (pushes[i] * amplitudes[j] * amplitudes[k])
                + (amplitudes[i] * ((pushes[j] * amplitudes[k]) + (amplitudes[j] * pushes[k])));
        }
    }

    /// <summary>(H̃_i g̃_j)·(H̃_k g̃_l) = Σ_w Q_wj B_w[i,kl].</summary>
    private Matrix<double> Overlaps()
    {
        (int I, int J)[] pairs = tensors.Couplings.Pairs;
        return Matrix.FromFunction<double>(pairs.Length, pairs.Length, (p, q) =>
        {
            double sum = 0;
            for (int w = 0; w < Training; w++)
            {
                sum += tensors.Basis[w, pairs[p].J] * tensors.B(w, pairs[p].I, pairs[q].I, pairs[q].J);
            }

            return sum;
        });
    }
}
