using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.Interactions;

/// <summary>
/// Derivatives of a network's outputs by its parameters along given directions, up to the third, forward; and of the gradients of
/// combinations of outputs, up to the second, backward: the chain rule level by level, with φ', φ'' and φ'''. Rows are inputs, the
/// training inputs first.
/// </summary>
internal sealed class DerivativePass
{
    private readonly NetworkParameters parameters;
    private readonly NetworkArchitecture architecture;
    private readonly MatrixProduct<double> product;
    private readonly Rows team;
    private readonly Matrix<double>[] slopes;
    private readonly Matrix<double>[] curvatures;
    private readonly Matrix<double>[] thirds;
    private readonly int training;

    public DerivativePass(NetworkParameters parameters, Matrix<double> inputs, int training, WorkerTeam team)
    {
        this.parameters = parameters;
        this.training = training;
        this.team = new Rows(team);
        architecture = parameters.Architecture;
        product = new MatrixProduct<double>(team);
        int levels = architecture.Layers, rows = inputs.Rows;
        Activations = new Matrix<double>[levels];
        slopes = new Matrix<double>[levels];
        curvatures = new Matrix<double>[levels];
        thirds = new Matrix<double>[levels];
        Activations[0] = inputs;
        for (int level = 1; level < levels; level++)
        {
            int width = architecture.Fan(level);
            Matrix<double> z = new(rows, width);
            product.Forward(architecture.WeightScale(level - 1), Activations[level - 1], parameters.Weights[level - 1], z);
            (Activations[level], slopes[level]) = (new(rows, width), new(rows, width));
            (curvatures[level], thirds[level]) = (new(rows, width), new(rows, width));
            double bias = architecture.BiasScale(level - 1);
            double[] biases = parameters.Biases[level - 1];
            Matrix<double> values = Activations[level], first = slopes[level], second = curvatures[level], third = thirds[level];
            this.team.Each(rows, row =>
            {
                Span<double> at = z.Row(row);
                if (bias != 0)
                {
                    TensorPrimitives.MultiplyAdd(biases, bias, at, at);
                }

                architecture.Activation.Evaluate(at, values.Row(row), first.Row(row));
                for (int i = 0; i < at.Length; i++)
                {
                    second[row, i] = architecture.Activation.Curvature(at[i]);
                    third[row, i] = architecture.Activation.ThirdDerivative(at[i]);
                }
            });
        }
    }

    /// <summary>a_l by level, from the inputs to the last hidden layer.</summary>
    public Matrix<double>[] Activations { get; }

    private int Layers => architecture.Layers;

    /// <summary>∂f along a direction.</summary>
    public Tangent Along(ParameterDirection direction)
    {
        Tangent tangent = Start();
        for (int layer = 0; layer < Layers; layer++)
        {
            Matrix<double> z = Carry(tangent, layer);
            direction.AddForward(layer, Activations[layer], areConstant: true, z);
            if (layer + 1 < Layers)
            {
                Matrix<double> a = tangent.Activations[layer + 1] = new(z.Rows, z.Columns), slope = slopes[layer + 1];
                team.Each(z.Rows, row => TensorPrimitives.Multiply(slope.Row(row), z.Row(row), a.Row(row)));
            }
        }

        return tangent;
    }

    /// <summary>∂²f along two directions, of which the first derivatives are known.</summary>
    public Tangent Along((ParameterDirection Direction, Tangent Tangent) d, (ParameterDirection Direction, Tangent Tangent) e)
    {
        Tangent tangent = Start();
        for (int layer = 0; layer < Layers; layer++)
        {
            Matrix<double> z = Carry(tangent, layer);
            Add(d.Direction, layer, e.Tangent, z);
            Add(e.Direction, layer, d.Tangent, z);
            if (layer + 1 < Layers)
            {
                int level = layer + 1;
                Matrix<double> a = tangent.Activations[level] = new(z.Rows, z.Columns);
                team.Each(z.Rows, row =>
                {
                    Span<double> into = a.Row(row);
                    TensorPrimitives.Multiply(d.Tangent.Preactivations[level].Row(row), e.Tangent.Preactivations[level].Row(row), into);
                    TensorPrimitives.Multiply(into, curvatures[level].Row(row), into);
                    TensorPrimitives.MultiplyAdd(slopes[level].Row(row), z.Row(row), into, into);
                });
            }
        }

        return tangent;
    }

    /// <summary>∂³f along three directions, of which the first and the mixed second derivatives are known.</summary>
    public Matrix<double> Along(
        (ParameterDirection Direction, Tangent Tangent) d,
        (ParameterDirection Direction, Tangent Tangent) e,
        (ParameterDirection Direction, Tangent Tangent) f,
        Tangent de,
        Tangent df,
        Tangent ef)
    {
        Tangent tangent = Start();
        for (int layer = 0; layer < Layers; layer++)
        {
            Matrix<double> z = Carry(tangent, layer);
            Add(d.Direction, layer, ef, z);
            Add(e.Direction, layer, df, z);
            Add(f.Direction, layer, de, z);
            if (layer + 1 < Layers)
            {
                int level = layer + 1;
                Matrix<double> a = tangent.Activations[level] = new(z.Rows, z.Columns);
                team.Each(z.Rows, row =>
                {
                    Span<double> into = a.Row(row);
                    Span<double> one = d.Tangent.Preactivations[level].Row(row), two = e.Tangent.Preactivations[level].Row(row);
                    Span<double> three = f.Tangent.Preactivations[level].Row(row);
                    Span<double> first = slopes[level].Row(row), second = curvatures[level].Row(row), third = thirds[level].Row(row);
                    Span<double> both = de.Preactivations[level].Row(row), outer = df.Preactivations[level].Row(row);
                    Span<double> last = ef.Preactivations[level].Row(row), own = z.Row(row);
                    for (int i = 0; i < into.Length; i++)
                    {
                        into[i] = (first[i] * own[i]) + (second[i] * ((one[i] * last[i]) + (two[i] * outer[i]) + (three[i] * both[i])))
                            + (third[i] * one[i] * two[i] * three[i]);
                    }
                });
            }
        }

        return tangent.Output;
    }

    /// <summary>The gradient of Σ c·f over the training inputs.</summary>
    /// <param name="weights">c, shape [N, C].</param>
    public Cotangent Gradient(Matrix<double> weights)
    {
        Cotangent gradient = new(new Matrix<double>?[Layers], new Matrix<double>?[Layers + 1]);
        gradient.Deltas[Layers] = weights;
        for (int level = Layers - 1; level >= 1; level--)
        {
            Matrix<double> sum = Descend(gradient, level), delta = new(training, sum.Columns), slope = slopes[level];
            (gradient.Sums[level], gradient.Deltas[level]) = (sum, delta);
            team.Each(training, row => TensorPrimitives.Multiply(sum.Row(row), slope.Row(row), delta.Row(row)));
        }

        return gradient;
    }

    /// <summary>Its derivative along a direction.</summary>
    public Cotangent Gradient(Cotangent gradient, (ParameterDirection Direction, Tangent Tangent) d)
    {
        Cotangent change = new(new Matrix<double>?[Layers], new Matrix<double>?[Layers + 1]);
        for (int level = Layers - 1; level >= 1; level--)
        {
            Matrix<double> sum = Descend(change, level), delta = new(training, sum.Columns);
            d.Direction.AddBackward(level, gradient.Deltas[level + 1]!, sum);
            (change.Sums[level], change.Deltas[level]) = (sum, delta);
            Matrix<double> own = gradient.Sums[level]!, slope = slopes[level], curvature = curvatures[level];
            Matrix<double> z = d.Tangent.Preactivations[level];
            team.Each(training, row =>
            {
                Span<double> into = delta.Row(row);
                TensorPrimitives.Multiply(own.Row(row), z.Row(row), into);
                TensorPrimitives.Multiply(into, curvature.Row(row), into);
                TensorPrimitives.MultiplyAdd(sum.Row(row), slope.Row(row), into, into);
            });
        }

        return change;
    }

    /// <summary>Its second derivative along two directions.</summary>
    public Cotangent Gradient(
        Cotangent gradient,
        (ParameterDirection Direction, Tangent Tangent, Cotangent Gradient) d,
        (ParameterDirection Direction, Tangent Tangent, Cotangent Gradient) e,
        Tangent de)
    {
        Cotangent change = new(new Matrix<double>?[Layers], new Matrix<double>?[Layers + 1]);
        for (int level = Layers - 1; level >= 1; level--)
        {
            Matrix<double> sum = Descend(change, level), delta = new(training, sum.Columns);
            if (e.Gradient.Deltas[level + 1] is { } byE)
            {
                d.Direction.AddBackward(level, byE, sum);
            }

            if (d.Gradient.Deltas[level + 1] is { } byD)
            {
                e.Direction.AddBackward(level, byD, sum);
            }

            (change.Sums[level], change.Deltas[level]) = (sum, delta);
            int at = level;
            team.Each(training, row =>
            {
                Span<double> into = delta.Row(row), own = sum.Row(row), rest = gradient.Sums[at]!.Row(row);
                Span<double> sumD = d.Gradient.Sums[at]!.Row(row), sumE = e.Gradient.Sums[at]!.Row(row);
                Span<double> zD = d.Tangent.Preactivations[at].Row(row), zE = e.Tangent.Preactivations[at].Row(row);
                Span<double> both = de.Preactivations[at].Row(row);
                Span<double> first = slopes[at].Row(row), second = curvatures[at].Row(row), third = thirds[at].Row(row);
                for (int i = 0; i < into.Length; i++)
                {
                    into[i] = (own[i] * first[i]) + (second[i] * ((sumD[i] * zE[i]) + (sumE[i] * zD[i]) + (rest[i] * both[i])))
                        + (rest[i] * third[i] * zD[i] * zE[i]);
                }
            });
        }

        return change;
    }

    /// <summary>The gradient as a direction: δ ⊗ a.</summary>
    public ParameterDirection Direction(Cotangent gradient) =>
        new(architecture, product, new ParameterDirection.Term(gradient.Deltas, Activations, HasBias: true));

    /// <summary>The derivative of a gradient as a direction: δ' ⊗ a + δ ⊗ a'.</summary>
    public ParameterDirection Direction(Cotangent gradient, Cotangent change, Tangent tangent) => new(
        architecture, product,
        new ParameterDirection.Term(change.Deltas, Activations, HasBias: true),
        new ParameterDirection.Term(gradient.Deltas, tangent.Activations, HasBias: false));

    /// <summary>The second derivative of a gradient as a direction.</summary>
    public ParameterDirection Direction(
        Cotangent gradient, Cotangent d, Cotangent e, Cotangent change, Tangent tangentD, Tangent tangentE, Tangent both) => new(
        architecture, product,
        new ParameterDirection.Term(change.Deltas, Activations, HasBias: true),
        new ParameterDirection.Term(d.Deltas, tangentE.Activations, HasBias: false),
        new ParameterDirection.Term(e.Deltas, tangentD.Activations, HasBias: false),
        new ParameterDirection.Term(gradient.Deltas, both.Activations, HasBias: false));

    private static void Add(ParameterDirection direction, int layer, Tangent tangent, Matrix<double> z)
    {
        if (tangent.Activations[layer] is { } activations)
        {
            direction.AddForward(layer, activations, areConstant: false, z);
        }
    }

    private Tangent Start() => new(new Matrix<double>[Layers + 1], new Matrix<double>?[Layers + 1]);

    /// <summary>z of a layer by the change of the activations below it.</summary>
    private Matrix<double> Carry(Tangent tangent, int layer)
    {
        Matrix<double> z = tangent.Preactivations[layer + 1] = new(Activations[0].Rows, architecture.Fan(layer + 1));
        if (tangent.Activations[layer] is { } below)
        {
            product.Forward(architecture.WeightScale(layer), below, parameters.Weights[layer], z);
        }

        return z;
    }

    private Matrix<double> Descend(Cotangent gradient, int level)
    {
        Matrix<double> sum = new(training, architecture.Fan(level));
        if (gradient.Deltas[level + 1] is { } above)
        {
            product.Backward(architecture.WeightScale(level), above, parameters.Weights[level], sum);
        }

        return sum;
    }

    /// <summary>Work on rows, one a part.</summary>
    private sealed class Rows(WorkerTeam team) : IWork
    {
        private Action<int> work = _ => { };

        public void Each(int rows, Action<int> work)
        {
            this.work = work;
            team.Run(this, rows);
        }

        public void Execute(int part, int worker) => work(part);
    }
}
