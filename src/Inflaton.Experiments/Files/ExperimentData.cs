using Inflaton.Data;

namespace Inflaton.Experiments.Files;

/// <summary>Makes the data set that an experiment's settings describe.</summary>
public static class ExperimentData
{
    /// <summary>Reads or computes inputs, targets and test inputs.</summary>
    /// <param name="settings">The experiment.</param>
    /// <exception cref="ExperimentFileException">A data file does not have what the settings ask for.</exception>
    public static DataSet Load(ExperimentSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        DataSettings data = settings.Data;
        if (data.Source is FileSource file)
        {
            return Read(file);
        }

        DataSet inputs = data.Source switch
        {
            PointSource point => InputSets.Points(point.Point),
            PointsSource points => InputSets.Points(points.Inputs),
            IntervalSource interval => Interval(interval, settings.Optimizer),
            CircleSource circle => InputSets.Circle(circle.Points, circle.Radius),
            OrthogonalSource orthogonal => InputSets.Orthogonal(orthogonal.Points, orthogonal.InputDimension, orthogonal.Norm),
            _ => throw new ArgumentException($"{data.Source} is not a source of inputs.", nameof(settings)),
        };
        return inputs with
        {
            Targets = data.Targets is null ? null : InputSets.Rows(data.Targets),
            Outputs = data.Targets?[0].Count ?? settings.Network.Outputs ?? 1,
            TestInputs = data.Test switch
            {
                TestPoints points => InputSets.Rows(points.Inputs),
                TestGrid grid => InputSets.Interval(grid.From, grid.To, grid.Points).Inputs,
                _ => [],
            },
        };
    }

    private static DataSet Interval(IntervalSource interval, OptimizerSettings optimizer)
    {
        if (interval is { From: double from, To: double to })
        {
            return InputSets.Interval(from, to, interval.Points);
        }

        double half = interval.HubbleLengths / optimizer.LeadingHubble
            ?? throw new ArgumentException($"{interval} needs a learning rate, but {optimizer} has none.", nameof(interval));
        return InputSets.Interval(-half, half, interval.Points);
    }

    private static DataSet Read(FileSource file)
    {
        CsvColumns columns = new()
        {
            Targets = file.Target,
            Features = file.Features,
            FirstRow = file.FirstRow,
            LastRow = file.LastRow,
            TargetEquals = file.TargetEquals,
            Encoding = file.Encoding switch
            {
                "one_hot" => TargetEncoding.OneHot,
                "centered_one_hot" => TargetEncoding.CenteredOneHot,
                _ => TargetEncoding.Number,
            },
            Categorical = file.Categorical,
            Missing = file.Missing switch
            {
                "drop" => MissingCells.Drop,
                "mean" => MissingCells.Mean,
                _ => MissingCells.Refuse,
            },
            InputScale = file.InputScale,
            Standardize = file.Standardize,
            TestFraction = file.TestFraction,
            SplitSeed = file.Shuffle ? file.SplitSeed : null,
        };
        string fromHere = Path.GetRelativePath(Environment.CurrentDirectory, file.Path);
        string shown = fromHere.StartsWith("..", StringComparison.Ordinal) ? file.Path : fromHere;
        try
        {
            return System.IO.Path.GetExtension(file.Path).Equals(".csv", StringComparison.OrdinalIgnoreCase)
                ? CsvData.Read(file.Path, columns, shown, new CsvFormat(file.SeparatorMark, file.DecimalMark))
                : CsvData.From(ArrayTable.Read(file.Paths, shown), columns);
        }
        catch (DataException exception)
        {
            throw new ExperimentFileException(FileProblem.From(exception));
        }
    }
}
