namespace Inflaton.Numerics.Stencils;

/// <summary>A part of a lattice in memory; columns are counted from where it begins, neighbours by how far they are.</summary>
internal readonly unsafe struct StencilPlace<T>
    where T : unmanaged
{
    /// <summary>A part.</summary>
    /// <param name="shape">The lattice.</param>
    /// <param name="part">The part.</param>
    /// <param name="field">All sites of the field.</param>
    /// <param name="momentum">The momentum from the part's first site on.</param>
    /// <param name="drift">The factor with which the plane ahead drifts; null where it does not.</param>
    public StencilPlace(in StencilShape shape, in StencilPart part, T* field, T* momentum, T? drift)
    {
        int size = shape.PlaneSites;
        Field = field + part.FirstSite(shape);
        Momentum = momentum;
        Behind = part.Plane == 0 ? (nint)(shape.Planes - 1) * size : -size;
        Ahead = part.Plane == shape.Planes - 1 ? -(nint)(shape.Planes - 1) * size : size;
        Drift = drift ?? default;
        Length = shape.Length;
        PlaneRows = shape.Rows;
        (Row, Rows, Column) = (part.Row, part.Rows, part.Column);
    }

    public T* Field { get; }

    public T* Slope { get; init; }

    public T* Momentum { get; }

    public nint Behind { get; }

    public nint Ahead { get; }

    public T Drift { get; }

    public int Length { get; }

    public int Row { get; }

    public int Rows { get; }

    public int PlaneRows { get; }

    public int Column { get; }

    /// <summary>How far the row below a row is; its own where there is one row.</summary>
    public nint Below(int row) => row == 0 ? (nint)(PlaneRows - 1) * Length : -Length;

    /// <summary>How far the row above a row is.</summary>
    public nint Above(int row) => row == PlaneRows - 1 ? -(nint)(PlaneRows - 1) * Length : Length;
}

/// <summary>The factors of a kick in all lanes, with their sign turned, and that of the drift ahead.</summary>
internal readonly record struct KickLanes<V>(V Stiffness, V Closing, V Opening, V Drift);

/// <summary>What happens to the plane ahead of a kick.</summary>
internal interface IPlaneAhead
{
    /// <summary>Whether it drifts on the way.</summary>
    static abstract bool Drifts { get; }

    /// <summary>Whether it comes from main memory.</summary>
    static abstract bool IsFar { get; }
}

/// <summary>It stays as it is.</summary>
internal readonly struct Still : IPlaneAhead
{
    public static bool Drifts => false;

    public static bool IsFar => false;
}

/// <summary>It drifts.</summary>
internal readonly struct Drifting : IPlaneAhead
{
    public static bool Drifts => true;

    public static bool IsFar => false;
}

/// <summary>It drifts, and comes from main memory.</summary>
internal readonly struct DriftingFar : IPlaneAhead
{
    public static bool Drifts => true;

    public static bool IsFar => true;
}
