using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Training.Reduced;

/// <summary>What is written in the coordinates of a basis, and has to change with it.</summary>
internal interface IBasisFollower
{
    /// <summary>A vector has joined behind the others.</summary>
    void Append();

    /// <summary>Two vectors have changed places.</summary>
    void Swap(int i, int j);

    /// <summary>The vectors from <paramref name="first"/> on were reflected: B ← (1 − 2 v vᵀ) B with the unit vector v.</summary>
    void Reflect(int first, ReadOnlySpan<double> v);

    /// <summary>The first vectors were rotated: B ← T B.</summary>
    void Rotate(Matrix<double> rotation);
}
