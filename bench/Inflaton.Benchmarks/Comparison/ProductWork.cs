using System.Numerics;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>C = A B with either operand stored transposed.</summary>
internal static class ProductWork
{
    public static WorkReport Time(WorkOrder order, WorkerTeam team) =>
        order.How == "float32" ? Time<float>(order, team) : Time<double>(order, team);

    private static WorkReport Time<T>(WorkOrder order, WorkerTeam team)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool left = order.Layout[0] == 't';
        bool right = order.Layout[1] == 't';
        Matrix<T> a = left ? Filled<T>(order.Depth, order.Rows) : Filled<T>(order.Rows, order.Depth);
        Matrix<T> b = right ? Filled<T>(order.Columns, order.Depth) : Filled<T>(order.Depth, order.Columns);
        Matrix<T> c = new(order.Rows, order.Columns);
        MatrixProduct<T> product = new(team);
        return new WorkReport
        {
            Seconds = CallTimer.Sample(
                order.Seconds,
                () => product.Multiply(
                    T.One, a, left ? Transpose.Yes : Transpose.No, b, right ? Transpose.Yes : Transpose.No, T.Zero, c)),
        };
    }

    private static Matrix<T> Filled<T>(int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Matrix.FromFunction(rows, columns, (i, j) => T.CreateTruncating((((i * 31) + (j * 17)) % 64) - 31.5));
}
