using System.Numerics.Tensors;
using Inflaton.Kernels.Interactions;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Interactions;

/// <summary>
/// The forces of the interacting theory. Its state is the free field φ_w = f⁰_w + Θ_wx a_x, then the moments b_ij, c_ijk and d_ijk, all
/// of which obey the one equation of motion, with the forces Θ e, ε_i α_j, ε_i b_jk and ε_i α_j α_k, where α = Qᵀ(φ − f⁰) and ε = Eᵀe on
/// the training inputs. e = ℓ'(f)/N is taken at the field f that state and vertices give; an optimiser that whitens it does so to e.
/// <para>
/// Expanded, the moments follow the free field alone, which the state then has at its end once more, and only φ feels what they do: the
/// same to this order, and what the two differ by is of the next.
/// </para>
/// </summary>
internal sealed class InteractingForce : TrainedForce
{
    private readonly PredictionProblem problem;
    private readonly LossInUniverse loss;
    private readonly KernelForce kernelForce;
    private readonly InteractionTensors tensors;
    private readonly MatrixProduct<double> product;
    private readonly Matrix<double> pushes;
    private readonly ProductSet moments;
    private readonly int[] seconds;
    private readonly int[] firsts;
    private readonly double[] displacement;
    private readonly double[] alpha;
    private readonly double[] alphaRate;
    private readonly double[] epsilon;
    private readonly double[] terms;
    private readonly bool isExpanded;
    private readonly double[] field;
    private Matrix<double>? overlaps;

    /// <param name="problem">The problem.</param>
    /// <param name="tensors">Its vertices.</param>
    /// <param name="whitening">W of ȧ = −W ℓ'/N; null for 1.</param>
    /// <param name="isExpanded">Whether what acts on the moments is taken without what they do themselves.</param>
    public InteractingForce(PredictionProblem problem, InteractionTensors tensors, Matrix<double>? whitening, bool isExpanded = false)
        : base(problem)
    {
        this.isExpanded = isExpanded;
        this.problem = problem;
        this.tensors = tensors;
        loss = new LossInUniverse(problem.Loss);
        kernelForce = new KernelForce(problem);
        product = new MatrixProduct<double>(problem.Team);
        pushes = Whitened(tensors.Pushes, whitening);
        moments = Couplings.PushMove;
        seconds = [.. Couplings.PushPushMove.Products.Select(of => moments[of.J, of.K])];
        firsts = [.. Couplings.MovePushMove.Products.Select(of => moments[of.J, of.K])];
        displacement = new double[problem.InitialField.Length];
        alpha = new double[tensors.Moves.Columns];
        alphaRate = new double[alpha.Length];
        epsilon = new double[tensors.Pushes.Columns];
        terms = new double[Couplings.Terms];
        field = new double[kernelForce.Count];
    }

    public override int Count =>
        ((isExpanded ? 2 : 1) * Values) + moments.Count + Couplings.PushPushMove.Count + Couplings.PushMoveMove.Count;

    public override ReadOnlySpan<double> Gradient => kernelForce.Gradient;

    private Couplings Couplings => tensors.Couplings;

    private int Values => kernelForce.Count;

    private int Training => problem.InitialField.Length;

    /// <summary>At epoch 0 nothing has moved; expanded, the free field stands at the end once more.</summary>
    public override double[] Start()
    {
        double[] state = new double[Count], field = base.Start();
        field.CopyTo(state, 0);
        field.CopyTo(state, isExpanded ? state.Length - field.Length : 0);
        return state;
    }

    public override void Evaluate(double scaleFactor, ReadOnlySpan<double> state, Span<double> force)
    {
        ReadOnlySpan<double> here = Read(state, field.AsSpan(0, Training));
        if (isExpanded)
        {
            loss.Gradient(scaleFactor, Free(state)[..Training], problem.Targets, kernelForce.Gradient);
            kernelForce.Apply().CopyTo(force[^Values..]);
            Moved(state, force);
            loss.Gradient(scaleFactor, here, problem.Targets, kernelForce.Gradient);
            kernelForce.Apply().CopyTo(force);
            return;
        }

        loss.Gradient(scaleFactor, here, problem.Targets, kernelForce.Gradient);
        kernelForce.Apply().CopyTo(force);
        Moved(state, force);
    }

    /// <summary>The forces on the moments, of the gradient at hand.</summary>
    private void Moved(ReadOnlySpan<double> state, Span<double> force)
    {
        product.MatrixVector(1.0 / problem.Points, pushes, Transpose.Yes, kernelForce.Gradient, 0, epsilon);
        ReadOnlySpan<double> b = state.Slice(Values, moments.Count);
        (int I, int J, int K)[] pairs = moments.Products, cubic = Couplings.PushPushMove.Products, square = Couplings.PushMoveMove.Products;
        Span<double> push = force.Slice(Values, pairs.Length);
        for (int p = 0; p < pairs.Length; p++)
        {
            push[p] = epsilon[pairs[p].I] * alpha[pairs[p].J];
        }

        push = force.Slice(Values + pairs.Length, cubic.Length);
        for (int t = 0; t < cubic.Length; t++)
        {
            push[t] = epsilon[cubic[t].I] * b[seconds[t]];
        }

        push = force.Slice(Values + pairs.Length + cubic.Length, square.Length);
        for (int t = 0; t < square.Length; t++)
        {
            push[t] = epsilon[square[t].I] * alpha[square[t].J] * alpha[square[t].K];
        }
    }

    /// <summary>f of a state, on the training and test inputs.</summary>
    public override ReadOnlySpan<double> FieldOf(ReadOnlySpan<double> state) => Read(state, field);

    public override double MeanOf(ReadOnlySpan<double> values) => base.MeanOf(Read(values, field.AsSpan(0, Training)));

    public override double MeanVelocityOf(ReadOnlySpan<double> field, ReadOnlySpan<double> velocity)
    {
        Alphas(field);
        product.MatrixVector(1, tensors.Moves, Transpose.Yes, Free(velocity)[..Training], 0, alphaRate);
        ReadOnlySpan<double> b = field.Slice(Values, moments.Count), bRate = velocity.Slice(Values, moments.Count);
        TakeMoments(velocity);
        (int I, int J, int K)[] products = Couplings.MoveMove.Products;
        Span<double> part = Terms(1, products.Length);
        for (int p = 0; p < products.Length; p++)
        {
            (int j, int k, _) = products[p];
            part[p] = (alphaRate[j] * alpha[k]) + (alpha[j] * alphaRate[k]);
        }

        products = Couplings.MovePushMove.Products;
        part = Terms(4, products.Length);
        for (int t = 0; t < products.Length; t++)
        {
            part[t] = (alphaRate[products[t].I] * b[firsts[t]]) + (alpha[products[t].I] * bRate[firsts[t]]);
        }

        products = Couplings.MoveMoveMove.Products;
        part = Terms(5, products.Length);
        for (int t = 0; t < products.Length; t++)
        {
            (int j, int k, int l) = products[t];
            part[t] = (alphaRate[j] * alpha[k] * alpha[l]) + (alpha[j] * ((alphaRate[k] * alpha[l]) + (alpha[k] * alphaRate[l])));
        }

        Span<double> rate = this.field.AsSpan(0, Training);
        product.MatrixVector(1, tensors.Vertices.View.RowBlock(0, Training), Transpose.No, terms, 0, rate);
        TensorPrimitives.Add(rate, velocity[..Training], rate);
        return base.MeanOf(rate);
    }

    /// <summary>
    /// |v|² = p·Θp + 2p·(A ḃ + B ċ + ½C ḋ) + ḃ_ij (H̃_i g̃_j)·(H̃_k g̃_l) ḃ_kl for v = Σ p_x ∇f_x + ḃ_ij H̃_i g̃_j and the rest.
    /// </summary>
    public override double SquaredSpeed(ReadOnlySpan<double> source, ReadOnlySpan<double> velocity)
    {
        ReadOnlySpan<double> b = velocity.Slice(Values, moments.Count);
        terms.AsSpan().Clear();
        TakeMoments(velocity);
        Span<double> change = field.AsSpan(0, Training);
        product.MatrixVector(1, tensors.Vertices.View.RowBlock(0, Training), Transpose.No, terms, 0, change);
        double speed = TensorPrimitives.Dot(source, velocity[..Training]) + (2 * TensorPrimitives.Dot(source, change));
        overlaps ??= Overlaps();
        for (int p = 0; p < b.Length; p++)
        {
            speed += b[p] * TensorPrimitives.Dot(overlaps.Row(p), b);
        }

        return speed;
    }

    private static Matrix<double> Whitened(Matrix<double> pushes, Matrix<double>? whitening)
    {
        if (whitening is null)
        {
            return pushes;
        }

        int copies = pushes.Rows / whitening.Rows;
        return Matrix.FromFunction<double>(pushes.Rows, pushes.Columns, (x, i) =>
        {
            double sum = 0;
            for (int y = 0; y < whitening.Rows; y++)
            {
                sum += whitening[y, x / copies] * pushes[(y * copies) + (x % copies), i];
            }

            return sum;
        });
    }

    /// <summary>The free field of a state.</summary>
    private ReadOnlySpan<double> Free(ReadOnlySpan<double> state) => isExpanded ? state[^Values..] : state[..Values];

    private Span<double> Terms(int kind, int count) => terms.AsSpan(tensors.Starts[kind], count);

    /// <summary>The terms that are moments themselves, b, c and d, of a state or of its velocity.</summary>
    private void TakeMoments(ReadOnlySpan<double> state)
    {
        int b = moments.Count, c = Couplings.PushPushMove.Count, d = Couplings.PushMoveMove.Count;
        state.Slice(Values, b).CopyTo(Terms(0, b));
        state.Slice(Values + b, c).CopyTo(Terms(2, c));
        state.Slice(Values + b + c, d).CopyTo(Terms(3, d));
    }

    /// <summary>α = Qᵀ(φ − f⁰).</summary>
    private void Alphas(ReadOnlySpan<double> state)
    {
        TensorPrimitives.Subtract(Free(state)[..Training], problem.InitialField, displacement);
        product.MatrixVector(1, tensors.Moves, Transpose.Yes, displacement, 0, alpha);
    }

    /// <summary>f of a state, as many values as there is room for.</summary>
    private ReadOnlySpan<double> Read(ReadOnlySpan<double> state, Span<double> result)
    {
        Alphas(state);
        ReadOnlySpan<double> b = state.Slice(Values, moments.Count);
        TakeMoments(state);
        (int I, int J, int K)[] products = Couplings.MoveMove.Products;
        Span<double> part = Terms(1, products.Length);
        for (int p = 0; p < products.Length; p++)
        {
            part[p] = alpha[products[p].I] * alpha[products[p].J];
        }

        products = Couplings.MovePushMove.Products;
        part = Terms(4, products.Length);
        for (int t = 0; t < products.Length; t++)
        {
            part[t] = alpha[products[t].I] * b[firsts[t]];
        }

        products = Couplings.MoveMoveMove.Products;
        part = Terms(5, products.Length);
        for (int t = 0; t < products.Length; t++)
        {
            part[t] = alpha[products[t].I] * alpha[products[t].J] * alpha[products[t].K];
        }

        product.MatrixVector(1, tensors.Vertices.View.RowBlock(0, result.Length), Transpose.No, terms, 0, result);
        TensorPrimitives.Add(result, state[..result.Length], result);
        return result;
    }

    /// <summary>(H̃_i g̃_j)·(H̃_k g̃_l) = Σ_w Q_wj B_w[i,kl].</summary>
    private Matrix<double> Overlaps() => Matrix.FromFunction<double>(moments.Count, moments.Count, (p, q) =>
    {
        ((int i, int j, _), (int k, int l, _)) = (moments.Products[p], moments.Products[q]);
        double sum = 0;
        for (int w = 0; w < Training; w++)
        {
            sum += tensors.Moves[w, j] * tensors.B(w, i, k, l);
        }

        return sum;
    });
}
