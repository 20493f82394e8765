namespace Inflaton.Data;

/// <summary>Inputs with or without targets, to train on and to test on. Arrays are row-major and belong to the data set.</summary>
public sealed record DataSet
{
    /// <summary>Inputs x [N×d].</summary>
    public required double[] Inputs { get; init; }

    /// <summary>Number N of inputs.</summary>
    public required int Points { get; init; }

    /// <summary>Dimension d of an input.</summary>
    public required int Dimension { get; init; }

    /// <summary>Targets y [N×C]; null for none.</summary>
    public double[]? Targets { get; init; }

    /// <summary>Number C of targets of an input; 1 without targets.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>Inputs [M×d] that are not trained on; empty for none.</summary>
    public double[] TestInputs { get; init; } = [];

    /// <summary>Number M of test inputs.</summary>
    public int TestPoints => TestInputs.Length / Dimension;

    /// <summary>Targets [M×C] of the test inputs; null for none.</summary>
    public double[]? TestTargets { get; init; }

    /// <summary>Names of the d input columns; empty where they have none.</summary>
    public IReadOnlyList<string> FeatureNames { get; init; } = [];

    /// <summary>Names of the C target columns; empty where they have none.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    /// <summary>
    /// Names of the classes, in the order of their outputs or, with one output, of its sign; empty where targets are no classes.
    /// </summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Row of the table, from 0, that each training input comes from; empty where there is no table.</summary>
    public IReadOnlyList<int> TrainingRows { get; init; } = [];

    /// <summary>Row of the table, from 0, that each test input comes from; empty likewise.</summary>
    public IReadOnlyList<int> TestRows { get; init; } = [];

    /// <summary>What was done that the user may not expect, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How the inputs were standardised; null where they were not.</summary>
    public Standardization? InputStandardization { get; init; }

    /// <summary>How the targets were standardised; null where they were not.</summary>
    public Standardization? TargetStandardization { get; init; }
}
