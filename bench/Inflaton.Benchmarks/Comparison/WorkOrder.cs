namespace Inflaton.Benchmarks.Comparison;

/// <summary>What to do, for how long and on what; each work reads the properties that it needs.</summary>
internal sealed record WorkOrder
{
    public required string Work { get; init; }

    /// <summary>How, where there are several ways: the training method; <c>float32</c> for products and kernels.</summary>
    public string How { get; init; } = "";

    /// <summary>Repeat for about so long.</summary>
    public double Seconds { get; init; } = 0.3;

    public NetworkCase? Network { get; init; }

    public int Epochs { get; init; } = 1;

    /// <summary>Product C = A B of shape [Rows, Columns], depth Depth.</summary>
    public int Rows { get; init; }

    public int Columns { get; init; }

    public int Depth { get; init; }

    /// <summary><c>nn</c>, <c>nt</c> or <c>tn</c>: which operand is stored transposed.</summary>
    public string Layout { get; init; } = "nn";

    /// <summary>File to read or write.</summary>
    public string Path { get; init; } = "";

    /// <summary>Changes to that file, as <c>key=value</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];
}
