using Inflaton.Experiments;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Lattices;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tuning;
using Inflaton.Experiments.Universes;

namespace Inflaton.Web;

/// <summary>A study that is not too large for the page.</summary>
/// <param name="Study">The study.</param>
/// <param name="Bytes">Memory that it needs, estimated.</param>
internal readonly record struct AdmittedStudy(IStudy Study, double Bytes);

/// <summary>Reads the text that a page sends as a study, and holds it against what may be asked for.</summary>
/// <param name="limits">What may be asked for.</param>
/// <param name="tables">The tables that it may name.</param>
internal sealed class StudyReader(WebLimits limits, DataTables tables)
{
    /// <summary>What messages call the text.</summary>
    public const string FileName = "page.yaml";

    /// <summary>Reads a study.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="kind">The kind that it is to be of; null for the one that its keys describe.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ExperimentFileException">Anything is wrong with it; it lists everything.</exception>
    /// <exception cref="RefusedException">It asks for more than there is.</exception>
    public AdmittedStudy Read(string text, StudyKind? kind, string name = FileName)
    {
        IStudy study = StudyCatalogue.Parse(text, name, tables.Folder, kind, limits.Memory);
        switch (study)
        {
            case ExperimentStudy experiment:
                Check(experiment.File.Settings, name);
                break;
            case TuningStudy tuning:
                Check(tuning.File.Settings.Experiment, name);
                AtMost(name, "tune.trials", tuning.File.Settings.Tune.Trials, 20);
                break;
            case UniverseStudy universe:
                UniverseSettings cosmos = universe.File.Settings;
                AtMost(name, "time.points", cosmos.Time.Points, limits.Records);
                AtMost(name, "perturbations.modes", cosmos.Perturbations?.Modes ?? 0, limits.Modes);
                AtMost(name, "solver.steps", cosmos.Solver.Steps, 10_000_000);
                break;
            case LatticeStudy lattice:
                LatticeSettings space = lattice.File.Settings;
                AtMost(name, "lattice.sites", Math.Pow(space.Lattice.Sites, space.Lattice.Dimensions), limits.Sites);
                AtMost(name, "time.points", space.Time.Points, limits.Records);
                break;
            default:
                throw new RefusedException(422, $"{name}: describes {study.Kind.NameWithArticle}, which no room of the page shows.");
        }

        StudyCost cost = StudyCatalogue.Cost(study);
        return cost.Bytes <= limits.Memory ? new AdmittedStudy(study, cost.Bytes) : throw new RefusedException(
            422, $"{name}: needs about {cost.Bytes / (1L << 30):F1} GiB of memory, and the page has {limits.Memory / (1L << 30):F1} GiB. "
                + $"Run it with './inflaton {study.Kind.Command}'.");
    }

    private void Check(ExperimentSettings settings, string name)
    {
        double weights = 0, fan = settings.Data.Source.Dimension ?? 1;
        foreach (int width in settings.Network.Hidden)
        {
            weights += (fan + 1) * width;
            fan = width;
        }

        AtMost(name, "network.hidden", weights, limits.Weights, "weights and biases");
        AtMost(name, "epochs", settings.Epochs, limits.Epochs);
        AtMost(name, "record_every", 1 + (settings.Epochs / settings.RecordEvery), limits.Records, "recorded epochs");
        AtMost(name, "solver.max_steps", settings.Solver.MaxSteps, 10_000_000);
    }

    private static void AtMost(string name, string key, double value, double most, string what = "")
    {
        if (value > most)
        {
            string given = what.Length > 0 ? $"asks for {value:G4} {what}" : $"is {value:G4}";
            throw new RefusedException(
                422, $"{name}: {key}: {given}, and the page takes at most {most:G4}. Run larger ones with the command line.");
        }
    }
}
