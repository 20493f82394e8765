using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>All eigenvalues and eigenvectors of a symmetric matrix read from a .npy file; reports the eigenvalues too.</summary>
internal static class EigenWork
{
    public static WorkReport Time(WorkOrder order, WorkerTeam team)
    {
        NumericArray file = NpyFile.Read(order.Path);
        Matrix<double> matrix = new(file.Shape[0], file.Shape[1], file.Values);
        double[] values = [];
        double[] seconds = CallTimer.Sample(order.Seconds, () => values = SymmetricEigen.Decompose(matrix, team).Values);
        return new WorkReport { Seconds = seconds, Values = [.. values.Order()] };
    }
}
